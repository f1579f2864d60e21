import type { ConnectionId } from '../../core/model/ids.ts'
import type { ConnectionRole } from '../../core/model/setup.ts'
import type { Check } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { OpenConnection } from '../calls/open.ts'
import { hasFault, vendorChecks } from '../connections/try.ts'
import type { Hub, Scope } from '../hub.ts'
import { type Comparison, compareStock } from '../inventory/comparison.ts'
import type { Refused } from '../refused.ts'
import { findingOf, keepFinding } from './findings.ts'

type Opened = Pick<OpenConnection, 'connector' | 'view' | 'host' | 'end'>

/** Keeps what the vendor said of this connection, and asks it what each role that is off would lack. Reads only. */
export async function keepCheck(hub: Hub, connection: Stored<'connections'>, open: Opened, checks: readonly Check[]): Promise<void> {
  const lacking: { role: ConnectionRole; checks: readonly Check[] }[] = []
  const off = hasFault(checks) ? [] : open.connector.roles.filter(role => !connection.roles.includes(role))
  try {
    for (const role of off) {
      const said = await vendorChecks(hub, { ...open, view: { ...open.view, roles: [role] } })
      lacking.push({ role, checks: said.filter(one => one.is !== 'ok' && !checks.some(({ code }) => code === one.code)) })
    }
  } catch (error) {
    hub.log.warn('roles_not_checked', { connectionId: connection.id, error })
  }
  await keepFinding(hub, connection, 'check', { checks, lacking }, (await findingOf(hub, connection, 'check')).record)
}

/** The comparison, with its numbers kept for whoever asks later where the connection stands. */
export async function compareAndKeep(hub: Hub, scope: Scope, id: ConnectionId): Promise<Comparison | Refused> {
  const compared = await compareStock(hub, scope, id)
  if (compared.is === 'refused') return compared
  const { compared: all, equal: same, higher, lower, becomeZero, neverCounted, notStocked } = compared.counts
  const of = { id, merchantId: scope.merchantId }
  await keepFinding(hub, of, 'stock', { compared: all, same, higher, lower, becomeZero, neverCounted, notStocked }, (await findingOf(hub, of, 'stock')).record)
  return compared
}
