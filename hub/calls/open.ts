import type { ConnectionId, MerchantId } from '../../core/model/ids.ts'
import type { Connection } from '../../core/model/setup.ts'
import type { AnyConnector, Capabilities, ConnectionView, Host, Renewed } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import type { Place } from '../secrets/vault.ts'
import { createHost } from './host.ts'
import { keptTokens, type Tokens, type TriedTokens, triedTokens } from './token.ts'

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

/** Sealed for `Connection.previousSecret`. */
export const previousPlace = (merchantId: MerchantId, connectionId: ConnectionId): Place => ({ merchantId, subject: connectionId, field: 'previous-secret' })

/** Credentials opened and parsed, the connector opened over a host that is bound to this connection. Throws CannotUse, or CannotOpen of the vault. */
export async function openConnection(hub: Hub, connection: Stored<'connections'>): Promise<OpenConnection> {
  const sealed = await hub.vault.openField(credentialsPlace(connection.merchantId, connection.id), connection.credentialsSealed)
  const connector = connectorOf(hub, connection.connector)
  const previousSecret = await previousOf(hub, connection)
  const view = { ...viewOf(hub, connector, connection, JSON.parse(sealed)), ...(previousSecret !== null && { previousSecret }) }
  return { connection, ...bindTo(hub, connector, view, connection.account, renew => keptTokens(hub, connection, renew)) }
}

async function previousOf(hub: Hub, { merchantId, id, previousSecret }: Stored<'connections'>): Promise<string | null> {
  return previousSecret && hub.clock.now() < previousSecret.until ? hub.vault.openField(previousPlace(merchantId, id), previousSecret.sealed) : null
}

/** One that is not stored yet. `tokens`: those that its trial got, worth keeping where it succeeds. */
export type TriedConnection = Omit<OpenConnection, 'connection'> & { readonly account: string; readonly storeIdentity: string; readonly tokens: TriedTokens | null }

/** The same for a connection that is not stored yet: for its first check. `account` is worked out by the connector. */
export function tryConnection(hub: Hub, wanted: Pick<Connection, 'id' | 'connector' | 'settings' | 'roles' | 'startAt'>, credentials: unknown): TriedConnection {
  const connector = connectorOf(hub, wanted.connector)
  const view = viewOf(hub, connector, wanted, credentials)
  const account = connector.account(view)
  const tried: { tokens: TriedTokens | null } = { tokens: null }
  const bound = bindTo(hub, connector, view, account, renew => (tried.tokens = triedTokens(() => hub.clock.now(), renew)))
  return { ...bound, account, storeIdentity: connector.storeIdentity(view), tokens: tried.tokens }
}

function bindTo(hub: Hub, connector: AnyConnector, view: ConnectionView<unknown, unknown>, account: string, tokensOf: (renew: () => Promise<Renewed>) => Tokens): Omit<OpenConnection, 'connection'> {
  const ended = new AbortController()
  const renew = connector.renew?.bind(connector)
  const tokens = renew && tokensOf(async () => renew(view, host))
  const host: Host = createHost({ hub, account, connector, view, ended: ended.signal, tokens })
  return { connector, view, host, can: connector.open(view, host), end: () => ended.abort() }
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
