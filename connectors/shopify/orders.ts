import { createHash } from 'node:crypto'
import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Cursor, Instant, Ref } from '../../core/model/ids.ts'
import { z } from 'zod'
import { type Page, type Source, type Unreadable, VendorError } from '../../core/ports/connector.ts'
import { instantOf, isoSeconds } from '../kit/times.ts'
import { type Client, shapeFault, UNEXPECTED_SHAPE } from './client.ts'
import { IDS_A_CALL, ORDER_IDS, ORDERS_A_PAGE, ORDERS_BY_ID, ORDERS_PAGE } from './documents.ts'
import { orderDraft, type Taking } from './map.ts'
import { isNew, moved, positionOf, type Version } from './position.ts'
import { PERSONAL } from './recipient.ts'
import { stuck, wholeOrder } from './rest.ts'
import { Order } from './wire.ts'

/** Shopify pages at most 25,000 objects deep (docs/api/usage/limits): before that, the window is cut and begun anew. */
const DEEPEST = 20_000 / ORDERS_A_PAGE
const ORDER = /^gid:\/\/shopify\/Order\/\d+$/
const FULFILLMENT_ORDER = /^gid:\/\/shopify\/FulfillmentOrder\/\d+$/

export function ordersOf(client: Client, at: Taking): Source<OrderDraft> {
  return { batch: IDS_A_CALL, page: (cursor, from, signal) => page(client, at, cursor, from, signal), get: (refs, signal) => get(client, at, refs, signal) }
}

/** No status in the filter: cancellations and edits would be missed. Sorted by what is filtered (A2). */
async function page(client: Client, at: Taking, cursor: Cursor | null, from: Instant, signal: AbortSignal): Promise<Page<OrderDraft>> {
  const position = positionOf(cursor, from)
  const query = `updated_at:>='${isoSeconds(position.since)}'`
  const { data, denied } = await client.read(ORDERS_PAGE, { first: ORDERS_A_PAGE, after: position.after, query }, signal, PERSONAL)
  const { nodes, pageInfo } = data.orders
  if (pageInfo.hasNextPage && (pageInfo.endCursor === null || pageInfo.endCursor === position.after)) throw stuck(ORDERS_PAGE.name)
  const versions = nodes.map(versionOf)
  const items: OrderDraft[] = []
  const unreadable: Unreadable[] = []
  for (const version of versions) {
    if (!isNew(position, version)) continue
    const { ref, updatedAt, order } = version
    if (typeof order === 'string') unreadable.push({ ref, updatedAt, reason: order })
    else if ((instantOf(order.createdAt) ?? 0) >= from) {
      const draft = await draftOf(client, order, at, denied, signal)
      if (typeof draft === 'string') unreadable.push({ ref, updatedAt, reason: draft })
      else items.push(draft)
    }
  }
  const next = moved(position, versions, pageInfo.hasNextPage ? pageInfo.endCursor : null, from)
  const isDeep = next.pages >= DEEPEST && next.high > position.since
  return { items, unreadable, more: pageInfo.hasNextPage, next: JSON.stringify(isDeep ? { ...next, after: null, pages: 0, since: next.high } : next) }
}

type NodeVersion = Version & { order: Order | string }

/** Each node on its own: one in a shape that we do not know keeps no other (RELIABILITY I12). `order` is then the reason. */
function versionOf(node: unknown): NodeVersion {
  const parsed = Order.safeParse(node)
  if (parsed.success) return { order: parsed.data, ref: parsed.data.id, updatedAt: instantOf(parsed.data.updatedAt) ?? 0, digest: digestOf(parsed.data) }
  const named = Named.parse(node)
  return { order: shapeFault(parsed.error), ref: named.id, updatedAt: instantOf(named.updatedAt) ?? 0, digest: digestOf(node) }
}

const Named = z.object({ id: z.string().catch('without id'), updatedAt: z.string().catch('') }).catch({ id: 'without id', updatedAt: '' })

/** What follows the first page of an order can be of an unknown shape too: that is the order's own trouble, weather is the page's. */
async function draftOf(client: Client, order: Order, at: Taking, denied: Parameters<typeof orderDraft>[2], signal: AbortSignal): Promise<OrderDraft | string> {
  try {
    return orderDraft(await wholeOrder(client, order, signal), at, denied)
  } catch (error) {
    if (error instanceof VendorError && error.code === UNEXPECTED_SHAPE) return error.message
    throw error
  }
}

/** Orders by id, or by the id of one of their fulfillment orders (whose webhooks name nothing else). */
async function get(client: Client, at: Taking, refs: readonly Ref[], signal: AbortSignal): Promise<(OrderDraft | 'gone')[]> {
  const orderOf = await ordersOfWork(client, refs.filter((ref) => FULFILLMENT_ORDER.test(ref)), signal)
  const ids = refs.map((ref) => orderOf.get(ref) ?? ref)
  // A malformed id makes the whole call fail ("invalid id"): it cannot be an order of this store.
  const asked = [...new Set(ids.filter((id) => ORDER.test(id)))]
  if (asked.length === 0) return ids.map(() => 'gone')
  const { data, denied } = await client.read(ORDERS_BY_ID, { ids: asked }, signal, PERSONAL)
  const drafts = new Map<string, OrderDraft>()
  for (const order of data.nodes) if (order) drafts.set(order.id, orderDraft(await wholeOrder(client, order, signal), at, denied))
  return ids.map((id) => drafts.get(id) ?? 'gone')
}

async function ordersOfWork(client: Client, refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Ref>> {
  if (refs.length === 0) return new Map()
  const { data } = await client.read(ORDER_IDS, { ids: refs }, signal)
  return new Map(data.nodes.flatMap((node, index) => { const ref = refs[index]; return node && ref ? [[ref, node.orderId] as const] : [] }))
}

function digestOf(order: unknown): string {
  return createHash('sha256').update(JSON.stringify(order)).digest('base64url').slice(0, 8)
}
