import type { Fulfillment, FulfillmentOrder, FulfillmentOrderStatus, Line, Order } from './model.ts'

const OPEN: ReadonlySet<FulfillmentOrderStatus> = new Set(['OPEN', 'IN_PROGRESS', 'ON_HOLD', 'SCHEDULED'])

/** Whether something is still to be shipped from it. */
export function isOpen(fulfillmentOrder: FulfillmentOrder): boolean {
  return OPEN.has(fulfillmentOrder.status)
}

/** Whether a fulfillment can be made on it. */
export function isFulfillable(fulfillmentOrder: FulfillmentOrder): boolean {
  return fulfillmentOrder.status === 'OPEN' || fulfillmentOrder.status === 'IN_PROGRESS'
}

export function remainingOf(order: Order): number {
  return order.fulfillmentOrders.filter(isOpen).reduce((sum, { lines }) => sum + lines.reduce((units, line) => units + line.remaining, 0), 0)
}

/** What was fulfilled and not cancelled again. */
export function standing(order: Order): Fulfillment[] {
  return order.fulfillments.filter(({ status }) => status === 'SUCCESS')
}

/** Units of a line that were fulfilled. */
export function fulfilledOf(line: Line): number {
  return standing(line.order).flatMap(({ lines }) => lines).reduce((sum, part) => sum + (part.line === line ? part.quantity : 0), 0)
}

export type DisplayFulfillmentStatus = 'FULFILLED' | 'PARTIALLY_FULFILLED' | 'ON_HOLD' | 'SCHEDULED' | 'UNFULFILLED'

/** What the admin shows. (RESTOCKED is "replaced by the UNFULFILLED status", enum's own description.) */
export function displayStatus(order: Order): DisplayFulfillmentStatus {
  if (standing(order).length > 0) return remainingOf(order) > 0 ? 'PARTIALLY_FULFILLED' : 'FULFILLED'
  const open = order.fulfillmentOrders.filter(isOpen)
  if (open.some(({ status }) => status === 'ON_HOLD')) return 'ON_HOLD'
  return open.length > 0 && open.every(({ status }) => status === 'SCHEDULED') ? 'SCHEDULED' : 'UNFULFILLED'
}

/** What can be done with a fulfillment order in that status. */
export const SUPPORTED_ACTIONS: Readonly<Record<FulfillmentOrderStatus, readonly string[]>> = {
  OPEN: ['CREATE_FULFILLMENT', 'REPORT_PROGRESS', 'MOVE', 'HOLD', 'SPLIT'],
  IN_PROGRESS: ['CREATE_FULFILLMENT', 'MARK_AS_OPEN'],
  ON_HOLD: ['RELEASE_HOLD', 'HOLD', 'MOVE'],
  SCHEDULED: ['MARK_AS_OPEN'],
  INCOMPLETE: [],
  CANCELLED: [],
  CLOSED: [],
}

/** The order's total in minor units, removals taken off. */
export function totalOf(order: Order, units: 'current' | 'quantity'): number {
  return order.lines.reduce((sum, line) => sum + line.price * line[units], 0) + shippingOf(order)
}

export function shippingOf(order: Order): number {
  return order.shippingLines.reduce((sum, { price, isRemoved }) => sum + (isRemoved ? 0 : price), 0)
}

/** A decimal with the scale that Shopify gives: "10.0", "12.5", "12.34" (fulfillment-detail-events-lifecycle.json). */
export function decimal(minor: number): string {
  const text = (minor / 100).toFixed(2)
  return text.endsWith('0') ? text.slice(0, -1) : text
}
