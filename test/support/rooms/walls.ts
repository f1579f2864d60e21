import type { Node } from 'oxc-parser'
import { importsOf } from './imports.ts'
import { type Fault, isTest, lineAt, resolveFrom, type Source, walk } from './source.ts'
import { mayImport, ROOMS, roomOf } from './table.ts'

/** Imports that the table of rooms does not allow, or that nobody can resolve. */
export function forbiddenImports(source: Source, root?: string): Fault[] {
  const from = roomOf(source.path)
  if (isTest(source.path) || !from) return []
  if (!(from.room in ROOMS)) return [{ path: source.path, line: 1, text: `"${from.room}" is no room of the table` }]
  return importsOf(source).flatMap(({ specifier, line }) => {
    if (specifier === null) {
      const isFree = ROOMS[from.room]?.includes('anything') || from.room === 'app'
      return isFree ? [] : [{ path: source.path, line, text: 'imports something computed: nobody can tell what' }]
    }
    const target = resolveFrom(source.path, specifier, root)
    if (target === null) return []
    if (target.startsWith('..')) return [{ path: source.path, line, text: `${specifier} leaves the project` }]
    if (isTest(target) && from.room !== 'bench') return [{ path: source.path, line, text: `${target} is a test's` }]
    if (mayImport(source.path, target)) return []
    return [{ path: source.path, line, text: `${from.room} may not import ${roomOf(target)?.room ?? 'the root'} (${target})` }]
  })
}

/** An emulator that shares our schema shares our mistake: it never sees `wire.ts` or `map.ts`, of anyone. */
export function emulatorsThatShareOurSchema(source: Source, root?: string): Fault[] {
  if (isTest(source.path) || !roomOf(source.path)?.room.endsWith('/emulator')) return []
  return importsOf(source).flatMap(({ specifier, line }) => {
    const target = specifier === null ? null : resolveFrom(source.path, specifier, root)
    const isOurs = target !== null && /(^|\/)(wire|map)(\.ts|\/)/.test(target)
    return isOurs ? [{ path: source.path, line, text: `an emulator may not import ${target}` }] : []
  })
}

const KNOWS_VENDORS = /^(connectors|sandbox|docs|test|bench|tools)\/|(^|\/)fixtures\//
/** A marketplace that also runs a parcel service is a carrier there: data, as all carriers are. */
const CARRIERS_TABLE = 'core/tracking/carriers.ts'
// The last one is two plain words: only its own spellings count, not "the loop returns".
const VENDOR = /[Ss]hop[Ii]fy|SHOPIFY|[Ss]hip[Ss]tation|SHIPSTATION|[Aa]mazon|AMAZON|[Aa]fter[Ss]hip|AFTERSHIP|[Ll]oop[_-]?[Rr]eturns|\bLoop Returns\b/

/** A vendor's name where only "a store", "a carrier", "a returns tool" may be known. */
export function vendorNames(source: Source): Fault[] {
  if (!source.path.includes('/') || source.path === CARRIERS_TABLE || KNOWS_VENDORS.test(source.path) || isTest(source.path)) return []
  return [source.path, ...source.text.split('\n')].flatMap((line, index) => {
    const name = VENDOR.exec(line)?.[0]
    return name ? [{ path: source.path, line: Math.max(index, 1), text: `knows a vendor: ${name}` }] : []
  })
}

const WRITE = /^(insert|replace|remove)([A-Z]\w*)?$/

/** A write to the store that does not go through the hub. */
export function storeWrites(source: Source): Fault[] {
  const room = roomOf(source.path)?.room
  if (isTest(source.path) || !room || ['hub', 'stores', 'bench'].includes(room)) return []
  const found: Fault[] = []
  walk(source, (node) => {
    const written = writtenThrough(node)
    if (written) found.push({ path: source.path, line: lineAt(source, node.start), text: `writes to the store: ${written}` })
  })
  return found
}

function writtenThrough(node: Node): string | null {
  if (node.type === 'MemberExpression' && isStore(node.object)) {
    const { property } = node
    const name = property.type === 'Identifier' ? property.name : property.type === 'Literal' ? String(property.value) : ''
    return WRITE.test(name) ? name : null
  }
  if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && node.init && isStore(node.init)) {
    const keys = node.id.properties.map((one) => (one.type === 'Property' && one.key.type === 'Identifier' ? one.key.name : ''))
    return keys.find((key) => WRITE.test(key)) ?? null
  }
  return null
}

function isStore(node: { type: string }): boolean {
  const it = node as { type: string; name?: string; property?: { name?: string } }
  const name = it.type === 'Identifier' ? it.name : it.type === 'MemberExpression' ? it.property?.name : undefined
  return name !== undefined && /store$/i.test(name)
}

const DRAWERS = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'lib', 'libs', 'services', 'service', 'misc'])

/** Folders whose name says "things": what lies in them has no home yet. */
export function drawers(paths: readonly string[]): Fault[] {
  return paths
    .filter((path) => path.endsWith('/') && DRAWERS.has(path.slice(0, -1).split('/').at(-1) ?? ''))
    .map((path) => ({ path, line: 1, text: 'name the folder for what it holds' }))
}
