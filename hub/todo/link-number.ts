import type { Order, Todo } from '../../core/model/order.ts'
import { numberKey } from '../../core/tracking/carriers.ts'
import type { Hub } from '../hub.ts'

/**
 * Claims the number for its shipment: once within the merchant, once over all, because a carrier's scan names no merchant. A
 * number that another shipment has stays that one's, and is reported: a second label under it is somebody's mistake (I10).
 */
export async function linkNumber(hub: Hub, order: Order, todo: Extract<Todo, { is: 'link' }>): Promise<void> {
  const { shipmentId } = todo
  const key = numberKey(todo.carrier, todo.trackingNumber)
  const record = { merchantId: order.merchantId, version: 0, orderId: order.id, shipmentId, at: hub.clock.now() }
  const link = await hub.store.insert('links', { ...record, id: `tracking:${key}` })
  const owner = link.is === 'done' ? null : await hub.store.get('links', order.merchantId, `tracking:${key}`)
  const number = await hub.store.insert('numbers', { ...record, id: key })
  const global = number.is === 'done' ? null : await hub.store.get('numbers', null, key)
  if ([owner, global].some((taken) => taken !== null && taken.shipmentId !== shipmentId)) {
    hub.log.warn('tracking_number_taken', { merchantId: order.merchantId, orderId: order.id, shipmentId })
  }
}
