import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { Kind } from '../../core/ports/records.ts'
import type { Listed, Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { isDoorOpen } from '../privacy/closed-door.ts'
import { purgeContents } from '../privacy/content.ts'
import { KEEP_DAYS } from '../secrets/day-keys.ts'
import { amend } from '../setup/save.ts'
import { listAll } from '../stock/pages.ts'

const DAY = 86_400_000
/** How long an idempotency key is remembered (INTERFACES, HTTP API). */
const REQUESTS_MS = DAY

/** How long a scan waits for its label (INTERFACES, shipments). */
const SCANS_MS = 7 * DAY

/** How long it is counted that an order was left out: beyond what a full pass reads again, so that one is not counted twice. */
const SKIPS_MS = 90 * DAY

/** What was thrown away. */
export interface Purged { days: number; deliveries: number; requests: number; scans: number; exports: number; credentials: number; skips: number }

/**
 * Throws away what has had its time (I37): the keys of days, which makes all that they sealed unreadable; the deliveries themselves; old
 * idempotency keys; exports of persons; credentials of connections whose door is shut for good. Repeatable, and one merchant's trouble does not keep the others' from it.
 */
export async function purge(hub: Hub): Promise<Purged> {
  const now = hub.clock.now()
  const purged: Purged = { days: 0, deliveries: 0, requests: 0, scans: 0, exports: 0, credentials: 0, skips: 0 }
  purged.requests = await removeAll(hub, 'requests', null, async () => hub.store.list('requestsByAge', {}, { limit: 200, until: now - REQUESTS_MS }))
  purged.scans = await removeAll(hub, 'earlyScans', null, async () => hub.store.list('scansByAge', {}, { limit: 200, until: now - SCANS_MS }))
  purged.credentials = await purgeCredentials(hub)
  let after: string | null = null
  do {
    const page: Listed<Stored<'merchants'>> = await hub.store.list('everyMerchant', {}, { limit: 200, after })
    for (const { id } of page.items) {
      try {
        await purgeMerchant(hub, id, now - KEEP_DAYS * DAY, purged)
      } catch (error) {
        hub.log.error('not_purged', { merchantId: id, error })
      }
    }
    after = page.next
  } while (after !== null)
  return purged
}

async function purgeMerchant(hub: Hub, merchantId: MerchantId, before: Instant, purged: Purged): Promise<void> {
  purged.days += await hub.vault.purgeDays(merchantId, before)
  purged.deliveries += await removeAll(hub, 'deliveries', merchantId, async () => hub.store.list('deliveriesNewest', { merchantId }, { limit: 200, until: before }))
  purged.exports += await purgeContents(hub, merchantId)
  purged.skips += await removeAll(hub, 'skips', merchantId, async () => hub.store.list('skipsByAge', { merchantId }, { limit: 200, until: hub.clock.now() - SKIPS_MS }))
}

/** Disconnected so long ago that not even a privacy command is taken: there is nothing left to verify. */
async function purgeCredentials(hub: Hub): Promise<number> {
  const shut = (await listAll(hub.store, 'everyConnection', {})).filter(one => one.state === 'disconnected' && one.credentialsSealed !== '' && !isDoorOpen(one, hub.clock.now()))
  for (const { id, merchantId } of shut) await amend(hub, 'connections', merchantId, id, null, one => ({ ...one, credentialsSealed: '' }))
  return shut.length
}

/** Removes page after page until none is left, or none could be removed. */
async function removeAll<K extends Kind>(hub: Hub, kind: K, merchantId: MerchantId | null, page: () => Promise<Listed<Stored<K>>>): Promise<number> {
  let removed = 0
  for (;;) {
    const { items } = await page()
    const before = removed
    for (const { id, version } of items) if ((await hub.store.remove(kind, merchantId, id, version)).is === 'done') removed += 1
    if (removed === before) return removed
  }
}
