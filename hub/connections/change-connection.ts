import type { ConnectionId } from '../../core/model/ids.ts'
import type { Connection, ConnectionRole } from '../../core/model/setup.ts'
import type { Stored } from '../../core/ports/store.ts'
import { openConnection } from '../calls/open.ts'
import { forgetToken } from '../calls/token.ts'
import { readFromStart, startAtFault } from '../connecting/start-at.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { amend } from '../setup/save.ts'
import { type Connected, olderOpenOrders } from './create.ts'
import { closeDoor, ensureDoor } from './door.ts'
import { connectionOf, disconnected } from './found.ts'
import { hasFault, opened, vendorChecks } from './try.ts'

const CHANGEABLE = ['name', 'roles', 'mode', 'startAt', 'settings', 'importWhen', 'tellWhen', 'buffer'] as const
export type ConnectionPatch = Partial<Pick<Connection, (typeof CHANGEABLE)[number]>>
export type Changed = { is: 'done'; connection: Stored<'connections'> } | Refused

/** Roles are switched on one by one by a person; what a new one needs at the vendor is made only then. */
export async function patchConnection(hub: Hub, scope: Scope, id: ConnectionId, ifVersion: number | null, asked: ConnectionPatch): Promise<Connected> {
  // Nothing else of a connection is a person's to write, whatever a caller hands on.
  const patch: ConnectionPatch = Object.fromEntries(CHANGEABLE.flatMap(name => (asked[name] === undefined ? [] : [[name, asked[name]]])))
  const before = await connectionOf(hub, scope, id)
  if (!before) return missing()
  if (before.state === 'disconnected') return disconnected()
  const wanted = { ...before, ...patch }
  const tried = opened(hub, wanted, (await openConnection(hub, before)).view.credentials)
  if (tried.is === 'refused') return tried
  if (tried.open.storeIdentity !== before.storeIdentity) return refuse('other_store', 'These settings lead to another store: connect that one beside this.')
  const late = await startAtFault(hub, tried.open, patch.startAt)
  if (late) return late
  const older = patch.startAt === undefined ? before.olderOpenOrders : await olderOpenOrders(hub, tried.open, patch.startAt)
  // Switched off and on again, it is told nothing before a person has seen the new comparison (S2.18).
  const isWithoutStock = patch.roles !== undefined && !patch.roles.includes('inventory')
  const changed = await amended(hub, scope, id, ifVersion, connection => ({ ...connection, ...patch, settings: tried.settings, olderOpenOrders: older, ...(isWithoutStock && { stockConfirmedAt: null }) }), 'connection.changed', Object.keys(patch))
  if (changed.is === 'refused') return changed
  const { connection } = changed
  if (connection.roles.length === 0 && before.roles.length > 0 && before.state === 'connected') await closeDoor(hub, connection)
  if (patch.startAt !== undefined && patch.startAt < before.startAt) await readFromStart(hub, connection)
  return { is: 'done', connection, checks: await ensureDoor(hub, connection, await openConnection(hub, connection)) }
}

/** Pauses these roles, or all: what they would do queues, and nothing is lost. */
export async function pauseConnection(hub: Hub, scope: Scope, id: ConnectionId, roles?: readonly ConnectionRole[]): Promise<Changed> {
  return amended(hub, scope, id, null, connection => ({ ...connection, pausedRoles: [...new Set([...connection.pausedRoles, ...(roles ?? connection.roles)])] }), 'connection.paused', ['pausedRoles'])
}

export async function resumeConnection(hub: Hub, scope: Scope, id: ConnectionId, roles?: readonly ConnectionRole[]): Promise<Changed> {
  const before = await connectionOf(hub, scope, id)
  if (before?.state === 'paused') return reconnected(hub, scope, before)
  return amended(hub, scope, id, null, connection => ({ ...connection, pausedRoles: roles ? connection.pausedRoles.filter(role => !roles.includes(role)) : [], stateReason: null }), 'connection.resumed', ['pausedRoles'])
}

/** The store had uninstalled us: it works again once the store says so itself. */
async function reconnected(hub: Hub, scope: Scope, before: Stored<'connections'>): Promise<Changed> {
  const open = await openConnection(hub, before)
  const checks = await vendorChecks(hub, open)
  if (hasFault(checks)) return refuse('connection_check_failed', 'The vendor does not accept this connection yet.', { detail: { checks } })
  const changed = await amended(hub, scope, before.id, null, connection => ({ ...connection, state: 'connected', stateReason: null, connectedAt: hub.clock.now() }), 'connection.resumed', ['state'])
  if (changed.is === 'done') await ensureDoor(hub, changed.connection, open)
  return changed
}

/** No new work: what waits for it ends with that reason. Orders and history stay, and for a while the door for privacy commands. */
export async function disconnect(hub: Hub, scope: Scope, id: ConnectionId): Promise<Changed> {
  const before = await connectionOf(hub, scope, id)
  const ended = await amended(hub, scope, id, null, connection => ({ ...connection, state: 'disconnected', stateReason: 'disconnected by a person', disconnectedAt: connection.disconnectedAt ?? hub.clock.now(), previousSecret: null }), 'connection.disconnected', ['state'], true)
  if (ended.is === 'done' && before?.state === 'connected') await closeDoor(hub, ended.connection)
  if (ended.is === 'done') await forgetToken(hub, ended.connection)
  return ended
}

export async function amended(hub: Hub, scope: Scope, id: ConnectionId, ifVersion: number | null, change: (connection: Stored<'connections'>) => Connection, kind: string, fields: readonly string[], isEnd = false): Promise<Changed> {
  const saved = await amend(hub, 'connections', scope.merchantId, id, ifVersion, connection => (connection.state === 'disconnected' && !isEnd ? disconnected() : change(connection)))
  if (saved.is === 'refused') return saved
  await noted(hub, scope, `connection:${id}`, kind, fields)
  await wake(hub, accountLane(saved.record.account))
  return { is: 'done', connection: saved.record }
}
