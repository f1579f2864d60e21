import type { Order, Push, Shipment, Todo } from '../model/order.ts'
import type { Context, TellingRoad } from '../orders/decision.ts'

/** A shipment with its telling queued where it is due, and the call that follows. */
export interface Telling { shipment: Shipment; todo: Todo[] }

const SHARE_IT = 'Nobody upstream is told about this order: share the tracking number with the customer yourself.'
const SWITCHED_OFF = 'Tracking is not switched on for this connection: share the tracking number with the customer yourself.'

/**
 * S0.5, S5.11: told once the shipment is labeled, or once it left, as the connection wants it; `isOther`: its numbers were replaced, so it
 * is told again. Without a road it says so, so that a person knows whose turn it is (S0.8).
 */
export function tellIfDue(order: Order, shipment: Shipment, road: TellingRoad | null, context: Context, isOther: boolean): Telling {
  if (liveParcels(shipment).length === 0) return { shipment, todo: [] }
  if (road === null || !isTellable(order, shipment, road)) return { shipment: untold(order, shipment, context), todo: [] }
  const isDue = road.when === 'labeled' || shipment.status === 'shipped'
  const wasTold = shipment.pushes.some(({ callKey }) => callKey !== null)
  if (!isDue || (wasTold && !isOther)) return { shipment, todo: [] }
  const key = `ship:${shipment.id}:${lastTelling(shipment) + 1}`
  const push: Push = { connectionId: road.connectionId, channel: road.channel, callKey: key, state: 'queued', code: null, reason: null, at: context.now, ref: null }
  return {
    // A telling that has not begun is replaced: its call finds itself gone and is never sent (ARCHITECTURE 6).
    shipment: { ...shipment, pushes: [...shipment.pushes.filter(({ state }) => state !== 'queued' && state !== 'not_applicable'), push] },
    todo: [{ is: 'call', key, connectionId: road.connectionId, capability: 'tellShipment', shipmentId: shipment.id }],
  }
}

export const liveParcels = (shipment: Shipment): Shipment['parcels'] => shipment.parcels.filter(({ voided }) => !voided)

function isTellable(order: Order, shipment: Shipment, road: TellingRoad): boolean {
  const isOwner = order.links.some(({ connectionId, owner }) => owner && connectionId === road.connectionId)
  return isOwner && shipment.lines.some(({ lineId }) => order.lines.some(line => line.id === lineId && line.externalId !== null))
}

/** The number at the end of the newest key; it grows for ever, so that a key is never used for a second intent. */
const lastTelling = (shipment: Shipment): number =>
  Math.max(0, ...shipment.pushes.map(({ callKey }) => Number(callKey?.split(':').at(-1) ?? 0)))

function untold(order: Order, shipment: Shipment, context: Context): Shipment {
  if (shipment.pushes.length > 0) return shipment
  const reason = order.connectionId === null ? SHARE_IT : SWITCHED_OFF
  return { ...shipment, pushes: [{ connectionId: null, channel: order.channel, callKey: null, state: 'not_applicable', code: null, reason, at: context.now, ref: null }] }
}
