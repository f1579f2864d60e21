import type { Order, Push, Shipment, Todo } from '../model/order.ts'
import type { ShipmentId } from '../model/ids.ts'
import type { Context, TellingRoad } from '../orders/decision.ts'

/** What a shipment's telling became, and what follows of it. */
export interface Telling { shipment: Shipment; todo: Todo[] }

const SHARE_IT = 'Nobody upstream is told about this order: share the tracking number with the customer yourself.'

/**
 * Queues the telling that is due (S0.5, S5.11): once the shipment is labeled, or once it left, as the connection wants it. Without a
 * road it says so, so that a person knows whose turn it is (S0.8).
 */
export function tellIfDue(order: Order, shipment: Shipment, road: TellingRoad | null, context: Context): Telling {
  if (liveParcels(shipment).length === 0) return { shipment, todo: [] }
  const canBeTold = road !== null && order.links.some(({ connectionId, owner }) => owner && connectionId === road.connectionId) && tellable(order, shipment)
  if (!canBeTold) return { shipment: untold(order, shipment, context), todo: [] }
  const isDue = road.when === 'labeled' || shipment.status === 'shipped'
  if (!isDue || isTold(shipment)) return { shipment, todo: [] }
  const key = `ship:${shipment.id}:${lastTelling(shipment) + 1}`
  const push: Push = { connectionId: road.connectionId, channel: road.channel, callKey: key, state: 'queued', reason: null, at: context.now, ref: null }
  return {
    // What was not begun yet is replaced: its call finds itself gone and is never sent.
    shipment: { ...shipment, pushes: [...shipment.pushes.filter(({ state }) => state !== 'queued' && state !== 'not_applicable'), push] },
    todo: [{ is: 'call', key, connectionId: road.connectionId, capability: 'tellShipment', shipmentId: shipment.id }],
  }
}

export const liveParcels = (shipment: Shipment): Shipment['parcels'] => shipment.parcels.filter(({ voided }) => !voided)

const tellable = (order: Order, shipment: Shipment): boolean =>
  shipment.lines.some(({ lineId }) => order.lines.some(line => line.id === lineId && line.externalId !== null))

/** Its newest telling is of the parcels that it has: a relabel takes the mark away by leaving a newer number than tellings. */
const isTold = (shipment: Shipment): boolean => {
  const newest = shipment.pushes.findLast(({ callKey }) => callKey !== null)
  return newest !== undefined && newest.reason !== RELABELED
}

/** Stands as the reason of a telling whose numbers were replaced. */
export const RELABELED = 'relabeled'

const lastTelling = (shipment: Shipment): number =>
  Math.max(0, ...shipment.pushes.map(({ callKey }) => Number(callKey?.split(':').at(-1) ?? 0)))

function untold(order: Order, shipment: Shipment, context: Context): Shipment {
  if (shipment.pushes.length > 0) return shipment
  const push: Push = { connectionId: null, channel: order.channel, callKey: null, state: 'not_applicable', reason: SHARE_IT, at: context.now, ref: null }
  return { ...shipment, pushes: [push] }
}

export const changeOne = (order: Order, shipmentId: ShipmentId, change: (shipment: Shipment) => Shipment): Shipment[] =>
  order.shipments.map(shipment => (shipment.id === shipmentId ? change(shipment) : shipment))
