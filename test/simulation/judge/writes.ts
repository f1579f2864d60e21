import type { Fault } from './fault.ts'
import type { Ledger } from './ledger.ts'
import { fulfillmentOf, levelSets, type Logged, named, surelyNotDone } from './requests.ts'

/** What the judge has to know of the shop to read its log. */
export interface Catalog {
  /** Item → SKU. */
  readonly skuOf: ReadonlyMap<string, string>
  /** Fulfillment order → its order. */
  readonly orderOf: ReadonlyMap<string, string>
}

const ORDER_PAGES = /^(orders|fulfillmentOrders)$/
const LEVEL_PAGES = /^(inventoryItems|productVariants|location|locations|inventoryLevels)$/

/** No write of an intent is sent a second time unless somebody looked in between what had become of the first. */
export function judgeRepeats(log: readonly Logged[], { orderOf }: Catalog): Fault[] {
  const faults: Fault[] = []
  /** Intents that were sent and not looked at since: by what a look has to name. */
  const open = new Map<string, { first: number; names: readonly string[]; pages: RegExp }>()
  for (const request of log) {
    if (request.kind === 'read') {
      const seen = named(request)
      for (const [intent, { names, pages }] of open) {
        if (names.some((name) => seen.has(name)) || (seen.size === 0 && pages.test(request.operation))) open.delete(intent)
      }
      continue
    }
    for (const { intent, names, pages } of intentsOf(request, orderOf)) {
      const before = open.get(intent)
      if (before) faults.push({ name: 'second_write', text: `${intent}: sent as request ${before.first} and again as ${request.seq} at ${request.at}, nobody looked between` })
      if (!surelyNotDone(request)) open.set(intent, { first: request.seq, names, pages })
    }
  }
  return faults
}

function intentsOf(request: Logged, orderOf: Catalog['orderOf']): { intent: string; names: readonly string[]; pages: RegExp }[] {
  const levels = levelSets(request).map(({ item, location }) => ({ intent: `level of ${item} at ${location}`, names: [item], pages: LEVEL_PAGES }))
  const made = fulfillmentOf(request)
  if (!made) return levels
  const orders = made.subjects.flatMap((subject) => orderOf.get(subject) ?? [])
  return [...levels, { intent: `fulfillment of ${made.intent}`, names: [...made.subjects, ...orders], pages: ORDER_PAGES }]
}

/** No level write ever sets more than was free at some moment between its reading and its writing. */
export function judgeLevelWrites(log: readonly Logged[], { skuOf }: Catalog, ledger: Ledger, latest: number): Fault[] {
  const faults: Fault[] = []
  const readAt = new Map<string, number>()
  let pageAt = -Infinity
  for (const request of log) {
    const at = Date.parse(request.at)
    if (request.kind === 'read') {
      for (const id of named(request)) readAt.set(id, at)
      if (LEVEL_PAGES.test(request.operation)) pageAt = at
      continue
    }
    if (!request.applied || request.outcome !== 'ok') continue
    for (const { item, location, quantity } of levelSets(request)) {
      const sku = skuOf.get(item) ?? item
      const since = Math.max(readAt.get(item) ?? -Infinity, pageAt)
      // The log shows whole seconds, and a late effect comes up to `latest` after the request.
      const most = ledger.mostFree(sku, since - 1000, at + 1000 + (request.dropped ? latest : 0))
      if (quantity > Math.max(0, most)) faults.push({ name: 'level_too_high', text: `request ${request.seq} at ${request.at} set ${sku} at ${location} to ${quantity}; since it was read at most ${most} were free` })
    }
  }
  return faults
}
