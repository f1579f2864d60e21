import { Refusal } from '../../kit/emulator/refusal.ts'
import type { FulfillmentOrder, Order, Shop } from './model.ts'
import { said, tell } from './work-find.ts'
import type { World } from './world.ts'

/** Work that is to be done later (a pre-order, a subscription): the shop opens it by itself when its time has come. */
export function scheduleWork(world: World, shop: Shop, order: Order, works: readonly FulfillmentOrder[], fulfillAt: number): void {
  const unfit = works.find(({ status }) => status !== 'OPEN' && status !== 'SCHEDULED')
  if (unfit) throw new Refusal(409, `a fulfillment order that is ${unfit.status.toLowerCase()} cannot be scheduled`)
  for (const work of works) {
    work.status = 'SCHEDULED'
    work.fulfillAt = fulfillAt
    world.clock.after(Math.max(0, fulfillAt - world.clock.now()), () => ready(world, shop, order, work, fulfillAt))
  }
  tell(world, shop, order, 'FULFILLMENT_ORDERS_RESCHEDULED', works.map((work) => () => ({ fulfillment_order: said(work) })), ...works)
}

/** Nothing of the order itself changed, so its `updatedAt` stays (INF, A2): who only looks at orders that were updated does not see it. */
function ready(world: World, shop: Shop, order: Order, work: FulfillmentOrder, fulfillAt: number): void {
  if (!shop.orders.has(order.id) || work.status !== 'SCHEDULED' || work.fulfillAt !== fulfillAt) return
  work.status = 'OPEN'
  work.updatedAt = Math.floor(world.clock.now() / 1000) * 1000
  world.emit(shop, 'FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY', () => ({ fulfillment_order: said(work) }))
}
