import type { Order } from '../model/order.ts'
import type { Person } from '../model/person.ts'
import type { Context, Decision } from './decision.ts'
import { isOfStock } from './derive.ts'
import { carried } from './intake.ts'
import { backTo, changeUnstarted, stopTasks } from './moves.ts'
import { type Noted, settle } from './settle.ts'
import { isUnstarted } from './states.ts'

/** Through Import Review again, or held where something still keeps it back: what has not begun gives up its center, and the want states all anew. */
export function reviewed(before: Order, after: Order, context: Context, said: { code: string; note: Noted; person?: Person | null }): Decision {
  const isHeld = after.reasons.some(reason => !isOfStock(reason))
  const isWhole = after.shipments.filter(isUnstarted).length === after.shipments.length
  const shipments = changeUnstarted(after, shipment => ({
    ...backTo(shipment, isHeld ? 'action_required' : 'import_review'),
    // What others have begun of the lines is theirs: only a whole order is cut anew.
    lines: isWhole && after.shipments.length === 1 ? carried(after.lines) : shipment.lines,
  }))
  const reasons = after.reasons.filter(reason => !isOfStock(reason))
  return settle(before, { ...after, shipments, reasons, shortOf: [] }, context, {
    ...said, want: 'always', todo: stopTasks(before.shipments.filter(isUnstarted), before.revision, context.now),
  })
}
