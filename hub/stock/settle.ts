import type { Instant, MerchantId } from '../../core/model/ids.ts'
import { needOf } from '../../core/orders/need.ts'
import type { Hub } from '../hub.ts'
import { passUntil } from './help.ts'
import { getAll, listAll } from './pages.ts'

/**
 * Every change of an order that was made before this call shows in the holds when it answers true: each order with stock work stands
 * stated at its revision, and its facts are in. False: the time was over first.
 */
export async function settle(hub: Hub, merchantId: MerchantId, deadline: Instant): Promise<boolean> {
  const orders = await listAll(hub.store, 'ordersWithStockTodo', { merchantId, hasStockTodo: 1 })
  let left = orders.map(needOf)
  return passUntil(hub, merchantId, deadline, async () => {
    const holds = new Map((await getAll(hub.store, 'holds', merchantId, left.map(need => need.orderId))).map(hold => [hold.orderId, hold]))
    left = left.filter(need => {
      const hold = holds.get(need.orderId)
      const isStated = !need.wants || (hold !== undefined && hold.revision >= need.revision)
      return !isStated || !need.facts.every(fact => hold?.facts.includes(fact.cause))
    })
    return left.length === 0
  })
}
