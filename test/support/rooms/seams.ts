import type { Node } from 'oxc-parser'
import { importsOf } from './imports.ts'
import { type Fault, isTest, lineAt, type Source, walk } from './source.ts'

/** Rooms that the simulation runs: time and chance come to them through `Clock` and `Random`. */
const ON_SEAMS = /^(core|hub|connectors|jobs|server|stores)\//

/**
 * The files that *are* a seam, or that by nature touch real time: they are where a virtual clock takes over.
 * A new line here is a hole in the simulation; say why beside it.
 */
const SEAM_FILES: readonly RegExp[] = [
  // The stand-ins' clock: what the simulation replaces.
  /^connectors\/kit\/emulator\/clock\.ts$/,
  // A thread of its own beside a real disk; the simulation's store is in memory.
  /^stores\/sqlite\/[^/]*checkpoint[^/]*\.ts$/,
]

const CALLED: Readonly<Record<string, readonly string[]>> = {
  Date: ['now'],
  Math: ['random'],
  crypto: ['randomUUID', 'randomUUIDv7'],
  Temporal: ['Now'],
}
const TIMERS = new Set(['setTimeout', 'setInterval'])
const PURE = ['getRandomValues', 'randomBytes', 'randomInt']

/** Real time or real chance in a room that the simulation runs. */
export function realTimeOrChance(source: Source): Fault[] {
  if (!ON_SEAMS.test(source.path) || isTest(source.path) || SEAM_FILES.some((file) => file.test(source.path))) return []
  return readsTimeOrChance(source)
}

/** Time, chance or a promise in core, which is values in, values out. In `core/ports` a promise may be a type. */
export function impureCore(source: Source): Fault[] {
  if (!source.path.startsWith('core/') || isTest(source.path)) return []
  const found = readsTimeOrChance(source, PURE)
  walk(source, (node, parent) => {
    const why = promised(node, parent, source.path.startsWith('core/ports/'))
    if (why) found.push({ path: source.path, line: lineAt(source, node.start), text: `core is pure: ${why}` })
  })
  return found
}

function promised(node: Node, parent: Node | null, isPort: boolean): string | null {
  if ('async' in node && node.async === true) return 'an async function'
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) return 'await'
  if (node.type !== 'Identifier' || !/^(Promise|PromiseLike|AsyncIterable|AsyncGenerator)$/.test(node.name)) return null
  return isPort && parent?.type === 'TSTypeReference' ? null : node.name
}

function readsTimeOrChance(source: Source, more: readonly string[] = []): Fault[] {
  const found: Fault[] = []
  const add = (node: { start: number }, what: string): void => {
    found.push({ path: source.path, line: lineAt(source, node.start), text: `${what}: take it from Clock or Random` })
  }
  walk(source, (node, parent, key) => {
    const what = member(node, more) ?? timer(node, parent, key) ?? today(node)
    if (what) add(node, what)
  })
  for (const { specifier, names, line } of importsOf(source)) {
    const banned = [...(CALLED['crypto'] ?? []), ...more]
    const isTimers = specifier !== null && /^(node:)?timers(\/promises)?$/.test(specifier)
    const taken = /^(node:)?crypto$/.test(specifier ?? '') ? names.filter((name) => banned.includes(name)) : []
    if (isTimers) found.push({ path: source.path, line, text: `${specifier}: take it from Clock` })
    for (const name of taken) found.push({ path: source.path, line, text: `${name}: take it from Random` })
  }
  return found
}

function member(node: Node, more: readonly string[]): string | null {
  if (node.type !== 'MemberExpression') return null
  const owner = nameOf(node.object)
  const name = nameOf(node.property)
  const banned = owner === 'crypto' ? [...(CALLED['crypto'] ?? []), ...more] : CALLED[owner]
  return Object.hasOwn(CALLED, owner) && banned?.includes(name) ? `${owner}.${name}` : null
}

function timer(node: Node, parent: Node | null, key: string): string | null {
  if (node.type !== 'Identifier' || !TIMERS.has(node.name)) return null
  // A property of that name is somebody's own, unless it is the global object's.
  const isProperty = parent?.type === 'MemberExpression' && key === 'property'
  if (isProperty) return nameOf(parent.object) === 'globalThis' ? node.name : null
  return key === 'key' ? null : node.name
}

function today(node: Node): string | null {
  const isCall = node.type === 'CallExpression' || node.type === 'NewExpression'
  if (!isCall || nameOf(node.callee) !== 'Date') return null
  return node.type === 'CallExpression' || node.arguments.length === 0 ? 'the current Date' : null
}

function nameOf(node: Node): string {
  if (node.type === 'Identifier') return node.name
  if (node.type === 'Literal') return String(node.value)
  return node.type === 'MemberExpression' ? nameOf(node.property) : ''
}
