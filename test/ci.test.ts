import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { ROOT } from './support/rooms/source.ts'

// `.ci/run` with an `npm` that says what it is told to: does it add up, and can it fail?
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const GREEN = { ci: 'exit 0', test: 'echo "3 passed, 0 failed, 1 skipped"', check: 'echo "6 passed, 0 failed, 0 skipped"', long: 'echo "2 passed, 0 failed, 0 skipped"' }

function run(says: Partial<typeof GREEN>, beside: readonly string[] = []): { readonly code: number | null; readonly last: string; readonly said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-ci-'))
  folders.push(folder)
  const project = join(folder, 'project')
  cpSync(join(ROOT, '.ci'), join(project, '.ci'), { recursive: true })
  for (const path of beside) mkdirSync(join(folder, path), { recursive: true })
  const { ci, test, check, long } = { ...GREEN, ...says }
  const npm = join(folder, 'npm')
  writeFileSync(npm, `#!/usr/bin/env bash\ncase "$*" in\n ci*) ${ci};;\n test) ${test};;\n *check*) ${check};;\n *long*) ${long};;\nesac\n`)
  chmodSync(npm, 0o755)
  const { CROSSDOCK_TEST_REQUIRE: _, CROSSDOCK_VENDOR_SPECS: __, CROSSDOCK_TEST_VECTORS: ___, ...environment } = process.env
  const env = { ...environment, PATH: `${folder}${delimiter}${process.env['PATH']}` }
  const { status, stdout } = spawnSync(join(project, '.ci/run'), { env, encoding: 'utf8' })
  return { code: status, last: stdout.trimEnd().split('\n').at(-1) ?? '', said: stdout }
}

it('adds up the three closing lines', () => {
  expect(run({})).toMatchObject({ code: 0, last: '11 passed, 0 failed, 1 skipped' })
})

it.each([
  ['a test that failed', { test: 'echo "2 passed, 1 failed, 1 skipped"; exit 1' }, '10 passed, 1 failed, 1 skipped'],
  ['a failure behind an exit of 0', { test: 'echo "2 passed, 1 failed, 1 skipped"' }, '10 passed, 1 failed, 1 skipped'],
  ['a gate that failed', { check: 'echo "5 passed, 1 failed, 0 skipped"; exit 1' }, '10 passed, 1 failed, 1 skipped'],
  ['a run that died without its line', { long: 'echo crash; exit 134' }, '9 passed, 1 failed, 1 skipped'],
  ['an exit that the line does not explain', { long: 'echo "2 passed, 0 failed, 0 skipped"; exit 1' }, '11 passed, 1 failed, 1 skipped'],
  ['an install that failed', { ci: 'exit 1' }, '0 passed, 1 failed, 0 skipped'],
])('fails on %s', (_, says, last) => {
  expect(run(says)).toMatchObject({ code: 1, last })
})

it('requires the schemas and vectors that lie beside the checkout', () => {
  const test = 'echo "$CROSSDOCK_TEST_REQUIRE|$CROSSDOCK_VENDOR_SPECS|$CROSSDOCK_TEST_VECTORS"; echo "1 passed, 0 failed, 0 skipped"'
  const told = run({ test }, ['shared/vendors/specs', 'shared/quality/data']).said
  expect(told).toMatch(/^specs,vectors(?:,strace)?\|\/.*\/shared\/vendors\/specs\|\/.*\/shared\/quality\/data$/m)
  expect(run({ test }).said).toMatch(/^(?:strace)?\|\|$/m)
})
