import { expect, it } from 'vitest'
import { importsOf } from './support/rooms/imports.ts'
import { impureCore, realTimeOrChance } from './support/rooms/seams.ts'
import type { Source } from './support/rooms/source.ts'
import { drawers, emulatorsThatShareOurSchema, forbiddenImports, storeWrites, vendorNames } from './support/rooms/walls.ts'

// A rule that cannot fail proves nothing: here each finds what was planted, and lets pass what only looks like it.
const at = (path: string, text: string): Source => ({ path, text })
const imports = (path: string, target: string): number => forbiddenImports(at(path, `import '${target}'`)).length

it('reads every form of import', () => {
  const text = `
    import a from './a.ts'; import type { B } from './b.ts'; export * from './c.ts'; export { d } from './d.ts'
    const e = await import('./e.ts'); type F = import('./f.ts').F; const g = require('./g.ts'); import h = require('./h.ts')
    new Worker(new URL('./i.ts', import.meta.url)); import(\`./j.ts\`); import(name)`
  const specifiers = importsOf(at('hub/x.ts', text)).map(({ specifier }) => specifier)
  expect(new Set(specifiers)).toEqual(new Set([...'abcdefghij'.split('').map((name) => `./${name}.ts`), null]))
})

it.each([
  ['core/orders/a.ts', '../../hub/b.ts'],
  ['config/a.ts', '../core/b.ts'],
  ['hub/a.ts', '../stores/open.ts'],
  ['hub/a.ts', '../connectors/registry.ts'],
  ['stores/sqlite/a.ts', '../../hub/b.ts'],
  ['connectors/one/a.ts', '../two/b.ts'],
  ['connectors/one/a.ts', '../../hub/b.ts'],
  ['connectors/one/emulator/a.ts', '../client.ts'],
  ['connectors/one/emulator/a.ts', '../../kit/http.ts'],
  ['connectors/one/emulator/a.ts', '../../../core/model/b.ts'],
  ['connectors/one/emulator/a.ts', '../../two/emulator/b.ts'],
  ['connectors/kit/a.ts', '../one/index.ts'],
  ['jobs/a.ts', '../stores/open.ts'],
  ['server/a.ts', '../stores/open.ts'],
  ['sandbox/a.ts', '../hub/b.ts'],
  ['cli/orders/list.ts', '../../app/compose.ts'],
  ['tools/a.ts', '../core/model/b.ts'],
  ['app/a.ts', '../test/support/b.ts'],
  ['hub/a.ts', '../core/orders/b.test.ts'],
  ['hub/a.ts', '../../outside/b.ts'],
  ['scripts/a.ts', './b.ts'],
])('refuses %s importing %s', (path, target) => {
  expect(imports(path, target)).toBe(1)
})

it.each([
  ['hub/a.ts', '../core/orders/b.ts'],
  ['hub/orders/a.ts', '../change.ts'],
  ['connectors/registry.ts', './one/index.ts'],
  ['connectors/one/client.ts', '../kit/http.ts'],
  ['connectors/one/emulator/a.ts', '../../kit/emulator/server.ts'],
  ['connectors/one/emulator/a.ts', './schema.ts'],
  ['sandbox/a.ts', '../connectors/one/emulator/index.ts'],
  ['cli/orders/list.ts', '../../server/schema.ts'],
  ['cli/main.ts', './start.ts'],
  ['cli/start.ts', '../app/compose.ts'],
  ['server/routes/a.ts', '../schema.ts'],
  ['core/orders/b.test.ts', '../../test/support/c.ts'],
  ['core/a.ts', 'zod'],
])('lets %s import %s', (path, target) => {
  expect(imports(path, target)).toBe(0)
})

it('refuses an import that is computed', () => {
  expect(forbiddenImports(at('hub/a.ts', 'await import(name)'))).toHaveLength(1)
})

it('finds an emulator that reads our schema', () => {
  expect(emulatorsThatShareOurSchema(at('connectors/one/emulator/a.ts', `import type { W } from '../wire.ts'`))).toHaveLength(1)
  expect(emulatorsThatShareOurSchema(at('connectors/one/emulator/a.ts', `export * from '../map.ts'`))).toHaveLength(1)
  expect(emulatorsThatShareOurSchema(at('connectors/one/orders.ts', `import './wire.ts'`))).toHaveLength(0)
})

