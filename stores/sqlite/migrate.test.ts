import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Records } from '../../core/ports/records.ts'
import { realClock } from '../../test/contracts/store.seams.ts'
import { sample } from '../../test/contracts/store.samples.ts'
import { SeededRandom } from '../../test/support/random.ts'
import { migrateSqlite, openSqlite, type SqliteStore } from './open.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-migrate-'))
  path = join(folder, 'store.db')
})
afterEach(() => { rmSync(folder, { recursive: true }) })
const open = (): SqliteStore => openSqlite(path, { clock: realClock, random: new SeededRandom(1) })
const order = (n: number): Records['orders'] => sample('orders', n) as Records['orders']

/** Changes the database as another version would have left it. */
function plant(...statements: string[]): void {
  const database = new DatabaseSync(path)
  for (const statement of statements) database.exec(statement)
  database.close()
}

/** 1,200 orders are more than one step. */
async function fill(): Promise<readonly string[]> {
  const store = open()
  await store.insertMany('orders', Array.from({ length: 1_200 }, (_, n) => order(n)))
  const ids = await newest(store)
  await store.close()
  return ids
}

async function newest(store: SqliteStore): Promise<readonly string[]> {
  const { merchantId } = order(1)
  const { items } = await store.list('ordersNewest', { merchantId }, { limit: 1_000 })
  const { items: found } = await store.search('orders', merchantId, [{ word: 'sku-3', prefix: false }], { limit: 1_000 })
  return [...items, ...found].map(({ id }) => id)
}

it('refuses lists and indexes of another version, and names what to run', async () => {
  const before = await fill()
  plant("UPDATE shapes SET digest = 'older' WHERE kind = 'orders'", 'DROP TABLE terms_orders', 'ALTER TABLE list_orders DROP COLUMN words')
  expect(open).toThrow(expect.objectContaining({ name: 'StoreRefused', code: 'outdated', message: expect.stringMatching(/orders.*crossdock migrate/) as string }))
  expect(migrateSqlite(path)).toEqual(['orders'])
  expect(migrateSqlite(path)).toEqual([])
  const store = open()
  expect(await newest(store)).toEqual(before)
  expect(await store.replace('orders', { ...order(3), version: 1 })).toMatchObject({ is: 'done', version: 2 })
  await store.close()
})

it('makes the lists of a kind that is new', async () => {
  await open().close()
  plant("DELETE FROM shapes WHERE kind = 'lanes'", 'DROP TABLE list_lanes')
  expect(open).toThrow(expect.objectContaining({ code: 'outdated' }))
  expect(migrateSqlite(path)).toEqual(['lanes'])
  await open().close()
})

it('says which records share a key that has become unique, and changes nothing', async () => {
  const store = open()
  await store.insertMany('shipOptions', [sample('shipOptions', 1), sample('shipOptions', 2)])
  await store.close()
  plant("UPDATE shapes SET digest = 'older' WHERE kind = 'shipOptions'", "UPDATE documents SET body = replace(body, 'Option 2', 'Option 1')")
  expect(() => migrateSqlite(path)).toThrow(/shipOptions shipOptions-2 has the same name as another/)
  const database = new DatabaseSync(path, { readOnly: true })
  expect(database.prepare('SELECT name FROM list_shipOptions ORDER BY row').all()).toEqual([{ name: 'Option 1' }, { name: 'Option 2' }])
  database.close()
})

it('refuses a database of a later version, or of something else', async () => {
  await open().close()
  plant('PRAGMA user_version = 99')
  expect(open).toThrow(expect.objectContaining({ code: 'newer' }))
  expect(() => migrateSqlite(path)).toThrow(expect.objectContaining({ code: 'newer' }))
  rmSync(path)
  plant('CREATE TABLE somebody_elses (x)')
  expect(open).toThrow(expect.objectContaining({ code: 'unknown' }))
})
