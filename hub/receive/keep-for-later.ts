import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Inbound } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { deliveryId } from './accept.ts'

/** A polled draft that could not be placed becomes a delivery: read again through its source, with attempts and a reason of its own. */
export async function keepForLater(hub: Hub, connection: Stored<'connections'>, draft: OrderDraft, reason: string): Promise<void> {
  const { merchantId, id: connectionId, account } = connection
  const now = hub.clock.now()
  const eventId = `poll:${draft.updatedAt}:${draft.ref}`
  const inbound: Inbound[] = [{ eventId, at: draft.updatedAt, is: 'changed', capability: 'orders', ref: draft.ref }]
  const sealed = await hub.vault.sealDaily(merchantId, now, JSON.stringify(inbound))
  await hub.store.insert('deliveries', { id: deliveryId(connectionId, eventId), merchantId, version: 0, connectionId, account, receivedAt: now, sealed, state: 'pending', attempts: 1, dueAt: now + 2_000, reason })
}
