import { cancel } from '../../core/orders/cancel.ts'
import type { HubView, OrderView } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { referenceName } from './names.ts'

/** What a vendor may see and ask of us at its door: bound to one connection, it cannot name another's orders. */
export function hubView(hub: Hub, connection: Stored<'connections'>): HubView {
  const { merchantId, id: connectionId } = connection
  const find = async (ref: string): Promise<Stored<'orders'> | null> => {
    const link = await hub.store.get('links', merchantId, referenceName(connectionId, ref))
    return link && hub.store.get('orders', merchantId, link.orderId)
  }
  return {
    orders: async refs => {
      const views: OrderView[] = []
      for (const ref of refs) {
        const order = await find(ref)
        if (order) views.push({ ref, id: order.id, status: order.status, parcels: order.shipments.flatMap(({ parcels }) => parcels.filter(({ voided }) => !voided).map(({ carrier, trackingNumber }) => ({ carrier, trackingNumber }))) })
      }
      return views
    },
    cancel: async (ref, reason) => {
      const order = await find(ref)
      if (!order) return 'refused'
      const done = await change(hub, merchantId, order.id, now => cancel(now, { shipments: 'all', reason }, { now: hub.clock.now(), actor: { is: 'connection', id: connectionId }, commandKey: null }))
      return done.is === 'changed' || (done.is === 'refused' && done.order.status === 'cancelled') ? 'cancelled' : 'refused'
    },
  }
}
