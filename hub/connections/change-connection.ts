import type { ConnectionId } from '../../core/model/ids.ts'
import type { Connection, ConnectionRole } from '../../core/model/setup.ts'
import type { Stored } from '../../core/ports/store.ts'
import { openConnection } from '../calls/open.ts'
import { forgetToken } from '../calls/token.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { amend } from '../setup/save.ts'
import type { Connected } from './create.ts'
import { ensureDoor } from './door.ts'
import { connectionOf } from './found.ts'
import { opened } from './try.ts'

const CHANGEABLE = ['name', 'roles', 'mode', 'settings', 'importWhen', 'tellWhen', 'buffer'] as const
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
  // Switched off and on again, it is told nothing before a person has seen the new comparison (S2.18).
  const isWithoutStock = patch.roles !== undefined && !patch.roles.includes('inventory')
  const changed = await amended(hub, scope, id, ifVersion, connection => ({ ...connection, ...patch, settings: tried.settings, ...(isWithoutStock && { stockConfirmedAt: null }) }), 'connection.changed', Object.keys(patch))
  if (changed.is === 'refused') return changed
  const { connection } = changed
  return { is: 'done', connection, checks: await ensureDoor(hub, connection, await openConnection(hub, connection)) }
}

/** Pauses these roles, or all: what they would do queues, and nothing is lost. */
export async function pauseConnection(hub: Hub, scope: Scope, id: ConnectionId, roles?: readonly ConnectionRole[]): Promise<Changed> {
  return amended(hub, scope, id, null, connection => ({ ...connection, pausedRoles: [...new Set([...connection.pausedRoles, ...(roles ?? connection.roles)])] }), 'connection.paused', ['pausedRoles'])
}

export async function resumeConnection(hub: Hub, scope: Scope, id: ConnectionId, roles?: readonly ConnectionRole[]): Promise<Changed> {
  return amended(hub, scope, id, null, connection => ({ ...connection, pausedRoles: roles ? connection.pausedRoles.filter(role => !roles.includes(role)) : [] }), 'connection.resumed', ['pausedRoles'])
}

/** No new work: what waits for it ends with that reason. Orders and history stay. */
export async function disconnect(hub: Hub, scope: Scope, id: ConnectionId): Promise<Changed> {
  const ended = await amended(hub, scope, id, null, connection => ({ ...connection, state: 'disconnected', stateReason: 'disconnected by a person', previousSecret: null }), 'connection.disconnected', ['state'], true)
  if (ended.is === 'done') await forgetToken(hub, ended.connection)
  return ended
}

export const disconnected = (): Refused => refuse('state_forbids', 'This connection was disconnected: make a new one.', { detail: { state: 'disconnected' } })

export async function amended(hub: Hub, scope: Scope, id: ConnectionId, ifVersion: number | null, change: (connection: Stored<'connections'>) => Connection, kind: string, fields: readonly string[], isEnd = false): Promise<Changed> {
  const saved = await amend(hub, 'connections', scope.merchantId, id, ifVersion, connection => (connection.state === 'disconnected' && !isEnd ? disconnected() : change(connection)))
  if (saved.is === 'refused') return saved
  await noted(hub, scope, `connection:${id}`, kind, fields)
  await wake(hub, accountLane(saved.record.account))
  return { is: 'done', connection: saved.record }
}
