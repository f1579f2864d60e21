import type { Actor } from '../../core/model/actor.ts'
import type { CenterId, MerchantId, OrderId, ShipmentId } from '../../core/model/ids.ts'
import type { Hub } from '../hub.ts'

export interface At { merchantId: MerchantId; orderId: OrderId; shipmentId: ShipmentId; centerId: CenterId }

/** Centers that the actor may work in; null: all of them. A merchant's own people have no floor. */
export function centersOf(actor: Actor): readonly CenterId[] | null {
  if (actor.is !== 'token' && actor.is !== 'user') return null
  return actor.role === 'administrator' ? null : (actor.centers ?? null)
}

export const mayWorkIn = (actor: Actor, centerId: CenterId): boolean => centersOf(actor)?.includes(centerId) ?? true

/** Whose shipment it is, by the task that told the floor of it. A shipment of another center is as missing as one that never was. */
export async function shipmentAt(hub: Hub, actor: Actor, shipmentId: ShipmentId): Promise<At | null> {
  const { items } = await hub.store.list('tasksOfShipment', { shipmentId }, { limit: 1 })
  const [task] = items
  if (!task || !mayWorkIn(actor, task.centerId)) return null
  return { merchantId: task.merchantId, orderId: task.orderId, shipmentId, centerId: task.centerId }
}
