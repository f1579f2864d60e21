import type { ShipmentId } from '../model/ids.ts'
import type { Order, Shipment } from '../model/order.ts'

/** The shipments with this one changed. */
export const changeOne = (order: Order, shipmentId: ShipmentId, change: (shipment: Shipment) => Shipment): Shipment[] =>
  order.shipments.map(shipment => (shipment.id === shipmentId ? change(shipment) : shipment))
