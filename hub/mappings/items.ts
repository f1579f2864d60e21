import type { ItemDraft } from '../../core/model/drafts.ts'
import type { ConnectionId, Ref, Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import { skuOf } from '../../core/orders/intake.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { namedId } from '../orders/surroundings.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { amend } from '../setup/save.ts'
import { countAgain } from './items-report.ts'
import { reevaluate } from './reevaluate.ts'

export interface ItemRow { item: Ref; sku: Sku | null }

export async function listItems(hub: Hub, scope: Scope, id: ConnectionId, page: PageOf): Promise<Listed<Stored<'items'>> | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && hub.store.list('itemsOfConnection', { merchantId: scope.merchantId, connectionId: id }, page)
}

/** A person says which SKU an item is (null: the store's own word again). Items that are not named stay as they are. */
export async function putItems(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly ItemRow[]): Promise<{ is: 'done'; items: readonly Stored<'items'>[] } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const skus = new Set<Sku>()
  for (const { item, sku } of rows) {
    const saved = await amend(hub, 'items', scope.merchantId, namedId(id, item), null, record => {
      const { chosen: _chosen, ...rest } = record
      // What it leaves may stand on one item alone now.
      if (record.sku !== null) skus.add(record.sku)
      return sku === null ? { ...rest } : { ...rest, sku, chosen: true }
    })
    if (saved.is === 'refused') return saved.code === 'not_found' ? refuse('invalid_input', `The store has no item ${item}.`, { fields: [{ field: 'item', message: `unknown: ${item}` }] }) : saved
    for (const one of [saved.record.sku, sku]) if (one !== null) skus.add(one)
  }
  await markTwice(hub, connection, skus)
  await countAgain(hub, connection)
  await noted(hub, scope, `connection:${id}`, 'mapping.items_saved', ['items'], { rows: rows.length })
  await reevaluate(hub, scope, id)
  const items = await hub.store.getMany('items', scope.merchantId, rows.map(({ item }) => namedId(id, item)))
  return { is: 'done', items: items.filter(item => item !== null) }
}

/** What the store says of its items now. Orders that waited for an item's SKU are looked at again. */
export async function placeItems(hub: Hub, connection: Stored<'connections'>, drafts: readonly ItemDraft[]): Promise<void> {
  const changed = new Set<Sku>()
  // One a page: a store that names an item twice on it means what it said last.
  const said = [...new Map(drafts.map(draft => [draft.ref, draft])).values()]
  const known = await hub.store.getMany('items', connection.merchantId, said.map(({ ref }) => namedId(connection.id, ref)))
  const fresh: ItemMapping[] = []
  for (const [at, draft] of said.entries()) {
    const before = known[at] ?? null
    const item = itemOf(hub, connection, draft, before)
    if (before && looks(before) === looks(item)) continue
    // Marked before it joins: a death in between leaves numbers untold, never told twice.
    const joins = item.sku !== null && item.sku !== before?.sku && await markOthers(hub, connection, item.sku, fresh)
    if (before) await amend(hub, 'items', connection.merchantId, item.id, null, record => ({ ...record, name: item.name, tracked: item.tracked, sku: record.chosen ? record.sku : skuOf(draft.sku), twice: record.twice || joins, seenAt: item.seenAt }))
    else fresh.push({ ...item, twice: joins })
    for (const sku of [before?.sku ?? null, item.sku]) if (sku !== null) changed.add(sku)
  }
  await hub.store.insertMany('items', fresh)
  if (changed.size === 0 && fresh.length === 0) return
  await markTwice(hub, connection, changed)
  await countAgain(hub, connection)
  await reevaluate(hub, { merchantId: connection.merchantId, actor: { is: 'connection', id: connection.id } }, connection.id)
}

const looks = ({ sku, name, tracked }: ItemMapping): string => JSON.stringify([sku, name, tracked])

/** The item as the store says it is; the SKU that a person chose stays. */
function itemOf(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, { ref, sku, name, tracked }: ItemDraft, before: ItemMapping | null): ItemMapping {
  const now = hub.clock.now()
  return { id: namedId(connectionId, ref), merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, item: ref, sku: before?.chosen ? before.sku : skuOf(sku), name, tracked, twice: false, seenAt: now }
}

/** True where others have this SKU, in the store or among `fresh`, which are not stored yet; they are marked. */
async function markOthers(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, sku: Sku, fresh: ItemMapping[]): Promise<boolean> {
  const { items } = await hub.store.list('itemsOfSku', { merchantId, connectionId, sku }, { limit: 1_000 })
  for (const item of items.filter(({ twice }) => !twice)) await amend(hub, 'items', merchantId, item.id, null, record => ({ ...record, twice: record.twice || record.sku === sku }))
  const beside = fresh.filter(item => item.sku === sku)
  for (const item of beside) item.twice = true
  return items.length + beside.length > 0
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
