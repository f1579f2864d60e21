import type { Order } from '../../core/model/order.ts'
import type { Connection } from '../../core/model/setup.ts'
import type { TellingRoad } from '../../core/orders/decision.ts'
import type { Hub } from '../hub.ts'

/**
 * Where this order's tracking is told (S0.6): to the connection that owns it, if a person switched tracking on there; null: nobody. `carrier`: whose
 * scan it is that is being taken.
 */
export async function roadOf(hub: Hub, order: Pick<Order, 'connectionId' | 'merchantId'>, carrier?: string): Promise<TellingRoad | null> {
  if (order.connectionId === null) return null
  const connection = await hub.store.get('connections', null, order.connectionId)
  const isOn = connection?.merchantId === order.merchantId && connection.state !== 'disconnected' && connection.roles.includes('tracking')
  if (!connection || !isOn) return null
  const scans = carrier !== undefined && wantsScans(hub, connection, carrier)
  return { connectionId: connection.id, channel: connection.connector, when: connection.tellWhen, ...(scans && { scans }) }
}

function wantsScans(hub: Hub, { connector: id, settings }: Connection, carrier: string): boolean {
  const connector = hub.connectors.get(id)
  const parsed = connector?.settings.safeParse(settings)
  return parsed?.success === true && connector?.wantsScans?.(parsed.data, carrier) === true
}
