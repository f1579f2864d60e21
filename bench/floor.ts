import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { realClock } from '../app/clock.ts'
import { machineRandom } from '../app/random.ts'
import { isSignedBase64 } from '../connectors/kit/hmac.ts'
import type { Delivery } from '../core/model/work.ts'
import { deliveryId } from '../hub/receive/accept.ts'
import { openSqlite } from '../stores/sqlite/open.ts'
import type { Arm, Sample } from './arms.ts'
import { SHOP, type SignedDelivery } from './delivery.ts'
import { databaseIn } from './servers/settings.ts'

const GROUP = 64

/** Checking the signature and nothing else. */
export function hmacArm({ body, signature }: SignedDelivery): Arm {
  return {
    name: 'hmac',
    turn: async ms => timed(ms, async () => {
      const began = performance.now()
      for (let n = 0; n < GROUP; n++) if (!isSignedBase64(SHOP.clientSecret, body, signature)) throw new Error('the bench signs wrongly')
      return performance.now() - began
    }),
  }
}

/**
 * Inserting what the endpoint inserts, in groups of 64, into the real store and nothing else. `like` is a delivery that the
 * measured hub wrote; what comes in together is of one time, and the rest of its id is chance, as with its own.
 */
export function insertArm(folder: string, like: () => Delivery): Arm & { close(): Promise<void> } {
  const store = openSqlite(join(folder, 'insert.db'), { clock: realClock(), random: machineRandom })
  return {
    name: 'insert64',
    turn: async ms => {
      const record = like()
      return timed(ms, async () => {
        const group = groupLike(record, Date.now())
        const began = performance.now()
        const written = await Promise.all(group.map(async one => store.insert('deliveries', one)))
        const took = performance.now() - began
        if (written.some(({ is }) => is !== 'done') || store.stats().lastGroup !== GROUP) throw new Error('a group was not written as one')
        return took
      })
    },
    close: async () => store.close(),
  }
}

function groupLike(record: Delivery, now: number): Delivery[] {
  const at = { receivedAt: now, dueAt: now }
  return Array.from({ length: GROUP }, () => ({ ...record, ...at, id: deliveryId(record.connectionId, { eventId: randomBytes(64).toString('hex'), at: now }) }))
}

/** Groups until the time is over; only what `group` says it took counts. */
async function timed(ms: number, group: () => Promise<number>): Promise<Sample> {
  const end = performance.now() + ms
  let took = 0
  let done = 0
  while (done === 0 || performance.now() < end) {
    took += await group()
    done += GROUP
  }
  return { perSecond: done / (took / 1_000), done, p50: null, p99: null, max: null, cpu: null, errors: 0 }
}

/** A delivery of the measured hub, read beside it. */
export function storedDelivery(folder: string): Delivery {
  const { body } = asked<{ body: string }>(databaseIn(folder), 'SELECT body FROM documents WHERE kind = \'deliveries\' LIMIT 1')
  return JSON.parse(body) as Delivery
}

/** How many deliveries a database has: to be no fewer than were answered 200. */
export const countDeliveries = (file: string): number => asked<{ count: number }>(file, 'SELECT count(*) AS count FROM documents WHERE kind = \'deliveries\'').count

function asked<T>(file: string, sql: string): T {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare(sql).get() as T
  } finally {
    database.close()
  }
}
