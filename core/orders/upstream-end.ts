import type { OrderDraft } from '../model/drafts.ts'
import type { Order } from '../model/order.ts'
import type { Context, Decision } from './decision.ts'
import type { Intake, Received } from './intake.ts'
import type { Reason } from '../model/status.ts'
import { unreleased } from './judge.ts'
import { reason } from './reasons.ts'
import { reviewed } from './reviewed.ts'
import { changeUnstarted, move, stopTasks } from './moves.ts'
import { isOver, settle } from './settle.ts'
import { hasBegun, isUnstarted } from './states.ts'

export type UpstreamEnd = 'cancelled' | 'fulfilled_elsewhere' | 'nothing_to_ship' | 'fulfilled_by_us'

const SAID: Readonly<Record<UpstreamEnd, string>> = {
  cancelled: 'The store cancelled the order.',
  fulfilled_elsewhere: 'The store shows it fulfilled elsewhere.',
  nothing_to_ship: 'The store has nothing left to ship of it.',
  fulfilled_by_us: 'The store shows it fulfilled by us.',
}

/** S5.10, S1.15a: an end at the store ends what has not begun here, and is recorded for what has: those units are on their way. */
export function endedUpstream(order: Order, draft: OrderDraft, end: UpstreamEnd, intake: Intake): Received {
  const seen: Order = { ...order, upstreamEnded: true, sourceVersion: Math.max(draft.updatedAt, order.sourceVersion ?? 0) }
  if (isOver(order)) return order.upstreamEnded ? { is: 'ignored', code: 'order_ended' } : justSeen(order, seen, end, intake)
  if (end === 'fulfilled_by_us') return order.upstreamEnded ? { is: 'same', code: end } : justSeen(order, seen, end, intake)
  if (!order.shipments.some(isUnstarted)) return recorded(order, seen, draft, end, intake)
  const goesOn = order.shipments.some(hasBegun)
  return unstartedEnded(order, {
    ...seen,
    ...(goesOn && { ignoredChanges: withChange(order, SAID[end], intake.now) }),
    ...(end === 'cancelled' && { cancelRequest: { at: intake.now, reason: draft.cancelReason ?? 'cancelled at the store', state: goesOn ? 'partly' as const : 'done' as const } }),
  }, end, intake)
}

/** What has not begun ends, and the floor is stopped; `after` is the order as it is otherwise. */
export function unstartedEnded(order: Order, after: Order, end: UpstreamEnd, intake: Intake): Decision {
  return settle(order, { ...after, shipments: changeUnstarted(order, shipment => move(shipment, 'cancelled')) }, intake, {
    code: end, want: 'always', todo: stopTasks(order.shipments.filter(isUnstarted), order.revision, intake.now),
    note: { kind: 'order.cancelled', changed: ['status', 'shipments'], detail: { code: end, goesOn: order.shipments.some(hasBegun) } },
  })
}

function justSeen(order: Order, seen: Order, end: UpstreamEnd, intake: Intake): Decision {
  return settle(order, seen, intake, { code: end, note: { kind: 'order.ended_at_store', changed: ['upstreamEnded'], detail: { code: end } } })
}

function recorded(order: Order, seen: Order, draft: OrderDraft, end: UpstreamEnd, intake: Intake): Decision {
  const ignoredChanges = withChange(order, SAID[end], intake.now)
  if (order.upstreamEnded && ignoredChanges === order.ignoredChanges) return { is: 'same', code: 'already_recorded' }
  const cancelRequest = end === 'cancelled' ? { at: intake.now, reason: draft.cancelReason ?? 'cancelled at the store', state: 'refused' as const } : order.cancelRequest
  return settle(order, { ...seen, ignoredChanges, cancelRequest }, intake, {
    code: 'recorded', note: { kind: 'order.store_change_ignored', changed: ['ignoredChanges'], detail: { code: end } },
  })
}

/** With a part of the digest, so that another change is told from the same one; the digest goes with the person (erase.ts). */
export const PERSON_CHANGED = 'The store changed the recipient or note'

/** As many as a person will read. */
export const KEPT = 50

/** What the store changed is recorded once, however often it is said. */
export function withChange(order: Pick<Order, 'ignoredChanges'>, what: string, now: number): Order['ignoredChanges'] {
  const isKnown = order.ignoredChanges.some(change => change.what === what)
  return isKnown ? order.ignoredChanges : [...order.ignoredChanges, { at: now, what }].slice(-KEPT)
}

const GONE = 'the store does not know the order any more'
export const isGone = ({ code, subject }: Reason): boolean => code === 'special_requirement' && subject === GONE

/**
 * The store answers for the order that there is none: deleted, or out of our reach (a scope that was taken away looks the same). It is known
 * no more, so what is told to the store is less for a while and never more; what has not begun is held for a person, because a cancel would
 * be for ever (S1.15a); what has begun goes on, and the change is recorded.
 */
export function goneUpstream(order: Order, context: Context): Decision {
  const seen: Order = { ...order, upstreamEnded: true }
  const [held] = order.reasons.some(isGone) ? [] : unreleased([reason('special_requirement', GONE)], order)
  if (!held || !order.shipments.some(isUnstarted)) {
    // It may be known no more already, because it could not be read (unread.ts): that it was deleted is news all the same while it is in the house.
    const isNews = order.shipments.some(({ status }) => status === 'processing') || (!isOver(order) && !order.upstreamEnded)
    const ignoredChanges = isNews && order.shipments.some(hasBegun) ? withChange(order, `${GONE[0]?.toUpperCase()}${GONE.slice(1)}.`, context.now) : order.ignoredChanges
    if (order.upstreamEnded && ignoredChanges === order.ignoredChanges) return { is: 'same', code: 'order_gone' }
    return settle(order, { ...seen, ignoredChanges }, context, { code: 'order_gone', note: { kind: 'order.gone_at_store', changed: ['upstreamEnded'] } })
  }
  return reviewed(order, { ...seen, reasons: [...order.reasons, held] }, context, {
    code: 'order_gone', note: { kind: 'order.gone_at_store', changed: ['status', 'reasons', 'upstreamEnded'] },
  })
}
