import { Refusal } from '../../kit/emulator/refusal.ts'
import type { FulfillmentOrder, Line, Order, Shop } from './model.ts'
import type { LineWish } from './order-place.ts'
import { restOrder } from './rest-order.ts'
import { restock, ship } from './stock.ts'
import { takeFromWork } from './work-take.ts'
import { touch, type World } from './world.ts'

interface Refund { readonly line: Line; readonly units: number }

/**
 * Gives money back for units: what is not fulfilled of them leaves the open work first, what was shipped stays shipped; either way the
 * order's current quantity falls. Without `restock` the units leave the location's books and do not become available again.
 */
export function refundOrder(world: World, shop: Shop, order: Order, wish: { readonly lines: readonly LineWish[] | null; readonly restock: boolean }): void {
  if (order.financial === 'VOIDED' || order.financial === 'PENDING' || order.financial === 'REFUNDED') throw new Refusal(409, 'there is nothing to refund')
  const refunds = wish.lines === null ? order.lines.map((line) => ({ line, units: line.current })) : wish.lines.map((each) => chosen(order, each))
  const changed = refunds.flatMap(({ line, units }) => takeBack(world, shop, order, line, units, wish.restock))
  order.financial = order.lines.every(({ current }) => current === 0) ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  touch(world, shop, order, ...changed)
  world.emit(shop, 'REFUNDS_CREATE', () => ({
    id: world.id(), order_id: order.id, restock: wish.restock, refund_line_items: refunds.map(({ line, units }) => ({ line_item_id: line.id, quantity: units, restock_type: wish.restock ? 'cancel' : 'no_restock' })),
  }))
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, order))
}

function chosen(order: Order, { item, sku, quantity }: LineWish): Refund {
  const line = order.lines.find((each) => (item ? each.item === item : each.sku === sku))
  if (!line || line.current < quantity) throw new Refusal(409, 'Quantity cannot refund more items than were purchased')
  return { line, units: quantity }
}

function takeBack(world: World, shop: Shop, order: Order, line: Line, units: number, restocks: boolean): FulfillmentOrder[] {
  line.current -= units
  return takeFromWork(order, line, units, restocks ? (part, location, taken) => restock(world, shop, part, location, taken) : ship)
}
