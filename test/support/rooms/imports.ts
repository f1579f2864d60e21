import type { Node } from 'oxc-parser'
import { lineAt, type Source, walk } from './source.ts'

/** One way in which a file reaches another. `specifier` is null where it is computed and nobody can tell. */
export interface Import {
  readonly specifier: string | null
  readonly line: number
  /** Names taken from it, as they are called there. */
  readonly names: readonly string[]
}

/**
 * Everything that makes one file depend on another: imports and re-exports (of types too), `import()`, `import('…').T`,
 * `require`, and a thread's file in `new Worker(new URL('…', import.meta.url))`.
 */
export function importsOf(source: Source): Import[] {
  const found: Import[] = []
  const add = (node: Node, target: unknown, names: readonly string[] = []): void => {
    found.push({ specifier: text(target), line: lineAt(source, node.start), names })
  }
  walk(source, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
        return add(node, node.source, node.specifiers.flatMap(importedName))
      case 'ExportAllDeclaration':
      case 'ImportExpression':
        return add(node, node.source)
      case 'ExportNamedDeclaration':
        return node.source ? add(node, node.source) : undefined
      case 'TSImportType':
        return add(node, node.source)
      case 'TSExternalModuleReference':
        return add(node, node.expression)
      case 'CallExpression':
        return isNamed(node.callee, 'require') ? add(node, node.arguments[0]) : undefined
      case 'NewExpression':
        return isNamed(node.callee, 'Worker') ? addWorker(node, node.arguments[0], add) : undefined
      default:
        return undefined
    }
  })
  return found
}

function addWorker(node: Node, file: Node | undefined, add: (node: Node, target: unknown) => void): void {
  if (file?.type === 'NewExpression' && isNamed(file.callee, 'URL')) add(node, file.arguments[0])
}

function importedName(specifier: { type: string; imported?: unknown }): string[] {
  const imported = specifier.imported as { name?: string; value?: string } | undefined
  const name = imported?.name ?? imported?.value
  return name ? [name] : []
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

function text(node: unknown): string | null {
  const literal = node as { type?: string; value?: unknown; quasis?: { value: { cooked: string } }[] } | null | undefined
  if (literal?.type === 'Literal' && typeof literal.value === 'string') return literal.value
  // `import(`./x.ts`)` without a hole is as good as a string.
  return literal?.type === 'TemplateLiteral' && literal.quasis?.length === 1 ? (literal.quasis[0]?.value.cooked ?? null) : null
}
