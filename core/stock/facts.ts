import type { Instant } from '../model/ids.ts'
import type { Need } from '../model/need.ts'
import type { JournalEntry, StockCommand, StockEvent } from '../model/stock.ts'
import { apply, type Books, holdOf, rowOf } from './books.ts'
import { fits, type Room, sizeOf, take } from './entry-size.ts'
import { movedAfter } from './moves.ts'
import { mergeLines } from './row.ts'

/**
 * Enters units that left with their orders, those not in the journal yet. Facts are never refused. Answers false where not all of
 * this order's fit: its hold must not be restated before they are in, or the units would count as free.
 */
export function enterShipped(books: Books, need: Need, seq: number, at: Instant, room: Room, events: StockEvent[]): boolean {
  const known = new Set(holdOf(books, need.orderId).facts)
  for (const { cause, centerId, lines, at: leftAt } of need.facts.filter(fact => !known.has(fact.cause))) {
    const event: StockEvent = { is: 'shipped', cause, orderId: need.orderId, lines: mergeLines(lines.map(line => ({ ...line, centerId }))), at: leftAt }
    if (!fits(room, sizeOf(event), true)) return false
    enter(books, event, seq, at, room, events)
  }
  return true
}

/** Enters receipts, adjustments and counts in the order they were asked for, with a result each. Answers false where not all fit. */
export function enterCommands(books: Books, commands: readonly StockCommand[], seq: number, at: Instant, room: Room, events: StockEvent[], results: JournalEntry['results']): boolean {
  for (const command of commands) {
    const event = eventOf(books, command)
    const result = { cause: command.id, code: event ? 'applied' as const : 'older_count_ignored' as const, onHand: 0 }
    if (!fits(room, sizeOf(result) + (event ? sizeOf(event) : 0), true)) return false
    if (event) enter(books, event, seq, at, room, events)
    else take(room, 0, true)
    room.bytes -= sizeOf(result)
    results.push({ ...result, onHand: rowOf(books, command.does.sku, command.does.centerId).onHand })
  }
  return true
}

/** Null: a count older than the newest one says nothing any more. Otherwise what is known to have moved since is added to it. */
function eventOf(books: Books, { id, does }: StockCommand): StockEvent | null {
  const { sku, centerId } = does
  if (does.is !== 'counted') return { is: 'moved', cause: id, sku, centerId, delta: does.delta, at: does.at }
  const row = rowOf(books, sku, centerId)
  if (row.countedAt !== null && does.asOf < row.countedAt) return null
  return { is: 'counted', cause: id, sku, centerId, onHand: does.quantity + movedAfter(row.moves, does.asOf), asOf: does.asOf }
}

export function enter(books: Books, event: StockEvent, seq: number, at: Instant, room: Room, events: StockEvent[]): void {
  apply(books, event, seq, at)
  take(room, sizeOf(event), event.is !== 'hold')
  events.push(event)
}
