import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { realClock } from '../test/contracts/store.seams.ts'
import { sample } from '../test/contracts/store.samples.ts'
import { SeededRandom } from '../test/support/random.ts'
import { migrate, openStore } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'crossdock-open-'))
afterEach(() => { rmSync(folder, { recursive: true, force: true }) })
const seams = { clock: realClock, random: new SeededRandom(1) }

it('makes the database and its folder where there is none, readable by its owner only', async (ctx) => {
  if (process.platform === 'win32') ctx.skip('files have no such rights here')
  const path = join(folder, 'new', 'folder', 'store.db')
  const store = await openStore(`sqlite:${path}`, seams)
  await store.insert('heads', sample('heads', 1) as never)
  expect(['', '-wal'].map((suffix) => statSync(`${path}${suffix}`).mode & 0o077)).toEqual([0, 0])
  await store.close()
  expect(existsSync(`${path}-wal`)).toBe(false)
})

it('opens a temporary store that is gone at close', async () => {
  const [a, b] = await Promise.all([openStore('sqlite::memory:', seams), openStore('sqlite::memory:', seams)])
  expect(await a.insert('lanes', sample('lanes', 1))).toMatchObject({ is: 'done' })
  expect(await b.get('lanes', null, 'lanes-1')).toBeNull()
  await Promise.all([a.close(), b.close()])
})

it.each(['mongodb://localhost/crossdock', 'mongodb+srv://host/x', 'sqlite:', 'postgres://x', './data.db', ''])('refuses %s and says what to set', async (url) => {
  await expect(openStore(url, seams)).rejects.toThrow('set CROSSDOCK_STORE=sqlite:')
  await expect(migrate(url)).rejects.toThrow('set CROSSDOCK_STORE=sqlite:')
})

it('answers what was asked before its close and refuses what is asked after', async () => {
  const store = await openStore('sqlite::memory:', seams)
  const asked = store.insert('lanes', sample('lanes', 1))
  const closed = store.close()
  expect(await asked).toMatchObject({ is: 'done' })
  await expect(store.insert('lanes', sample('lanes', 2))).rejects.toMatchObject({ name: 'StoreUnavailable', code: 'closed' })
  await expect(store.get('lanes', null, 'lanes-1')).rejects.toMatchObject({ name: 'StoreUnavailable', code: 'closed' })
  await closed
  await store.close()
})
