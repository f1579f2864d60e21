import type { OrderDraft } from '../model/drafts.ts'
import type { ConnectionId, Instant, Sku } from '../model/ids.ts'
import type { OpenThere, Order, OrderLink } from '../model/order.ts'
import type { Context, Decision } from './decision.ts'
import { oursAt, skuOf } from './intake.ts'
import { settle } from './settle.ts'
import { withChange } from './upstream-end.ts'

/** What a store answered when it was asked about an order that came by another road. */
export type Seen = OrderDraft | 'gone' | 'unseen'

const CANCELLED = 'The store cancelled the order: cancel it here if it is not to be shipped.'
const FULFILLED = 'The store shows it fulfilled, and not by us: cancel it here if it is not to be shipped.'
const UNKNOWN = 'The store does not know the order that it was forwarded for.'

/**
 * A store's word on an order that it sold and that was brought here by another road: only what still stands open there, and its end. Nothing
 * of it changes the order itself (F7: its own road's word counts); an end that a person should know is recorded.
 */
export function countedThere(order: Order, connectionId: ConnectionId, seen: Seen, context: Context): Decision {
  const link = order.links.find(one => one.connectionId === connectionId && one.open !== undefined)
  if (!link) return { is: 'same', code: 'not_followed' }
  if (typeof seen === 'object' && seen.updatedAt < (link.seenVersion ?? 0)) return { is: 'same', code: 'older_version' }
  const next: OrderLink = { ...link, open: openOf(seen), ...(typeof seen === 'object' && { seenVersion: seen.updatedAt }) }
  const ignoredChanges = recordedEnd(order, seen, context.now)
  if (JSON.stringify(next) === JSON.stringify(link) && ignoredChanges === order.ignoredChanges) return { is: 'same', code: 'same_content' }
  const after = { ...order, links: order.links.map(one => (one === link ? next : one)), ignoredChanges }
  const isEnd = next.open?.length === 0 && link.open?.length !== 0
  return settle(order, after, context, {
    code: isEnd ? 'ended_at_store' : 'counted_at_store',
    note: isEnd || ignoredChanges !== order.ignoredChanges ? { kind: 'order.ended_at_store', changed: ['links', 'ignoredChanges'], detail: { connectionId } } : null,
  })
}

/** By SKU and location; null where it is not shown: that is no end, and counts as unknown. */
function openOf(seen: Seen): OpenThere[] | null {
  if (seen === 'unseen') return null
  if (seen === 'gone' || seen.cancelledAt !== null) return []
  if (seen.workUnknown) return null
  const open: OpenThere[] = []
  for (const { sku: written, parts } of seen.closed ? [] : seen.lines) {
    const sku = skuOf(written)
    if (sku !== null) for (const { location, quantity } of parts) add(open, { sku, location, units: quantity })
  }
  return open
}

function add(open: OpenThere[], one: { sku: Sku; location: string | null; units: number }): void {
  const there = open.find(({ sku, location }) => sku === one.sku && location === one.location)
  if (there) there.units += one.units
  else if (one.units > 0) open.push(one)
}

function recordedEnd(order: Order, seen: Seen, now: Instant): Order['ignoredChanges'] {
  if (seen === 'unseen') return order.ignoredChanges
  if (seen === 'gone') return withChange(order, UNKNOWN, now)
  if (seen.cancelledAt !== null) return order.status === 'cancelled' ? order.ignoredChanges : withChange(order, CANCELLED, now)
  const isMade = seen.fulfillments.some(({ cancelled, lines }) => !cancelled && lines.some(({ quantity }) => quantity > 0))
  const isOurs = [...oursAt(seen, order).values()].some(units => units > 0)
  return isMade && !isOurs && order.status !== 'cancelled' ? withChange(order, FULFILLED, now) : order.ignoredChanges
}
