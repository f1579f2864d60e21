import type { Order } from '../model/order.ts'
import { classOf } from './actors.ts'
import type { Context, Decision } from './decision.ts'
import { hasBegun, isUnstarted, mayMove, type State, stateOf } from './states.ts'

/** Refuses, where this actor may not move every shipment that has not begun to `to`, or where none is left; null: go on. */
export function forbidden(order: Order, to: State, context: Context): Decision | null {
  const unstarted = order.shipments.filter(isUnstarted)
  for (const shipment of unstarted) {
    const may = mayMove(stateOf(shipment), to, classOf(context.actor))
    if (may.is === 'refused') return may
  }
  if (unstarted.length > 0) return null
  const isEnded = order.status === 'cancelled' || order.status === 'clean_sweep'
  if (!isEnded) return fulfillmentStarted(order)
  return { is: 'refused', code: 'wrong_state', message: `The order is ${order.status.replaceAll('_', ' ')}.`, detail: { state: order.status } }
}

/** Picking began: which shipments, so that the caller can choose the others. */
export function fulfillmentStarted(order: Order): Decision {
  const shipments = order.shipments.filter(hasBegun).map(shipment => ({ id: shipment.id, state: stateOf(shipment) }))
  return { is: 'refused', code: 'fulfillment_started', message: 'Fulfillment of this order has started.', detail: { state: order.subStatus ?? order.status, shipments } }
}
