import type { ConnectionRole } from '../../core/model/setup.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'

const SOURCES: Readonly<Partial<Record<ConnectionRole, readonly string[]>>> = { orders: ['orders', 'items'], inventory: ['items'] }

/** Makes the sources of these roles due at once; answers which. */
export async function syncNow(hub: Hub, connection: Stored<'connections'>, what: readonly ConnectionRole[] = connection.roles): Promise<readonly string[]> {
  const { merchantId, id } = connection
  const names = [...new Set(what.filter(role => connection.roles.includes(role)).flatMap(role => SOURCES[role] ?? []))]
  for (const name of names) {
    const cursor = await hub.store.get('cursors', merchantId, `${id}:${name}`)
    // A lost race is a page that was just read: that is what was asked for.
    if (cursor) await hub.store.replace('cursors', { ...cursor, at: 0 })
  }
  await wake(hub, accountLane(connection.account))
  return names
}
