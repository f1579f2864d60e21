import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { spawned } from '../test/support/spawned.ts'
import { folderOf } from './folder.ts'
import { BadOption } from './options.ts'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'crossdock-folder-')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a folder to keep is made, or taken where nothing of a hub stands in it', () => {
  expect(folderOf(folder)).toBe(folder)
  expect(folderOf(join(folder, 'new'))).toBe(join(folder, 'new'))
  expect(existsSync(join(folder, 'new'))).toBe(true)
})

it.each(['.env', 'crossdock.db'])('one with the %s of an earlier demo is refused, and another is named', name => {
  writeFileSync(join(folder, name), '')
  expect(() => folderOf(folder)).toThrow(BadOption)
  expect(() => folderOf(folder)).toThrow(join(folder, 'again'))
})

it('a second demo with the same folder ends before anything is started', async () => {
  writeFileSync(join(folder, '.env'), 'CROSSDOCK_PORT=1\n')
  const demo = spawned('sandbox/demo.ts', ['--keep', folder], { cwd: folder })
  expect(await demo.ended, demo.err()).toBe(2)
  expect(demo.err()).toMatch(/^--keep: in .+ an earlier demo .+Choose a new or empty folder.+\n$/)
  expect(existsSync(join(folder, 'clock.json'))).toBe(false)
}, 30_000)