it('finds a vendor by text and by path', () => {
  expect(vendorNames(at('core/a.ts', '\n// as Shopify does'))).toEqual([{ path: 'core/a.ts', line: 2, text: 'knows a vendor: Shopify' }])
  expect(vendorNames(at('hub/amazon.ts', ''))).toHaveLength(1)
  expect(vendorNames(at('server/a.ts', 'const from = "loop-returns"'))).toHaveLength(1)
  expect(vendorNames(at('connectors/shopify/a.ts', 'shopify'))).toHaveLength(0)
  expect(vendorNames(at('server/a.ts', '// Loop Returns'))).toHaveLength(1)
  expect(vendorNames(at('core/a.ts', 'the loop returns early'))).toHaveLength(0)
  expect(vendorNames(at('README.md', 'Shopify'))).toHaveLength(0)
})

it.each(['store.insert(a)', 'this.store.replace(a)', 'context.store.removeMany(a)', 'store["insert"](a)', 'const { insert } = store'])(
  'finds a write outside the hub: %s',
  (text) => {
    expect(storeWrites(at('server/a.ts', text))).toHaveLength(1)
    expect(storeWrites(at('hub/a.ts', text))).toHaveLength(0)
    expect(storeWrites(at('server/a.test.ts', text))).toHaveLength(0)
  },
)

it('does not take a text for a store', () => {
  expect(storeWrites(at('server/a.ts', 'name.replace("a", "b"); store.read(a)'))).toHaveLength(0)
})

it.each([
  'Date.now()', 'new Date()', 'new Date', 'Date()', 'Math.random()', 'Math["random"]()', 'setTimeout(f, 1)', 'setInterval(f, 1)', 'globalThis.setTimeout(f)',
  'crypto.randomUUID()', 'const wait = setTimeout', `import { randomUUID } from 'node:crypto'`, `import { setTimeout as wait } from 'node:timers/promises'`,
  'globalThis.Date.now()', 'Temporal.Now.instant()',
])('finds real time or chance: %s', (text) => {
  for (const path of ['core/a.ts', 'hub/a.ts', 'connectors/one/a.ts', 'jobs/a.ts', 'server/a.ts', 'stores/a.ts']) {
    expect(realTimeOrChance(at(path, text)).length).toBeGreaterThan(0)
  }
  expect(realTimeOrChance(at('sandbox/a.ts', text))).toHaveLength(0)
})

it('lets clocks of our own be', () => {
  const text = `interface Clock { setTimeout(f: () => void): void }; clock.setTimeout(f); new Date(at); clock.now(); Math.max(1, 2)`
  expect(realTimeOrChance(at('hub/a.ts', text))).toEqual([])
})

it('lets real time be where a seam is made, and only there', () => {
  expect(realTimeOrChance(at('connectors/kit/emulator/clock.ts', 'Date.now()'))).toHaveLength(0)
  expect(realTimeOrChance(at('connectors/kit/clock.ts', 'Date.now()'))).toHaveLength(1)
})

it.each(['async () => 1', 'async function f() {}', 'class A { async f() {} }', 'const p: Promise<void> = q', 'Promise.all([])', 'crypto.getRandomValues(a)'])(
  'finds what is not pure in core: %s',
  (text) => {
    expect(impureCore(at('core/a.ts', text)).length).toBeGreaterThan(0)
    expect(impureCore(at('hub/a.ts', text))).toHaveLength(0)
  },
)

it('allows a promise in core/ports as a type only', () => {
  expect(impureCore(at('core/ports/store.ts', 'export interface Store { read(): Promise<AsyncIterable<string>> }'))).toEqual([])
  expect(impureCore(at('core/ports/store.ts', 'export const read = () => Promise.resolve()'))).toHaveLength(1)
})

it('finds a folder that is a drawer', () => {
  expect(drawers(['hub/utils/', 'core/', 'core/lib/', 'core/library.ts']).map(({ path }) => path)).toEqual(['hub/utils/', 'core/lib/'])
})
