import type { Instant } from '../../../core/model/ids.ts'
import type { ConnectionRole } from '../../../core/model/setup.ts'
import type { Check } from '../../../core/ports/connector.ts'
import type { Hub } from '../../hub.ts'
import { findingOf } from '../findings.ts'
import { type Connection, listed, type Step } from '../step.ts'

/** `roles`: for each role of the connector what it lacks at the vendor; nothing where it can be switched on. */
export interface CheckFound { at: Instant | null; checks: Check[]; roles: { role: ConnectionRole; isOn: boolean; lacks: Check[] }[] }

/** What the vendor said when it was last asked, and which roles it allows. */
export async function checkStep(hub: Hub, connection: Connection): Promise<Step<'check', CheckFound>> {
  const { record, found } = await findingOf(hub, connection, 'check')
  const lacks = (role: ConnectionRole): Check[] => [...found?.lacking.find(one => one.role === role)?.checks ?? []]
  const roles = (hub.connectors.get(connection.connector)?.roles ?? []).map(role => ({ role, isOn: connection.roles.includes(role), lacks: lacks(role) }))
  const of: CheckFound = { at: record?.at ?? null, checks: [...found?.checks ?? []], roles }
  const step = (state: Step<'check', CheckFound>['state'], says: string, next: string | null) => ({ step: 'check' as const, state, says, next, found: of })
  if (connection.state === 'disconnected') return step('fault', 'Disconnected.', 'Make a new connection.')
  if (connection.state === 'needs_reauth') return step('fault', 'The vendor does not know these credentials any more.', 'Put new credentials in their place (rotate).')
  if (!found) return step('waiting', 'The vendor was not asked yet.', 'Check the connection.')
  const faults = [...of.checks, ...roles.filter(({ isOn }) => isOn).flatMap(role => role.lacks)].filter(({ is }) => is === 'fault')
  const [first] = faults
  if (first) return step('fault', listed(faults.map(({ title }) => title)), first.fix ?? 'Mend it, and check again.')
  const closed = roles.filter(({ isOn, lacks: missing }) => !isOn && missing.some(({ is }) => is === 'fault'))
  if (closed.length === 0) return step('done', 'The vendor accepts the credentials; every role could be switched on.', null)
  return step('done', `The vendor accepts the credentials, but not for ${listed(closed.map(({ role }) => role))}.`, closed[0]?.lacks.find(({ fix }) => fix)?.fix ?? null)
}
