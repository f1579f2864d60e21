import type { Instant } from '../model/ids.ts'
import type { Shipment, Todo } from '../model/order.ts'

/** Units left the building: one fact for a shipment, whoever says it first, the floor or the carrier. */
export function left(shipment: Shipment, at: Instant): Todo[] {
  const { id, centerId, lines } = shipment
  if (centerId === null || lines.length === 0) return []
  return [{ is: 'shipped', cause: `ship:${id}`, centerId, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })), at }]
}
