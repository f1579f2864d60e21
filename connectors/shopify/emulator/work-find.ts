import { Refusal } from '../../kit/emulator/refusal.ts'
import type { Body } from '../../kit/emulator/sandbox.ts'
import { gid, numberOf } from './gid.ts'
import type { FulfillmentOrder, Order, Shop } from './model.ts'
import { isOpen } from './order-status.ts'
import { plain } from './reading.ts'
import { restOrder } from './rest-order.ts'
import { touch, type World } from './world.ts'

/** The fulfillment orders that a command is about: `work` is a gid or its place in the order from 0; absent: all that are open. */
export function workFrom(order: Order, body: Body): FulfillmentOrder[] {
  const open = order.fulfillmentOrders.filter(isOpen)
  if (body['work'] === undefined) {
    if (open.length === 0) throw new Refusal(409, 'the order has no fulfillment order that is open')
    return open
  }
  const text = plain(body['work'])
  const found = order.fulfillmentOrders.find(({ id }, index) => id === numberOf(text, 'FulfillmentOrder') || String(index) === text)
  if (!found || !isOpen(found)) throw new Refusal(409, `the order has no open fulfillment order ${text}`)
  return [found]
}

/** As the fulfillment order topics name one: its id and status, nothing else. */
export const said = ({ id, status }: FulfillmentOrder): Record<string, unknown> => ({ id: gid('FulfillmentOrder', id), status: status.toLowerCase() })

/** The order moved on, and its subscribers are told: of the topic first, then that the order was updated. */
export function tell(world: World, shop: Shop, order: Order, topic: string, payloads: readonly (() => Record<string, unknown>)[], ...changed: FulfillmentOrder[]): void {
  touch(world, shop, order, ...changed)
  for (const payload of payloads) world.emit(shop, topic, payload)
  world.emit(shop, 'ORDERS_UPDATED', () => restOrder(shop, order))
}
