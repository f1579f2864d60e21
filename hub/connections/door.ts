import type { Check } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type OpenConnection, openConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { within } from '../receive/reading.ts'
import { listAll } from '../stock/pages.ts'
import { doorUrl } from './view.ts'

/** Nothing is written at a vendor that a person did not switch on. */
const isOn = ({ mode, state, roles, pausedRoles }: Stored<'connections'>): boolean => mode === 'live' && state === 'connected' && roles.includes('orders') && !pausedRoles.includes('orders')

/** Makes or repairs the vendor's subscriptions to our door: only where a vendor can reach us, orders are on and the connection is live. */
export async function ensureDoor(hub: Hub, connection: Stored<'connections'>, open: Omit<OpenConnection, 'connection'>): Promise<readonly Check[]> {
  const { door } = open.connector
  const url = doorUrl(hub, connection)
  if (!door?.ensure || !isOn(connection)) return []
  if (url === null) return [{ code: 'no_public_url', is: 'warning', title: 'No public address is set: orders come by polling only', fix: 'Set CROSSDOCK_PUBLIC_URL to an https address that the vendor can reach.' }]
  const { ensure } = door
  try {
    return await within(hub, open, async () => ensure.call(door, url, open.view, open.host))
  } catch (error) {
    hub.log.warn('door_not_ensured', { connectionId: connection.id, error })
    return [{ code: 'door_not_ensured', is: 'warning', title: 'The store’s webhooks could not be set up: orders come by polling meanwhile', detail: error instanceof Error ? error.message : String(error) }]
  }
}

/** Once a day: a vendor drops subscriptions by itself, and says so to nobody. One connection's fault keeps no other waiting. */
export async function ensureDoors(hub: Hub): Promise<void> {
  if (hub.publicUrl === null) return
  for (const connection of (await listAll(hub.store, 'everyConnection', {})).filter(isOn)) {
    try {
      await ensureDoor(hub, connection, await openConnection(hub, connection))
    } catch (error) {
      hub.log.warn('door_not_ensured', { connectionId: connection.id, error })
    }
  }
}
