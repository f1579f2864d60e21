import { Refusal } from '../../kit/emulator/refusal.ts'
import type { Order, Shop } from './model.ts'
import { isOpen } from './order-status.ts'
import { restock } from './stock.ts'
import type { World } from './world.ts'

/** Takes the order away for good. Only what is over, a test, or was never paid can be deleted; what was still open is not sold any more. */
export function deleteOrder(world: World, shop: Shop, order: Order): void {
  const mayGo = order.cancelledAt !== null || order.closedAt !== null || order.test || order.financial === 'PENDING'
  if (!mayGo) throw new Refusal(409, 'An order can be deleted only once it is cancelled or archived')
  for (const work of order.fulfillmentOrders) {
    if (isOpen(work)) for (const part of work.lines) restock(world, shop, part, work.location, part.remaining)
    shop.fulfillmentOrders.delete(work.id)
  }
  for (const { id } of order.fulfillments) shop.fulfillments.delete(id)
  shop.orders.delete(order.id)
  shop.indexes.forget(order)
  world.emit(shop, 'ORDERS_DELETE', () => ({ id: order.id }))
}
