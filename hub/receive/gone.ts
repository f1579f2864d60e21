import type { Ref } from '../../core/model/ids.ts'
import { countedThere } from '../../core/orders/counted-there.ts'
import { goneUpstream } from '../../core/orders/upstream-end.ts'
import type { Stored } from '../../core/ports/store.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { referenceName } from './names.ts'

/** The store answers that it has no such order (deleted, or out of our reach). One that never came here leaves no trace. */
export async function goneAtStore(hub: Hub, { merchantId, id }: Stored<'connections'>, ref: Ref): Promise<void> {
  const link = await hub.store.get('links', merchantId, referenceName(id, ref))
  if (!link) return
  const context = { now: hub.clock.now(), actor: { is: 'connection', id } as const, commandKey: null }
  await change(hub, merchantId, link.orderId, order => (order.connectionId === id ? goneUpstream(order, context) : countedThere(order, id, 'gone', context)))
}
