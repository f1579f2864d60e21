import type { ShipmentId } from '../model/ids.ts'
import type { Order, Parcel, Shipment, Todo } from '../model/order.ts'
import type { Context, Decision, TellingRoad } from '../orders/decision.ts'
import { move } from '../orders/moves.ts'
import { settle } from '../orders/settle.ts'
import { carrierCode, numberKey, numberOf, trackingUrl } from '../tracking/carriers.ts'
import { changeOne } from './change-one.ts'
import { type FloorScan, found, isBefore } from './scan.ts'
import { liveParcels, tellIfDue } from './tell-if-due.ts'

export interface Label {
  parcels: { trackingNumber: string; carrier: string }[]
  service?: string
  labelSource?: NonNullable<Shipment['labelSource']>
}

/**
 * S0.1, S1.7: the numbers come on the shipment, links and the telling follow. The hub has claimed them before (S0.2). Other numbers on a
 * shipment that has some are refused: a box that was packed twice must not void the number that the carrier has.
 */
export function label(order: Order, shipmentId: ShipmentId, input: Label, scan: FloorScan, road: TellingRoad | null, context: Context): Decision {
  const at = found(order, shipmentId, scan, context)
  if (at.is === 'answered') return at.decision
  const live = liveParcels(at.shipment).map(({ trackingNumber }) => trackingNumber)
  const contradicts = live.length > 0 && !sameNumbers(at.shipment, input)
  if (contradicts) return { is: 'refused', code: 'already_labeled', message: `The shipment is labeled ${live.join(', ')}. To replace that, relabel it.`, detail: { shipmentId, parcels: live } }
  return numbered(order, at.shipment, input, scan, road, context)
}

/** S5.1: other numbers in the place of the former, which stay, void; the store is told anew. On a shipment without any it is a label. */
export function relabel(order: Order, shipmentId: ShipmentId, input: Label, scan: FloorScan, road: TellingRoad | null, context: Context): Decision {
  const at = found(order, shipmentId, scan, context)
  return at.is === 'answered' ? at.decision : numbered(order, at.shipment, input, scan, road, context)
}

function numbered(order: Order, before: Shipment, input: Label, scan: FloorScan, road: TellingRoad | null, context: Context): Decision {
  const { id: shipmentId } = before
  const isOther = !sameNumbers(before, input)
  if (!isOther && !isBefore(before, 'processing/labeled')) return { is: 'same', code: 'already_labeled' }
  const isRelabel = isOther && liveParcels(before).length > 0
  const labeled: Shipment = {
    ...(isBefore(before, 'processing/labeled') ? move(before, 'processing/labeled') : before),
    carrier: carrierCode(input.parcels[0]?.carrier ?? ''), service: input.service ?? before.service,
    labelSource: input.labelSource ?? before.labelSource ?? 'ours', parcels: parcelsOf(before, input), pickedBy: before.pickedBy ?? scan.by,
  }
  const telling = tellIfDue(order, labeled, road, context, isOther)
  const links = liveParcels(labeled).map(({ carrier, trackingNumber }): Todo => ({ is: 'link', key: `tracking:${numberKey(carrier, trackingNumber)}`, carrier, trackingNumber, shipmentId }))
  const code = isRelabel ? 'relabeled' : 'labeled'
  return settle(order, { ...order, shipments: changeOne(order, shipmentId, () => telling.shipment) }, context, {
    code, todo: [...links, ...telling.todo],
    note: { kind: `shipment.${code}`, changed: ['shipments'], detail: { shipmentId, by: scan.by, at: scan.at, station: scan.station ?? null, parcels: input.parcels.length } },
  })
}

const sameNumbers = (shipment: Shipment, input: Label): boolean =>
  keysOf(liveParcels(shipment)).join('\n') === keysOf(input.parcels).join('\n')

const keysOf = (parcels: Label['parcels']): string[] => [...new Set(parcels.map(({ carrier, trackingNumber }) => numberKey(carrier, trackingNumber)))].toSorted()

/** The new ones last; a number that comes back is what it was, with its scans. */
function parcelsOf(shipment: Shipment, input: Label): Parcel[] {
  const wanted = keysOf(input.parcels)
  const keyOf = ({ carrier, trackingNumber }: Label['parcels'][number]): string => numberKey(carrier, trackingNumber)
  const known = shipment.parcels.map(parcel => ({ ...parcel, voided: !wanted.includes(keyOf(parcel)) }))
  const fresh = wanted.filter(key => !known.some(parcel => keyOf(parcel) === key)).flatMap(key => {
    const parcel = input.parcels.find(one => keyOf(one) === key)
    return parcel ? [{ trackingNumber: numberOf(parcel.trackingNumber), carrier: carrierCode(parcel.carrier), url: trackingUrl(parcel.carrier, numberOf(parcel.trackingNumber)), voided: false, tracking: null }] : []
  })
  return [...known, ...fresh]
}
