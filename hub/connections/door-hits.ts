import type { Check } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'

/** Deliveries of the merchant that are looked through for this connection's. */
const LOOKED_AT = 1_000

/** When the vendor last knocked, as far as what is kept says. Polled news that had to wait is a delivery too, and no knock. */
export async function lastHit(hub: Hub, { id, merchantId }: Stored<'connections'>): Promise<Check[]> {
  const { items } = await hub.store.list('deliveriesNewest', { merchantId }, { limit: LOOKED_AT })
  const last = items.find(one => one.connectionId === id && !one.id.startsWith(`${id}:poll:`))
  if (last) return [{ code: 'door_last_hit', is: 'ok', title: `The last webhook came at ${new Date(last.receivedAt).toISOString()}` }]
  return [{ code: 'door_not_hit', is: 'warning', title: items.length < LOOKED_AT ? 'No webhook has come within 30 days' : `No webhook of it is among the last ${LOOKED_AT} of this merchant`, detail: 'Changes come by polling all the same.', fix: 'Change something at the store. Where nothing comes within a minute, see whether the store reaches the address above.' }]
}
