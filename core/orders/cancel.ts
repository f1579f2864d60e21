import type { Order } from '../model/order.ts'
import type { Context, Decision } from './decision.ts'
import { changeUnstarted, move, stopTasks } from './moves.ts'
import { forbidden, fulfillmentStarted } from './permitted.ts'
import { repeated, settle } from './settle.ts'
import { hasBegun, isUnstarted } from './states.ts'

export interface CancelInput { shipments: 'all' | 'unstarted'; reason: string }

/** S1.15: ends what has not begun; its demand and what it holds are given back. Terminal: a later version of the store's is ignored. */
export function cancel(order: Order, input: CancelInput, context: Context): Decision {
  const refused = repeated(order, context) ?? forbidden(order, 'cancelled', context)
  if (refused) return refused
  const goesOn = order.shipments.some(hasBegun)
  if (goesOn && input.shipments === 'all') return fulfillmentStarted(order)
  const after: Order = {
    ...order, shipments: changeUnstarted(order, shipment => move(shipment, 'cancelled')),
    cancelRequest: { at: context.now, reason: input.reason, state: goesOn ? 'partly' : 'done' },
  }
  return settle(order, after, context, {
    code: 'cancelled', want: 'always', todo: stopTasks(order.shipments.filter(isUnstarted), order.revision, context.now),
    note: { kind: 'order.cancelled', changed: ['status', 'shipments', 'cancelRequest'], detail: { code: 'cancelled', goesOn } },
  })
}
