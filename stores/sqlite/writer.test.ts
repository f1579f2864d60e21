import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Clock } from '../../core/ports/clock.ts'
import type { Records } from '../../core/ports/records.ts'
import { realClock } from '../../test/contracts/store.seams.ts'
import { sample } from '../../test/contracts/store.samples.ts'
import { VirtualClock } from '../../test/support/clock.ts'
import { SeededRandom } from '../../test/support/random.ts'
import { openWriter } from './writer.ts'
import { openSqlite, type SqliteOptions, type SqliteStore } from './open.ts'

let folder = ''
let path = ''
const opened: SqliteStore[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-writer-'))
  path = join(folder, 'store.db')
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
  rmSync(folder, { recursive: true })
})

const open = (options: SqliteOptions = {}, clock: Clock = realClock): SqliteStore => {
  const store = openSqlite(path, { clock, random: new SeededRandom(1) }, options)
  opened.push(store)
  return store
}
const delivery = (n: number, sealed = 'sealed'): Records['deliveries'] => ({ ...sample('deliveries', n), sealed }) as Records['deliveries']

it('writes all calls of a turn in one commit, each in its order and with its own answer', async () => {
  const store = open()
  const lane = { ...sample('lanes', 1), version: 1 }
  const answers = await Promise.all([
    store.insert('lanes', lane), store.insert('lanes', lane), store.replace('lanes', lane), store.replace('lanes', lane),
    store.replace('lanes', { ...lane, version: 2 }), store.remove('lanes', null, lane.id, 3), store.get('lanes', null, lane.id), store.insert('lanes', lane),
  ])
  expect(answers.map((answer) => answer && 'is' in answer ? answer.is : answer)).toEqual(['done', 'duplicate', 'done', 'conflict', 'done', 'done', null, 'done'])
  expect(store.stats()).toMatchObject({ commits: 1, lastGroup: 7 })
})

it('waits for the turns that bring more where several are at work, and lets one alone not wait', async () => {
  const store = open()
  const later = async (n: number): Promise<unknown> => new Promise((resolve) => { setImmediate(() => { resolve(store.insert('lanes', sample('lanes', n))) }) })
  await Promise.all([store.insert('lanes', sample('lanes', 1)), later(2)])
  expect(store.stats()).toMatchObject({ commits: 2, lastGroup: 1 })
  await Promise.all([store.insert('lanes', sample('lanes', 3)), store.insert('lanes', sample('lanes', 4))])
  await Promise.all([store.insert('lanes', sample('lanes', 5)), later(6).then(async () => later(8)), later(7)])
  expect(store.stats()).toMatchObject({ commits: 5 })
})

it('ends a group at 2,000 writes or 8 MB, and never within a call', async () => {
  const store = open()
  await Promise.all(Array.from({ length: 2_500 }, (_, n) => store.insert('requests', sample('requests', n))))
  expect(store.stats()).toMatchObject({ commits: 2, lastGroup: 500 })
  const text = 'x'.repeat(1024 * 1024)
  await Promise.all(Array.from({ length: 10 }, (_, n) => store.insert('deliveries', delivery(n, text))))
  expect(store.stats()).toMatchObject({ commits: 4, lastGroup: 2 })
  await Promise.all([store.insertMany('deliveries', Array.from({ length: 3_000 }, (_, n) => delivery(100 + n))), store.insert('deliveries', delivery(99))])
  expect(store.stats()).toMatchObject({ commits: 6, lastGroup: 1 })
})

it('tries again off the loop while somebody else has the lock', async () => {
  const store = open()
  const other = new DatabaseSync(path, { timeout: 0 })
  other.exec('BEGIN IMMEDIATE')
  let isAnswered = false
  const written = store.insert('lanes', sample('lanes', 1)).then((answer) => { isAnswered = true; return answer })
  await realClock.sleep(40)
  expect(isAnswered).toBe(false)
  other.exec('COMMIT')
  other.close()
  expect(await written).toMatchObject({ is: 'done', version: 1 })
})

it('tells the callers when the lock never comes, and goes on when it does', async () => {
  const clock = new VirtualClock()
  const store = open({}, clock)
  const other = new DatabaseSync(path, { timeout: 0 })
  other.exec('BEGIN IMMEDIATE')
  const refused = store.insert('lanes', sample('lanes', 1)).catch((error: unknown) => error)
  await clock.advance(11_000)
  expect(await refused).toMatchObject({ name: 'StoreUnavailable', code: 'busy' })
  other.exec('COMMIT')
  other.close()
  expect(await store.get('lanes', null, 'lanes-1')).toBeNull()
  expect(await store.insert('lanes', sample('lanes', 1))).toMatchObject({ is: 'done' })
})

