import type { ConnectionId, Sku } from '../../core/model/ids.ts'
import type { Order, OrderLink } from '../../core/model/order.ts'
import { countedThere, type Seen } from '../../core/orders/counted-there.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type OpenConnection, openConnection } from '../calls/open.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { findAll } from '../stock/pages.ts'
import { getEach } from './get-each.ts'
import { oursOf } from './ours.ts'

/**
 * Reads again, at a store that counts their units as sold, the orders that came here by another road: how much of them still stands open
 * there, and where. Nothing is imported by it. `skus`: only orders that have one of these. False: the store could not be asked, so nothing may
 * be decided on what it counts.
 */
export async function readCounted(hub: Hub, connection: Stored<'connections'>, skus: ReadonlySet<Sku> | null): Promise<boolean> {
  const { merchantId, id } = connection
  const followed = (await findAll(hub.store, 'orders', merchantId, `counted:${id}`)).filter(order => skus === null || order.lines.some(({ sku }) => sku !== null && skus.has(sku)))
  if (followed.length === 0) return true
  const open = await openConnection(hub, connection)
  const { orders: source } = open.can
  if (!source) return true
  for (let at = 0; at < followed.length; at += source.batch) {
    const batch = followed.slice(at, at + source.batch)
    const seen = await ask(hub, open, batch.map(order => linkOf(order, id)?.externalId ?? ''))
    if (seen === null) return false
    for (const [index, order] of batch.entries()) await take(hub, connection, order, seen[index] ?? 'unseen')
  }
  return true
}

const linkOf = (order: Order, connectionId: ConnectionId): OrderLink | undefined => order.links.find(link => link.connectionId === connectionId && link.open !== undefined)

async function take(hub: Hub, connection: Stored<'connections'>, order: Order, said: Seen): Promise<void> {
  const { merchantId, id } = connection
  const seen = typeof said === 'object' ? await oursOf(hub, connection, said) : said
  const context = { now: hub.clock.now(), actor: { is: 'connection', id } as const, commandKey: null }
  await change(hub, merchantId, order.id, found => countedThere(found, id, seen, context))
}

/** null: weather, ask again. One that cannot be read is unseen. A store that will not let us read its orders leaves all of them unseen: then nothing of them counts as known. */
async function ask(hub: Hub, open: OpenConnection, refs: readonly string[]): Promise<readonly Seen[] | null> {
  const { orders: source } = open.can
  if (!source) return refs.map(() => 'unseen')
  try {
    return (await getEach(hub, open, source, refs)).map(one => {
      if (!(one instanceof VendorError)) return one === undefined || one === 'hidden' ? 'unseen' : one
      hub.log.warn('counted_not_read', { connectionId: open.connection.id, merchantId: open.connection.merchantId, error: one })
      return 'unseen'
    })
  } catch (error) {
    if (error instanceof VendorError && (error.kind === 'unavailable' || error.kind === 'throttled' || error.kind === 'conflict' || error.code === 'token_refused')) return null
    hub.log.warn('counted_not_read', { connectionId: open.connection.id, merchantId: open.connection.merchantId, error })
    return refs.map(() => 'unseen')
  }
}
