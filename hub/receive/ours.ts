import type { OrderDraft } from '../../core/model/drafts.ts'
import { forUs } from '../../core/orders/for-us.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { listAll } from '../stock/pages.ts'

/** The order as far as it is ours: without what stands at locations of which a person said that somebody else ships from there. */
export async function oursOf(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, draft: OrderDraft): Promise<OrderDraft> {
  const locations = await listAll(hub.store, 'locationsOfConnection', { merchantId, connectionId })
  return forUs(draft, new Set(locations.flatMap(({ location, notOurs }) => (notOurs ? [location] : []))))
}
