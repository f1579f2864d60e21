import type { ItemDraft } from '../../core/model/drafts.ts'
import type { Instant, Ref } from '../../core/model/ids.ts'
import type { Source } from '../../core/ports/connector.ts'
import type { Listed, Stored } from '../../core/ports/store.ts'
import type { OpenConnection } from '../calls/open.ts'
import type { Hub, Scope } from '../hub.ts'
import { namedId } from '../orders/surroundings.ts'
import { getEach } from '../receive/get-each.ts'
import { markTwice } from './items.ts'
import { countAgain } from './items-report.ts'
import { reevaluate, reevaluateSkus } from './reevaluate.ts'

/**
 * Some of the items that a full pass begun at `since` did not see are asked about by name, because a page may lag behind an item that
 * is there; what the store says is gone is forgotten. Answers where to go on, or null where all were asked.
 */
export async function askUnseen(hub: Hub, open: OpenConnection, source: Source<ItemDraft>, since: Instant, from: string | null): Promise<string | null> {
  const { connection } = open
  const { unseen, next } = await nextUnseen(hub, connection, since, from, source.batch)
  if (unseen.length > 0) {
    // One of which the vendor cannot tell stays, and the next pass asks again.
    const said = await getEach(hub, open, source, unseen.map(({ item }) => item))
    await forget(hub, connection, unseen.filter((_item, at) => said[at] === 'gone'))
  }
  // A death may have kept orders from being looked at after what held them was gone: once a pass all that wait are.
  if (next === null) await reevaluate(hub, asked(connection), connection.id)
  return next
}

/** The store was asked for this item and says that it is gone. One that never came here leaves no trace. */
export async function goneItem(hub: Hub, connection: Stored<'connections'>, ref: Ref): Promise<void> {
  const item = await hub.store.get('items', connection.merchantId, namedId(connection.id, ref))
  if (item && item.goneAt === undefined) await forget(hub, connection, [item])
}

/** The unseen ones of the next page that has any; they are listed in the order of their names. */
async function nextUnseen(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, since: Instant, from: string | null, limit: number): Promise<{ unseen: Stored<'items'>[]; next: string | null }> {
  for (let after = from; ;) {
    const page: Listed<Stored<'items'>> = await hub.store.list('itemsOfConnection', { merchantId, connectionId }, { limit, after })
    const unseen = page.items.filter(({ seenAt }) => seenAt < since)
    if (unseen.length > 0 || page.next === null) return { unseen, next: page.next }
    after = page.next
  }
}

/** What a person chose of them is kept, should they come back. One that changed meanwhile is there, or is asked about by the next pass. */
async function forget(hub: Hub, connection: Stored<'connections'>, items: readonly Stored<'items'>[]): Promise<void> {
  if (items.length === 0) return
  const skus = new Set(items.flatMap(({ sku }) => (sku === null ? [] : [sku])))
  // What shares a SKU with them comes first: they are in no list afterwards, so that a death in between could not be mended.
  await markTwice(hub, connection, skus, new Set(items.map(({ item }) => item)))
  const now = hub.clock.now()
  const written = await hub.store.replaceMany('items', items.map(item => ({ ...item, twice: false, goneAt: now, updatedAt: now })))
  if (written.some(({ is }) => is !== 'done')) await markTwice(hub, connection, skus)
  hub.log.info('items_gone', { merchantId: connection.merchantId, connectionId: connection.id, count: written.filter(({ is }) => is === 'done').length })
  await countAgain(hub, connection)
  await reevaluateSkus(hub, asked(connection), skus)
}

const asked = ({ merchantId, id }: Stored<'connections'>): Scope => ({ merchantId, actor: { is: 'connection', id } })
