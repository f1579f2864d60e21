import type { CenterId, ShipmentId } from '../model/ids.ts'
import type { Order, Shipment, Todo } from '../model/order.ts'
import { classOf } from '../orders/actors.ts'
import type { Context, Decision } from '../orders/decision.ts'
import { repeated, settle } from '../orders/settle.ts'
import { mayMove, type State, stateOf } from '../orders/states.ts'
import { changeOne } from './change-one.ts'

/** What a scan on the floor says; `at` is the scanner's own time, told and never decided by. `task`: cause of the task that it was made for. */
export interface FloorScan { by: string; at: number; station?: string; centerId?: CenterId; task?: string }

export type Found = { is: 'found'; shipment: Shipment } | { is: 'answered'; decision: Decision }

/**
 * The shipment that a scan is about, unless the scan is answered already: a repeat by its key as the first, somebody who is not the floor
 * with `wrong_actor`, and work on what is not to be worked on with a put-back. A fact is never refused for the state (ARCHITECTURE 2).
 */
export function found(order: Order, shipmentId: ShipmentId, scan: FloorScan, context: Context): Found {
  const done = repeated(order, context)
  if (done) return { is: 'answered', decision: done }
  const shipment = order.shipments.find(({ id }) => id === shipmentId)
  if (!shipment) return { is: 'answered', decision: { is: 'refused', code: 'unknown_shipment', message: 'The order has no such shipment.' } }
  const may = mayMove('processing', 'processing/pick_in_process', classOf(context.actor))
  if (may.is === 'refused') return { is: 'answered', decision: may }
  const goesOn = shipment.status === 'processing' || shipment.status === 'shipped'
  if (goesOn && isReplaced(shipment, scan)) return { is: 'answered', decision: putBackOthers(order, shipment, scan, context) }
  return goesOn && !isElsewhere(shipment, scan) ? { is: 'found', shipment } : { is: 'answered', decision: putBack(order, shipment, scan, context) }
}

/** It was allocated anew to another center while this one went for its units: these are not the ones that it holds. */
const isElsewhere = (shipment: Shipment, scan: FloorScan): boolean => scan.centerId !== undefined && shipment.centerId !== null && shipment.centerId !== scan.centerId

/** It was changed and told anew while this one went for its units: they may be others, or more, than it is to get. */
const isReplaced = (shipment: Shipment, { task }: FloorScan): boolean => task !== undefined && shipment.task !== undefined && task !== shipment.task

/** The order was cancelled, held or recalled while its units came off the shelf: they go back (200, with what the scan led to). */
function putBack(order: Order, shipment: Shipment, scan: FloorScan, context: Context): Decision {
  if (isElsewhere(shipment, scan)) return putBackOthers(order, shipment, scan, context)
  // Told once; the scan is remembered all the same, so that its repeat does not pick what was allocated anew meanwhile.
  if (shipment.putBack) return settle(order, order, context, { code: 'put_back', note: null })
  const centerId = shipment.centerId ?? scan.centerId ?? null
  const cause = `put_back:${shipment.id}:${order.version}`
  const todo: Todo[] = centerId === null ? [] : [{ is: 'task', does: 'put_back', cause, centerId, shipmentId: shipment.id, at: context.now }]
  return settle(order, { ...order, shipments: changeOne(order, shipment.id, one => ({ ...one, putBack: true })) }, context, {
    code: 'put_back', todo,
    note: { kind: 'shipment.put_back', changed: ['putBack'], detail: { shipmentId: shipment.id, by: scan.by, centerId } },
  })
}

/** The shipment goes on as it stands; the center that took other units is told once for each time that it was told anew. */
function putBackOthers(order: Order, shipment: Shipment, scan: FloorScan, context: Context): Decision {
  const centerId = scan.centerId ?? null
  const todo: Todo[] = centerId === null ? [] : [{ is: 'task', does: 'put_back', cause: `put_back:${shipment.id}:${order.revision}:${centerId}`, centerId, shipmentId: shipment.id, at: context.now }]
  return settle(order, order, context, { code: 'put_back', todo, note: { kind: 'shipment.put_back', changed: [], detail: { shipmentId: shipment.id, by: scan.by, centerId } } })
}

/** Whether the shipment is before `state` on its road; a scan of what lies behind it is late. */
export const isBefore = (shipment: Shipment, state: State): boolean => mayMove(stateOf(shipment), state, 'floor').is === 'allowed'
