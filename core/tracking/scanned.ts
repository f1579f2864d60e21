import type { Instant } from '../model/ids.ts'
import type { Order, Parcel, Shipment } from '../model/order.ts'
import { classOf } from '../orders/actors.ts'
import type { Context, Decision, TellingRoad } from '../orders/decision.ts'
import { move } from '../orders/moves.ts'
import { repeated, settle } from '../orders/settle.ts'
import { hasEnded, mayMove, type State, stateOf } from '../orders/states.ts'
import { changeOne } from '../shipping/change-one.ts'
import { left } from '../shipping/leave.ts'
import { tellIfDue } from '../shipping/tell-if-due.ts'
import { numberKey } from './carriers.ts'
import { follows, shownBy, trackingStatusOf } from './progress.ts'
import { tellScan } from './tell-scan.ts'

/**
 * A carrier's scan: the parcel's tracking and with it the shipment go forward; what is late, repeated or unknown moves nothing back
 * (S0.16). A first scan of what nobody handed over says that it left.
 */
export function scanned(order: Order, parcel: { carrier: string; trackingNumber: string }, status: string, at: Instant, road: TellingRoad | null, context: Context): Decision {
  const done = repeated(order, context)
  if (done) return done
  const key = numberKey(parcel.carrier, parcel.trackingNumber)
  const isMeant = (one: Parcel): boolean => numberKey(one.carrier, one.trackingNumber) === key
  const shipment = order.shipments.find(({ parcels }) => parcels.some(isMeant))
  const before = shipment?.parcels.find(isMeant)
  if (!shipment || !before) return { is: 'same', code: 'unknown_number' }
  const next = trackingStatusOf(status)
  if (!follows(before.tracking, next, at)) return { is: 'same', code: 'not_newer' }

  const tracked: Shipment = { ...shipment, parcels: shipment.parcels.map(one => (isMeant(one) ? { ...one, tracking: { status: next, at } } : one)) }
  const moved = advanced(tracked, context)
  const leaves = shipment.status !== 'shipped' && moved.status === 'shipped'
  const telling = leaves ? tellIfDue(order, moved, road, context, false) : { shipment: moved, todo: [] }
  return settle(order, { ...order, shipments: changeOne(order, shipment.id, () => telling.shipment) }, context, {
    code: next, todo: [...(leaves ? left(moved, context.now) : []), ...telling.todo, ...tellScan(shipment, telling.shipment, at, road)],
    note: { kind: 'shipment.tracked', changed: ['tracking'], detail: { shipmentId: shipment.id, tracking: next, subStatus: moved.subStatus } },
  })
}

/** As far as the boxes say and the table allows the carrier: a shipment that ended stays so, whatever its label goes on to do. */
function advanced(shipment: Shipment, context: Context): Shipment {
  const shown = shownBy(shipment.parcels)
  if (shown === null || hasEnded(shipment)) return shipment
  const to = `shipped/${shown}` as State
  return mayMove(stateOf(shipment), to, classOf(context.actor)).is === 'allowed' ? move(shipment, to) : shipment
}
