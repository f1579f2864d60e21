import type { Order } from './model.ts'
import { type Ordered, ordered } from './ordered.ts'

/** What search knows of the orders. It learns of a change a little later than reads by id do (`searchLag`). */
export interface OrderIndexes {
  readonly byUpdated: Ordered<Order>
  readonly byCreated: Ordered<Order>
  readonly byId: Ordered<Order>
  /** Tells search of a change, at once or at `visibleAt`. */
  learn(order: Order, visibleAt: number, now: number): void
  /** Takes in what became visible by now. */
  catchUp(now: number): void
  /** The order is deleted: search does not know it any more. */
  forget(order: Order): void
  clear(): void
}

export function orderIndexes(): OrderIndexes {
  const byUpdated = ordered<Order>()
  const byCreated = ordered<Order>()
  const byId = ordered<Order>()
  let waiting: { readonly order: Order; readonly updatedAt: number; readonly visibleAt: number }[] = []

  const take = (order: Order, updatedAt: number): void => {
    if (order.indexedAt === null) {
      byCreated.add(order.createdAt, order.id, order)
      byId.add(order.id, order.id, order)
    } else if (order.indexedAt >= updatedAt) return
    else byUpdated.remove(order.indexedAt, order.id)
    order.indexedAt = updatedAt
    byUpdated.add(updatedAt, order.id, order)
  }
  return {
    byUpdated,
    byCreated,
    byId,
    learn: (order, visibleAt, now) => {
      if (visibleAt <= now) take(order, order.updatedAt)
      else waiting.push({ order, updatedAt: order.updatedAt, visibleAt })
    },
    catchUp: (now) => {
      if (waiting.length === 0) return
      const ready = waiting.filter((change) => change.visibleAt <= now)
      waiting = waiting.filter((change) => change.visibleAt > now)
      for (const { order, updatedAt } of ready) take(order, updatedAt)
    },
    forget: (order) => {
      if (order.indexedAt !== null) byUpdated.remove(order.indexedAt, order.id)
      byCreated.remove(order.createdAt, order.id)
      byId.remove(order.id, order.id)
      waiting = waiting.filter((change) => change.order !== order)
    },
    clear: () => {
      for (const index of [byUpdated, byCreated, byId]) index.clear()
      waiting = []
    },
  }
}
