import type { ConnectionRole } from '../../core/model/setup.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { makeDue } from './pages.ts'

const SOURCES: Readonly<Partial<Record<ConnectionRole, readonly string[]>>> = { orders: ['orders', 'items'], inventory: ['items'] }

/** Makes the sources of these roles due at once; answers which. None where nothing would be read: what is paused waits. */
export async function syncNow(hub: Hub, connection: Stored<'connections'>, what: readonly ConnectionRole[] = connection.roles): Promise<readonly string[]> {
  const { state, pausedRoles } = connection
  if (state !== 'connected') return []
  const names = [...new Set(what.filter(role => connection.roles.includes(role) && !pausedRoles.includes(role)).flatMap(role => SOURCES[role] ?? []))]
  await makeDue(hub, connection, names)
  await wake(hub, accountLane(connection.account))
  return names
}
