import type { Outcome } from '../../core/ports/connector.ts'
import { workOf } from './codes.ts'
import { isOurs } from './map.ts'
import { takenFrom, type Units } from './takes.ts'
import type { Fulfillment, LookedAt } from './wire.ts'

export type Refused = Extract<Outcome, { is: 'refused' }>

/** The order as it was looked at, one line that does not have all of its units open for us, and what stands fulfilled under other numbers. */
export interface Looked { order: LookedAt; line: Units; others: readonly Fulfillment[] }
interface Why { readonly code: string; readonly text: string; readonly fix: Refused['fix']; readonly is: (looked: Looked) => boolean }

const isCovered = ({ order, line }: Looked, statuses: ReadonlySet<string>): boolean =>
  takenFrom(order.fulfillmentOrders.nodes.filter((work) => isOurs(work) && (workOf(work.status) === 'open' || statuses.has(work.status))), [line]).rest.length === 0

const isOwed = ({ order, line }: Looked): boolean => (order.lineItems?.nodes.find(({ id }) => id === line.externalId)?.unfulfilledQuantity ?? 0) >= line.quantity

const isTaken = ({ line, others }: Looked): boolean =>
  others.some((fulfillment) => fulfillment.fulfillmentLineItems.nodes.some(({ lineItem }) => lineItem.id === line.externalId))

const isRefunded = ({ order }: Looked): boolean => order.displayFinancialStatus?.endsWith('REFUNDED') === true

/** Why units that left cannot be told, the first that holds of a line, and of several lines the first of these; docs/operating.md says what to do about each. */
const WHY: readonly Why[] = [
  { code: 'order_cancelled', text: 'the order was cancelled at the store', fix: 'none', is: ({ order }) => order.cancelledAt !== null },
  { code: 'upstream_hold', text: 'the store holds what has left: release it there, and it is told', fix: 'merchant', is: (looked) => isCovered(looked, new Set(['ON_HOLD'])) },
  { code: 'scheduled', text: 'the store schedules what has left for later: it is told as soon as it begins there', fix: 'merchant', is: (looked) => isCovered(looked, new Set(['ON_HOLD', 'SCHEDULED'])) },
  {
    code: 'moved_away', text: 'the units stand open where this connection may not fulfill them: at another service or location, for pickup, or hidden by a missing scope',
    fix: 'merchant', is: isOwed,
  },
  { code: 'fulfilled_elsewhere', text: 'the store has these units fulfilled under another number', fix: 'none', is: isTaken },
  { code: 'edited_away', text: 'the order was edited: the store has fewer units open than have left', fix: 'merchant', is: (looked) => looked.order.edited && !isRefunded(looked) },
  { code: 'refunded', text: 'the units were refunded: the store has fewer open than have left', fix: 'merchant', is: (looked) => isRefunded(looked) && !looked.order.edited },
]
const NOTHING_LEFT = refused('nothing_left', 'the store has fewer units open than have left: edited or refunded', 'merchant')

/** `lines`: as they were to be told, all that lack units. */
export function whyNot(order: LookedAt, lines: readonly Units[], others: readonly Fulfillment[]): Refused {
  const found = WHY.find(({ is }) => lines.some((line) => is({ order, line, others })))
  return found ? refused(found.code, found.text, found.fix) : NOTHING_LEFT
}

export function refused(code: string, text: string, fix: Refused['fix']): Refused {
  return { is: 'refused', code, text, fix }
}
