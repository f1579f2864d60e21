import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { ROOT } from './rooms/source.ts'

// The reporter in a run of its own. The planted tests lie in data/, which no other run and no commit sees.
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function run(tests: string, ...more: readonly string[]): { readonly code: number | null; readonly lines: readonly string[] } {
  mkdirSync(join(ROOT, 'data'), { recursive: true })
  const folder = mkdtempSync(join(ROOT, 'data', 'reporter-'))
  folders.push(folder)
  writeFileSync(join(folder, 'planted.test.ts'), `import { beforeAll, describe, expect, it } from 'vitest'\n${tests}`)
  const config = `import { ClosingLine } from '../../test/support/reporter.ts'\nexport default { test: { reporters: ['default', new ClosingLine()] } }`
  writeFileSync(join(folder, 'vitest.config.ts'), config)
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', folder, ...more], { encoding: 'utf8' })
  return { code: status, lines: stdout.trimEnd().split('\n') }
}

it('ends with the closing line, the skipped tests and their reasons above it', () => {
  const { code, lines } = run(`it('a', () => {}); describe('s', () => it('b', (ctx) => ctx.skip('no database here')))`)
  expect(code).toBe(0)
  expect(lines.slice(-2)).toEqual(['skipped: planted.test.ts > s > b: no database here', '1 passed, 0 failed, 1 skipped'])
})

it('fails where a test is skipped without a reason', () => {
  const { code, lines } = run(`it('a', () => {}); it.skip('b', () => {}); it.todo('c'); it('d', (ctx) => ctx.skip())`)
  expect(code).toBe(1)
  expect(lines.at(-1)).toBe('1 passed, 3 failed, 0 skipped')
  expect(lines.at(-2)).toBe('FAILED: planted.test.ts > d: skipped, no reason given')
})

it('counts failures, also of hooks and of errors that no test caught', () => {
  expect(run(`it('a', () => expect(1).toBe(2))`)).toMatchObject({ code: 1 })
  expect(run(`it('a', () => expect(1).toBe(2)); it('b', () => {})`).lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped')
  expect(run(`describe('s', () => { beforeAll(() => { throw new Error('x') }); it('a', () => {}) })`)).toMatchObject({ code: 1 })
  expect(run(`it('a', () => { void Promise.reject(new Error('x')) })`).lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped')
  expect(run(`throw new Error('does not load')`).lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped')
})

it('does not blame anyone for the tests that a name filter left out', () => {
  const { code, lines } = run(`it('a', () => {}); it('b', () => {})`, '-t', 'a')
  expect(code).toBe(0)
  expect(lines.at(-1)).toBe('1 passed, 0 failed, 0 skipped')
})
