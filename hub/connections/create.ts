import { ConnectionId, type Instant } from '../../core/model/ids.ts'
import type { Connection, ConnectionRole } from '../../core/model/setup.ts'
import type { Check } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type OpenConnection, sealCredentials } from '../calls/open.ts'
import { keepCheck } from '../connecting/look.ts'
import { startAtFault } from '../connecting/start-at.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { discoverLocations } from '../mappings/locations.ts'
import { within } from '../receive/reading.ts'
import { type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { make } from '../setup/save.ts'
import { ensureDoor } from './door.ts'
import { hasFault, opened, vendorChecks } from './try.ts'

export interface NewConnection {
  /** Chosen beforehand: a repeated request makes one connection. */
  id: string
  connector: string
  name: string
  credentials: Record<string, unknown>
  settings?: Record<string, unknown>
  roles?: ConnectionRole[]
  mode?: Connection['mode']
  startAt?: Instant
  importWhen?: Connection['importWhen']
  tellWhen?: Connection['tellWhen']
  buffer?: number
}
export type Connected = { is: 'done'; connection: Stored<'connections'>; checks: readonly Check[] } | Refused

/** Asked at the vendor before anything is kept; what it refuses is not stored (S2.8). Reads only: nothing is written there until a role is on. */
export async function createConnection(hub: Hub, scope: Scope, input: NewConnection): Promise<Connected> {
  const { merchantId } = scope
  const id = ConnectionId.parse(input.id)
  const there = await hub.store.get('connections', null, id)
  if (there) return there.merchantId === merchantId ? { is: 'done', connection: there, checks: [] } : refuse('duplicate', 'This id is taken.')
  const now = hub.clock.now()
  const startAt = input.startAt ?? now
  const tried = opened(hub, { id, connector: input.connector, settings: input.settings ?? {}, roles: input.roles ?? [], startAt }, input.credentials)
  if (tried.is === 'refused') return tried
  const { open } = tried
  const checks = await vendorChecks(hub, open)
  if (hasFault(checks)) return refuse('connection_check_failed', 'The vendor did not accept this connection.', { detail: { checks } })
  // Asked last, so that only who holds keys of the store learns of it.
  if (await isAnothers(hub, scope, open.account)) return refuse('store_taken', 'Another merchant here has this store connected.')
  const late = await startAtFault(hub, open, input.startAt)
  if (late) return late
  const saved = await make(hub, 'connections', null, {
    id, merchantId, connector: input.connector, name: input.name, roles: input.roles ?? [], pausedRoles: [], mode: input.mode ?? 'observe', startAt,
    state: 'connected', stateReason: null, account: open.account, storeIdentity: open.storeIdentity,
    credentialsSealed: await sealCredentials(hub, merchantId, id, tried.credentials), settings: tried.settings,
    importWhen: input.importWhen ?? 'paid', tellWhen: input.tellWhen ?? 'labeled', buffer: input.buffer ?? 0, stockConfirmedAt: null,
    olderOpenOrders: await olderOpenOrders(hub, open, startAt), lastImportAt: null, version: 0, createdAt: now, updatedAt: now,
  })
  if (saved.is === 'refused') return saved
  await keepCheck(hub, saved.record, open, checks)
  await open.tokens?.keep(hub, saved.record)
  await findLocations(hub, saved.record, open)
  const doors = await ensureDoor(hub, saved.record, open)
  await noted(hub, scope, `connection:${id}`, 'connection.created', ['roles', 'mode'], { connector: input.connector, mode: saved.record.mode })
  await wake(hub, accountLane(open.account))
  return { is: 'done', connection: saved.record, checks: [...checks, ...doors] }
}

/** Two merchants at one store would import each order twice, and set each other's stock back for ever. */
async function isAnothers(hub: Hub, { merchantId }: Scope, account: string): Promise<boolean> {
  const { items } = await hub.store.list('connectionsOfAccount', { account }, { limit: 1_000 })
  return items.some(one => one.merchantId !== merchantId && one.state !== 'disconnected')
}

type Opened = Omit<OpenConnection, 'connection'>

/** Open orders older than `startAt`: shown as a number, imported only if chosen. Null where the vendor does not say. */
export async function olderOpenOrders(hub: Hub, open: Opened, startAt: Instant): Promise<number | null> {
  const { olderOpenOrders: older } = open.can
  if (!older) return null
  try {
    return await within(hub, open, async signal => older.count(startAt, signal))
  } catch (error) {
    hub.log.warn('older_orders_not_counted', { connectionId: open.view.id, error })
    return null
  }
}

/** Listed for the person who maps them; where it fails now, a check lists them. */
export async function findLocations(hub: Hub, connection: Stored<'connections'>, open: Opened): Promise<void> {
  const { lists } = open.can
  if (!lists) return
  try {
    await discoverLocations(hub, connection, await within(hub, open, async signal => lists.read('locations', signal)))
  } catch (error) {
    hub.log.warn('locations_not_listed', { connectionId: connection.id, error })
  }
}
