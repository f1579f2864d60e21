import type { Row } from './access.ts'
import { CODES, type Code } from './problem.ts'
import type { RouteName, RouteSpec } from './schema.ts'

/** An operation, as far as it decides what it may be refused with. */
export interface Operation { readonly name: RouteName; readonly spec: RouteSpec; readonly access: Row }
type When = (operation: Operation) => boolean

/** Those that ask the vendor while the caller waits. */
const ASKING: ReadonlySet<RouteName> = new Set(['createConnection', 'patchConnection', 'checkConnection', 'rotateConnection', 'resumeConnection', 'compareStock', 'previewStartAt'])

const always: When = () => true
/** At vendors' doors, which are no operations of the API. */
const never: When = () => false
const withToken: When = ({ access }) => access.roles !== null
const post: When = ({ spec }) => spec.method === 'POST'
/** Reads take no body. */
const write: When = ({ spec }) => spec.method !== 'GET'
const replaces: When = ({ spec }) => spec.replaces === true
const asking: When = ({ name }) => ASKING.has(name)
/** What the state may forbid; a disconnected connection is not asked at its vendor either. */
const command: When = operation => write(operation) || asking(operation)
const those = (...names: readonly RouteName[]): When => ({ name }) => names.includes(name)
const paged: When = ({ spec }) => ['cursor', 'after'].some(name => name in ((spec.query as { shape?: object } | undefined)?.shape ?? {}))
const forWhom = (...wanted: readonly Row['for'][]): When => ({ access }) => wanted.includes(access.for)

/** Which operations each code is an answer of. A code without a line does not compile. */
const WHEN: Readonly<Record<Code, When>> = {
  bad_json: write, bad_cursor: paged, invalid_input: always, merchant_required: forWhom('merchant', 'anyone'), center_required: forWhom('center'),
  unauthorized: withToken, bad_signature: never, forbidden: withToken, wrong_actor: write, not_found: withToken, unknown_connection: never,
  idempotency_running: post, wrong_state: command, nothing_to_ship: command, sku_is_the_stores: command, fulfillment_started: command, taken_by: command, tracking_number_taken: command, duplicate_reference: command,
  duplicate: command, nothing_to_undo: command, location_not_ours: command, center_mapped_twice: command, other_store: command, store_taken: command, role_is_off: command, stock_not_confirmed: command,
  cursor_too_old: those('listEvents'), stale_version: replaces, body_too_large: write, too_large: those('createOrder', 'patchOrder'), unsupported_media_type: write,
  unknown_line: those('patchOrder'), idempotency_key_reused: post, connection_check_failed: asking, version_required: operation => replaces(operation) && operation.spec.method === 'PUT',
  too_many_requests: withToken, unexpected: always, vendor_unavailable: asking, not_ready: those('ready'), contended: withToken, store_unavailable: withToken,
}

/** The statuses of refusals that an operation declares: those of its codes. */
export function statusesOf(operation: Operation): readonly number[] {
  const codes = (Object.keys(CODES) as Code[]).filter(code => WHEN[code](operation))
  return [...new Set(codes.map(code => CODES[code][0]))].toSorted((a, b) => a - b)
}

const KEY = { type: 'string', maxLength: 255, description: 'Your own name of this request: a repeat under it with the same body is answered as the first time, with Idempotent-Replayed: true. Kept for 24 hours' } as const
const VERSION = { type: 'string', description: 'The version that the change was made from, as "3" (the ETag of the object): where it moved on meanwhile the answer is 412' } as const

/** Headers that an operation takes, as JSON schema; null where it takes none. They are read by hand, since most of them are others' business. */
export function headersOf(spec: RouteSpec): Record<string, unknown> | null {
  const properties = { ...(spec.method === 'POST' && { 'Idempotency-Key': KEY }), ...(spec.replaces && { 'If-Match': VERSION }) }
  if (Object.keys(properties).length === 0) return null
  return { type: 'object', properties, required: spec.replaces && spec.method === 'PUT' ? ['If-Match'] : [] }
}
