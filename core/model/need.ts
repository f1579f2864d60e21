import type { CenterId, Instant, OrderId, Ref, Sku } from './ids.ts'
import type { ConnectionId } from './ids.ts'
import type { HeldLine, KnownLine } from './stock.ts'

/** What an order asks of the stock at a revision: said by core/orders (`needOf`), decided by core/stock. */
export interface Need {
  orderId: OrderId
  /** Version of the order it was read from: a result is put on only while the revision is still the one decided on. */
  version: number
  revision: number
  /** True while a `want` todo is open. */
  wants: boolean
  /** False while a person or the data keeps it back: it holds nothing, and everything it needs is open demand. */
  mayHold: boolean
  purchasedAt: Instant
  importedAt: Instant
  /** Units of shipments that have begun: they stay held where they are, whatever else is decided. */
  fixed: HeldLine[]
  /** Units of shipments not begun, by line; the decision merges them by SKU. */
  wanted: { sku: Sku; quantity: number; location: { connectionId: ConnectionId; ref: Ref } | null }[]
  /** A center that a rule or a person chose; pinned: no other may serve it. */
  centerId: CenterId | null
  pinned: boolean
  known: KnownLine[]
  /** Units that left the building and are not in the journal yet. */
  facts: { cause: string; centerId: CenterId; lines: { sku: Sku; quantity: number }[]; at: Instant }[]
}

/** What the stock answered: everything from one center, or nothing and what is lacking. `seq`: the entry that says so. */
export interface Allocation { orderId: OrderId; revision: number; seq: number; centerId: CenterId | null; short: { sku: Sku; quantity: number }[] }
