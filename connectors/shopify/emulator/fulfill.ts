import { gid, numberOf } from './gid.ts'
import type { Fulfillment, FulfillmentOrder, FulfillmentOrderLine, Order, Shop, Tracking, UserError } from './model.ts'
import { isFulfillable, remainingOf } from './order-status.ts'
import { restFulfillment, restOrder } from './rest-order.ts'
import { ship } from './stock.ts'
import { touch, type World } from './world.ts'

/** What is to be fulfilled: of each fulfillment order the given lines, or all that remains. */
export interface FulfillmentWish {
  readonly groups: readonly { readonly id: string; readonly lines: readonly { readonly id: string; readonly quantity: number }[] | null }[]
  readonly tracking: readonly Tracking[]
}

interface Part { readonly from: FulfillmentOrder; readonly line: FulfillmentOrderLine; readonly quantity: number }
export type Fulfilled = { readonly fulfillment: Fulfillment } | { readonly errors: readonly UserError[] }

/** Makes a fulfillment, or refuses all of it in Shopify's words (observed-errors-and-costs.json, fulfillmentCreate). */
export function fulfill(world: World, shop: Shop, wish: FulfillmentWish, isVisible: (from: FulfillmentOrder) => boolean): Fulfilled {
  const tooFew = wish.groups.flatMap(({ lines }, group) => (lines ?? []).flatMap(({ quantity }, line) => (quantity > 0 ? [] : [zero(group, line)])))
  if (tooFew.length > 0) return { errors: tooFew }
  const found = wish.groups.map(({ id }) => shop.fulfillmentOrders.get(numberOf(id, 'FulfillmentOrder') ?? -1))
  const from = found.filter((each): each is FulfillmentOrder => each !== undefined && isVisible(each))
  if (from.length < found.length || from.length === 0) return refused('Fulfillment order does not exist.')
  const fault = together(from)
  if (fault) return refused(fault)
  const parts = partsOf(wish, from)
  return typeof parts === 'string' ? refused(parts) : { fulfillment: book(world, shop, parts, wish.tracking) }
}

const refused = (message: string): Fulfilled => ({ errors: [{ field: ['fulfillment'], message }] })

const zero = (group: number, line: number): UserError => ({
  field: ['fulfillment', 'lineItemsByFulfillmentOrder', String(group), 'fulfillmentOrderLineItems', String(line), 'quantity'],
  message: 'Quantity must be greater than 0',
})

function together(from: readonly FulfillmentOrder[]): string | null {
  const orders = new Set(from.map(({ order }) => order.id))
  if (orders.size > 1) return `All fulfillment orders must belong to the same order. Multiple orders with ids [${[...orders].join(', ')}] were found.`
  const places = new Set(from.map(({ location }) => location.id))
  if (places.size > 1) return `All fulfillment orders must be assigned to a single location. Multiple locations with ids [${[...places].join(', ')}] were found.`
  const closed = from.find((each) => !isFulfillable(each))
  return closed ? `Fulfillment order ${closed.id} has an unfulfillable status= ${closed.status.toLowerCase()}.` : null
}

function partsOf(wish: FulfillmentWish, from: readonly FulfillmentOrder[]): Part[] | string {
  const taken = new Map<FulfillmentOrderLine, Part>()
  for (const [index, each] of from.entries()) {
    const lines = wish.groups[index]?.lines
    if (!lines || lines.length === 0) {
      for (const line of each.lines) if (line.remaining > 0) taken.set(line, { from: each, line, quantity: line.remaining })
      continue
    }
    for (const { id, quantity } of lines) {
      const line = each.lines.find((candidate) => gid('FulfillmentOrderLineItem', candidate.id) === id)
      if (!line) return 'Fulfillment order line item does not exist.'
      taken.set(line, { from: each, line, quantity: quantity + (taken.get(line)?.quantity ?? 0) })
    }
  }
  const parts = [...taken.values()]
  const isOver = parts.some(({ line, quantity }) => quantity > line.remaining)
  return isOver || parts.length === 0 ? 'Invalid fulfillment order line item quantity requested.' : parts
}

function book(world: World, shop: Shop, parts: readonly Part[], tracking: readonly Tracking[]): Fulfillment {
  const { order, location } = (parts[0] as Part).from
  for (const { from, line, quantity } of parts) {
    line.remaining -= quantity
    ship(line, location, quantity)
    if (from.lines.every(({ remaining }) => remaining === 0)) from.status = 'CLOSED'
  }
  const from = [...new Set(parts.map((part) => part.from))]
  touch(world, shop, order, ...from)
  const fulfillment: Fulfillment = {
    id: world.id(), order, location, number: order.fulfillments.length + 1, createdAt: order.updatedAt, updatedAt: order.updatedAt, tracking,
    lines: parts.map(({ line, quantity }) => ({ id: world.id(), line: line.line, quantity })),
    fulfillmentOrders: from, status: 'SUCCESS', events: [],
  }
  order.fulfillments.push(fulfillment)
  shop.fulfillments.set(fulfillment.id, fulfillment)
  archive(order)
  world.emit(shop, 'FULFILLMENTS_CREATE', () => restFulfillment(fulfillment))
  world.emit(shop, remainingOf(order) > 0 ? 'ORDERS_PARTIALLY_FULFILLED' : 'ORDERS_FULFILLED', () => restOrder(shop, order))
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, order))
  return fulfillment
}

/** Paid and fulfilled orders are archived of themselves (a setting of the shop, on by default). */
function archive(order: Order): void {
  if (order.financial === 'PAID' && remainingOf(order) === 0) order.closedAt = order.updatedAt
}

/** REPLACES the tracking of a fulfillment. */
export function retrack(world: World, shop: Shop, fulfillment: Fulfillment, tracking: readonly Tracking[]): void {
  fulfillment.tracking = tracking
  touch(world, shop, fulfillment.order)
  fulfillment.updatedAt = fulfillment.order.updatedAt
  world.emit(shop, 'FULFILLMENTS_UPDATE', () => restFulfillment(fulfillment))
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, fulfillment.order))
}
