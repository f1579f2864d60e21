import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type Node, parseSync, type ParseResult, visitorKeys } from 'oxc-parser'

/** One file as the rules see it: a path from the project's root, with slashes, and its text. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** A rule's finding. `path:line` first, so that a terminal or an editor can jump there. */
export interface Fault {
  readonly path: string
  readonly line: number
  readonly text: string
}

export const ROOT = resolve(import.meta.dirname, '../../..')
const OUTSIDE = new Set(['node_modules', 'dist', 'data', 'coverage', 'results'])

/** Every file and folder of the project, folders ending in a slash. Hidden and generated ones are left out. */
export function listPaths(root: string = ROOT, below = ''): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name
    if (entry.name.startsWith('.') || OUTSIDE.has(entry.name)) return []
    return entry.isDirectory() ? [`${path}/`, ...listPaths(root, path)] : [path]
  })
}

/** Whether rules about code read this file. */
export function isCode(path: string): boolean {
  return /\.(ts|tsx|mts|cts|js|mjs|cjs)$/.test(path)
}

/** Whether a file is a test or belongs to one: such files may import anything and stop any clock. */
export function isTest(path: string): boolean {
  return path.startsWith('test/') || /\.(test|long)\.tsx?$/.test(path)
}

export function readSource(path: string, root: string = ROOT): Source {
  return { path, text: readFileSync(join(root, path), 'utf8') }
}

/** The file that a relative specifier means, from the root, symbolic links followed; null for a package. */
export function resolveFrom(path: string, specifier: string, root: string = ROOT): string | null {
  if (!specifier.startsWith('.') && !specifier.startsWith('/')) return null
  const target = resolve(root, dirname(path), specifier)
  const real = existsSync(target) ? realpathSync(target) : target
  return relative(root, real).split(sep).join('/')
}

const parsed = new WeakMap<Source, ParseResult>()

/** Parsed once per source; a file that does not parse has no findings here, the types gate reports it. */
export function parse(source: Source): ParseResult {
  const known = parsed.get(source)
  if (known) return known
  const result = parseSync(source.path, source.text)
  parsed.set(source, result)
  return result
}

/** Calls `see` for each node with its parent and the parent's key that holds it. */
export function walk(source: Source, see: (node: Node, parent: Node | null, key: string) => void): void {
  const step = (node: Node, parent: Node | null, key: string): void => {
    see(node, parent, key)
    for (const name of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[name]
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) step(one, node, name)
    }
  }
  step(parse(source).program, null, '')
}

export function lineAt(source: Source, offset: number): number {
  return source.text.slice(0, offset).split('\n').length
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
