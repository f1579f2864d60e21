import type { Fulfillment, Shop } from './model.ts'
import { addUnits, openFulfillmentOrder } from './order-place.ts'
import { isFulfillable } from './order-status.ts'
import { restFulfillment, restOrder } from './rest-order.ts'
import { stockAt } from './stock.ts'
import { touch, type World } from './world.ts'

/**
 * Takes a fulfillment back: it stays in the list, cancelled; its units stand open again, in the fulfillment order that they came from
 * while that is open, else in a new one at the same location (fulfillmentCancel's own description). They are sold still, and so
 * committed again.
 */
export function cancelFulfillment(world: World, shop: Shop, fulfillment: Fulfillment): void {
  const { order, location, lines } = fulfillment
  fulfillment.status = 'CANCELLED'
  const from = fulfillment.fulfillmentOrders.find(isFulfillable) ?? openFulfillmentOrder(world, shop, order, location, fulfillment.fulfillmentOrders[0] ?? { method: 'SHIPPING', presentedName: null })
  for (const { line, quantity } of lines) {
    // Back on the shelf before they are committed again: addUnits takes them off what is available.
    if (line.item?.tracked) stockAt(world, line.item, location, 0).available += quantity
    addUnits(world, shop, from, line, quantity)
  }
  order.closedAt = null
  touch(world, shop, order, from)
  fulfillment.updatedAt = order.updatedAt
  world.emit(shop, 'FULFILLMENTS_UPDATE', () => restFulfillment(fulfillment))
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, order))
}
