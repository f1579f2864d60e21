import type { Instant, Ref } from './ids.ts'
import type { Money } from './money.ts'
import type { Recipient } from './person.ts'

/**
 * A line as the store has it now, after its edits, refunds and removals.
 * `ordered`: the units that still belong to the order, shipped or not (bought, less what was edited out or refunded).
 * `quantity`: the units of them that stand open at the store to be shipped in parcels, by whoever; held and scheduled ones count,
 * pickup and local delivery do not. Every fulfillment lowers it, ours too, so it is no edit when our own telling lowers it:
 * what is ours is known by the numbers in `fulfillments`. An edit changes `ordered`.
 * `location`: where the store means most of them to ship from; null where nothing is open or it does not say.
 */
export interface DraftLine { externalId: Ref; sku: string | null; name: string; ordered: number; quantity: number; requiresShipping: boolean; location: Ref | null }

/** What stands fulfilled at the store, by whoever. */
export interface DraftFulfillment { ref: Ref; cancelled: boolean; trackingNumbers: string[]; lines: { externalId: Ref; quantity: number }[] }

/** An order of a channel in our terms; made by a connector's `map.ts`, pure. */
export interface OrderDraft {
  ref: Ref
  /** The store behind it, equal on every road to it (`<connector>:<store>`). */
  storeIdentity: string
  number: string
  /** The source's own time of this version; older ones are ignored. */
  updatedAt: Instant
  purchasedAt: Instant
  payment: 'paid' | 'unpaid' | 'unknown'
  cancelledAt: Instant | null
  cancelReason: string | null
  /** Nothing is left to be shipped by anybody. */
  closed: boolean
  /** What is left to be shipped is not shown, or in words that we do not know: quantities of 0 say nothing then. */
  workUnknown?: true
  test: boolean
  currency: string | null
  total: Money | null
  /** Verbatim; null where the store gave none. */
  method: string | null
  /** `redacted`: the vendor hides it from us; null: there is none. */
  recipient: Recipient | 'redacted' | null
  note: string | null
  tags: string[]
  lines: DraftLine[]
  fulfillments: DraftFulfillment[]
  /** The store itself holds or schedules it. */
  upstreamHold: { reason: string } | null
  scheduledFor: Instant | null
  /** What a person should know and the mapping could not say otherwise (unknown enum values and the like). */
  warnings: string[]
}

/** A sellable item of a store. */
export interface ItemDraft { ref: Ref; sku: string | null; name: string; tracked: boolean; updatedAt: Instant | null }

/** `committed`: what the vendor itself counts as sold there and not yet fulfilled, where it says so. */
export interface Level { item: Ref; location: Ref; available: number; committed?: number; at: Instant }

/** Why a store has no number that could be set: it does not count the item, does not stock it there, or has it no more. */
export type Lack = 'not_tracked' | 'not_stocked' | 'item_gone'
export interface NoLevel { item: Ref; location: Ref; lacks: Lack; at: Instant }

/** Tell a store that units left, or are about to. `key` never changes for the same intent. */
export interface ShipmentNews {
  key: string
  order: Ref
  lines: { externalId: Ref; quantity: number }[]
  parcels: { carrier: string; trackingNumber: string; url: string | null }[]
  /** Numbers of an earlier telling that these replace (relabel). */
  replaces: string[]
  notifyCustomer: boolean
}

/** Set one number. `changeFrom`: what the vendor showed when we decided; it refuses if that moved. `stock`: it has none there yet, so the item is stocked with it. */
export interface LevelUpdate { key: string; item: Ref; location: Ref; quantity: number; changeFrom: number | null; stock?: true }

export interface OrderNews { key: string; order: Ref; is: 'cancelled'; reason: string }
export interface ReturnNews { key: string; return: Ref }
export interface ParcelWatch { key: string; carrier: string; trackingNumber: string }
export interface TrackingDraft { carrier: string; trackingNumber: string; status: string; at: Instant }
export interface ReturnDraft { ref: Ref }
