import type { Instant, Ref } from './ids.ts'
import type { Money } from './money.ts'
import type { Recipient } from './person.ts'
import type { TrackingStatus } from './status.ts'

/**
 * A line as the store has it now, after its edits, refunds and removals.
 * `ordered`: the units that still belong to the order, shipped or not (bought, less what was edited out or refunded).
 * `quantity`: the units of them that stand open at the store to be shipped in parcels, by whoever; held and scheduled ones count,
 * pickup and local delivery do not. Every fulfillment lowers it, ours too, so it is no edit when our own telling lowers it:
 * what is ours is known by the numbers in `fulfillments`. An edit changes `ordered`.
 * `parts`: the pieces of work that `quantity` is the sum of, each where the store means it to ship from.
 */
export interface DraftLine { externalId: Ref; sku: string | null; name: string; ordered: number; quantity: number; requiresShipping: boolean; parts: OpenPart[] }

/** Units of one line that stand open in one piece of the store's work. `work`: the connector's own name for it, handed back when we tell; `location` null: it does not say. */
export interface OpenPart {
  work: Ref
  location: Ref | null
  quantity: number
  /** A fulfillment service of another app runs the place: it is that app's to ship. */
  othersService?: true
  /** Why the store keeps it back, in its own words; absent: it may be shipped. */
  heldFor?: string[]
  /** The store wants it shipped from then on. */
  scheduledFor?: Instant
  /** How it is to be sent, where parts of the order may differ. */
  method?: string
}
/** Why units of an order are no parcel of ours. */
export const LEFT_OUT = ['pickup', 'pickup_point', 'local_delivery', 'retail', 'no_shipping', 'gift_card', 'others_service', 'other_location'] as const
export type LeftOut = (typeof LEFT_OUT)[number]

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
  /** The connection's own settings say that it is not to be imported. */
  unwanted?: 'test_order'
  /** The store's own advice against shipping it, where the connection's settings hold such orders. */
  fraudRisk?: 'cancel' | 'investigate'
  /** Where it was sold, in the store's own word (`web`, `pos`, an app's id); null: it does not say. */
  source?: string | null
  /** Units that are sold and no parcel of ours, by why. Those of goods still stand open at the store, for somebody else to hand out. */
  leftOut?: Partial<Record<LeftOut, number>>
  currency: string | null
  total: Money | null
  /** Verbatim; null where the store gave none. */
  method: string | null
  /** `redacted`: the vendor hides it from us; null: there is none. */
  recipient: Recipient | 'redacted' | null
  /** ISO 3166 code of where it goes, where the vendor shows that beside a recipient it hides. */
  country?: string
  /** Parts of the recipient that the vendor hides from us; what is empty otherwise is empty at the store. */
  hidden?: HiddenPart[]
  note: string | null
  tags: string[]
  lines: DraftLine[]
  fulfillments: DraftFulfillment[]
  /** Locations of it from which somebody else ships, by a person's word: what stands open there is not ours to tell. */
  othersAt?: Ref[]
  /** The store itself holds or schedules it. */
  upstreamHold: { reason: string } | null
  scheduledFor: Instant | null
  /** What a person should know and the mapping could not say otherwise (unknown enum values and the like). */
  warnings: string[]
}

/** `address`: street, city, postal code and country. */
export type HiddenPart = 'name' | 'address' | 'email' | 'phone'

/** A sellable item of a store. `name`: null where this reading does not say it, and the one before stays. */
export interface ItemDraft { ref: Ref; sku: string | null; name: string | null; tracked: boolean; updatedAt: Instant | null }

/** `committed`: what the vendor itself counts as sold or promised there (a draft order's units) and not yet fulfilled, where it says so. */
export interface Level { item: Ref; location: Ref; available: number; committed?: number; at: Instant }

/** Why a store has no number that could be set: it does not count the item, does not stock it there, or has it no more. */
export type Lack = 'not_tracked' | 'not_stocked' | 'item_gone'
export interface NoLevel { item: Ref; location: Ref; lacks: Lack; at: Instant }

/** Tell a store that units left, or are about to. `key` never changes for the same intent. */
export interface ShipmentNews {
  key: string
  order: Ref
  lines: NewsLine[]
  parcels: { carrier: string; trackingNumber: string; url: string | null }[]
  /** Numbers of an earlier telling that these replace (relabel). */
  replaces: string[]
  /** Locations from which somebody else ships: nothing is told for what stands open there. */
  notAt?: readonly Ref[]
  notifyCustomer: boolean
}

/**
 * `parts`: what stood open of the line when the store was last read: a first guess that saves a reading, never a proof. Empty wherever
 * this shipment may have been told before, by this call or another: then the store is looked at first.
 */
export interface NewsLine { externalId: Ref; quantity: number; parts: readonly OpenPart[] }

/** Tell a store how far a shipment is on its way. `made`: what our telling of it made there. */
export interface ScanNews { key: string; made: Ref; status: TrackingStatus; at: Instant }

/**
 * Set one number. `changeFrom`: what the vendor showed when we decided; it refuses if that moved. `stock`: it has none there yet, so the item is stocked with it.
 * `beside`: what the vendor showed of the item at its other locations, from which the number follows too: a vendor that can compare refuses it (`stale`) where one of them moved.
 */
export interface LevelUpdate { key: string; item: Ref; location: Ref; quantity: number; changeFrom: number | null; stock?: true; beside?: readonly { location: Ref; available: number }[] }

export interface OrderNews { key: string; order: Ref; is: 'cancelled'; reason: string }
export interface ReturnNews { key: string; return: Ref }
export interface ParcelWatch { key: string; carrier: string; trackingNumber: string }
export interface TrackingDraft { carrier: string; trackingNumber: string; status: string; at: Instant }
export interface ReturnDraft { ref: Ref }
