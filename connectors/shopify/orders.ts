import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Cursor, Instant, Ref } from '../../core/model/ids.ts'
import { type Host, type Page, type Source, type Unreadable, VendorError } from '../../core/ports/connector.ts'
import { instantOf, isoSeconds } from '../kit/times.ts'
import { type Client, UNEXPECTED_SHAPE } from './client.ts'
import { DEEPEST, IDS_A_CALL, ORDER_IDS, ORDERS_A_PAGE, ORDERS_BY_ID, ORDERS_PAGE } from './documents.ts'
import type { Taking } from './map.ts'
import { FRESH, isNew, isRead, moved, positionOf, type Version } from './position.ts'
import { isOrderId, readOrders } from './read-orders.ts'
import { stuck } from './rest.ts'

const FULFILLMENT_ORDER = /^gid:\/\/shopify\/FulfillmentOrder\/\d+$/

export function ordersOf(client: Client, host: Host, at: Taking): Source<OrderDraft> {
  return { batch: IDS_A_CALL, page: (cursor, from, signal) => page(client, host, at, cursor, from, signal), get: (refs, signal) => get(client, at, refs, signal) }
}

/**
 * What changed is listed by id and time, and only what is new of it is read: an order is seen by two or three windows, and once more after each
 * telling of ours. No status in the filter: cancellations and edits would be missed. Sorted by what is filtered (A2).
 */
async function page(client: Client, host: Host, at: Taking, cursor: Cursor | null, from: Instant, signal: AbortSignal): Promise<Page<OrderDraft>> {
  const position = positionOf(cursor, from)
  const { data } = await client.read(ORDERS_PAGE, { first: ORDERS_A_PAGE, after: position.after, query: `updated_at:>='${isoSeconds(position.since)}'` }, signal)
  const { nodes, pageInfo } = data.orders
  if (pageInfo.hasNextPage && (pageInfo.endCursor === null || pageInfo.endCursor === position.after)) throw stuck(ORDERS_PAGE.name)
  const now = host.now()
  const listed = nodes.map(({ id, createdAt, updatedAt }) => ({ ref: id, placedAt: instantOf(createdAt) ?? from, updatedAt: instantOf(updatedAt) ?? 0 }))
  const due = listed.filter((one) => one.placedAt >= from && !isRead(position, one))
  const read = await readOrders(client, at, due.map(({ ref }) => ref), signal)
  const items: OrderDraft[] = []
  const unreadable: Unreadable[] = []
  const versions = due.map(({ ref, updatedAt }): Version => {
    const version = { ref, updatedAt, digest: read.get(ref)?.digest ?? '', isSettled: now - updatedAt >= FRESH }
    // Deleted since it was listed: the vendor says so by a webhook, and reading by id answers "gone".
    const order = isOrderId(ref) ? read.get(ref)?.order : 'id: not that of an order'
    if (order === undefined || !isNew(position, version)) return version
    if (typeof order === 'string') unreadable.push({ ref, updatedAt, reason: order })
    else items.push(order)
    return version
  })
  const high = listed.reduce((most, { updatedAt }) => Math.max(most, updatedAt), position.high)
  const next = moved({ ...position, high }, versions, pageInfo.hasNextPage ? pageInfo.endCursor : null, from)
  const isDeep = next.pages * ORDERS_A_PAGE >= DEEPEST && next.high > position.since
  return { items, unreadable, more: pageInfo.hasNextPage, next: JSON.stringify(isDeep ? { ...next, after: null, pages: 0, since: next.high } : next) }
}

/** Orders by id, or by the id of one of their fulfillment orders (whose webhooks name nothing else). */
async function get(client: Client, at: Taking, refs: readonly Ref[], signal: AbortSignal): Promise<(OrderDraft | 'gone')[]> {
  const orderOf = await ordersOfWork(client, refs.filter((ref) => FULFILLMENT_ORDER.test(ref)), signal)
  const ids = refs.map((ref) => orderOf.get(ref) ?? ref)
  const read = await readOrders(client, at, ids, signal)
  return ids.map((id) => {
    const order = read.get(id)?.order ?? 'gone'
    if (typeof order !== 'string' || order === 'gone') return order
    throw new VendorError('malformed', 'yes', `${ORDERS_BY_ID.name}: ${order}`, { code: UNEXPECTED_SHAPE })
  })
}

async function ordersOfWork(client: Client, refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Ref>> {
  if (refs.length === 0) return new Map()
  const { data } = await client.read(ORDER_IDS, { ids: refs }, signal)
  return new Map(data.nodes.flatMap((node, index) => { const ref = refs[index]; return node && ref ? [[ref, node.orderId] as const] : [] }))
}
