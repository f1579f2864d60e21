import type { ConnectionId, Instant, MerchantId, Ref, Sku } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import type { Outcome } from '../../core/ports/connector.ts'
import type { Written } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'

export const publishedId = (connectionId: ConnectionId, item: Ref, location: Ref): string => `${connectionId}:${encodeURIComponent(item)}:${encodeURIComponent(location)}`

/** Records of one write: more would keep everybody else's waiting behind it. */
const WRITTEN_AT_ONCE = 500

export function newPublished(merchantId: MerchantId, connectionId: ConnectionId, item: Ref, location: Ref, sku: Sku): Published {
  return {
    id: publishedId(connectionId, item, location), merchantId, version: 0, connectionId, item, location, sku, desired: null, sent: null, confirmed: null,
    asOf: null, confirmedAt: null, vendorAvailable: null, vendorCommitted: null, vendorAt: null, state: 'settled', reason: null,
  }
}

/** What the store said to one number. `stale`: it had moved on since it was read, so everything is read and decided anew (I15). */
export function afterOutcome(record: Published, outcome: Outcome, now: Instant): Published {
  if (outcome.is === 'done' && outcome.confirmAfter === undefined) return { ...record, confirmed: record.sent, confirmedAt: now, vendorAvailable: record.sent, vendorAt: now, state: 'settled', reason: null, refusedAt: null }
  if (outcome.is !== 'refused') return record
  if (outcome.code === 'stale') return { ...record, state: 'due', reason: 'stale' }
  return { ...record, state: 'refused', reason: `${outcome.code}: ${outcome.text}`.slice(0, 300), refusedAt: now }
}

/** Writes each by compare-and-swap; answers those that were written, as they stand. Somebody else's change wins and is decided on again. */
export async function savePublished(hub: Hub, records: readonly Published[]): Promise<Published[]> {
  const saved: Published[] = []
  for (let at = 0; at < records.length; at += WRITTEN_AT_ONCE) {
    const part = records.slice(at, at + WRITTEN_AT_ONCE)
    const fresh = part.filter(record => record.version === 0)
    const known = part.filter(record => record.version > 0)
    if (fresh.length > 0) saved.push(...written(fresh, await hub.store.insertMany('published', fresh)))
    if (known.length > 0) saved.push(...written(known, await hub.store.replaceMany('published', known)))
  }
  return saved
}

function written(records: readonly Published[], results: readonly Written[]): Published[] {
  return records.flatMap((record, at) => {
    const one = results[at]
    return one?.is === 'done' ? [{ ...record, version: one.version }] : []
  })
}
