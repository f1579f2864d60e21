import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Inbound } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import type { Unreadable } from '../../core/ports/connector.ts'
import { countedThere } from '../../core/orders/counted-there.ts'
import { unreadUpstream } from '../../core/orders/unread.ts'
import type { OpenConnection } from '../calls/open.ts'
import { change } from '../change.ts'
import { deliveryId } from './accept.ts'
import { linkNames } from './names.ts'

/** A polled draft that could not be read or placed becomes a delivery: read again through its source, with attempts and a reason of its own. */
export async function keepForLater(hub: Hub, connection: Stored<'connections'>, draft: Pick<OrderDraft, 'ref' | 'updatedAt'>, reason: string): Promise<void> {
  const { merchantId, id: connectionId, account } = connection
  const now = hub.clock.now()
  const eventId = `poll:${draft.updatedAt}:${draft.ref}`
  const inbound: Inbound[] = [{ eventId, at: draft.updatedAt, is: 'changed', capability: 'orders', ref: draft.ref }]
  const sealed = await hub.vault.sealDaily(merchantId, now, JSON.stringify(inbound))
  await hub.store.insert('deliveries', { id: deliveryId(connectionId, { eventId, at: draft.updatedAt }), merchantId, version: 0, connectionId, account, receivedAt: now, sealed, state: 'pending', attempts: 1, dueAt: now + 2_000, reason })
}

/** An order in a shape that the connector does not know waits alone, with its reason; one that stands here is known no more, by this store's count. */
export async function keepUnread(hub: Hub, open: OpenConnection, { ref, updatedAt, reason }: Unreadable): Promise<void> {
  const { connection } = open
  const link = await hub.store.get('links', connection.merchantId, linkNames(connection, { storeIdentity: connection.storeIdentity, ref }).identity)
  const context = { now: hub.clock.now(), actor: { is: 'connection', id: connection.id } as const, commandKey: null }
  if (link) await change(hub, connection.merchantId, link.orderId, order => (order.connectionId === connection.id ? unreadUpstream(order, context) : countedThere(order, connection.id, 'unseen', context)))
  hub.log.warn('order_unreadable', { connectionId: connection.id, merchantId: connection.merchantId, code: 'unexpected_shape' })
  await keepForLater(hub, connection, { ref, updatedAt }, reason)
}
