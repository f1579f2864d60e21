import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { Kind } from '../../core/ports/records.ts'
import type { Listed, Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { KEEP_DAYS } from '../secrets/day-keys.ts'

const DAY = 86_400_000
/** How long an idempotency key is remembered (INTERFACES, HTTP API). */
const REQUESTS_MS = DAY

/** How long a scan waits for its label (INTERFACES, shipments). */
const SCANS_MS = 7 * DAY

/** How long it is counted that an order was left out: beyond what a full pass reads again, so that one is not counted twice. */
const SKIPS_MS = 90 * DAY

/** What was thrown away. */
export interface Purged { days: number; deliveries: number; requests: number; scans: number; skips: number }

/**
 * Throws away what has had its time (I37): the keys of days, which makes all that they sealed unreadable; the deliveries themselves; old
 * idempotency keys. Repeatable, and one merchant's trouble does not keep the others' from it.
 */
export async function purge(hub: Hub): Promise<Purged> {
  const now = hub.clock.now()
  const purged: Purged = { days: 0, deliveries: 0, requests: 0, scans: 0, skips: 0 }
  purged.requests = await removeAll(hub, 'requests', null, async () => hub.store.list('requestsByAge', {}, { limit: 200, until: now - REQUESTS_MS }))
  purged.scans = await removeAll(hub, 'earlyScans', null, async () => hub.store.list('scansByAge', {}, { limit: 200, until: now - SCANS_MS }))
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
  purged.skips += await removeAll(hub, 'skips', merchantId, async () => hub.store.list('skipsByAge', { merchantId }, { limit: 200, until: hub.clock.now() - SKIPS_MS }))
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
