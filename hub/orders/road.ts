import type { Order } from '../../core/model/order.ts'
import type { TellingRoad } from '../../core/orders/decision.ts'
import type { Hub } from '../hub.ts'

/** Where this order's tracking is told (S0.6): to the connection that owns it, if a person switched tracking on there; null: nobody. */
export async function roadOf(hub: Hub, order: Pick<Order, 'connectionId' | 'merchantId'>): Promise<TellingRoad | null> {
  if (order.connectionId === null) return null
  const connection = await hub.store.get('connections', null, order.connectionId)
  const isOn = connection?.merchantId === order.merchantId && connection.state !== 'disconnected' && connection.roles.includes('tracking')
  return connection && isOn ? { connectionId: connection.id, channel: connection.connector, when: connection.tellWhen } : null
}
