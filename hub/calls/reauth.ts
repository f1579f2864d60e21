import type { Connection, ConnectionRole } from '../../core/model/setup.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub } from '../hub.ts'

type Used = Pick<Connection, 'id' | 'credentialsSealed'>
type Refusal = Pick<VendorError, 'code' | 'message'>

/** The vendor knows us and does not let us do this one thing: what else we may do there goes on. */
const OF_ONE_ROLE = 'missing_scope'

/**
 * The vendor refused our credentials. Whatever they are used for, the connection waits for a person (`needs_reauth`); where only a scope lacks for
 * `role`, that role is paused and the others go on. Jobs stop and calls queue; nothing is lost (I29). Repeatable. The reason is shown to
 * people. `used`: the connection as it was read for that call: credentials that were put in their place meanwhile were not the ones refused.
 */
export async function stopForAuth(hub: Hub, used: Used, refusal: Refusal, role: ConnectionRole | null): Promise<void> {
  const paused = refusal.code === OF_ONE_ROLE ? role : null
  const { change, event, note } = paused === null ? reauth(refusal) : pausing(paused, refusal)
  for (let tries = 0; tries < 20; tries += 1) {
    const connection = await hub.store.get('connections', null, used.id)
    if (connection?.state !== 'connected' || connection.credentialsSealed !== used.credentialsSealed) return
    if (paused !== null && connection.pausedRoles.includes(paused)) return
    const connectionId = connection.id
    const now = hub.clock.now()
    const written = await hub.store.replace('connections', { ...connection, ...change(connection), updatedAt: Math.max(now, connection.updatedAt) })
    if (written.is !== 'done') continue
    hub.log.warn(event, { connectionId, merchantId: connection.merchantId, ...(role && { role }) })
    await appendNotes(hub, connection.merchantId, [{ subject: `connection:${connectionId}`, subjectVersion: written.version, at: now, actor: { is: 'connection', id: connectionId }, ...note }])
    return
  }
}

interface Stop {
  readonly change: (connection: Stored<'connections'>) => Partial<Connection>
  readonly event: string
  readonly note: { kind: string; changed: string[]; detail: Record<string, string> }
}

const reauth = ({ message }: Refusal): Stop => ({
  change: () => ({ state: 'needs_reauth', stateReason: message }), event: 'connection_needs_reauth', note: { kind: 'connection.needs_reauth', changed: ['state'], detail: {} },
})

const pausing = (role: ConnectionRole, { code, message }: Refusal): Stop => ({
  change: ({ pausedRoles }) => ({ pausedRoles: [...pausedRoles, role], stateReason: `${role} is paused: ${message}` }),
  event: 'connection_role_paused', note: { kind: 'connection.paused', changed: ['pausedRoles'], detail: { role, code } },
})

/** For whatever reads or writes at a vendor: true where the fault was one of credentials, and the connection (or, for want of a scope, the role) was stopped. */
export async function stoppedByAuth(hub: Hub, used: Used, error: unknown, role: ConnectionRole | null = null): Promise<boolean> {
  if (!(error instanceof VendorError) || error.kind !== 'auth') return false
  await stopForAuth(hub, used, error, role)
  return true
}
