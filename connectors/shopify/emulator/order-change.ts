import { Refusal } from '../../kit/emulator/refusal.ts'
import { gid } from './gid.ts'
import type { Address, CancelReason, FulfillmentOrder, Line, Order, Shop } from './model.ts'
import { addLine, addUnits, type LineWish, openFulfillmentOrder } from './order-place.ts'
import { fulfilledOf, isOpen, standing } from './order-status.ts'
import { restOrder } from './rest-order.ts'
import { routeLines } from './routing.ts'
import { restock } from './stock.ts'
import { takeFromWork } from './work-take.ts'
import { iso, touch, type World } from './world.ts'

/** What the merchant changes in an order: quantities that lines shall have, and the address. */
export interface EditWish { readonly lines: readonly LineWish[]; readonly address: Address | null | undefined }

/** A merchant edits the order in the admin. All of it or nothing. */
export function editOrder(world: World, shop: Shop, order: Order, wish: EditWish): void {
  if (order.cancelledAt !== null) throw new Refusal(409, 'a cancelled order cannot be edited')
  const plan = wish.lines.map((line) => ({ wish: line, found: findLine(order, line) }))
  for (const { wish: { quantity, sku }, found } of plan) {
    const fulfilled = found ? fulfilledOf(found) : 0
    if (quantity < fulfilled) throw new Refusal(409, `${fulfilled} of ${sku ?? 'the line'} were fulfilled already`)
  }
  const changed = plan.flatMap(({ wish: line, found }) => editLine(world, shop, order, line, found))
  if (wish.address !== undefined) order.address = wish.address
  if (plan.length > 0) order.edited = true
  touch(world, shop, order, ...changed)
  if (plan.length > 0) world.emit(shop, 'ORDERS_EDITED', () => ({ order_edit: { order_id: order.id } }))
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, order))
}

function findLine(order: Order, { item, sku }: LineWish): Line | undefined {
  return order.lines.find((line) => (item ? line.item === item : line.sku === sku))
}

function editLine(world: World, shop: Shop, order: Order, wish: LineWish, found: Line | undefined): FulfillmentOrder[] {
  const line = found ?? addLine(world, order, { ...wish, quantity: 0 })
  const more = wish.quantity - line.current
  // A removal shows in the current quantity only; what is added stands in both.
  line.current += more
  if (more > 0) line.quantity += more
  return more < 0 ? takeFromWork(order, line, -more, (part, location, taken) => restock(world, shop, part, location, taken)) : more > 0 ? giveUnits(world, shop, order, line, more, wish) : []
}

function giveUnits(world: World, shop: Shop, order: Order, line: Line, units: number, wish: LineWish): FulfillmentOrder[] {
  const same = order.fulfillmentOrders.find((candidate) => isOpen(candidate) && candidate.lines.some((part) => part.line === line))
  const location = wish.location ?? same?.location ?? routeLines(shop, [{ line, location: null }])[0]?.location
  if (!location) return []
  const method = line.requiresShipping ? (order.fulfillmentOrders[0]?.method ?? 'SHIPPING') : 'NONE'
  const open = order.fulfillmentOrders.find((candidate) => isOpen(candidate) && candidate.location === location && candidate.method === method)
  const target = open ?? openFulfillmentOrder(world, shop, order, location, { method, presentedName: order.fulfillmentOrders[0]?.presentedName ?? null })
  addUnits(world, shop, target, line, units)
  return [target]
}

/** Cancels, restocks what is left, closes the fulfillment orders. Refused where something was shipped, as Shopify does. */
export function cancelOrder(world: World, shop: Shop, order: Order, reason: CancelReason): void {
  if (order.cancelledAt !== null) throw new Refusal(409, 'Cannot cancel an order that has already been canceled')
  if (standing(order).length > 0) throw new Refusal(409, 'Cannot cancel an order that has outstanding fulfillments')
  for (const open of order.fulfillmentOrders.filter(isOpen)) {
    for (const part of open.lines) {
      restock(world, shop, part, open.location, part.remaining)
      part.remaining = 0
    }
    // CLOSED and not CANCELLED: a fulfillment on a cancelled order is answered "unfulfillable status= closed." (A3).
    open.status = 'CLOSED'
    open.holds = []
  }
  for (const line of order.lines) line.current = 0
  order.financial = order.financial === 'PAID' ? 'REFUNDED' : 'VOIDED'
  order.cancelReason = reason
  touch(world, shop, order, ...order.fulfillmentOrders)
  order.cancelledAt = order.updatedAt
  world.emit(shop, 'ORDERS_CANCELLED', () => restOrder(shop, order))
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, order))
}

/** A pending order is paid. */
export function payOrder(world: World, shop: Shop, order: Order): void {
  if (order.cancelledAt !== null) throw new Refusal(409, 'a cancelled order cannot be paid')
  if (order.financial === 'PAID') throw new Refusal(409, 'the order is paid already')
  order.financial = 'PAID'
  touch(world, shop, order)
  world.emit(shop, 'ORDERS_PAID', () => restOrder(shop, order))
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, order))
}

/** The store's risk engine, or a person, judges the order anew. Payload: orders/risk_assessment_changed names the order by its id. */
export function assessRisk(world: World, shop: Shop, order: Order, risk: Order['risk']): void {
  order.risk = risk
  touch(world, shop, order)
  world.emit(shop, 'ORDERS_RISK_ASSESSMENT_CHANGED', () => ({ provider_id: null, provider_title: null, risk_level: RISK_LEVELS[risk], created_at: iso(order.updatedAt), order_id: order.id, admin_graphql_api_order_id: gid('Order', order.id) }))
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, order))
}

const RISK_LEVELS: Readonly<Record<Order['risk'], string>> = { ACCEPT: 'low', INVESTIGATE: 'medium', CANCEL: 'high', NONE: 'none' }
