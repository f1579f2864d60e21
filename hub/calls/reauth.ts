import type { Connection } from '../../core/model/setup.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub } from '../hub.ts'

type Used = Pick<Connection, 'id' | 'credentialsSealed'>

/**
 * The vendor does not know our credentials any more: the connection waits for a person. Its jobs stop and its calls queue; nothing is
 * lost (I29). Repeatable. `reason` is shown to people. `used`: the connection as it was read for that call: credentials that were put in
 * their place meanwhile were not the ones refused.
 */
export async function needsReauth(hub: Hub, used: Used, reason: string): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const connection = await hub.store.get('connections', null, used.id)
    if (connection?.state !== 'connected' || connection.credentialsSealed !== used.credentialsSealed) return
    const connectionId = connection.id
    const now = hub.clock.now()
    const written = await hub.store.replace('connections', { ...connection, state: 'needs_reauth', stateReason: reason, updatedAt: Math.max(now, connection.updatedAt) })
    if (written.is !== 'done') continue
    hub.log.warn('connection_needs_reauth', { connectionId, merchantId: connection.merchantId })
    await appendNotes(hub, connection.merchantId, [{
      subject: `connection:${connectionId}`, subjectVersion: written.version, kind: 'connection.needs_reauth', at: now,
      actor: { is: 'connection', id: connectionId }, changed: ['state'], detail: {},
    }])
    return
  }
}

/** For whatever reads or writes at a vendor: true where the fault was one of credentials, and the connection was stopped. */
export async function stoppedByAuth(hub: Hub, used: Used, error: unknown): Promise<boolean> {
  if (!(error instanceof VendorError) || error.kind !== 'auth') return false
  await needsReauth(hub, used, error.message)
  return true
}
