import type { OrderDraft } from '../model/drafts.ts'
import type { Order } from '../model/order.ts'
import { born } from './born.ts'
import { rulingOf } from './filters.ts'
import { openForOthers } from './for-us.ts'
import { type Intake, linesToShip, type NotImported, oursAt, type Received } from './intake.ts'
import type { Decision } from './decision.ts'
import { isOver, settle } from './settle.ts'
import { unreadUpstream } from './unread.ts'
import { applied, counted, standsAgain } from './upstream-edit.ts'
import { endedUpstream, type UpstreamEnd, withChange } from './upstream-end.ts'

/** What a draft of a channel makes of the order: a new one, the same one changed, or nothing. Late, repeated and reordered drafts are harmless. */
export function received(order: Order | null, draft: OrderDraft, intake: Intake): Received {
  if (order === null) {
    const code = notImported(draft, intake)
    return code === null ? born(draft, intake) : { is: 'ignored', code }
  }
  if (order.sourceVersion !== null && draft.updatedAt < order.sourceVersion) return { is: 'ignored', code: 'older_version' }
  const end = endOf(order, draft)
  if (draft.workUnknown && end !== 'cancelled') return notShown(order, draft, intake)
  if (end) return endedUpstream(order, draft, end, intake)
  return isOver(order) ? overAlready(order, draft, intake) : applied(order, draft, intake)
}

/**
 * Its work may have ended since: of a newer version nothing is known until it is shown (ARCHITECTURE 3); of the same, what was read stands. Its
 * version is not kept, because the same one is news once its work is shown.
 */
const notShown = (order: Order, draft: OrderDraft, intake: Intake): Decision =>
  (draft.updatedAt > (order.sourceVersion ?? 0) ? unreadUpstream(order, intake) : { is: 'same', code: 'work_not_shown' })

const OPEN_AGAIN = 'The store shows units of it open again. It is over here, so nothing more of it is shipped: place them as a new order if they are to be.'

/** S1.15a: nothing comes back to life, which a person is told; what the store counts of it is kept up, because those units are not sold to anybody else. */
function overAlready(order: Order, draft: OrderDraft, intake: Intake): Received {
  const lines = counted(order, draft)
  const again = standsAgain(order, draft)
  if (again.upstreamEnded === undefined && JSON.stringify(lines) === JSON.stringify(order.lines)) return { is: 'ignored', code: 'order_ended' }
  const isAgain = order.upstreamEnded && again.upstreamEnded === false
  const ignoredChanges = isAgain ? withChange(order, OPEN_AGAIN, intake.now) : order.ignoredChanges
  return settle(order, { ...order, ...again, lines, ignoredChanges, sourceVersion: draft.updatedAt }, intake, {
    code: 'order_ended', note: isAgain ? { kind: 'order.store_change_ignored', changed: ['ignoredChanges'], detail: { code: 'open_again' } } : null,
  })
}

const hasUnits = (draft: OrderDraft): boolean => linesToShip(draft).some(({ quantity }) => quantity > 0)

/** The first that holds is the reason that is counted. */
const NOT_IMPORTED: readonly { readonly code: NotImported; readonly when: (draft: OrderDraft, intake: Intake) => boolean }[] = [
  { code: 'cancelled', when: draft => draft.cancelledAt !== null },
  { code: 'older_than_start', when: (draft, { connection }) => draft.purchasedAt < connection.startAt },
  { code: 'test_order', when: draft => draft.unwanted === 'test_order' },
  { code: 'work_not_shown', when: draft => draft.workUnknown === true && !hasUnits(draft) },
  { code: 'nothing_to_ship', when: draft => !hasUnits(draft) },
  { code: 'unpaid', when: (draft, { connection }) => draft.payment === 'unpaid' && connection.importWhen === 'paid' },
  { code: 'filtered', when: (draft, { rules, connection }) => rulingOf(draft, rules, connection.connectionId).ignoredBy !== null },
]

/** Why a new order is not imported, or null. Of one with nothing for us it is said who has it, where somebody has. */
function notImported(draft: OrderDraft, intake: Intake): NotImported | null {
  const found = NOT_IMPORTED.find(({ when }) => when(draft, intake))
  if (found?.code !== 'nothing_to_ship' || draft.closed) return found?.code ?? null
  return openForOthers(draft) ?? ((draft.leftOut?.gift_card ?? 0) > 0 ? 'gift_card' : 'nothing_to_ship')
}

/** How the order ended at the store, if it did; an end by our own fulfillments is no end to act on (`fulfilled_by_us`). */
function endOf(order: Order, draft: OrderDraft): UpstreamEnd | null {
  if (draft.cancelledAt !== null) return 'cancelled'
  if (hasUnits(draft)) return null
  const ours = [...oursAt(draft, order).values()].reduce((sum, units) => sum + units, 0)
  if (ours > 0) return 'fulfilled_by_us'
  // Moved to a pickup or to another's service it is not at its end: it may come back to us (S1.15a: a cancel would be for ever).
  if (openForOthers(draft) !== null && !draft.closed) return null
  const isFulfilled = draft.fulfillments.some(made => !made.cancelled && made.lines.some(({ quantity }) => quantity > 0))
  return isFulfilled ? 'fulfilled_elsewhere' : 'nothing_to_ship'
}
