import type { ConnectionId, OrderId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import { groundOf } from '../../core/orders/reasons.ts'
import { remapped, takenBack } from '../../core/orders/retry.ts'
import { isUnstarted } from '../../core/orders/states.ts'
import type { Listed, Stored } from '../../core/ports/store.ts'
import { change, type Changed } from '../change.ts'
import type { Hub, Scope } from '../hub.ts'
import { aboutOrder, surroundingsOf } from '../orders/surroundings.ts'

const PAGE = 200

/**
 * Looks again at every order that waits for a mapping of this connection: those that it frees go on at once
 * (S2.15). After an undo also those that went on by it and were not begun. Answers how many wait for nothing more that we know of: one that was led
 * elsewhere, or has no address all the same, is not among them. One of `waited`, the orders that waited before the save, counts also where
 * somebody else looked at it first: it went on all the same. Harmless at any time.
 */
export async function reevaluate(hub: Hub, scope: Scope, connectionId: ConnectionId, as: 'save' | 'undo' = 'save', waited: readonly Order[] = []): Promise<number> {
  if (as === 'undo') return rejudgeAll(hub, scope, await unstarted(hub, scope, connectionId), takenBack)
  const orders = new Map([...waited, ...await waiting(hub, scope, connectionId)].map(order => [order.id, order]))
  return rejudgeAll(hub, scope, [...orders.values()], remapped, new Set(waited.map(({ id }) => id)))
}

/** The same for products and items of a store: orders that have one of these SKUs and no others, since thousands may change beside thousands of waiting orders. */
export async function reevaluateSkus(hub: Hub, scope: Scope, skus: ReadonlySet<string>): Promise<number> {
  const held = await ordersIn(hub, scope, 'action_required', order => waitsForSetup(order) && order.lines.some(({ sku }) => sku !== null && skus.has(sku)))
  return rejudgeAll(hub, scope, held, remapped)
}

/** The same for a ship option that was switched on: whoever waits for one, on whatever road it came. */
export async function reevaluateOptions(hub: Hub, scope: Scope): Promise<number> {
  return rejudgeAll(hub, scope, await ordersIn(hub, scope, 'action_required', ({ reasons }) => reasons.some(({ code }) => code === 'inactive_ship_option')), remapped)
}

async function rejudgeAll(hub: Hub, scope: Scope, orders: readonly Order[], decide: typeof remapped, waited: ReadonlySet<OrderId> = new Set()): Promise<number> {
  let freed = 0
  for (const order of orders) {
    const outcome = await rejudgeOrder(hub, scope, order, decide)
    if (outcome.is === 'missing' || outcome.order.status === 'cancelled' || outcome.order.reasons.length > 0) continue
    if (outcome.is === 'changed' || waited.has(order.id)) freed += 1
  }
  return freed
}

/** The facts are read first, so a fact that changes meanwhile is found by whoever changed it: that one looks again too. */
export async function rejudgeOrder(hub: Hub, scope: Scope, order: Order, decide = remapped): Promise<Changed> {
  const around = await surroundingsOf(hub, scope.merchantId, aboutOrder(order))
  const context = { now: hub.clock.now(), actor: scope.actor, commandKey: null }
  return change(hub, scope.merchantId, order.id, now => decide(now, around, context))
}

/** Held for an item or a ship option. */
export const waitsForSetup = (order: Pick<Order, 'reasons'>): boolean => order.reasons.some(({ code }) => groundOf(code) === 'items' || groundOf(code) === 'option')

/** Held for an item or a ship option, of this connection. */
export const waiting = async (hub: Hub, scope: Scope, connectionId: ConnectionId): Promise<Stored<'orders'>[]> => ordersIn(hub, scope, 'action_required', order => waitsForSetup(order) && order.connectionId === connectionId)

async function unstarted(hub: Hub, scope: Scope, connectionId: ConnectionId | null): Promise<Stored<'orders'>[]> {
  const found: Stored<'orders'>[] = []
  for (const status of ['action_required', 'import_review', 'processing'] as const) found.push(...await ordersIn(hub, scope, status, order => order.connectionId === connectionId && order.shipments.some(isUnstarted)))
  return found
}

/** Collected first: an order that goes on leaves the list that it was found in. */
async function ordersIn(hub: Hub, { merchantId }: Scope, status: Order['status'], take: (order: Order) => boolean): Promise<Stored<'orders'>[]> {
  const found: Stored<'orders'>[] = []
  let after: string | null = null
  do {
    const page: Listed<Stored<'orders'>> = await hub.store.list('ordersByStatus', { merchantId, status }, { limit: PAGE, after })
    found.push(...page.items.filter(take))
    after = page.next
  } while (after !== null)
  return found
}
