import type { Check } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type OpenConnection, openConnection } from '../calls/open.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub } from '../hub.ts'
import { within } from '../receive/reading.ts'
import { listAll } from '../stock/pages.ts'
import { doorUrl } from './view.ts'

type Opened = Omit<OpenConnection, 'connection'>

/** Nothing is written at a vendor that a person did not switch on. */
const isOn = ({ mode, state, roles, pausedRoles }: Stored<'connections'>): boolean => mode === 'live' && state === 'connected' && roles.some(role => !pausedRoles.includes(role))

/** Makes or repairs the vendor's subscriptions to our door: only where a vendor can reach us, a role is on and the connection is live. */
export async function ensureDoor(hub: Hub, connection: Stored<'connections'>, open: Opened): Promise<readonly Check[]> {
  if (!open.connector.door?.ensure || !isOn(connection)) return []
  if (doorUrl(hub, connection) === null) return [{ code: 'no_public_url', is: 'warning', title: 'No public address is set: orders come by polling only', fix: 'Set CROSSDOCK_PUBLIC_URL to an https address that the vendor can reach.' }]
  return subscribed(hub, connection, open)
}

/** For a connection whose last role was switched off, or that is disconnected: takes our subscriptions away as far as the vendor lets us: what stays is answered 404, and the vendor drops it by itself. */
export async function closeDoor(hub: Hub, connection: Stored<'connections'>): Promise<void> {
  if (connection.mode !== 'live' || doorUrl(hub, connection) === null) return
  try {
    await subscribed(hub, connection, await openConnection(hub, { ...connection, roles: [] }))
  } catch (error) {
    hub.log.warn('door_not_closed', { connectionId: connection.id, error })
  }
}

/** Every hour and at each start: a vendor drops subscriptions by itself, as after an outage of ours, and says so to nobody. One connection's fault keeps no other waiting. */
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

async function subscribed(hub: Hub, connection: Stored<'connections'>, open: Opened): Promise<readonly Check[]> {
  const { door } = open.connector
  const url = doorUrl(hub, connection)
  if (!door?.ensure || url === null) return []
  const { ensure } = door
  try {
    const checks = await within(hub, open, async () => ensure.call(door, url, open.view, open.host))
    await noteChanges(hub, connection, checks)
    return checks
  } catch (error) {
    hub.log.warn('door_not_ensured', { connectionId: connection.id, error })
    return [{ code: 'door_not_ensured', is: 'warning', title: 'The store’s webhooks could not be set up: orders come by polling meanwhile', detail: error instanceof Error ? error.message : String(error) }]
  }
}

/** What was made or taken away stands in the connection's activity: that a vendor dropped something is news. */
async function noteChanges(hub: Hub, { id, merchantId }: Stored<'connections'>, checks: readonly Check[]): Promise<void> {
  const at = hub.clock.now()
  const changes = checks.filter(({ code }) => code === 'webhooks_made' || code === 'webhooks_removed')
  await appendNotes(hub, merchantId, changes.map(({ code, detail }) => ({
    subject: `connection:${id}`, subjectVersion: at, kind: `connection.${code}`, at, actor: { is: 'system', name: 'doors' }, changed: ['webhooks'], detail: { topics: detail ?? '' },
  })))
}
