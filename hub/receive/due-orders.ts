import type { Instant } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { OpenConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { findAll } from '../stock/pages.ts'
import { getEach } from './get-each.ts'
import { goneAtStore } from './gone.ts'
import { place } from './place.ts'

/**
 * Orders that the store wanted shipped later and whose day has come are read again: nothing else may say so, since the store need not touch
 * an order for it and a webhook may be lost. What the store still holds then stays held, and what cannot be read too.
 */
export async function readDueOrders(hub: Hub, open: OpenConnection): Promise<void> {
  const now: Instant = hub.clock.now()
  const { connection, can: { orders: source } } = open
  const { merchantId, id } = connection
  const due = (await findAll(hub.store, 'orders', merchantId, 'waits:day')).filter(order => order.connectionId === id && (order.scheduledFor ?? now) <= now)
  const refs = due.flatMap(({ links }) => links.flatMap(({ connectionId, externalId }) => (connectionId === id ? [externalId] : [])))
  if (!source) return
  for (let at = 0; at < refs.length; at += source.batch) {
    const batch = refs.slice(at, at + source.batch)
    const drafts = await getEach(hub, open, source, batch)
    for (const [index, ref] of batch.entries()) {
      const draft = drafts[index]
      if (draft === 'gone') await goneAtStore(hub, connection, ref)
      else if (draft instanceof VendorError) hub.log.warn('due_order_not_read', { connectionId: id, merchantId, error: draft })
      else if (typeof draft === 'object') await place(hub, connection, draft)
    }
  }
}
