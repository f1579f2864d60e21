import type { ConnectionId, Instant, MerchantId, OrderId } from './ids.ts'

/** What stays after a privacy request, each with why (PRIVACY_KEPT). */
export type KeptCode = 'order_numbers' | 'parcels_under_way' | 'not_known_here' | 'other_connection' | 'not_named_and_open' | 'more_than_fit' | 'sealed_deliveries'

/**
 * A store's request about persons, and what was done for it: kept as evidence, without anything personal in clear. `id` follows from the
 * request, so a repeat finds this record.
 */
export interface PrivacyRequest {
  id: string
  merchantId: MerchantId
  version: number
  createdAt: Instant
  updatedAt: Instant
  connectionId: ConnectionId
  does: 'export' | 'erase'
  of: 'customer' | 'store'
  /** The vendor's own name of the request, where it gives one. */
  ref: string | null
  receivedAt: Instant
  state: 'open' | 'done'
  doneAt: Instant | null
  /** How far it is: orders that were named, then all of the merchant's, page by page. */
  position: { named: number; after: string | null; walked: boolean }
  /** Orders named by the store, of them and of those found by e-mail known here, and those that were exported or erased. */
  counts: { named: number; found: number; done: number }
  /** How many of each stay; 0 where it is no matter of numbers. */
  kept: Partial<Record<KeptCode, number>>
  /** An export, an entry for each order, sealed by the key of the day; empty once erased or too old. */
  content: { orderId: OrderId; sealed: string }[]
  contentUntil: Instant | null
}

/** Why it stays, in words for the person who answers for it. */
export const PRIVACY_KEPT: Readonly<Record<KeptCode, string>> = {
  order_numbers: 'Number, items, amounts, country and region, tracking numbers and what happened stay: they say what was sold and shipped, and to nobody in particular.',
  parcels_under_way: 'Parcels that were begun or handed over go on; their labels are with the carrier.',
  not_known_here: 'These orders were never imported: nothing is held of them.',
  other_connection: 'These orders belong to another connection of the merchant that still works.',
  not_named_and_open: 'Orders of the same e-mail that the store did not name and that are still to be shipped.',
  more_than_fit: 'Orders past what one export holds; each can be looked at by its number.',
  sealed_deliveries: 'What came in during the last 30 days lies sealed by keys of days, which are thrown away 30 days after their day.',
}