it('keeps the order of the calls while it waits for the lock', async () => {
  const clock = new VirtualClock()
  const database = new DatabaseSync(path, { timeout: 0 })
  const other = new DatabaseSync(path, { timeout: 0 })
  other.exec('CREATE TABLE numbers (n INTEGER)')
  other.exec('BEGIN IMMEDIATE')
  const writer = openWriter(database, clock, { isHeld: () => false, wrote: () => {}, refuses: () => null })
  const order: string[] = []
  // The first fills a group, so that the second is left for the next one.
  const written = Promise.all([writer.write({ writes: 2_000, bytes: 1 }, () => order.push('first')), writer.write({ writes: 1, bytes: 1 }, () => order.push('second'))])
  await clock.advance(20)
  other.exec('COMMIT')
  await clock.advance(100)
  await written
  expect(order).toEqual(['first', 'second'])
  for (const one of [database, other]) one.close()
})

it('counts each wait for the lock by itself', async () => {
  const clock = new VirtualClock()
  const store = open({}, clock)
  const lane = { ...sample('lanes', 1), version: 1 }
  for (const version of [1, 2]) {
    const other = new DatabaseSync(path, { timeout: 0 })
    other.exec('BEGIN IMMEDIATE')
    const first = version === 1 ? store.insert('lanes', lane) : store.replace('lanes', { ...lane, version })
    await clock.advance(6_000)
    const second = store.replace('lanes', { ...lane, version: version + (version === 1 ? 0 : 1) })
    other.exec('COMMIT')
    other.close()
    await clock.advance(100)
    expect(await Promise.all([first, second])).toMatchObject([{ is: 'done' }, { is: 'done' }])
  }
})

it('takes back a group in which a call broke, and goes on writing', async () => {
  const database = new DatabaseSync(path)
  database.exec('CREATE TABLE numbers (n INTEGER)')
  const writer = openWriter(database, realClock, { isHeld: () => false, wrote: () => {}, refuses: () => null })
  const size = { writes: 1, bytes: 1 }
  const put = async (n: number): Promise<unknown> => writer.write(size, () => database.prepare('INSERT INTO numbers VALUES (?)').run(n).changes)
  const broken = await Promise.allSettled([put(1), writer.write(size, () => { throw new TypeError('broken') })])
  expect(broken.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await put(2)).toBe(1)
  expect(database.prepare('SELECT n FROM numbers').all()).toEqual([{ n: 2 }])
  // What was asked for before a close is written before it is closed.
  let isWritten = false
  void put(3).then(() => { isWritten = true })
  await writer.close()
  await Promise.resolve()
  expect([isWritten, database.prepare('SELECT n FROM numbers').all()]).toEqual([true, [{ n: 2 }, { n: 3 }]])
  database.close()
})

it('says that the disk is full, keeps everything acknowledged, and writes again when there is room', async () => {
  const store = open({ maxPages: 400 })
  const kept: string[] = []
  const fill = async (): Promise<void> => {
    for (let n = 0; ; n++) {
      await store.insert('deliveries', delivery(n, 'x'.repeat(50_000)))
      kept.push(`deliveries-${n}`)
    }
  }
  await expect(fill()).rejects.toMatchObject({ name: 'StoreUnavailable', code: 'disk_full' })
  expect(kept.length).toBeGreaterThan(5)
  await expect(store.insert('deliveries', delivery(1_000, 'x'.repeat(50_000)))).rejects.toMatchObject({ code: 'disk_full' })
  const merchantId = delivery(0).merchantId
  expect((await store.getMany('deliveries', merchantId, kept)).every((one) => one !== null)).toBe(true)
  expect(await store.remove('deliveries', merchantId, kept[0]!, 1)).toMatchObject({ is: 'done' })
  expect(await store.insert('deliveries', delivery(1_000, 'x'.repeat(40_000)))).toMatchObject({ is: 'done' })
})

it('refuses a record it cannot read to its caller alone', async () => {
  const store = open()
  const broken = { ...sample('lanes', 2), nextAt: { not: 'a time' } } as unknown as Records['lanes']
  const answers = await Promise.allSettled([store.insert('lanes', sample('lanes', 1)), store.insert('lanes', broken), store.insert('lanes', sample('lanes', 3))])
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
