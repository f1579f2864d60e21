import type { ConnectionRole } from '../../../core/model/setup.ts'
import type { Hub } from '../../hub.ts'
import { findingOf } from '../findings.ts'
import { type Connection, listed, type Step } from '../step.ts'

export interface RoleFound { role: ConnectionRole; isOn: boolean; isPaused: boolean; mayBeOn: boolean; does: string }
export interface RolesFound { mode: Connection['mode']; roles: RoleFound[] }

const DOES: Readonly<Record<ConnectionRole, (connection: Connection) => string>> = {
  orders: ({ startAt }) => `Imports orders placed since ${new Date(startAt).toISOString()} and, once live, has the store send word of changes (webhooks).`,
  tracking: ({ tellWhen }) => `Once live, puts tracking numbers on the store’s orders when they are ${tellWhen === 'labeled' ? 'labeled' : 'handed over'}.`,
  inventory: ({ stockConfirmedAt }) => `Once live${stockConfirmedAt === null ? ' and the stock comparison is confirmed' : ''}, sets the store’s available numbers at the mapped locations.`,
  returns: () => 'Imports the store’s returns and, once live, tells how they ended.',
}

/** Which roles are on, and what switching each on would do. Nothing is written at the store before one is on and the mode is live. */
export async function rolesStep(hub: Hub, connection: Connection): Promise<Step<'roles', RolesFound>> {
  const { found } = await findingOf(hub, connection, 'check')
  const all = hub.connectors.get(connection.connector)?.roles ?? []
  const mayBeOn = (role: ConnectionRole): boolean => found?.lacking.every(one => one.role !== role || one.checks.every(({ is }) => is !== 'fault')) ?? true
  const roles = all.map(role => ({ role, isOn: connection.roles.includes(role), isPaused: connection.pausedRoles.includes(role), mayBeOn: mayBeOn(role), does: DOES[role](connection) }))
  const on = roles.filter(({ isOn }) => isOn).map(({ role }) => role)
  const held = roles.filter(({ isOn, isPaused }) => isOn && isPaused).map(({ role }) => role)
  const of = { mode: connection.mode, roles }
  if (on.length === 0) return { step: 'roles', state: 'waiting', says: 'No role is switched on: the store is only read.', next: 'Switch on what it is used for.', found: of }
  if (held.length > 0) return { step: 'roles', state: 'waiting', says: `On: ${listed(on)}. Paused: ${listed(held)}; what comes up waits.`, next: 'Resume the connection.', found: of }
  if (connection.mode === 'observe') return { step: 'roles', state: 'waiting', says: `On: ${listed(on)}. The connection observes: nothing is sent to the store.`, next: 'Set the mode to live when what you see is right.', found: of }
  return { step: 'roles', state: 'done', says: `On and live: ${listed(on)}.`, next: null, found: of }
}
