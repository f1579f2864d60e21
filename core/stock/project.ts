import type { OrderId } from '../model/ids.ts'
import type { Hold, JournalEntry, Row, StockEvent } from '../model/stock.ts'
import { apply, openBooks } from './books.ts'
import { rowId } from './row.ts'

/** What an entry touches: the records to be read before it is projected. Rows of holds' former lines are known once the holds are read. */
export function touchedOrders(entry: Pick<JournalEntry, 'events'>): OrderId[] {
  return [...new Set(entry.events.flatMap(event => (event.is === 'hold' || event.is === 'shipped' ? [event.orderId] : [])))]
}

export function touchedRows(entry: Pick<JournalEntry, 'events'>, holds: readonly Hold[]): string[] {
  const lines = [...entry.events.flatMap(linesOf), ...holds.flatMap(hold => hold.lines)]
  return [...new Set(lines.map(({ sku, centerId }) => rowId(sku, centerId)))]
}

function linesOf(event: StockEvent): readonly Pick<Row, 'sku' | 'centerId'>[] {
  return event.is === 'hold' || event.is === 'shipped' ? event.lines : [event]
}

/**
 * What an entry makes of the records it touches: those to be written, rows before holds. `seq` guards each record: what has the entry
 * already is left alone. Because all rows are written before the first hold, one hold that has the entry says that all rows have it;
 * and while none has it, the holds read are those of the entry before, from which the rows' changes follow.
 */
export function project(entry: Pick<JournalEntry, 'merchantId' | 'seq' | 'at' | 'events'>, rows: readonly Row[], holds: readonly Hold[]): { rows: Row[]; holds: Hold[] } {
  const books = openBooks(entry.merchantId, rows, holds)
  for (const event of entry.events) apply(books, event, entry.seq, entry.at)
  const rowsDone = new Set(rows.filter(row => row.seq >= entry.seq).map(row => row.id))
  const holdsDone = new Set(holds.filter(hold => hold.seq >= entry.seq).map(hold => hold.id))
  return {
    rows: holdsDone.size > 0 ? [] : [...books.rows.values()].filter(row => row.seq === entry.seq && !rowsDone.has(row.id)),
    holds: [...books.holds.values()].filter(hold => hold.seq === entry.seq && !holdsDone.has(hold.id)),
  }
}
