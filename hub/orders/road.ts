import type { Order } from '../../core/model/order.ts'
import type { TellingRoad } from '../../core/orders/decision.ts'
import type { Hub } from '../hub.ts'

/**
 * Where the order's tracking is told: the owner road, while its tracking role is switched on (S0.6). A paused role or `observe` is a road
 * too: what it has to say queues.
 */
export async function roadOf(hub: Hub, order: Order): Promise<TellingRoad | null> {
  const owner = order.links.find(link => link.owner)
  const connection = owner ? await hub.store.get('connections', null, owner.connectionId) : null
  if (!connection || connection.merchantId !== order.merchantId || connection.state === 'disconnected') return null
  if (!connection.roles.includes('tracking')) return null
  return { connectionId: connection.id, channel: connection.connector, when: connection.tellWhen }
}
