import type { FulfillmentOrder, FulfillmentOrderLine, Line, Location, Order } from './model.ts'
import { isOpen } from './order-status.ts'

/**
 * Takes units of a line out of the open work, as far as they are there; what has nothing left closes. `settle` says what becomes of
 * the units at their location. Answers the fulfillment orders that changed.
 */
export function takeFromWork(order: Order, line: Line, units: number, settle: (part: FulfillmentOrderLine, location: Location, taken: number) => void): FulfillmentOrder[] {
  let left = units
  const changed: FulfillmentOrder[] = []
  for (const open of order.fulfillmentOrders.filter(isOpen)) {
    const part = open.lines.find((candidate) => candidate.line === line)
    const taken = Math.min(left, part?.remaining ?? 0)
    if (!part || taken === 0) continue
    part.remaining -= taken
    part.total -= taken
    left -= taken
    settle(part, open.location, taken)
    if (open.lines.every(({ remaining }) => remaining === 0)) open.status = 'CLOSED'
    changed.push(open)
  }
  return changed
}
