import type { Instant } from '../../core/model/ids.ts'
import type { Connection } from '../../core/model/setup.ts'
import type { Stored } from '../../core/ports/store.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub } from '../hub.ts'
import { amend } from '../setup/save.ts'

export const UNINSTALLED = 'The app was uninstalled at the store. Install it again, then resume this connection, or rotate it with new credentials.'

/**
 * The store uninstalled us: nothing is called there any more, and what waits stays. `at`: when it happened there; one from before the
 * credentials were last proved is about an installation that is no more. Repeatable.
 */
export async function uninstalled(hub: Hub, { id, merchantId }: Stored<'connections'>, at: Instant): Promise<void> {
  const isOver = ({ state, createdAt, connectedAt }: Connection): boolean => state === 'disconnected' || state === 'paused' || at < (connectedAt ?? createdAt)
  const before = await hub.store.get('connections', null, id)
  if (!before || isOver(before)) return
  const saved = await amend(hub, 'connections', merchantId, id, null, connection => (isOver(connection) ? connection : { ...connection, state: 'paused', stateReason: UNINSTALLED }))
  if (saved.is === 'refused' || saved.record.state !== 'paused') return
  hub.log.warn('connection_uninstalled', { connectionId: id, merchantId })
  await appendNotes(hub, merchantId, [{ subject: `connection:${id}`, subjectVersion: at, kind: 'connection.uninstalled', at: hub.clock.now(), actor: { is: 'connection', id }, changed: ['state'], detail: {} }])
}
