import type { Allocation } from '../model/need.ts'
import type { CenterId } from '../model/ids.ts'
import type { Order, Todo } from '../model/order.ts'
import type { Reason } from '../model/status.ts'
import type { Context, Decision } from './decision.ts'
import { isOfStock } from './derive.ts'
import { reason } from './reasons.ts'
import { settle } from './settle.ts'
import { hasBegun, isWaiting } from './states.ts'
import { backTo, move, pickCause, pickTask, stopTasks } from './moves.ts'

/**
 * Puts the stock's answer on the order, only while the revision is still the one decided on. An entry older than the one that stands on
 * it says nothing new: results may be put on twice and out of order.
 */
export function allocated(order: Order, allocation: Allocation, context: Context): Decision {
  const { revision, seq, centerId, short } = allocation
  if (order.revision !== revision) return { is: 'refused', code: 'stale_revision', message: `The order moved on to revision ${order.revision}; this was decided for ${revision}.` }
  const isOld = order.decidedAt !== null && order.decidedAt.revision === revision && order.decidedAt.seq >= seq
  if (isOld) return { is: 'same', code: 'already_decided' }
  const answered: Order = { ...order, decidedAt: { revision, seq }, todo: order.todo.filter(todo => todo.is !== 'want') }
  const waits = order.shipments.some(isWaiting) && order.reasons.every(isOfStock)
  if (!waits) return settle(order, answered, context, { code: 'held_as_said', note: null, want: 'never' })
  if (centerId !== null && short.length === 0) return served(order, answered, centerId, context)
  return short.length > 0 ? lacking(order, answered, short, context) : settle(order, answered, context, { code: 'held_as_said', note: null, want: 'never' })
}

function served(before: Order, order: Order, centerId: CenterId, context: Context): Decision {
  const shipments = order.shipments.map(shipment => (isWaiting(shipment) ? { ...move(shipment, 'processing'), centerId, putBack: false, task: pickCause(shipment, order.revision) } : shipment))
  const tasks = before.shipments.filter(isWaiting).map((shipment): Todo => pickTask(shipment, centerId, order.revision, context.now))
  return settle(before, { ...order, shipments, reasons: [], shortOf: [] }, context, {
    code: 'allocated', want: 'never', todo: tasks,
    note: { kind: 'order.allocated', changed: ['status', 'shipments'], detail: { centerId } },
  })
}

/** S4.7: not everything is at one center, so nothing is held; it is looked at again when a SKU gains units. */
function lacking(before: Order, order: Order, short: Allocation['short'], context: Context): Decision {
  const shipments = order.shipments.map(shipment => (isWaiting(shipment) ? move(shipment, 'action_required') : shipment))
  const reasons: Reason[] = short.map(({ sku, quantity }) => reason('out_of_stock', sku, quantity))
  const isNews = before.status !== 'action_required' || JSON.stringify(before.shortOf) !== JSON.stringify(short)
  return settle(before, { ...order, shipments, reasons, shortOf: short.map(line => ({ ...line })) }, context, {
    code: 'out_of_stock', want: 'never',
    note: isNews ? { kind: 'order.short', changed: ['status', 'reasons'], detail: { skus: short.length } } : null,
  })
}

/** A row fell below what is held of it: the order gives its units back, unless picking began (ARCHITECTURE 2). */
export function recalled(order: Order, context: Context): Decision {
  const begun = order.shipments.filter(hasBegun)
  if (begun.length > 0) return { is: 'refused', code: 'picking_began', message: 'Picking began: the units stay with this order.', detail: { shipments: begun.map(({ id }) => id) } }
  const out = order.shipments.filter(({ status }) => status === 'processing')
  if (out.length === 0) return { is: 'same', code: 'holds_nothing' }
  const shipments = order.shipments.map(shipment => (shipment.status === 'processing' ? backTo(shipment, 'import_review') : shipment))
  return settle(order, { ...order, shipments }, context, {
    code: 'recalled', want: 'always', todo: stopTasks(out, order.revision, context.now),
    note: { kind: 'order.recalled', changed: ['status', 'shipments'] },
  })
}

