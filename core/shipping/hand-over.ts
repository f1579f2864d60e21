import type { ShipmentId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import type { Context, Decision, TellingRoad } from '../orders/decision.ts'
import { move } from '../orders/moves.ts'
import { settle } from '../orders/settle.ts'
import { changeOne } from './change-one.ts'
import { left } from './leave.ts'
import { type FloorScan, found, isBefore } from './scan.ts'
import { tellIfDue } from './tell-if-due.ts'

/** S1.8, S1.9: with the carrier, before any scan of its. The units leave the stock, and a store that wants it so is told now (S5.11). */
export function handOver(order: Order, shipmentId: ShipmentId, scan: FloorScan, road: TellingRoad | null, context: Context): Decision {
  const at = found(order, shipmentId, scan, context)
  if (at.is === 'answered') return at.decision
  if (!isBefore(at.shipment, 'shipped/awaiting_scan')) return { is: 'same', code: 'already' }
  const gone = { ...move(at.shipment, 'shipped/awaiting_scan'), pickedBy: at.shipment.pickedBy ?? scan.by }
  const telling = tellIfDue(order, gone, road, context, false)
  return settle(order, { ...order, shipments: changeOne(order, shipmentId, () => telling.shipment) }, context, {
    code: 'handed_over', todo: [...left(gone, context.now), ...telling.todo],
    note: { kind: 'shipment.handed_over', changed: ['shipments'], detail: { shipmentId, by: scan.by, at: scan.at, station: scan.station ?? null } },
  })
}
