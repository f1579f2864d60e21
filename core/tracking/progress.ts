import type { Instant } from '../model/ids.ts'
import type { Parcel } from '../model/order.ts'
import { type SubStatus, TRACKING_STATUSES, type TrackingStatus } from '../model/status.ts'

type Tracking = NonNullable<Parcel['tracking']>

/** The road of a parcel, in order (S0.11–S0.15). What is not on it is a side state or unknown. */
const ROAD: readonly TrackingStatus[] = ['received', 'at_depot', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered']
/** Beside the road, and what may follow: the carrier tries again, or sends it back (S1.16). Only a later scan leads out. */
const ASIDE: Readonly<Partial<Record<TrackingStatus, readonly TrackingStatus[]>>> = {
  delivery_exception: ['out_for_delivery', 'delivered', 'returning', 'returned'],
  returning: ['returned'],
  returned: [],
  delivered: [],
}

export const trackingStatusOf = (status: string): TrackingStatus =>
  TRACKING_STATUSES.find(known => known === status) ?? 'unknown'

/** Whether a scan says something newer about a parcel than what stands there; late and repeated ones never move it back (S0.16). */
export function follows(before: Tracking | null, status: TrackingStatus, at: Instant): boolean {
  if (before === null || before.status === 'unknown') return before?.status !== status
  if (status === 'unknown' || status === before.status) return false
  // An end is one however late it is told.
  const isEnd = status === 'delivered' || status === 'returned'
  const ways = ASIDE[before.status]
  if (ways) return ways.includes(status) && (at > before.at || isEnd)
  if (ROAD.includes(status)) return ROAD.indexOf(status) > ROAD.indexOf(before.status)
  // Trouble from before what stands there is over already.
  return at >= before.at || isEnd
}

const SHOWN: Readonly<Record<TrackingStatus, SubStatus | null>> = {
  // Packed and labeled, before any scan (S0.12): the shipment says so itself.
  received: null, at_depot: null, unknown: null,
  picked_up: 'in_transit', in_transit: 'in_transit', out_for_delivery: 'out_for_delivery', delivered: 'delivered',
  delivery_exception: 'delivery_exception', returning: 'delivery_exception', returned: 'delivery_exception',
}

/** What the boxes of a shipment say together: trouble with one is trouble, otherwise the one that is least far; null: nothing was scanned yet. */
export function shownBy(parcels: readonly Parcel[]): SubStatus | null {
  const said = parcels.filter(({ voided }) => !voided).map(({ tracking }) => (tracking ? SHOWN[tracking.status] : null))
  if (said.every(one => one === null)) return null
  if (said.includes('delivery_exception')) return 'delivery_exception'
  const order: readonly (SubStatus | null)[] = [null, 'in_transit', 'out_for_delivery', 'delivered']
  const least = said.reduce((one, other) => (order.indexOf(other) < order.indexOf(one) ? other : one))
  // One box was scanned and another not: it is with the carrier.
  return least ?? 'awaiting_scan'
}
