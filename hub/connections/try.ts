import type { ConnectionId } from '../../core/model/ids.ts'
import type { Connection } from '../../core/model/setup.ts'
import { type AnyConnector, type Check, VendorError } from '../../core/ports/connector.ts'
import { type OpenConnection, type TriedConnection, tryConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { within } from '../receive/reading.ts'
import { type Refused, refuse } from '../refused.ts'

export type Wanted = Pick<Connection, 'connector' | 'settings' | 'roles' | 'startAt'> & { id: ConnectionId }
export type Tried = { is: 'open'; open: TriedConnection; credentials: unknown; settings: Record<string, unknown> } | Refused

/** What a person entered, parsed by the connector's own schemas; every fault at once, by field, never with what stood there. */
export function opened(hub: Hub, wanted: Wanted, credentials: unknown): Tried {
  const connector = hub.connectors.get(wanted.connector)
  if (!connector) return refuse('invalid_input', `There is no connector ${wanted.connector}.`, { fields: [{ field: 'connector', message: 'unknown' }] })
  const fields = [...faultsIn('credentials', connector.credentials.safeParse(credentials)), ...faultsIn('settings', connector.settings.safeParse(wanted.settings)), ...strangeRoles(connector, wanted)]
  if (fields.length > 0) return refuse('invalid_input', `Please look at ${fields.map(({ field }) => field).join(', ')}.`, { fields })
  return { is: 'open', open: tryConnection(hub, wanted, credentials), credentials, settings: connector.settings.parse(wanted.settings) as Record<string, unknown> }
}

interface Parsed { success: boolean; error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } | undefined }

function faultsIn(of: string, parsed: Parsed): { field: string; message: string }[] {
  return (parsed.error?.issues ?? []).map(({ path, message }) => ({ field: [of, ...path.map(String)].join('.'), message }))
}

const strangeRoles = (connector: AnyConnector, { roles }: Wanted): { field: string; message: string }[] =>
  roles.filter(role => !connector.roles.includes(role)).map(role => ({ field: 'roles', message: `${connector.label} has no role ${role}` }))

/** The vendor's half of the doctor. A vendor that will not have the credentials is a fault among the checks; one that does not answer throws. */
export async function vendorChecks(hub: Hub, open: Pick<OpenConnection, 'connector' | 'view' | 'host' | 'end'>): Promise<readonly Check[]> {
  try {
    return await within(hub, open, async () => open.connector.check(open.view, open.host))
  } catch (error) {
    if (!(error instanceof VendorError) || error.kind === 'unavailable' || error.kind === 'throttled') throw error
    return [{ code: error.kind === 'auth' ? 'credentials_refused' : error.code, is: 'fault', title: error.kind === 'auth' ? 'The credentials are not accepted' : 'The vendor’s answer cannot be used', detail: error.message, fix: 'Look at the credentials, and at the scopes they have.' }]
  }
}

export const hasFault = (checks: readonly Check[]): boolean => checks.some(({ is }) => is === 'fault')
