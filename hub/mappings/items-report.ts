import type { ConnectionId, Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import type { PageOf, Stored } from '../../core/ports/store.ts'
import { findingOf, type ItemsReport, keepFinding } from '../connecting/findings.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'

/** Where an item stands: its SKU is a product of ours and its own; not among the products; on several items; or there is none. */
export const ITEM_STATES = ['matched', 'unknown', 'twice', 'without_sku'] as const
export type ItemState = (typeof ITEM_STATES)[number]

type Connection = Pick<Stored<'connections'>, 'id' | 'merchantId'>
export interface Reported { report: ItemsReport; at: number }

/** How long a count is good for while the store is still being read: at most a twentieth of the time goes into counting. */
const REST = 20

/**
 * All items of the store counted by where they stand. Counted anew only where something may have changed since: a page of items was
 * read, a person chose, products were added (a merchant with more than 10,000 of them waits for the next reading of items).
 * `isRead` false: the first reading is under way, and every page of it changes them.
 */
export async function itemsReport(hub: Hub, connection: Connection, isRead = true): Promise<Reported> {
  const { record, found } = await findingOf(hub, connection, 'items')
  const as = await stampOf(hub, connection)
  if (found && (found.as === as || (!isRead && hub.clock.now() - found.at < REST * found.took))) return { report: found.report, at: found.at }
  const at = hub.clock.now()
  const report = await countItems(hub, connection)
  await keepFinding(hub, connection, 'items', { report, as, at, took: hub.clock.now() - at }, record)
  return { report, at }
}

/** The items changed: what was counted is counted again when somebody asks. After the change, and whoever counts meanwhile keeps nothing. */
export async function countAgain(hub: Hub, connection: Connection): Promise<void> {
  const { record, found } = await findingOf(hub, connection, 'items')
  await keepFinding(hub, connection, 'items', found ? { ...found, as: null } : NOTHING, record)
}

const NOTHING = { report: { total: 0, matched: 0, unknown: 0, twice: 0, withoutSku: 0, untracked: 0 }, as: null, at: 0, took: 0 }

/** A page that was read raises the version of its cursor, after its items were stored. */
async function stampOf(hub: Hub, { id, merchantId }: Connection): Promise<string> {
  const cursors = await hub.store.getMany('cursors', merchantId, [`${id}:items`, `${id}:items.full`])
  const products = await hub.store.count('productsBySku', { merchantId })
  return JSON.stringify([...cursors.map(cursor => cursor?.version ?? 0), products.value])
}

const PAGE = 1_000

async function countItems(hub: Hub, { id, merchantId }: Connection): Promise<ItemsReport> {
  const report: ItemsReport = { ...NOTHING.report }
  const judge = await judgeOf(hub, merchantId)
  for (let after: string | null = null; ;) {
    const page: { items: readonly Stored<'items'>[]; next: string | null } = await hub.store.list('itemsOfConnection', { merchantId, connectionId: id }, { limit: PAGE, after })
    for (const { item, state } of await judge(page.items)) {
      report.total += 1
      report[state === 'without_sku' ? 'withoutSku' : state] += 1
      if (state === 'matched' && !item.tracked) report.untracked += 1
    }
    if (page.next === null) return report
    after = page.next
  }
}

type Judge = (items: readonly Stored<'items'>[]) => Promise<{ item: Stored<'items'>; state: ItemState }[]>

/** A merchant who keeps no products at all knows every SKU (S1.23). */
async function judgeOf(hub: Hub, merchantId: Stored<'connections'>['merchantId']): Promise<Judge> {
  const { items: [any] } = await hub.store.list('productsBySku', { merchantId }, { limit: 1 })
  return async items => {
    const skus = [...new Set(items.flatMap(({ sku, twice }) => (sku === null || twice ? [] : [sku])))]
    const products = any && skus.length > 0 ? await hub.store.getMany('products', merchantId, skus) : []
    const known = new Set<Sku>(any ? products.flatMap(product => (product ? [product.sku] : [])) : skus)
    return items.map(item => ({ item, state: stateOf(item, known) }))
  }
}

function stateOf({ sku, twice }: ItemMapping, known: ReadonlySet<Sku>): ItemState {
  if (sku === null) return 'without_sku'
  if (twice) return 'twice'
  return known.has(sku) ? 'matched' : 'unknown'
}

/** Items that one request looks at. */
const LOOKED_AT = 5_000

/** Items in this state. A page may be short of `limit`, even empty, while there is a next one: so many are looked at for one request, and not all of 100,000. */
export async function listItemsIn(hub: Hub, scope: Scope, id: ConnectionId, state: ItemState, page: PageOf): Promise<{ items: Stored<'items'>[]; next: string | null } | null> {
  if (!await connectionOf(hub, scope, id)) return null
  const judge = await judgeOf(hub, scope.merchantId)
  const found: Stored<'items'>[] = []
  let after = page.after ?? null
  for (let looked = 0; ;) {
    const { items, next } = await hub.store.list('itemsOfConnection', { merchantId: scope.merchantId, connectionId: id }, { limit: page.limit - found.length, after })
    for (const one of await judge(items)) if (one.state === state) found.push(one.item)
    looked += items.length
    after = next
    if (next === null || found.length * 2 >= page.limit || looked >= LOOKED_AT) return { items: found, next: after }
  }
}
