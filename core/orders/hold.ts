import type { Order } from '../model/order.ts'
import type { Context, Decision } from './decision.ts'
import { isReleasable } from './judge.ts'
import { forbidden } from './permitted.ts'
import { reason } from './reasons.ts'
import { repeated } from './settle.ts'
import { hasBegun } from './states.ts'
import { reviewed } from './reviewed.ts'

/** S4.15: a person keeps the order back, and what it held is free again. What has begun goes on. */
export function hold(order: Order, input: { reason: string }, context: Context): Decision {
  const refused = repeated(order, context) ?? forbidden(order, 'action_required', context)
  if (refused) return refused
  const held = [...order.reasons.filter(({ code }) => code !== 'manual_hold'), reason('manual_hold', input.reason)]
  return reviewed(order, { ...order, reasons: held }, context, {
    code: 'held', note: { kind: 'order.held', changed: ['status', 'reasons'], detail: { goesOn: order.shipments.some(hasBegun) } },
  })
}

/** Takes the person's hold back, and lets go what only a person can decide: a rule's hold, the store's advice. What the data lacks still keeps it. */
export function release(order: Order, context: Context): Decision {
  const refused = repeated(order, context) ?? forbidden(order, 'import_review', context)
  if (refused) return refused
  const reasons = order.reasons.filter(one => !isReleasable(one))
  const released = order.reasons.flatMap(one => (isReleasable(one) && one.code !== 'manual_hold' ? [{ code: one.code, subject: one.subject ?? '' }] : []))
  if (reasons.length === order.reasons.length) {
    return { is: 'refused', code: 'wrong_state', message: 'The order is held for nothing that a person can let go.', detail: { state: order.status, reasons: order.reasons.map(({ code }) => code) } }
  }
  return reviewed(order, { ...order, reasons, ...(released.length > 0 && { released: [...order.released ?? [], ...released] }) }, context, {
    code: 'released', note: { kind: 'order.released', changed: ['status', 'reasons'] },
  })
}
