import type { ConnectionRole } from '../../core/model/setup.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { dueNow } from './pages.ts'

const SOURCES: Readonly<Partial<Record<ConnectionRole, readonly string[]>>> = { orders: ['orders', 'items'], inventory: ['items'] }

/** Makes the sources of these roles due at once; answers which. None where nothing would be read: what is paused waits. */
export async function syncNow(hub: Hub, connection: Stored<'connections'>, what: readonly ConnectionRole[] = connection.roles): Promise<readonly string[]> {
  const { merchantId, id, state, pausedRoles } = connection
  if (state !== 'connected') return []
  const names = [...new Set(what.filter(role => connection.roles.includes(role) && !pausedRoles.includes(role)).flatMap(role => SOURCES[role] ?? []))]
  for (const name of names) {
    const cursor = await hub.store.get('cursors', merchantId, `${id}:${name}`)
    // A lost race is a page that was just read: that is what was asked for.
    if (cursor) await hub.store.replace('cursors', dueNow(cursor))
  }
  await wake(hub, accountLane(connection.account))
  return names
}
