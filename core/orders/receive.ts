import type { OrderDraft } from '../model/drafts.ts'
import type { Order } from '../model/order.ts'
import { born } from './born.ts'
import { type Intake, linesToShip, oursAt, type Received } from './intake.ts'
import { isOver, settle } from './settle.ts'
import { applied, counted } from './upstream-edit.ts'
import { endedUpstream, type UpstreamEnd } from './upstream-end.ts'

/** What a draft of a channel makes of the order: a new one, the same one changed, or nothing. Late, repeated and reordered drafts are harmless. */
export function received(order: Order | null, draft: OrderDraft, intake: Intake): Received {
  if (order === null) {
    const ignored = NOT_IMPORTED.find(({ when }) => when(draft, intake))
    return ignored ? { is: 'ignored', code: ignored.code } : born(draft, intake)
  }
  if (order.sourceVersion !== null && draft.updatedAt < order.sourceVersion) return { is: 'ignored', code: 'older_version' }
  const end = endOf(order, draft)
  // Its version is not kept either: the same one is news once its work is shown.
  if (draft.workUnknown && end !== 'cancelled') return { is: 'same', code: 'work_not_shown' }
  if (end) return endedUpstream(order, draft, end, intake)
  return isOver(order) ? overAlready(order, draft, intake) : applied(order, draft, intake)
}

/** S1.15a: nothing comes back to life; only what the store counts of it is kept up, because those units are not sold to anybody else. */
function overAlready(order: Order, draft: OrderDraft, intake: Intake): Received {
  const lines = counted(order, draft)
  if (JSON.stringify(lines) === JSON.stringify(order.lines)) return { is: 'ignored', code: 'order_ended' }
  return settle(order, { ...order, lines, sourceVersion: draft.updatedAt }, intake, { code: 'order_ended', note: null })
}

type NotImported = Extract<Received, { is: 'ignored' }>['code']

const NOT_IMPORTED: readonly { readonly code: NotImported; readonly when: (draft: OrderDraft, intake: Intake) => boolean }[] = [
  { code: 'cancelled', when: draft => draft.cancelledAt !== null },
  { code: 'nothing_to_ship', when: draft => linesToShip(draft).every(({ quantity }) => quantity === 0) },
  { code: 'older_than_start', when: (draft, { connection }) => draft.purchasedAt < connection.startAt },
  { code: 'unpaid', when: (draft, { connection }) => draft.payment === 'unpaid' && connection.importWhen === 'paid' },
]

/** How the order ended at the store, if it did; an end by our own fulfillments is no end to act on (`fulfilled_by_us`). */
function endOf(order: Order, draft: OrderDraft): UpstreamEnd | null {
  if (draft.cancelledAt !== null) return 'cancelled'
  if (linesToShip(draft).some(({ quantity }) => quantity > 0)) return null
  const ours = [...oursAt(draft, order).values()].reduce((sum, units) => sum + units, 0)
  if (ours > 0) return 'fulfilled_by_us'
  const isFulfilled = draft.fulfillments.some(made => !made.cancelled && made.lines.some(({ quantity }) => quantity > 0))
  return isFulfilled ? 'fulfilled_elsewhere' : 'nothing_to_ship'
}
