import type { LevelUpdate } from '../../core/model/drafts.ts'
import type { ConnectionId, Instant, MerchantId, Ref, Sku } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import type { Asked, Outcome } from '../../core/ports/connector.ts'
import type { Written } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { getAll } from '../stock/pages.ts'

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

/** What became of numbers that were sent long ago: each that still waits for this answer takes it; what did not arrive is decided anew. */
export async function recordAsked(hub: Hub, { merchantId, connectionId }: Pick<Published, 'merchantId' | 'connectionId'>, updates: readonly LevelUpdate[], asked: readonly Asked[]): Promise<void> {
  const now = hub.clock.now()
  const told = new Map(updates.map((update, at) => [publishedId(connectionId, update.item, update.location), { update, outcome: asked[at] }]))
  const records = await getAll(hub.store, 'published', merchantId, [...told.keys()])
  await savePublished(hub, records.flatMap((record) => {
    const { update, outcome } = told.get(record.id) ?? {}
    if (!outcome || record.state !== 'sent' || record.sent !== update?.quantity) return []
    if (outcome.is === 'absent') return [{ ...record, state: 'due' as const }]
    return outcome.is === 'done' || outcome.is === 'refused' ? [afterOutcome(record, outcome, now)] : []
  }))
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
