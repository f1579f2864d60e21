import type { Order, Shipment } from '../model/order.ts'
import type { Context, Decision } from './decision.ts'
import { judgeItems, judgeOption, type Surroundings } from './judge.ts'
import { chosenOption } from './mapping.ts'
import { forbidden } from './permitted.ts'
import { rejudged } from './reasons.ts'
import { reviewed } from './reviewed.ts'
import { repeated } from './settle.ts'
import { isUnstarted, isWaiting } from './states.ts'

/** Judges a waiting order's items and ship option anew; address, store and person's own reasons stand until these say otherwise. */
export function rejudge(order: Order, around: Surroundings): Order {
  const option = judgeOption(order, chosenOption(order), around.options)
  return { ...order, shipOptionId: option.shipOptionId, reasons: rejudged(order.reasons, { items: judgeItems(order.lines, around), option: option.reasons }) }
}

/** A person asks to look again: everything that can be judged is, and the stock is asked. */
export function retry(order: Order, around: Surroundings, context: Context): Decision {
  const refused = repeated(order, context) ?? forbidden(order, 'import_review', context)
  if (refused) return refused
  if (!order.shipments.some(isWaiting)) return { is: 'refused', code: 'wrong_state', message: 'The order waits for nothing.', detail: { state: order.status } }
  return reviewed(order, rejudge(order, around), context, { code: 'retried', note: { kind: 'order.retried', changed: ['status', 'reasons'] } })
}

/** After a mapping or a product was saved: a waiting order that it frees, or leads elsewhere, goes on at once; any other is left alone (S2.15). */
export const remapped = (order: Order, around: Surroundings, context: Context): Decision => judgedAnew(order, around, context, isWaiting)

/** After a mapping was taken back: also an order that went on by it is led back or held again, as long as nobody has begun to pick it. */
export const takenBack = (order: Order, around: Surroundings, context: Context): Decision => judgedAnew(order, around, context, isUnstarted)

function judgedAnew(order: Order, around: Surroundings, context: Context, of: (shipment: Shipment) => boolean): Decision {
  if (!order.shipments.some(of)) return { is: 'same', code: 'not_waiting' }
  const next = rejudge(order, around)
  const said = ({ shipOptionId, reasons }: Order) => JSON.stringify([shipOptionId, reasons.map(({ code, subject }) => `${code} ${subject ?? ''}`).toSorted()])
  const before = { ...order, reasons: rejudged(order.reasons, {}) }
  if (said(before) === said(next)) return { is: 'same', code: 'same_reasons' }
  return reviewed(order, next, context, { code: 'remapped', note: { kind: 'order.remapped', changed: ['shipOption', 'reasons'] } })
}
