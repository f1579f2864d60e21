import type { ItemDraft } from '../../core/model/drafts.ts'
import type { ConnectionId, Ref, Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import { skuOf } from '../../core/orders/intake.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { findingOf, keepFinding } from '../connecting/findings.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { namedId } from '../orders/surroundings.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { decideAgain } from '../inventory/again.ts'
import { noted } from '../setup/noted.ts'
import { amend } from '../setup/save.ts'
import { countAgain } from './items-report.ts'
import { reevaluate, reevaluateSkus } from './reevaluate.ts'

/** What is not said stays. `buffer`: units kept back of it at this store, on top of the connection's. */
export interface ItemRow { item: Ref; sku?: Sku | null; buffer?: number }

export async function listItems(hub: Hub, scope: Scope, id: ConnectionId, page: PageOf): Promise<Listed<Stored<'items'>> | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && hub.store.list('itemsOfConnection', { merchantId: scope.merchantId, connectionId: id }, page)
}

/** A person says which SKU an item is (null: the store's own word again) and how much of it is kept back. Items that are not named stay as they are. */
export async function putItems(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly ItemRow[], as: 'save' | 'undo' = 'save'): Promise<{ is: 'done'; items: readonly Stored<'items'>[] } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const before = await itemRows(hub, connection, rows)
  const strange = rows.find(({ item }) => !before.some(one => one.item === item))
  if (strange) return refuse('invalid_input', `The store has no item ${strange.item}.`, { fields: [{ field: 'item', message: `unknown: ${strange.item}` }] })
  if (as === 'save') await keepFinding(hub, connection, 'undo:items', { before, after: before.map(one => ({ ...one, ...rows.find(({ item }) => item === one.item) })) }, (await findingOf(hub, connection, 'undo:items')).record)
  const skus = new Set<Sku>()
  for (const { item, sku, buffer } of rows) {
    if (sku !== null && sku !== undefined) await markOthers(hub, connection, sku, [], item)
    const saved = await amend(hub, 'items', scope.merchantId, namedId(id, item), null, record => {
      // What it leaves may stand on one item alone now.
      if (record.sku !== null && sku !== undefined) skus.add(record.sku)
      return { ...withSku(record, sku), ...(buffer !== undefined && { buffer }) }
    })
    if (saved.is === 'refused') return saved
    if (sku !== undefined && saved.record.sku !== null) skus.add(saved.record.sku)
  }
  await markTwice(hub, connection, skus)
  await countAgain(hub, connection)
  await noted(hub, scope, `connection:${id}`, as === 'save' ? 'mapping.items_saved' : 'mapping.items_undone', ['items'], { rows: rows.length })
  if (skus.size > 0) await reevaluate(hub, scope, id, as)
  await decideAgain(hub, connection, rows.map(({ item }) => item))
  const items = await hub.store.getMany('items', scope.merchantId, rows.map(({ item }) => namedId(id, item)))
  return { is: 'done', items: items.filter(item => item !== null) }
}

function withSku(record: ItemMapping, sku: Sku | null | undefined): ItemMapping {
  if (sku === undefined) return record
  const { chosen, said, ...rest } = record
  const own = chosen ? said ?? null : record.sku
  return sku === null ? { ...rest, sku: own } : { ...rest, sku, chosen: true, said: own }
}

/** The named items of the store, each with the SKU that a person chose and what is kept back. */
export async function itemRows(hub: Hub, { id, merchantId }: Stored<'connections'>, named: readonly Pick<ItemRow, 'item'>[]): Promise<Required<ItemRow>[]> {
  const records = await hub.store.getMany('items', merchantId, named.map(({ item }) => namedId(id, item)))
  return records.flatMap(record => (record ? [{ item: record.item, sku: record.chosen ? record.sku : null, buffer: record.buffer ?? 0 }] : []))
}

/**
 * What the store says of its items now; one that was gone is there again. Orders that waited for an item's SKU are looked at again.
 * `isFull`: those of which nothing changed are written down as seen too.
 */
