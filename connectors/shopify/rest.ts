import { VendorError } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import { type Ask, MORE_FULFILLMENT_LINES, MORE_FULFILLMENT_ORDERS, MORE_LINES, MORE_WORK_LINES } from './documents.ts'
import type { Connection, Fulfillment, FulfillmentOrder, Order, Work } from './wire.ts'

type More<T> = Ask<{ node: { rest: Connection<T> } | null }>

/** All of a connection whose first page came with its parent. */
export async function all<T>(client: Client, more: More<T>, id: string, first: Connection<T>, signal: AbortSignal): Promise<Connection<T>> {
  const rest = await everyPage(more.name, first, async (after) => (await client.read(more, { id, after }, signal)).data.node?.rest ?? NONE)
  return { nodes: [...first.nodes, ...rest], pageInfo: NONE.pageInfo }
}

/** Deleted between two pages: what was read of it is what there is. */
const NONE = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }

/** The nodes of all pages after `first`. A page that does not move on is a fault, not a loop. */
export async function everyPage<T>(name: string, first: Connection<unknown> | null, read: (after: string | null) => Promise<Connection<T>>): Promise<T[]> {
  const nodes: T[] = []
  for (let page = first?.pageInfo ?? { hasNextPage: true, endCursor: null }; page.hasNextPage;) {
    const next = await read(page.endCursor)
    if (next.pageInfo.hasNextPage && (next.pageInfo.endCursor === null || next.pageInfo.endCursor === page.endCursor)) throw stuck(name)
    nodes.push(...next.nodes)
    page = next.pageInfo
  }
  return nodes
}

export const STUCK = 'page_loop'
export function stuck(name: string): VendorError {
  return new VendorError('malformed', 'yes', `${name}: the next page begins where this one began`, { code: STUCK })
}

/** Its first pages hold everything. */
export function isWhole({ lineItems, fulfillmentOrders, fulfillments }: Order): boolean {
  const pages = [lineItems, fulfillmentOrders, ...fulfillmentOrders.nodes.map((work) => work.lineItems), ...fulfillments.map((each) => each.fulfillmentLineItems)]
  return pages.every(({ pageInfo }) => !pageInfo.hasNextPage)
}

/** An order with every line, however long it is; nothing is asked where the first page held everything. */
export async function wholeOrder(client: Client, order: Order, signal: AbortSignal): Promise<Order> {
  const work = await wholeWork(client, order, signal)
  return { ...order, ...work, lineItems: await all(client, MORE_LINES, order.id, order.lineItems, signal) }
}

export async function wholeWork(client: Client, work: Work, signal: AbortSignal): Promise<Work> {
  const orders = await all(client, MORE_FULFILLMENT_ORDERS, work.id, work.fulfillmentOrders, signal)
  const nodes: FulfillmentOrder[] = []
  for (const node of orders.nodes) nodes.push({ ...node, lineItems: await all(client, MORE_WORK_LINES, node.id, node.lineItems, signal) })
  const fulfillments: Fulfillment[] = []
  for (const node of work.fulfillments) {
    fulfillments.push({ ...node, fulfillmentLineItems: await all(client, MORE_FULFILLMENT_LINES, node.id, node.fulfillmentLineItems, signal) })
  }
  return { ...work, fulfillments, fulfillmentOrders: { ...orders, nodes } }
}
