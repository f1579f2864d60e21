import { createHash } from 'node:crypto'
import type { OrderDraft } from '../../core/model/drafts.ts'
import type { ConnectionId, MerchantId, OrderId } from '../../core/model/ids.ts'
import type { Hub } from '../hub.ts'

/** Longer names are the store's own affair: their digest stands for them. */
const LONGEST = 200
const short = (name: string): string => (name.length <= LONGEST ? name : `${name.slice(0, 60)}~${createHash('sha256').update(name).digest('base64url')}`)

/** An order's names: the store's own id, equal on every road to that store, and the id on this road. */
export function linkNames(connection: { id: ConnectionId }, draft: Pick<OrderDraft, 'storeIdentity' | 'ref'>): { identity: string; reference: string } {
  return { identity: short(`order:${draft.storeIdentity}:${draft.ref}`), reference: short(`ref:${connection.id}:${draft.ref}`) }
}

export const referenceName = (connectionId: ConnectionId, ref: string): string => short(`ref:${connectionId}:${ref}`)

/** The name becomes this order's, or stays whose it is: the id that it stands for either way. */
export async function claim(hub: Hub, merchantId: MerchantId, name: string, orderId: OrderId): Promise<OrderId> {
  const written = await hub.store.insert('links', { id: name, merchantId, version: 0, orderId, shipmentId: null, at: hub.clock.now() })
  if (written.is === 'done') return orderId
  const there = await hub.store.get('links', merchantId, name)
  return there?.orderId ?? orderId
}
