import type { CenterId, Instant, MerchantId, OrderId, Sku } from '../model/ids.ts'
import type { HeldLine, Hold, HoldStatement, Row, StockEvent } from '../model/stock.ts'
import { notAhead, withMove } from './moves.ts'
import { emptyRow, mergeLines, rowId, subtractLines } from './row.ts'

/** Rows and holds by their keys while events are applied to them. Records are replaced, never changed in place. */
export interface Books { merchantId: MerchantId; rows: Map<string, Row>; holds: Map<OrderId, Hold> }

export function openBooks(merchantId: MerchantId, rows: readonly Row[], holds: readonly Hold[]): Books {
  return { merchantId, rows: new Map(rows.map(row => [row.id, row])), holds: new Map(holds.map(hold => [hold.orderId, hold])) }
}

export function rowOf(books: Books, sku: Sku, centerId: CenterId): Row {
  return books.rows.get(rowId(sku, centerId)) ?? emptyRow(books.merchantId, sku, centerId)
}

/** Below every revision: a hold that was made by a fact alone. */
const NEVER_STATED = -1

export function holdOf(books: Books, orderId: OrderId): Hold {
  return books.holds.get(orderId) ?? { id: orderId, orderId, merchantId: books.merchantId, version: 0, revision: NEVER_STATED, lines: [], open: [], known: [], facts: [], seq: 0 }
}

/** What one event of entry `seq` does to the books. `at` is the entry's own time: moves are kept for two days before it. */
export function apply(books: Books, event: StockEvent, seq: number, at: Instant): void {
  switch (event.is) {
    case 'moved':
      change(books, event.sku, event.centerId, seq, row => ({ onHand: row.onHand + event.delta, moves: withMove(row.moves, { at: event.at, delta: event.delta }, at) }))
      break
    case 'counted':
      change(books, event.sku, event.centerId, seq, row => ({ onHand: event.onHand, countedAt: countedAt(row, event.asOf, at) }))
      break
    case 'shipped':
      ship(books, event, seq, at)
      break
    case 'hold':
      state(books, event, seq)
      break
  }
}

/** A count that a fast clock dated ahead is as old as its entry: it must not shut out those that follow. */
const countedAt = (row: Row, asOf: Instant, at: Instant): Instant => Math.max(notAhead(asOf, at), row.countedAt ?? Number.NEGATIVE_INFINITY)

/** On-hand falls by what left; what the order held of it falls with it, never by more than it held. */
function ship(books: Books, event: StockEvent & { is: 'shipped' }, seq: number, at: Instant): void {
  const hold = holdOf(books, event.orderId)
  const left = mergeLines(event.lines)
  const kept = subtractLines(hold.lines, left)
  moveHeld(books, hold.lines, kept, seq)
  for (const { sku, centerId, quantity } of left) {
    change(books, sku, centerId, seq, row => ({ onHand: row.onHand - quantity, moves: withMove(row.moves, { at: event.at, delta: -quantity }, at) }))
  }
  books.holds.set(event.orderId, { ...hold, lines: kept, facts: [...hold.facts, event.cause], seq })
}

/** A higher revision replaces, an equal one later in the journal too, a lower one is ignored. */
function state(books: Books, { orderId, revision, lines, open, known }: HoldStatement, seq: number): void {
  const hold = holdOf(books, orderId)
  if (revision < hold.revision) {
    books.holds.set(orderId, { ...hold, seq })
    return
  }
  moveHeld(books, hold.lines, lines, seq)
  books.holds.set(orderId, { ...hold, revision, lines: mergeLines(lines), open: [...open], known: [...known], seq })
}

function moveHeld(books: Books, before: readonly HeldLine[], after: readonly HeldLine[], seq: number): void {
  const added = [...after, ...before.map(line => ({ ...line, quantity: -line.quantity }))]
  const deltas = new Map<string, HeldLine>()
  for (const { sku, centerId, quantity } of added) {
    const id = rowId(sku, centerId)
    deltas.set(id, { sku, centerId, quantity: (deltas.get(id)?.quantity ?? 0) + quantity })
  }
  for (const { sku, centerId, quantity } of deltas.values()) {
    if (quantity !== 0) change(books, sku, centerId, seq, row => ({ held: row.held + quantity }))
  }
}

function change(books: Books, sku: Sku, centerId: CenterId, seq: number, to: (row: Row) => Partial<Row>): void {
  const row = rowOf(books, sku, centerId)
  books.rows.set(row.id, { ...row, ...to(row), seq })
}
