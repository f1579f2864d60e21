import type { ConnectionId } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub } from '../hub.ts'

/**
 * The vendor does not know our credentials any more: the connection waits for a person. Its jobs stop and its calls queue; nothing is
 * lost (I29). Repeatable. `reason` is shown to people.
 */
export async function needsReauth(hub: Hub, connectionId: ConnectionId, reason: string): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const connection = await hub.store.get('connections', null, connectionId)
    if (connection?.state !== 'connected') return
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
export async function stoppedByAuth(hub: Hub, connectionId: ConnectionId, error: unknown): Promise<boolean> {
  if (!(error instanceof VendorError) || error.kind !== 'auth') return false
  await needsReauth(hub, connectionId, error.message)
  return true
}
