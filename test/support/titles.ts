import type { Node } from 'oxc-parser'
import { type Source, walk } from './rooms/source.ts'

/** The names that a file gives to its tests and suites: `it`, `test`, `describe`, with `.each(…)` and the like. */
export function titlesOf(source: Source): string[] {
  const titles: string[] = []
  walk(source, (node) => {
    if (node.type !== 'CallExpression' || !['it', 'test', 'describe'].includes(headOf(node.callee))) return
    const title = node.arguments[0]
    if (title?.type === 'Literal' && typeof title.value === 'string') titles.push(title.value)
    if (title?.type === 'TemplateLiteral') titles.push(title.quasis.map((part) => part.value.cooked ?? '').join('…'))
  })
  return titles
}

/** The name at the head of a chain: `it` of `it.each(table)`, `it.skipIf(x)` and `it`. */
function headOf(node: Node): string {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'MemberExpression') return headOf(node.object)
  if (node.type === 'CallExpression') return headOf(node.callee)
  return node.type === 'TaggedTemplateExpression' ? headOf(node.tag) : ''
}
