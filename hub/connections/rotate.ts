import type { ConnectionId } from '../../core/model/ids.ts'
import type { Connection } from '../../core/model/setup.ts'
import type { AnyConnector } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { credentialsPlace, previousPlace, sealCredentials } from '../calls/open.ts'
import type { Hub, Scope } from '../hub.ts'
import { missing, refuse } from '../refused.ts'
import { amend } from '../setup/save.ts'
import { listAll } from '../stock/pages.ts'
import { amended } from './change-connection.ts'
import type { Connected } from './create.ts'
import { ensureDoor } from './door.ts'
import { connectionOf, disconnected } from './found.ts'
import { hasFault, opened, vendorChecks } from './try.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * New credentials in the place of the old, once the vendor takes them; a connection that waited for them works again. What the vendor
 * signed with until now is taken at the door as long as it may still sign with it, and then forgotten.
 */
export async function rotateConnection(hub: Hub, scope: Scope, id: ConnectionId, credentials: Record<string, unknown>): Promise<Connected> {
  const before = await connectionOf(hub, scope, id)
  if (!before) return missing()
  if (before.state === 'disconnected') return disconnected()
  const tried = opened(hub, before, credentials)
  if (tried.is === 'refused') return tried
  const { open } = tried
  if (open.storeIdentity !== before.storeIdentity) return refuse('other_store', 'These credentials lead to another store: connect that one beside this.')
  const checks = await vendorChecks(hub, open)
  if (checks.some(({ code }) => code === 'other_store')) return refuse('other_store', 'These credentials belong to another store than this connection’s: connect that one beside this.', { detail: { checks } })
  if (hasFault(checks)) return refuse('connection_check_failed', 'The vendor did not accept these credentials.', { detail: { checks } })
  const [old, next] = [await credentialsOf(hub, before, open.connector), open.view.credentials as Fields]
  const previousSecret = await previousOf(hub, before, open.connector, old, next)
  const credentialsSealed = await sealCredentials(hub, scope.merchantId, id, credentials)
  const changed = await amended(hub, scope, id, null, connection => ({ ...connection, credentialsSealed, previousSecret, account: open.account, state: 'connected', stateReason: null, connectedAt: hub.clock.now() }), 'connection.rotated', namesOf(old, next))
  if (changed.is === 'refused') return changed
  await open.tokens?.keep(hub, changed.connection)
  // Another app of the store has subscriptions of its own.
  return { ...changed, checks: [...checks, ...await ensureDoor(hub, changed.connection, open)] }
}

/** Names only; a field that went or came is one that changed. */
function namesOf(old: Fields, next: Fields): string[] {
  const changed = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(name => old[name] !== next[name]).toSorted()
  return ['credentials', ...changed.map(name => `credentials.${name}`)]
}

async function previousOf(hub: Hub, before: Stored<'connections'>, connector: AnyConnector, old: Fields, next: Fields): Promise<Connection['previousSecret'] & object | null> {
  const { rotates } = connector.door ?? {}
  const secret = rotates && old[rotates.secret]
  // The same secret under a new token: whatever was left from the rotation before stays as long as it was going to.
  if (!rotates || secret === next[rotates.secret]) return before.previousSecret ?? null
  if (typeof secret !== 'string') return null
  return { sealed: await hub.vault.sealField(previousPlace(before.merchantId, before.id), secret), until: hub.clock.now() + rotates.ms }
}

/** Those of before; none where they cannot be opened any more, since new ones are then what is needed most. */
async function credentialsOf(hub: Hub, { merchantId, id, credentialsSealed }: Stored<'connections'>, connector: AnyConnector): Promise<Fields> {
  try {
    return connector.credentials.parse(JSON.parse(await hub.vault.openField(credentialsPlace(merchantId, id), credentialsSealed))) as Fields
  } catch (error) {
    hub.log.error('credentials_not_opened', { connectionId: id, merchantId, error })
    return {}
  }
}

/** Throws away the secrets of before a rotation whose time has passed. Repeatable. */
export async function forgetSecrets(hub: Hub): Promise<void> {
  const isOver = ({ previousSecret }: Pick<Connection, 'previousSecret'>): boolean => !!previousSecret && previousSecret.until <= hub.clock.now()
  for (const { merchantId, id } of (await listAll(hub.store, 'everyConnection', {})).filter(isOver)) {
    await amend(hub, 'connections', merchantId, id, null, connection => (isOver(connection) ? { ...connection, previousSecret: null } : connection))
  }
}
