import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { ROOT } from './support/rooms/source.ts'

// Each gate of `npm run check` over a small tree with one fault for it: a gate that cannot fail proves nothing.
let folder = ''
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const CONFIGURATION = [
  'package.json', 'tsconfig.json', '.oxlintrc.json', 'knip.json', 'vitest.config.ts',
  'tools', 'test/support/rooms', 'test/support/reporter.ts', 'test/support/sequencer.ts', 'test/support/setup.ts', 'test/support/tally.ts', 'test/rooms.test.ts', 'test/rooms-planted.test.ts',
]
const CLEAN = { 'app/main.ts': `import { ask } from '../hub/ask.ts'\n\nawait ask()\n`, 'hub/ask.ts': 'export async function ask(): Promise<void> {}\n' }

function check(files: Readonly<Record<string, string>>): { readonly code: number | null; readonly said: string } {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-gates-'))
  for (const path of CONFIGURATION) cpSync(join(ROOT, path), join(folder, path), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  for (const [path, text] of Object.entries({ ...CLEAN, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { status, stdout } = spawnSync(process.execPath, ['tools/check.ts'], { cwd: folder, encoding: 'utf8' })
  return { code: status, said: stdout }
}

// The packages that the small tree does not use are dead code there, so that this one gate is never quiet.
it('passes every other gate where nothing is wrong', () => {
  const { said } = check({})
  expect(said.split('\n').filter((line) => line.startsWith('ok'))).toEqual(['types', 'lint', 'cycles', 'rooms', 'length'].map((name) => `ok     ${name}`))
})

it.each([
  ['types', 'hub/b.ts', { 'hub/b.ts': 'export const one: number = "one"\n' }],
  ['lint', 'no-floating-promises', { 'app/main.ts': `import { ask } from '../hub/ask.ts'\n\nask()\n` }],
  ['lint', 'no-process-env', { 'hub/b.ts': 'export const port = process.env\n' }],
  ['cycles', 'hub/b.ts', { 'hub/b.ts': `import { c } from './c.ts'\nexport const b = c\n`, 'hub/c.ts': `import { b } from './b.ts'\nexport const c = b\n` }],
  ['rooms', 'core/b.ts:1 Date.now', { 'core/b.ts': 'export const b = Date.now()\n' }],
  ['rooms', 'hub may not import stores', { 'hub/b.ts': `import '../stores/c.ts'\n`, 'stores/c.ts': 'export {}\n' }],
  ['dead code', 'hub/unused.ts', { 'hub/unused.ts': 'export const b = 1\n' }],
  ['length', 'hub/b.ts: 251 lines', { 'hub/b.ts': 'export {}\n'.repeat(251) }],
])('fails the gate "%s" with %s', (gate, fault, files) => {
  const { code, said } = check(files)
  expect(code).toBe(1)
  expect(said).toContain(fault)
  expect(said).toContain(`FAILED ${gate}: `)
  expect(said.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, [1-9]\d* failed, 0 skipped$/)
})
