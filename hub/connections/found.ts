import type { ConnectionId } from '../../core/model/ids.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub, Scope } from '../hub.ts'
import { type Refused, refuse } from '../refused.ts'

/** The connection, only if it is this merchant's: another's is as missing as one that never was. */
export async function connectionOf(hub: Hub, scope: Scope, id: ConnectionId): Promise<Stored<'connections'> | null> {
  const connection = await hub.store.get('connections', null, id)
  return connection?.merchantId === scope.merchantId ? connection : null
}

/** Answer to whoever wants more of a connection that has ended. */
export const disconnected = (): Refused => refuse('state_forbids', 'This connection was disconnected: make a new one.', { detail: { state: 'disconnected' } })
