import type { Instant, ShipmentId } from '../model/ids.ts'
import type { Order, Push, Shipment, Todo } from '../model/order.ts'
import type { ScanNews } from '../model/drafts.ts'
import type { PushState, TrackingStatus } from '../model/status.ts'
import type { TellingRoad } from '../orders/decision.ts'
import { liveParcels } from '../shipping/tell-if-due.ts'
import { trackingStatusOf } from './progress.ts'

/** With the carrier, in order. What comes before says the shipment itself. */
const ROAD: readonly TrackingStatus[] = ['picked_up', 'in_transit', 'out_for_delivery', 'delivered']
/** Worst last. */
const TROUBLE: readonly TrackingStatus[] = ['delivery_exception', 'returning', 'returned']

/** How far a shipment is, as one word for all its boxes: the worst trouble with any, else the one that is least far; null: not all were scanned by the carrier. */
export function progressOf(shipment: Shipment): TrackingStatus | null {
  const said = liveParcels(shipment).map(({ tracking }) => tracking?.status ?? 'unknown')
  const trouble = TROUBLE.findLast(status => said.includes(status))
  if (trouble) return trouble
  return said.every(status => ROAD.includes(status)) ? (ROAD.find(status => said.includes(status)) ?? null) : null
}

/**
 * The call that tells a store how far a shipment came by a scan, where it wants to hear of it and was told of the shipment (S0.11–S0.16). A
 * shipment never goes back, and so nothing that is told does (part C no. 7).
 */
export function tellScan(before: Shipment, after: Shipment, at: Instant, road: TellingRoad | null): Todo[] {
  const progress = progressOf(after)
  if (!road?.scans || progress === null || progress === progressOf(before)) return []
  const isTold = after.pushes.some(({ connectionId, callKey }) => callKey !== null && connectionId === road.connectionId)
  if (!isTold) return []
  return [{ is: 'call', key: `scan:${after.id}:${progress}:${at}`, connectionId: road.connectionId, capability: 'tellScan', shipmentId: after.id }]
}

/** `refused`: a part of it may have been told, which then has its `ref`. */
const STANDS: ReadonlySet<PushState> = new Set(['accepted', 'confirmed', 'refused'])

/** What the store is told under this key, which says it; null where it was never told of the shipment. */
export function scanNews(order: Order, shipmentId: ShipmentId, callKey: string): ScanNews | null {
  const [status, at] = callKey.split(':').slice(-2)
  const push: Push | undefined = order.shipments.find(({ id }) => id === shipmentId)?.pushes.findLast(one => STANDS.has(one.state) && one.ref !== null)
  return push?.ref && status !== undefined ? { key: callKey, made: push.ref, status: trackingStatusOf(status), at: Number(at) } : null
}
