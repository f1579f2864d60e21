import type { CenterId, ConnectionId, Instant, MerchantId, OrderId, Ref, Sku } from './ids.ts'

/** Fulfillable units of a SKU at a center (`lot` is '' until lots are kept). Projection of the journal. `free = onHand − held`; negative = short. */
export interface Row {
  id: string
  merchantId: MerchantId
  version: number
  sku: Sku
  centerId: CenterId
  lot: string
  onHand: number
  held: number
  /** Moves of the last two days, so that a count with an earlier asOf can be carried forward; at most 200. */
  moves: { at: Instant; delta: number }[]
  /** asOf of the newest absolute count; an older one is ignored. */
  countedAt: Instant | null
  /** Seq applied. */
  seq: number
}

export interface HeldLine { sku: Sku; centerId: CenterId; quantity: number }
/** Units sold and not held. `centerId`: where it must come from; `pinned`: no other center may serve it; `location`: what the store named. */
export interface OpenLine { sku: Sku; units: number; centerId: CenterId | null; pinned: boolean; location: { connectionId: ConnectionId; ref: Ref } | null }
/** Units of a store's order that stand here and that the store still counts as sold (ARCHITECTURE 3, "known"). */
export interface KnownLine { connectionId: ConnectionId; location: Ref | null; sku: Sku; units: number }

/** All that an order holds, still needs and is known for, as of its revision. A higher revision replaces, an equal one later in the journal too, a lower one is ignored. */
export interface HoldStatement { orderId: OrderId; revision: number; lines: HeldLine[]; open: OpenLine[]; known: KnownLine[] }

/** Projection of the newest statement of an order; `facts` are the causes of units that left. */
export interface Hold extends HoldStatement { id: string; merchantId: MerchantId; version: number; facts: string[]; seq: number }

/** A stock fact asked for from outside an order. Unique by `cause`: the queue and the memory in one. */
export interface StockCommand {
  id: string
  merchantId: MerchantId
  version: number
  /** When it was asked for; pending commands are taken in this order, then by id. */
  askedAt: Instant
  does:
    | { is: 'received' | 'adjusted'; sku: Sku; centerId: CenterId; delta: number; at: Instant }
    /** Absolute and good as of `asOf`: moves known to be later are added to it. */
    | { is: 'counted'; sku: Sku; centerId: CenterId; quantity: number; asOf: Instant }
  state: 'pending' | 'done'
  result: { code: 'applied' | 'older_count_ignored'; onHand: number } | null
  /** Entry of the journal that did it. */
  seq: number | null
}

export type StockEvent =
  | { is: 'moved'; cause: string; sku: Sku; centerId: CenterId; delta: number; at: Instant }
  | { is: 'counted'; cause: string; sku: Sku; centerId: CenterId; onHand: number; asOf: Instant }
  /** Units of an order left the building: on-hand, row's held and the hold's lines fall together. */
  | { is: 'shipped'; cause: string; orderId: OrderId; lines: HeldLine[]; at: Instant }
  | ({ is: 'hold' } & HoldStatement)

/** The commit of a batch: ≤ 500 events, ≤ 256 kB. Inserting seq + 1 is the commit. */
export interface JournalEntry {
  id: string
  merchantId: MerchantId
  version: number
  seq: number
  at: Instant
  events: StockEvent[]
  /** Results of the stock commands it did, by cause. */
  results: { cause: string; code: 'applied' | 'older_count_ignored'; onHand: number }[]
  /** SKUs of which more is free than before: orders that wait for them are looked at again. */
  gained: Sku[]
  /** writeId of the entry before: a hole or a fork is seen. */
  previous: string | null
}

/** How far the projections are, and which gained SKUs still have waiting orders to look at. */
export interface Head { id: 'head'; merchantId: MerchantId; version: number; seq: number; gained: Sku[] }

/** Stock told to a channel, one number. */
export interface Published {
  id: string
  merchantId: MerchantId
  version: number
  connectionId: ConnectionId
  item: Ref
  location: Ref
  sku: Sku
  desired: number | null
  sent: number | null
  confirmed: number | null
  /** When the inputs of `desired` were read. */
  asOf: Instant | null
  confirmedAt: Instant | null
  /** What the vendor showed last: available and what it counts as sold. */
  vendorAvailable: number | null
  vendorCommitted: number | null
  vendorAt: Instant | null
  /** settled = nothing to do; held = kept back until a person says; refused = the vendor will not take it, with the reason. */
  state: 'settled' | 'due' | 'sent' | 'held' | 'refused'
  /** A code of core/stock/untold, and after a colon the vendor's words. */
  reason: string | null
  /** When the vendor refused it. What cannot be set at all is looked at again once the item or its location changed since. */
  refusedAt?: Instant | null
  /** The last time that somebody else moved it: by how many units that no order explains. */
  drift?: { units: number; at: Instant } | null
}
