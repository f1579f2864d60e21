import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { realClock } from '../../test/contracts/store.seams.ts'
import { SeededRandom } from '../../test/support/random.ts'
import { linesOf, startStoreProcess } from '../../test/support/store-process.ts'
import { migrateSqlite, openSqlite } from './open.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-lock-'))
  path = join(folder, 'store.db')
})
afterEach(() => { rmSync(folder, { recursive: true }) })
const open = () => openSqlite(path, { clock: realClock, random: new SeededRandom(1) })

it('refuses a second process, names the first, and opens at once when that was killed', async () => {
  const child = startStoreProcess({ path, does: 'hold', seed: 1 })
  const { value } = await linesOf(child).next()
  expect(value).toBe('open')
  expect(open).toThrow(new RegExp(`another process \\(process ${child.pid}\\) has the store .*: one hub process serves it`))
  expect(open).toThrow(expect.objectContaining({ name: 'StoreRefused', code: 'in_use' }))
  expect(() => migrateSqlite(path)).toThrow(expect.objectContaining({ code: 'in_use' }))
  child.kill('SIGKILL')
  await once(child, 'exit')
  // What the dead one left lying about does not matter.
  expect(existsSync(`${path}.lock`)).toBe(true)
  await open().close()
})

it('refuses a second store in the same process too, until the first is closed', async () => {
  const first = open()
  expect(open).toThrow(expect.objectContaining({ code: 'in_use' }))
  expect(open).toThrow(expect.objectContaining({ code: 'in_use' }))
  await first.close()
  await open().close()
})
