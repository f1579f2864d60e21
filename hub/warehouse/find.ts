import type { Actor } from '../../core/model/actor.ts'
import type { CenterId, MerchantId, OrderId, ShipmentId } from '../../core/model/ids.ts'
import type { Hub } from '../hub.ts'

/** `task`: cause of the task that was named; null: this shipment has no such one. */
export interface At { merchantId: MerchantId; orderId: OrderId; shipmentId: ShipmentId; centerId: CenterId; task: string | null }

/** Centers that the actor may work in; null: all of them. A merchant's own people have no floor. */
export function centersOf(actor: Actor): readonly CenterId[] | null {
  if (actor.is !== 'token' && actor.is !== 'user') return null
  return actor.role === 'administrator' ? null : (actor.centers ?? null)
}

export const mayWorkIn = (actor: Actor, centerId: CenterId): boolean => centersOf(actor)?.includes(centerId) ?? true

/**
 * Whose shipment it is, by the tasks that told the floor of it, and the center that scans: that of the task it names, else the one where it stands
 * now, if the actor works there, else one that was told of it before. A shipment moves when it is allocated anew (edit, recall; simulator, seed 8: the newest task
 * by seq was another center's, whose own picker alone was let in). A shipment of other centers is as missing as one that never was.
 */
export async function shipmentAt(hub: Hub, actor: Actor, shipmentId: ShipmentId, taskId: string | null = null): Promise<At | null> {
  const { items } = await hub.store.list('tasksOfShipment', { shipmentId }, { limit: 100 })
  const told = items.filter(({ centerId }) => mayWorkIn(actor, centerId))
  const [first] = told
  if (!first) return null
  const order = await hub.store.get('orders', first.merchantId, first.orderId)
  const standsAt = order?.shipments.find(({ id }) => id === shipmentId)?.centerId
  const named = told.find(({ id }) => id === taskId)
  const { centerId } = named ?? told.find(task => task.centerId === standsAt) ?? first
  return { merchantId: first.merchantId, orderId: first.orderId, shipmentId, centerId, task: named?.cause ?? null }
}
