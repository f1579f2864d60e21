import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it, type TestContext, vi } from 'vitest'
import type { MerchantId } from '../../core/model/ids.ts'
import { realClock } from '../../test/contracts/store.seams.ts'
import { sample } from '../../test/contracts/store.samples.ts'
import { figure } from '../../test/support/effort.ts'
import { SeededRandom } from '../../test/support/random.ts'
import { linesOf, startStoreProcess, type StoreProcessOrder } from '../../test/support/store-process.ts'
import { callsOf, needStrace, tracing } from '../../test/support/trace.ts'
import { openWriter, readPragma } from './handles.ts'
import { openSqlite } from './open.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-durability-'))
  path = join(folder, 'store.db')
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})
const seams = { clock: realClock, random: new SeededRandom(1) }

it('runs at synchronous=FULL in WAL mode, erases what it deletes, and copies the log in its own thread only', () => {
  const database = openWriter(path)
  const pragmas = ['journal_mode', 'synchronous', 'secure_delete', 'wal_autocheckpoint'].map((pragma) => readPragma(database, pragma))
  expect(pragmas).toEqual(['wal', 2, 1, 0])
  database.close()
})

it('refuses to open where the database does not keep synchronous=FULL', () => {
  const exec = DatabaseSync.prototype.exec
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
    exec.call(this, sql.replace('synchronous = FULL', 'synchronous = NORMAL'))
  })
  expect(() => openSqlite(path, seams)).toThrow(/keeps synchronous at 1 where 2 is needed/)
  vi.restoreAllMocks()
  // And leaves nothing locked behind.
  const opened = openSqlite(path, seams)
  return opened.close()
})

it('does an fsync between the receipt and the answer of each batch', async (ctx) => {
  const { total, unsynced } = await countUnsynced(ctx, { path, does: 'batches', seed: 1, batches: 25 })
  expect({ total, unsynced }).toEqual({ total: 25, unsynced: 0 })
})

it('finds a database that only pretends to run at FULL by that count', async (ctx) => {
  const { total, unsynced } = await countUnsynced(ctx, { path, does: 'batches', seed: 1, batches: 25, plant: 'synchronous=NORMAL' })
  expect(total).toBe(25)
  expect(unsynced).toBeGreaterThan(15)
})

it('has everything that was acknowledged after kill -9 at any moment, whole, and opens without cleaning', async () => {
  const random = new SeededRandom(2_026)
  const acknowledged = new Map<string, { kind: 'orders' | 'deliveries'; version: number }>()
  for (let kill = 1; kill <= figure({ short: 8, bounded: 40, full: 150 }); kill++) {
    const child = startStoreProcess({ path, does: 'write', seed: kill })
    let left = random.between(1, 400)
    for await (const line of linesOf(child)) {
      const [kind, id, version] = line.split(' ')
      if (kind === 'orders' || kind === 'deliveries') acknowledged.set(id!, { kind, version: Number(version) })
      if ((left -= 1) === 0) child.kill('SIGKILL')
    }
    if (child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')
    await expectAll(acknowledged)
  }
  expect(acknowledged.size).toBeGreaterThan(100)
}, 600_000)

async function expectAll(acknowledged: ReadonlyMap<string, { kind: 'orders' | 'deliveries'; version: number }>): Promise<void> {
  const store = openSqlite(path, seams)
  const merchantId = sample('orders', 1).merchantId as MerchantId
  const lost: string[] = []
  for (const [id, { kind, version }] of acknowledged) {
    const record = await store.get(kind, merchantId, id)
    if (!record || record.version < version) lost.push(id)
  }
  await store.close()
  expect(lost).toEqual([])
  const database = new DatabaseSync(path, { readOnly: true })
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  // Lists and documents were written by the same transactions.
  for (const kind of ['orders', 'deliveries']) {
    const apart = `SELECT (SELECT count(*) FROM documents WHERE kind = '${kind}') - (SELECT count(*) FROM list_${kind}) AS apart`
    expect(database.prepare(apart).get()).toEqual({ apart: 0 })
  }
  database.close()
}

/** Batches whose answer came without an fsync of the writing thread between it and the receipt. */
async function countUnsynced(ctx: TestContext, order: StoreProcessOrder): Promise<{ total: number; unsynced: number }> {
  needStrace(ctx)
  const trace = join(folder, 'trace')
  const child = startStoreProcess(order, tracing(['fsync', 'fdatasync', 'write'], trace))
  for await (const _ of linesOf(child)) { /* it says the same to strace */ }
  if (child.exitCode === null) await once(child, 'exit')
  expect(child.exitCode).toBe(0)
  const calls = callsOf(readFileSync(trace, 'utf8'))
  // The checkpoint thread's own fsyncs are no proof of a commit.
  const writer = calls.find(({ text }) => text.includes('"sent 0'))?.thread
  let synced = 0
  const perBatch: number[] = []
  for (const { text } of calls.filter(({ thread }) => thread === writer)) {
    if (/^(fsync|fdatasync)\(.*\) += 0/.test(text)) synced += 1
    if (text.includes('"sent ')) synced = 0
    if (text.includes('"acknowledged ')) perBatch.push(synced)
  }
  return { total: perBatch.length, unsynced: perBatch.filter((count) => count === 0).length }
}
