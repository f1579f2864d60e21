import type { Instant, MerchantId, OrderId, Sku } from '../model/ids.ts'
import type { Allocation, Need } from '../model/need.ts'
import type { Center } from '../model/setup.ts'
import type { Hold, JournalEntry, Row, StockCommand, StockEvent } from '../model/stock.ts'

/** An order that holds units which may have to be given up, and whether it can still give them (picking has not begun). */
export interface Holder { need: Need; mayRecall: boolean }

/** What a pass decides from: rows and holds at `seq`, orders read after that. */
export interface Snapshot {
  merchantId: MerchantId
  /** The newest entry; what is decided becomes `seq + 1`. */
  seq: number
  now: Instant
  /** Every row of the SKUs concerned; one that is not there has nothing. */
  rows: readonly Row[]
  holds: readonly Hold[]
  /** Pending, in the order they were asked for. */
  commands: readonly StockCommand[]
  /** Orders with a want or a fact. */
  needs: readonly Need[]
  /** Orders without a want that lack a SKU which gained units, or may in this pass. */
  waiting: readonly Need[]
  /** Orders that hold units of rows that are short or that an older order lacks. */
  holders: readonly Holder[]
  centers: readonly Pick<Center, 'id' | 'priority' | 'active'>[]
  /** `fifo`: an older order that lacks units recalls newer ones (S4.17); off by default. */
  rules: { fifo: boolean }
}

export interface Decided {
  /** Empty: nothing to write. */
  events: StockEvent[]
  results: JournalEntry['results']
  /** SKUs to be looked at again: more is free, or a row is short. */
  gained: Sku[]
  /** Orders that have to give their units back, as of the revision that was seen. */
  recalls: { orderId: OrderId; revision: number }[]
  /** Answers that the holds give already: put on at once. */
  settled: Allocation[]
  /** Answers of this entry: put on once it is projected. */
  allocated: Allocation[]
  /** Something did not fit: decide again at once. */
  cut: boolean
}

/** Oldest first: by purchase date, then by import, then by id (S4.17). */
export function byAge(a: Need, b: Need): number {
  return a.purchasedAt - b.purchasedAt || a.importedAt - b.importedAt || (a.orderId < b.orderId ? -1 : 1)
}
