import type { Level } from '../../core/model/drafts.ts'
import type { ConnectionId, Instant, MerchantId, Ref, Sku } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import type { Outcome } from '../../core/ports/connector.ts'
import type { Written } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'

export const publishedId = (connectionId: ConnectionId, item: Ref, location: Ref): string => `${connectionId}:${encodeURIComponent(item)}:${encodeURIComponent(location)}`

/** The brake kept it back, until a person says that the zero is meant. */
export const MANY_ZEROS = 'many_zeros'
export const ZERO_CONFIRMED = 'zero_confirmed'

export function newPublished(merchantId: MerchantId, connectionId: ConnectionId, item: Ref, location: Ref, sku: Sku): Published {
  return {
    id: publishedId(connectionId, item, location), merchantId, version: 0, connectionId, item, location, sku, desired: null, sent: null, confirmed: null,
    asOf: null, confirmedAt: null, vendorAvailable: null, vendorCommitted: null, vendorAt: null, state: 'settled', reason: null,
  }
}

/** What is to be told, and what the store showed. `asOf`: nothing that it follows from is older. */
export function decidedTo(record: Published, level: Level, desired: number, asOf: Instant): Published {
  const seen: Published = { ...record, desired, asOf, vendorAvailable: level.available, vendorCommitted: level.committed ?? null, vendorAt: level.at }
  if (desired === level.available) return { ...seen, confirmed: desired, confirmedAt: level.at, state: 'settled', reason: null }
  // Refused before, and nothing is new since: asking again would only be refused again.
  if (record.state === 'refused' && record.sent === desired && record.vendorAvailable === level.available) return seen
  return { ...seen, state: 'due', reason: record.reason === ZERO_CONFIRMED && desired === 0 ? ZERO_CONFIRMED : null }
}

/** What the store said to one number. `stale`: it had moved on since it was read, so everything is read and decided anew (I15). */
export function afterOutcome(record: Published, outcome: Outcome, now: Instant): Published {
  if (outcome.is === 'done' && outcome.confirmAfter === undefined) return { ...record, confirmed: record.sent, confirmedAt: now, vendorAvailable: record.sent, vendorAt: now, state: 'settled', reason: null }
  if (outcome.is !== 'refused') return record
  if (outcome.code === 'stale') return { ...record, state: 'due', reason: 'stale' }
  return { ...record, state: 'refused', reason: `${outcome.code}: ${outcome.text}`.slice(0, 300) }
}

/** Writes each by compare-and-swap; answers those that were written, as they stand. Somebody else's change wins and is decided on again. */
export async function savePublished(hub: Hub, records: readonly Published[]): Promise<Published[]> {
  const fresh = records.filter(record => record.version === 0)
  const known = records.filter(record => record.version > 0)
  const saved: Published[] = []
  const keep = (part: readonly Published[], written: readonly Written[]) => {
    part.forEach((record, at) => {
      const one = written[at]
      if (one?.is === 'done') saved.push({ ...record, version: one.version })
    })
  }
  if (fresh.length > 0) keep(fresh, await hub.store.insertMany('published', fresh))
  if (known.length > 0) keep(known, await hub.store.replaceMany('published', known))
  return saved
}
