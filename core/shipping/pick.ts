import type { ShipmentId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import type { Context, Decision } from '../orders/decision.ts'
import { move } from '../orders/moves.ts'
import { settle } from '../orders/settle.ts'
import { type State, stateOf } from '../orders/states.ts'
import { changeOne } from './change-one.ts'
import { type FloorScan, found, isBefore } from './scan.ts'

/** S1.5: fulfillment has started; from here on the order cannot be cancelled or edited. A second picker is told whose it is. */
export function pick(order: Order, shipmentId: ShipmentId, scan: FloorScan, context: Context): Decision {
  const at = found(order, shipmentId, scan, context)
  if (at.is === 'answered') return at.decision
  const { pickedBy } = at.shipment
  if (pickedBy !== null && pickedBy !== scan.by && isBefore(at.shipment, 'processing/labeled')) {
    return { is: 'refused', code: 'taken_by', message: `${pickedBy} picks this shipment.`, detail: { by: pickedBy, shipmentId } }
  }
  return forward(order, shipmentId, 'processing/pick_in_process', scan, context)
}

/** S1.6: everything is off the shelf. */
export function picked(order: Order, shipmentId: ShipmentId, scan: FloorScan, context: Context): Decision {
  const at = found(order, shipmentId, scan, context)
  return at.is === 'answered' ? at.decision : forward(order, shipmentId, 'processing/picked', scan, context)
}

function forward(order: Order, shipmentId: ShipmentId, to: Extract<State, `processing/${string}`>, scan: FloorScan, context: Context): Decision {
  const at = order.shipments.find(({ id }) => id === shipmentId)
  // A late scan, or a stale task: the floor is told how far it is, so that nothing is picked a second time.
  if (!at || !isBefore(at, to)) return { is: 'same', code: at && stateOf(at) !== to ? `already_${at.status === 'shipped' ? 'shipped' : at.subStatus}` : 'already' }
  const code = to.replace('processing/', '')
  return settle(order, { ...order, shipments: changeOne(order, shipmentId, one => ({ ...move(one, to), pickedBy: one.pickedBy ?? scan.by })) }, context, {
    code, note: { kind: `shipment.${code}`, changed: ['shipments'], detail: { shipmentId, by: scan.by, at: scan.at, station: scan.station ?? null } },
  })
}
