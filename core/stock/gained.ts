import type { OrderId, Sku } from '../model/ids.ts'
import type { Need } from '../model/need.ts'
import type { Hold, StockEvent } from '../model/stock.ts'
import { type Books, holdOf } from './books.ts'
import { freeOf } from './row.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * SKUs that have to be looked at again after an entry: more is free of them or less is asked for, a row of them is short, or an order
 * that was told "nothing" got them (if whoever wrote the entry dies, the next pass finds that order by them and tells it).
 */
export function gainedIn(snapshot: Snapshot, books: Books, events: readonly StockEvent[], served: readonly Need[]): Sku[] {
  const gained = new Set<Sku>()
  const before = new Map(snapshot.rows.map(row => [row.id, row]))
  for (const row of books.rows.values()) {
    const was = before.get(row.id)
    if (was === row) continue
    const isMore = Math.max(0, freeOf(row)) > Math.max(0, was ? freeOf(was) : 0)
    if (isMore || freeOf(row) < 0) gained.add(row.sku)
  }
  for (const sku of fallen(snapshot, books, events)) gained.add(sku)
  for (const need of served) for (const { sku } of need.wanted) gained.add(sku)
  return [...gained]
}

/** SKUs of which the orders of this entry hold and ask for less together than before: the published number rises though nothing is free. */
function fallen(snapshot: Snapshot, books: Books, events: readonly StockEvent[]): Sku[] {
  const asked = new Map<Sku, number>()
  const was = new Map(snapshot.holds.map(hold => [hold.orderId, hold]))
  const orders = new Set<OrderId>(events.flatMap(event => (event.is === 'hold' ? [event.orderId] : [])))
  for (const orderId of orders) {
    count(asked, holdOf(books, orderId), 1)
    const hold = was.get(orderId)
    if (hold) count(asked, hold, -1)
  }
  return [...asked].filter(([, units]) => units < 0).map(([sku]) => sku)
}

function count(asked: Map<Sku, number>, hold: Hold, sign: 1 | -1): void {
  for (const { sku, quantity } of hold.lines) asked.set(sku, (asked.get(sku) ?? 0) + sign * quantity)
  for (const { sku, units } of hold.open) asked.set(sku, (asked.get(sku) ?? 0) + sign * units)
}
