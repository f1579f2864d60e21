import type { Request, Truth } from './stand-in.ts'

/** A write as an intent: what it wants to bring about, and whose reading tells what became of it. */
interface Intent { key: string; subject: string }
interface LevelWish { item: string; location: string; quantity: number; from: number | null }

/**
 * The far end's own request log: no write of an intent is sent a second time unless what it is about was read in between. A request that
 * did nothing, and was answered so (throttled, refused as a whole), may be followed by another.
 */
export function judgeRepeats({ log, orders }: Pick<Truth, 'log' | 'orders'>): string[] {
  const orderOf = new Map(orders.flatMap(({ id, fulfillmentOrders }) => fulfillmentOrders.map((work) => [work.id, id] as const)))
  const faults: string[] = []
  const open = new Map<string, { seq: number; subject: string }>()
  for (const request of log) {
    if (request.kind === 'read') {
      const named = new Set(texts(request.variables))
      for (const [key, { subject }] of open) if (named.has(subject)) open.delete(key)
      continue
    }
    for (const { key, subject } of intentsOf(request, orderOf)) {
      const before = open.get(key)
      if (before) faults.push(`${key}: request ${before.seq} and again ${request.seq}, and nobody read ${subject} in between`)
      if (mayHaveActed(request)) open.set(key, { seq: request.seq, subject })
    }
  }
  return faults
}

/** False: the far end did nothing, and the caller was told so. A refusal whose answer was lost says nothing to the caller. */
const mayHaveActed = ({ applied, dropped, outcome }: Request): boolean => dropped || (applied && outcome !== 'refused')

function intentsOf(request: Request, orderOf: ReadonlyMap<string, string>): Intent[] {
  if (request.operation === 'fulfillmentCreate') {
    return [...new Set(fulfilledIn(request))].map((work) => ({ key: `fulfil ${work}`, subject: orderOf.get(work) ?? work }))
  }
  return levelsIn(request).map(({ item, location }) => ({ key: `set ${item} at ${location}`, subject: item }))
}

/** The fulfillment orders that a request fulfils from. */
export function fulfilledIn({ operation, variables }: Request): string[] {
  if (operation !== 'fulfillmentCreate') return []
  const wish = variables['fulfillment'] as { lineItemsByFulfillmentOrder: { fulfillmentOrderId: string }[] }
  return wish.lineItemsByFulfillmentOrder.map(({ fulfillmentOrderId }) => fulfillmentOrderId)
}

/** The numbers that a request sets; a quantity that it only compares sets nothing. */
export function levelsIn({ operation, variables }: Request): LevelWish[] {
  if (operation !== 'inventorySetQuantities') return []
  const { quantities } = variables['input'] as { quantities: { inventoryItemId: string; locationId: string; quantity: number; changeFromQuantity?: number | null }[] }
  return quantities.filter(({ quantity, changeFromQuantity }) => quantity !== changeFromQuantity).map(({ inventoryItemId, locationId, quantity, changeFromQuantity }) => ({ item: inventoryItemId, location: locationId, quantity, from: changeFromQuantity ?? null }))
}

/** Every text in a request's variables: the ids that it names are among them. */
export function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(texts)
}
