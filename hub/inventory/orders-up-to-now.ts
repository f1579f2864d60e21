import type { Instant, Sku } from '../../core/model/ids.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { readCounted } from '../receive/counted-there.ts'
import { dueNow } from '../receive/pages.ts'
import { pollDueSources } from '../receive/poll.ts'

/** Both by their own time: an order's work may have moved to another location without its own. */
const SOURCES = ['orders', 'orders.moved']

/**
 * Brings a store's orders up to now: those that it counted in levels read before are here afterwards. True where they are, or where its
 * orders do not come by this connection: then its own count of what it sold stands for them. Orders of its that came by another road are read
 * again too, those with one of these SKUs. False: not all could be read in time.
 */
export async function ordersUpToNow(hub: Hub, connection: Stored<'connections'>, deadline: Instant, _hold: LaneHold | null, skus: ReadonlySet<Sku>): Promise<boolean> {
  if (!await readCounted(hub, connection, skus)) return false
  if (!connection.roles.includes('orders') || connection.pausedRoles.includes('orders')) return true
  const ids = SOURCES.map(source => `${connection.id}:${source}`)
  const from = hub.clock.now()
  for (const cursor of await hub.store.getMany('cursors', connection.merchantId, ids)) {
    // A lost race is a page that is being read just now: whether it was read to the end is seen below.
    if (cursor) await hub.store.replace('cursors', dueNow(cursor))
  }
  await pollDueSources(hub, connection.account, deadline)
  const read = await hub.store.getMany('cursors', connection.merchantId, ids)
  return read.every(cursor => cursor !== null && cursor.at >= from)
}
