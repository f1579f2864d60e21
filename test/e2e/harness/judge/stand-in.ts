// The judge's eyes: reads the stand-in as any client of the vendor would, and its sandbox. Nothing of ours is imported below this folder.

export interface SoldLine { id: string; sku: string | null; quantity: number; currentQuantity: number }
export interface MadeFulfillment { id: string; status: string; numbers: string[]; lines: { lineId: string; quantity: number }[] }
/** An order as the vendor's own API shows it. */
export interface SoldOrder { id: string; name: string; paid: boolean; cancelledAt: string | null; status: string; lines: SoldLine[]; fulfillments: MadeFulfillment[] }
export interface ShownLevel { sku: string | null; itemId: string; locationId: string; location: string; available: number; committed: number }
export interface Request { seq: number; at: string; operation: string; name: string | null; kind: 'read' | 'write'; variables: Record<string, unknown>; outcome: string; applied: boolean; dropped: boolean; fault: string | null }
/** A level as the vendor's own API shows it. */
export interface SeenLevel { sku: string | null; location: string; available: number; committed: number }
interface Work { id: string; status: string; location: string; lines: { lineItemId: string; sku: string | null; total: number; remaining: number }[] }
export interface Truth {
  orders: { id: string; name: string; cancelledAt: string | null; fulfillmentOrders: Work[] }[]
  levels: ShownLevel[]
  log: Request[]
  calls: Record<string, number>
  webhooks: { sent: number; failed: number; dropped: number; gaveUp: number }
  held: { what: string; why: string }[]
}

export interface StandIn {
  /** All orders, page by page, over the vendor's API. */
  orders(): Promise<SoldOrder[]>
  /** Every level, page by page, over the vendor's API. */
  levels(): Promise<SeenLevel[]>
  truth(after?: number): Promise<Truth>
}

const ORDERS = `query Judge($after: String) { orders(first: 50, after: $after, sortKey: CREATED_AT) {
  pageInfo { hasNextPage endCursor }
  nodes { id name displayFinancialStatus displayFulfillmentStatus cancelledAt
    lineItems(first: 50) { nodes { id sku quantity currentQuantity } }
    fulfillments(first: 20) { id status trackingInfo(first: 10) { number } fulfillmentLineItems(first: 50) { nodes { quantity lineItem { id } } } } } } }`

const LEVELS = `query JudgeLevels($after: String) { inventoryItems(first: 100, after: $after) {
  pageInfo { hasNextPage endCursor }
  nodes { sku inventoryLevels(first: 5) { nodes { location { name } quantities(names: ["available", "committed"]) { name quantity } } } } } }`

interface ItemNode { sku: string | null; inventoryLevels: { nodes: { location: { name: string }; quantities: { name: string; quantity: number }[] }[] } }
interface Node {
  id: string; name: string; displayFinancialStatus: string; displayFulfillmentStatus: string; cancelledAt: string | null
  lineItems: { nodes: SoldLine[] }
  fulfillments: { id: string; status: string; trackingInfo: { number: string | null }[]; fulfillmentLineItems: { nodes: { quantity: number; lineItem: { id: string } }[] } }[]
}
interface Nodes<T> { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: T[] }
interface Page { data?: Record<string, Nodes<never>>; errors?: { message: string; extensions?: { code?: string } }[] }

/** 50 ms apart: the shop's bucket of points fills meanwhile. */
const TRIES = 200
/** The query itself is wrong. */
class Refused extends Error {}

export function standInOf({ url, sandbox, token }: { url: string; sandbox: string; token: string }): StandIn {
  const once = async (query: string, after: string | null): Promise<Page | null> => {
    const answer = await fetch(`${url}/admin/api/2026-10/graphql.json`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-shopify-access-token': token }, body: JSON.stringify({ query, variables: { after } }) })
    const read = (await answer.json()) as Page
    if (read.data) return read
    if (answer.ok && read.errors?.[0]?.extensions?.code !== 'THROTTLED') throw new Refused(JSON.stringify(read.errors))
    return null
  }
  /** The stand-in's faults meet the judge too: a page is asked for until it comes, or two thousand orders would never be seen whole. */
  const page = async (query: string, after: string | null): Promise<Page> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const read = await once(query, after).catch((error: unknown) => { if (error instanceof Refused) throw error; return null })
      if (read) return read
      await new Promise((resolve) => { setTimeout(resolve, 50) })
    }
    throw new Error('the stand-in gave the judge no answer')
  }
  const all = async <T>(query: string, name: string): Promise<T[]> => {
    const nodes: T[] = []
    for (let after: string | null = null; ;) {
      const read: Nodes<T> | undefined = (await page(query, after)).data?.[name]
      nodes.push(...(read?.nodes ?? []))
      if (!read?.pageInfo.hasNextPage) return nodes
      after = read.pageInfo.endCursor
    }
  }
  return {
    orders: async () => (await all<Node>(ORDERS, 'orders')).map(seen),
    levels: async () => (await all<ItemNode>(LEVELS, 'inventoryItems')).flatMap(({ sku, inventoryLevels }) => inventoryLevels.nodes.map(({ location, quantities }) => {
      const units = (name: string): number => quantities.find((one) => one.name === name)?.quantity ?? 0
      return { sku, location: location.name, available: units('available'), committed: units('committed') }
    })),
    truth: async (after = 0) => (await (await fetch(`${sandbox}/state?after=${after}`)).json()) as Truth,
  }
}

function seen(node: Node): SoldOrder {
  return {
    id: node.id, name: node.name, paid: node.displayFinancialStatus === 'PAID', cancelledAt: node.cancelledAt, status: node.displayFulfillmentStatus, lines: node.lineItems.nodes,
    fulfillments: node.fulfillments.map(({ id, status, trackingInfo, fulfillmentLineItems }) => ({
      id, status, numbers: trackingInfo.flatMap(({ number }) => (number === null ? [] : [number])), lines: fulfillmentLineItems.nodes.map(({ quantity, lineItem }) => ({ lineId: lineItem.id, quantity })),
    })),
  }
}
