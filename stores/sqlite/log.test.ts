import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Records } from '../../core/ports/records.ts'
import { realClock } from '../../test/contracts/store.seams.ts'
import { sample } from '../../test/contracts/store.samples.ts'
import { SeededRandom } from '../../test/support/random.ts'
import type { LogLimits, StoreAlarm } from './checkpoint.ts'
import { openSqlite, type SqliteStore } from './open.ts'

const KB = 1024
let folder = ''
let store: SqliteStore | null = null
const alarms: StoreAlarm[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-log-'))
  alarms.length = 0
})
afterEach(async () => {
  await store?.close()
  rmSync(folder, { recursive: true })
})

function open(log: Partial<LogLimits>): SqliteStore {
  store = openSqlite(join(folder, 'store.db'), { clock: realClock, random: new SeededRandom(1), onAlarm: (alarm) => { alarms.push(alarm) } }, { log: { interval: 5, ...log } })
  return store
}

let written = 0
const group = (): Records['deliveries'][] => Array.from({ length: 16 }, () => ({ ...sample('deliveries', (written += 1)), sealed: 'x'.repeat(6_000) }) as Records['deliveries'])

/** Writes without a pause; answers how long the log got. */
async function writeOn(to: SqliteStore, groups: number): Promise<number> {
  let longest = 0
  for (let n = 0; n < groups; n++) {
    await Promise.all(group().map((record) => to.insert('deliveries', record)))
    longest = Math.max(longest, to.stats().logBytes)
  }
  return longest
}

it('keeps the log short under a writer that never pauses, by handing over its turn', async () => {
  // 200 groups write some 40 MB of log.
  expect(await writeOn(open({ handOver: 512 * KB }), 200)).toBeLessThan(4_096 * KB)
  expect(alarms).toEqual([])
})

it('lets the log grow where the turn is never handed over: what the rule is for', async () => {
  expect(await writeOn(open({ handOver: Infinity }), 200)).toBeGreaterThan(16_384 * KB)
})

it('raises one alarm for a reader that never ends, then takes no more writes, and goes on once it has ended', async () => {
  const opened = open({ handOver: 256 * KB, alarm: 1_024 * KB, refuse: 4_096 * KB })
  await writeOn(opened, 1)
  const reader = new DatabaseSync(join(folder, 'store.db'), { readOnly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM documents').get()
  await expect(writeOn(opened, 2_000)).rejects.toMatchObject({ name: 'StoreUnavailable', code: 'log_too_long' })
  expect(alarms).toMatchObject([{ code: 'log_long', logBytes: expect.any(Number) }])
  await expect(opened.insert('lanes', sample('lanes', 1))).rejects.toMatchObject({ code: 'log_too_long' })
  expect(await opened.get('lanes', null, 'lanes-1')).toBeNull()

  reader.close()
  await expect.poll(() => opened.insert('lanes', sample('lanes', 1)).then(({ is }) => is, () => 'refused'), { timeout: 10_000, interval: 20 }).toBe('done')
  expect(await writeOn(opened, 20)).toBeLessThan(8_192 * KB)
})
