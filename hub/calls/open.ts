import type { ConnectionId, MerchantId } from '../../core/model/ids.ts'
import type { Connection } from '../../core/model/setup.ts'
import type { AnyConnector, Capabilities, ConnectionView, Host } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import type { Place } from '../secrets/vault.ts'
import { createHost } from './host.ts'

/** A connection ready for use. It holds opened credentials: never kept longer than a turn, never logged. */
export interface OpenConnection {
  readonly connection: Stored<'connections'>
  readonly connector: AnyConnector
  readonly view: ConnectionView<unknown, unknown>
  readonly host: Host
  readonly can: Partial<Capabilities>
  /** From then on nothing leaves through it, whatever the connector still does: for work whose time is over. */
  end(): void
}

/** `credentials_invalid` and `settings_invalid` name the fields, never their values. */
export class CannotUse extends Error {
  readonly code: 'unknown_connector' | 'credentials_invalid' | 'settings_invalid'
  constructor(code: CannotUse['code'], message: string) {
    super(message)
    this.name = 'CannotUse'
    this.code = code
  }
}

export const credentialsPlace = (merchantId: MerchantId, connectionId: ConnectionId): Place => ({ merchantId, subject: connectionId, field: 'credentials' })

/** Sealed for `Connection.credentialsSealed`. */
export async function sealCredentials(hub: Hub, merchantId: MerchantId, connectionId: ConnectionId, credentials: unknown): Promise<string> {
  return hub.vault.sealField(credentialsPlace(merchantId, connectionId), JSON.stringify(credentials))
}

/** Credentials opened and parsed, the connector opened over a host that is bound to this connection. Throws CannotUse, or CannotOpen of the vault. */
export async function openConnection(hub: Hub, connection: Stored<'connections'>): Promise<OpenConnection> {
  const sealed = await hub.vault.openField(credentialsPlace(connection.merchantId, connection.id), connection.credentialsSealed)
  const connector = connectorOf(hub, connection.connector)
  const view = viewOf(hub, connector, connection, JSON.parse(sealed))
  const ended = new AbortController()
  const host = createHost(hub, connection.account, connector, view, ended.signal)
  return { connection, connector, view, host, can: connector.open(view, host), end: () => ended.abort() }
}

/** The same for a connection that is not stored yet: for its first check. `account` is worked out by the connector. */
export function tryConnection(hub: Hub, wanted: Pick<Connection, 'id' | 'connector' | 'settings' | 'roles' | 'startAt'>, credentials: unknown): Omit<OpenConnection, 'connection'> & { account: string; storeIdentity: string } {
  const connector = connectorOf(hub, wanted.connector)
  const view = viewOf(hub, connector, wanted, credentials)
  const account = connector.account(view)
  const ended = new AbortController()
  const host = createHost(hub, account, connector, view, ended.signal)
  return { connector, view, host, account, storeIdentity: connector.storeIdentity(view), can: connector.open(view, host), end: () => ended.abort() }
}

export function connectorOf(hub: Hub, id: string): AnyConnector {
  const connector = hub.connectors.get(id)
  if (!connector) throw new CannotUse('unknown_connector', `there is no connector "${id}"`)
  return connector
}

function viewOf(hub: Hub, connector: AnyConnector, at: Pick<Connection, 'id' | 'settings' | 'roles' | 'startAt'>, given: unknown): ConnectionView<unknown, unknown> {
  const credentials = connector.credentials.safeParse(given)
  if (!credentials.success) throw new CannotUse('credentials_invalid', `credentials: ${fieldsOf(credentials.error)}`)
  const settings = connector.settings.safeParse(at.settings)
  if (!settings.success) throw new CannotUse('settings_invalid', `settings: ${fieldsOf(settings.error)}`)
  return { id: at.id, credentials: credentials.data, settings: settings.data, roles: at.roles, startAt: at.startAt, baseUrl: hub.baseUrls.get(connector.id) ?? null }
}

function fieldsOf(error: { issues: readonly { path: readonly PropertyKey[]; code?: string | undefined }[] }): string {
  return error.issues.map(({ path, code }) => `${path.map(String).join('.') || 'all'} (${code ?? 'invalid'})`).join(', ')
}
