import type { Check } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { OpenConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { within } from '../receive/reading.ts'
import { doorUrl } from './view.ts'

/** Makes or repairs the vendor's subscriptions to our door: only where a vendor can reach us, orders are on and the connection is live. */
export async function ensureDoor(hub: Hub, connection: Stored<'connections'>, open: Omit<OpenConnection, 'connection'>): Promise<readonly Check[]> {
  const { door } = open.connector
  const url = doorUrl(hub, connection)
  if (!door?.ensure || connection.mode !== 'live' || !connection.roles.includes('orders')) return []
  if (url === null) return [{ code: 'no_public_url', is: 'warning', title: 'No public address is set: orders come by polling only', fix: 'Set CROSSDOCK_PUBLIC_URL to an https address that the vendor can reach.' }]
  const { ensure } = door
  try {
    return await within(hub, open, async () => ensure.call(door, url, open.view, open.host))
  } catch (error) {
    hub.log.warn('door_not_ensured', { connectionId: connection.id, error })
    return [{ code: 'door_not_ensured', is: 'warning', title: 'The store’s webhooks could not be set up: orders come by polling meanwhile', detail: error instanceof Error ? error.message : String(error) }]
  }
}
