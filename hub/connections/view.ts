import type { Stored } from '../../core/ports/store.ts'
import type { Connection } from '../../core/model/setup.ts'
import { credentialsPlace } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { readAtOf } from '../receive/pages.ts'
import { countsOf, type SkipCounts } from '../receive/skips.ts'

/** What is kept of a credential, never what it is: its last characters only where there are enough of them to hide the rest. */
export interface Kept { set: true; last4?: string }

export type ConnectionView = Omit<Connection, 'credentialsSealed' | 'previousSecret' | 'connectedAt' | 'disconnectedAt' | 'createdAt' | 'updatedAt' | 'startAt' | 'stockConfirmedAt' | 'lastImportAt' | 'account'> & {
  createdAt: string; updatedAt: string; startAt: string; stockConfirmedAt: string | null; lastImportAt: string | null
  credentials: Record<string, Kept>
  previousSecretUntil: string | null
  webhookUrl: string | null
  /** Orders that were not imported, and of which a part was left out, by why. */
  skipped: SkipCounts
}

const LONG_ENOUGH = 12

/** A connection as the API shows it. */
export async function viewOf(hub: Hub, connection: Stored<'connections'>): Promise<ConnectionView> {
  const { credentialsSealed: _sealed, account: _account, writeId: _writeId, connectedAt: _connectedAt, disconnectedAt: _disconnectedAt, previousSecret, ...shown } = connection
  const cursor = await hub.store.get('cursors', connection.merchantId, `${connection.id}:orders`)
  const time = (at: number | null): string | null => (at === null || at <= 0 ? null : new Date(at).toISOString())
  return {
    ...shown, createdAt: new Date(connection.createdAt).toISOString(), updatedAt: new Date(connection.updatedAt).toISOString(), startAt: new Date(connection.startAt).toISOString(),
    stockConfirmedAt: time(connection.stockConfirmedAt), lastImportAt: time(cursor ? readAtOf(cursor) : connection.lastImportAt),
    credentials: await keptOf(hub, connection), previousSecretUntil: previousSecret && hub.clock.now() < previousSecret.until ? time(previousSecret.until) : null, webhookUrl: doorUrl(hub, connection),
    skipped: await countsOf(hub, connection),
  }
}

/** Where the vendor's webhooks come in; null where no vendor can reach us. */
export const doorUrl = (hub: Hub, connection: Pick<Connection, 'id'>): string | null => (hub.publicUrl === null ? null : `${hub.publicUrl.replace(/\/$/, '')}/hooks/${connection.id}`)

async function keptOf(hub: Hub, connection: Connection): Promise<Record<string, Kept>> {
  if (connection.credentialsSealed === '') return {}
  try {
    const opened = JSON.parse(await hub.vault.openField(credentialsPlace(connection.merchantId, connection.id), connection.credentialsSealed)) as Record<string, unknown>
    return Object.fromEntries(Object.entries(opened).filter(([, value]) => value !== null && value !== '').map(([name, value]) => [name, keptFrom(value)]))
  } catch (error) {
    hub.log.error('credentials_not_opened', { connectionId: connection.id, merchantId: connection.merchantId, error })
    return {}
  }
}

function keptFrom(value: unknown): Kept {
  return typeof value === 'string' && value.length >= LONG_ENOUGH ? { set: true, last4: value.slice(-4) } : { set: true }
}
