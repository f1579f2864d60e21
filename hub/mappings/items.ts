import type { ItemDraft } from '../../core/model/drafts.ts'
import type { ConnectionId, Ref, Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import { skuOf } from '../../core/orders/intake.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { namedId } from '../orders/surroundings.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { decideAgain } from '../inventory/again.ts'
import { noted } from '../setup/noted.ts'
import { amend, make } from '../setup/save.ts'
import { reevaluate } from './reevaluate.ts'

/** What is not said stays. `buffer`: units kept back of it at this store, on top of the connection's. */
export interface ItemRow { item: Ref; sku?: Sku | null; buffer?: number }

export async function listItems(hub: Hub, scope: Scope, id: ConnectionId, page: PageOf): Promise<Listed<Stored<'items'>> | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && hub.store.list('itemsOfConnection', { merchantId: scope.merchantId, connectionId: id }, page)
}

/** A person says which SKU an item is (null: the store's own word again) and how much of it is kept back. Items that are not named stay as they are. */
export async function putItems(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly ItemRow[]): Promise<{ is: 'done'; items: readonly Stored<'items'>[] } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const skus = new Set<Sku>()
  for (const { item, sku, buffer } of rows) {
    const saved = await amend(hub, 'items', scope.merchantId, namedId(id, item), null, record => {
      // What it leaves may stand on one item alone now.
      if (record.sku !== null && sku !== undefined) skus.add(record.sku)
      return { ...withSku(record, sku), ...(buffer !== undefined && { buffer }) }
    })
    if (saved.is === 'refused') return saved.code === 'not_found' ? refuse('invalid_input', `The store has no item ${item}.`, { fields: [{ field: 'item', message: `unknown: ${item}` }] }) : saved
    if (sku !== undefined) for (const one of [saved.record.sku, sku]) if (one !== null) skus.add(one)
  }
  await markTwice(hub, connection, skus)
  await noted(hub, scope, `connection:${id}`, 'mapping.items_saved', ['items'], { rows: rows.length })
  if (skus.size > 0) await reevaluate(hub, scope, id)
  await decideAgain(hub, connection, rows.map(({ item }) => item))
  const items = await hub.store.getMany('items', scope.merchantId, rows.map(({ item }) => namedId(id, item)))
  return { is: 'done', items: items.filter(item => item !== null) }
}

function withSku(record: ItemMapping, sku: Sku | null | undefined): ItemMapping {
  if (sku === undefined) return record
  const { chosen: _chosen, ...rest } = record
  return sku === null ? rest : { ...rest, sku, chosen: true }
}

/** What the store says of its items now. Orders that waited for an item's SKU are looked at again. */
export async function placeItems(hub: Hub, connection: Stored<'connections'>, drafts: readonly ItemDraft[]): Promise<void> {
  const changed = new Set<Sku>()
  for (const draft of drafts) for (const sku of await placeItem(hub, connection, draft)) changed.add(sku)
  if (changed.size === 0) return
  await markTwice(hub, connection, changed)
  await reevaluate(hub, { merchantId: connection.merchantId, actor: { is: 'connection', id: connection.id } }, connection.id)
}

/** Answers the SKUs that it left or came to. */
async function placeItem(hub: Hub, connection: Stored<'connections'>, draft: ItemDraft): Promise<Sku[]> {
  const { merchantId, id: connectionId } = connection
  const now = hub.clock.now()
  const sku = skuOf(draft.sku)
  const id = namedId(connectionId, draft.ref)
  const before = await hub.store.get('items', merchantId, id)
  const looks = (item: ItemMapping): string => JSON.stringify([item.sku, item.name, item.tracked])
  const said: ItemMapping = { id, merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, item: draft.ref, sku, name: draft.name, tracked: draft.tracked, twice: false, seenAt: now, changedAt: draft.updatedAt }
  const next = before?.chosen ? before.sku : sku
  if (before && looks(before) === looks({ ...said, sku: next })) {
    // Something of it changed that is not kept here: what the store refused of it may be taken now.
    if ((draft.updatedAt ?? 0) > (before.changedAt ?? 0)) await amend(hub, 'items', merchantId, id, null, record => ({ ...record, changedAt: draft.updatedAt }))
    return []
  }
  // Marked before it joins: a death in between leaves numbers untold, never told twice.
  const joins = next !== null && next !== before?.sku && await markOthers(hub, connection, next)
  if (!before) {
    await make(hub, 'items', merchantId, { ...said, twice: joins })
    return sku === null ? [] : [sku]
  }
  await amend(hub, 'items', merchantId, id, null, record => ({ ...record, name: draft.name, tracked: draft.tracked, sku: record.chosen ? record.sku : sku, twice: record.twice || joins, seenAt: now, changedAt: draft.updatedAt }))
  return [before.sku, sku].filter(one => one !== null)
}

/** True where others have this SKU; they are marked. */
async function markOthers(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, sku: Sku): Promise<boolean> {
  const { items } = await hub.store.list('itemsOfSku', { merchantId, connectionId, sku }, { limit: 1_000 })
  for (const item of items.filter(({ twice }) => !twice)) await amend(hub, 'items', merchantId, item.id, null, record => ({ ...record, twice: record.twice || record.sku === sku }))
  return items.length > 0
}

/** A SKU on several items cannot be told apart: all of them are marked, and none is published or guessed. */
async function markTwice(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, skus: Iterable<Sku>): Promise<void> {
  for (const sku of skus) {
    const { items } = await hub.store.list('itemsOfSku', { merchantId, connectionId, sku }, { limit: 1_000 })
    for (const item of items.filter(({ twice }) => twice !== items.length > 1)) {
      await amend(hub, 'items', merchantId, item.id, null, record => ({ ...record, twice: record.sku === sku ? items.length > 1 : record.twice }))
    }
  }
}

export interface ItemsReport { matched: number; twice: number; withoutSku: number; unknown: number }

/** How many of the store's items have a SKU of their own, one that stands twice, none, or one that is not among the merchant's products. */
export async function itemsReport(hub: Hub, scope: Scope, id: ConnectionId): Promise<ItemsReport | null> {
  if (!await connectionOf(hub, scope, id)) return null
  const { items: [anyProduct] } = await hub.store.list('productsBySku', { merchantId: scope.merchantId }, { limit: 1 })
  const report: ItemsReport = { matched: 0, twice: 0, withoutSku: 0, unknown: 0 }
  let after: string | null = null
  do {
    const page: Listed<Stored<'items'>> = await hub.store.list('itemsOfConnection', { merchantId: scope.merchantId, connectionId: id }, { limit: 500, after })
    const products = anyProduct ? await hub.store.getMany('products', scope.merchantId, page.items.map(({ sku }) => sku ?? '')) : null
    for (const [at, item] of page.items.entries()) report[verdictOn(item, products !== null && products[at] === null)] += 1
    after = page.next
  } while (after !== null)
  return report
}

function verdictOn(item: ItemMapping, isUnknown: boolean): keyof ItemsReport {
  if (item.sku === null) return 'withoutSku'
  if (item.twice) return 'twice'
  return isUnknown ? 'unknown' : 'matched'
}
