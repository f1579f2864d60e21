import type { ConnectionId } from '../../core/model/ids.ts'
import type { ConnectionRole } from '../../core/model/setup.ts'
import type { Check } from '../../core/ports/connector.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { openConnection } from '../calls/open.ts'
import { keepCheck } from '../connecting/look.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { syncNow } from '../receive/sync-now.ts'
import { missing, type Refused } from '../refused.ts'
import { amend } from '../setup/save.ts'
import { findLocations, olderOpenOrders } from './create.ts'
import { lastHit } from './door-hits.ts'
import { ensureDoor } from './door.ts'
import { connectionOf } from './found.ts'
import { mappingChecks } from './mapping-checks.ts'
import { refusedChecks } from './refused-deliveries.ts'
import { hasFault, vendorChecks } from './try.ts'
import { doorUrl } from './view.ts'

export type Checked = { is: 'done'; checks: readonly Check[]; olderOpenOrders: number | null } | Refused

export async function getConnection(hub: Hub, scope: Scope, id: ConnectionId): Promise<Stored<'connections'> | null> {
  return connectionOf(hub, scope, id)
}

export async function listConnections(hub: Hub, scope: Scope, page: PageOf): Promise<Listed<Stored<'connections'>>> {
  return hub.store.list('connectionsOfMerchant', { merchantId: scope.merchantId }, page)
}

/** The doctor: the vendor's half and ours, a line each with how to mend it. A connection that waited for credentials works again where they serve. */
export async function checkConnection(hub: Hub, scope: Scope, id: ConnectionId): Promise<Checked> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  // Nothing is asked there any more, and in the end there are no credentials to ask with.
  if (connection.state === 'disconnected') return { is: 'done', checks: ours(hub, connection), olderOpenOrders: connection.olderOpenOrders }
  const open = await openConnection(hub, connection)
  const vendor = await vendorChecks(hub, open)
  await keepCheck(hub, connection, open, vendor)
  if (hasFault(vendor)) return { is: 'done', checks: [...vendor, ...ours(hub, connection)], olderOpenOrders: connection.olderOpenOrders }
  await findLocations(hub, connection, open)
  const older = await olderOpenOrders(hub, open, connection.startAt)
  const saved = await amend(hub, 'connections', scope.merchantId, id, null, now => ({
    ...now, olderOpenOrders: older ?? now.olderOpenOrders, ...(now.state === 'needs_reauth' && { state: 'connected' as const, stateReason: null }),
  }))
  if (connection.state === 'needs_reauth') await wake(hub, accountLane(connection.account))
  const current = saved.is === 'saved' ? saved.record : connection
  // Without a public address there is no door, and the line about it is ours.
  const doors = doorUrl(hub, current) === null || open.connector.door === undefined ? [] : [...await ensureDoor(hub, current, open), ...await lastHit(hub, current), ...await refusedChecks(hub, current)]
  return { is: 'done', checks: [...vendor, ...doors, ...ours(hub, current), ...await mappingChecks(hub, scope, current)], olderOpenOrders: current.olderOpenOrders }
}

/** Reads now, and not at the next tick. */
export async function syncConnection(hub: Hub, scope: Scope, id: ConnectionId, what?: readonly ConnectionRole[]): Promise<{ is: 'done'; woken: readonly string[] } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  return connection ? { is: 'done', woken: await syncNow(hub, connection, what) } : missing()
}

const OURS: readonly { readonly line: Check; readonly when: (hub: Hub, connection: Stored<'connections'>) => boolean }[] = [
  { when: (_, { state }) => state === 'disconnected', line: { code: 'disconnected', is: 'fault', title: 'Disconnected', fix: 'Make a new connection.' } },
  { when: (_, { state }) => state === 'needs_reauth', line: { code: 'needs_reauth', is: 'fault', title: 'The vendor does not know these credentials any more', fix: 'Put new credentials in their place (rotate).' } },
  { when: (_, { state }) => state === 'paused', line: { code: 'uninstalled', is: 'fault', title: 'The app was uninstalled at the store', fix: 'Install it again, then resume this connection, or put new credentials in their place (rotate).' } },
  { when: (_, { mode }) => mode === 'observe', line: { code: 'observing', is: 'warning', title: 'Observing: nothing is sent to the vendor', fix: 'Switch the mode to live.' } },
  { when: (_, { roles }) => roles.length === 0, line: { code: 'no_roles', is: 'warning', title: 'No role is switched on', fix: 'Switch on orders, inventory or tracking.' } },
  { when: (_, { pausedRoles }) => pausedRoles.length > 0, line: { code: 'paused', is: 'warning', title: 'Some roles are paused', fix: 'Resume the connection.' } },
  { when: (hub, connection) => doorUrl(hub, connection) === null, line: { code: 'no_public_url', is: 'warning', title: 'No public address is set: changes come by polling only', fix: 'Set CROSSDOCK_PUBLIC_URL to an https address that the vendor can reach.' } },
  { when: (_, { roles, stockConfirmedAt }) => roles.includes('inventory') && stockConfirmedAt === null, line: { code: 'stock_not_confirmed', is: 'warning', title: 'No stock is pushed before the comparison is confirmed', fix: 'Look at the stock comparison and confirm it.' } },
]

const ours = (hub: Hub, connection: Stored<'connections'>): Check[] => OURS.filter(({ when }) => when(hub, connection)).map(({ line }) => line)