export async function placeItems(hub: Hub, connection: Stored<'connections'>, drafts: readonly ItemDraft[], isFull = false): Promise<void> {
  const changed = new Set<Sku>()
  // One a page: a store that names an item twice on it means what it said last.
  const said = [...new Map(drafts.map(draft => [draft.ref, draft])).values()]
  const known = await hub.store.getMany('items', connection.merchantId, said.map(({ ref }) => namedId(connection.id, ref)))
  const fresh: ItemMapping[] = []
  const seen: ItemMapping[] = []
  for (const [at, draft] of said.entries()) {
    const before = known[at] ?? null
    const item = itemOf(hub, connection, draft, before)
    if (before && looks(before) === looks(item)) {
      // Something of it changed that is not kept here: what the store refused of it may be taken now.
      if ((draft.updatedAt ?? 0) > (before.changedAt ?? 0)) await amend(hub, 'items', connection.merchantId, item.id, null, record => ({ ...record, seenAt: item.seenAt, changedAt: draft.updatedAt }))
      else if (isFull) seen.push({ ...before, seenAt: item.seenAt })
      continue
    }
    // Marked before it joins: a death in between leaves numbers untold, never told twice.
    const joins = item.sku !== null && (item.sku !== before?.sku || before.goneAt !== undefined) && await markOthers(hub, connection, item.sku, fresh)
    if (before) await amend(hub, 'items', connection.merchantId, item.id, null, ({ goneAt: _back, ...record }) => ({ ...record, name: item.name, tracked: item.tracked, ...(record.chosen ? { said: skuOf(draft.sku) } : { sku: skuOf(draft.sku) }), twice: record.twice || joins, seenAt: item.seenAt, changedAt: draft.updatedAt }))
    else fresh.push({ ...item, twice: joins })
    for (const sku of [before?.sku ?? null, item.sku]) if (sku !== null) changed.add(sku)
  }
  await hub.store.insertMany('items', fresh)
  // Where somebody was faster it counts as not seen, which is asked about before anything comes of it.
  if (seen.length > 0) await hub.store.replaceMany('items', seen)
  if (changed.size === 0 && fresh.length === 0) return
  await markTwice(hub, connection, changed)
  await countAgain(hub, connection)
  await reevaluateSkus(hub, { merchantId: connection.merchantId, actor: { is: 'connection', id: connection.id } }, changed)
}

const looks = ({ sku, said, name, tracked, goneAt }: ItemMapping): string => JSON.stringify([sku, said, name, tracked, goneAt])

/** The item as the store says it is; the SKU that a person chose stays. */
function itemOf(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, { ref, sku, name, tracked, updatedAt: changedAt }: ItemDraft, before: ItemMapping | null): ItemMapping {
  const now = hub.clock.now()
  return { id: namedId(connectionId, ref), merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, item: ref, sku: before?.chosen ? before.sku : skuOf(sku), ...(before?.chosen && { said: skuOf(sku) }), name: name ?? before?.name ?? sku ?? '', tracked, twice: false, seenAt: now, changedAt }
}

/** True where others than `own` have this SKU, in the store or among `fresh`, which are not stored yet; they are marked. */
async function markOthers(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, sku: Sku, fresh: ItemMapping[], own?: Ref): Promise<boolean> {
  const items = (await hub.store.list('itemsOfSku', { merchantId, connectionId, sku }, { limit: 1_000 })).items.filter(({ item }) => item !== own)
  for (const item of items.filter(({ twice }) => !twice)) await amend(hub, 'items', merchantId, item.id, null, record => ({ ...record, twice: record.twice || record.sku === sku }))
  const beside = fresh.filter(item => item.sku === sku)
  for (const item of beside) item.twice = true
  return items.length + beside.length > 0
}

/** A SKU on several items cannot be told apart: all of them are marked, and none is published or guessed. `gone` count no more. */
export async function markTwice(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, skus: Iterable<Sku>, gone: ReadonlySet<Ref> = new Set()): Promise<void> {
  for (const sku of skus) {
    const items = (await hub.store.list('itemsOfSku', { merchantId, connectionId, sku }, { limit: 1_000 })).items.filter(({ item }) => !gone.has(item))
    for (const item of items.filter(({ twice }) => twice !== items.length > 1)) {
      await amend(hub, 'items', merchantId, item.id, null, record => ({ ...record, twice: record.sku === sku ? items.length > 1 : record.twice }))
    }
  }
}
