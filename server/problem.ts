import type { Problem as ProblemBody } from './schema/edge.ts'

/**
 * Every code that this API answers with: status, title, and what a client may do. `docs/errors.md` has a row for each, held by a test.
 * Codes that the hub's own decisions refuse with stand here too: they are a client's to tell apart.
 */
export const CODES = {
  bad_json: [400, 'The body is not JSON'],
  bad_cursor: [400, 'This cursor was not made by this list'],
  invalid_input: [400, 'Some fields are not as they have to be'],
  merchant_required: [400, 'Name the merchant'],
  center_required: [400, 'Name the center'],
  unauthorized: [401, 'No valid token'],
  bad_signature: [401, 'The signature does not fit'],
  forbidden: [403, 'This token may not do that'],
  wrong_actor: [403, 'This is not yours to do'],
  not_found: [404, 'There is nothing under this name'],
  unknown_connection: [404, 'There is no such connection'],
  idempotency_running: [409, 'The first request under this key is still running'],
  wrong_state: [409, 'The state it is in does not allow that'],
  nothing_to_ship: [409, 'Nothing would be left to ship'],
  sku_is_the_stores: [409, 'The store says which SKU it is'],
  fulfillment_started: [409, 'Fulfillment has begun'],
  taken_by: [409, 'Somebody else is picking it'],
  tracking_number_taken: [409, 'This number stands on another shipment'],
  duplicate_reference: [409, 'This reference stands for another order'],
  duplicate: [409, 'This name is taken'],
  nothing_to_undo: [409, 'There is no save to take back'],
  location_not_ours: [409, 'Another app runs this location'],
  center_mapped_twice: [409, 'This center belongs to another location'],
  other_store: [409, 'This leads to another store'],
  store_taken: [409, 'This store is connected by another merchant'],
  role_is_off: [409, 'This role of the connection is off'],
  stock_not_confirmed: [409, 'The stock comparison was not confirmed'],
  cursor_too_old: [410, 'This cursor is older than what is kept'],
  stale_version: [412, 'It was changed meanwhile'],
  body_too_large: [413, 'The body is larger than 2 MB'],
  too_large: [413, 'The order would be too large'],
  unsupported_media_type: [415, 'Send JSON'],
  unknown_line: [422, 'The order has no such line'],
  idempotency_key_reused: [422, 'This key was used with another body'],
  connection_check_failed: [422, 'The vendor did not accept these credentials'],
  version_required: [428, 'Say which version you change'],
  too_many_requests: [429, 'Too many requests'],
  unexpected: [500, 'Something went wrong here'],
  vendor_unavailable: [502, 'The vendor does not answer as it should'],
  not_ready: [503, 'Not ready for work'],
  contended: [503, 'Others changed it too often'],
  store_unavailable: [503, 'Nothing can be written now'],
} as const satisfies Record<string, readonly [number, string]>
export type Code = keyof typeof CODES

export interface More { readonly fields?: ProblemBody['fields']; readonly headers?: Readonly<Record<string, string>>; readonly [name: string]: unknown }

/** An answer that is not what was asked for. `detail` says in plain words what, why and what next. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly more: More
  constructor(code: Code, detail: string, more: More = {}) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.status = CODES[code][0]
    this.more = more
  }

  body(requestId: string): ProblemBody {
    const { headers: _headers, ...more } = this.more
    const title = CODES[this.code as Code][1]
    return { type: `urn:crossdock:error:${this.code}`, title, status: this.status, code: this.code, detail: this.message, requestId, ...more }
  }
}

/** The same answer for what is another's and for what never was. */
export const notFound = (): Problem => new Problem('not_found', 'There is nothing under this id that this token may see.')

/** No route: nothing that a token could open. The routes are no secret; every hub tells them to anybody. */
export const noRoute = (method: string, path: string): Problem => new Problem('not_found', `There is no ${method.slice(0, 10)} ${path.slice(0, 200)} here. GET /v1/openapi.json has every route.`)

export const isCode = (code: string): code is Code => code in CODES

/** Words of the hub's rooms for what is one thing to a client. */
const SAME: Readonly<Record<string, Code>> = { missing: 'not_found', unknown_shipment: 'not_found', state_forbids: 'wrong_state' }

/** A refusal of the hub. A code that this table does not have is the state's, and stands as `reason`. */
export function refusal(refused: { code: string; message: string; detail?: Record<string, unknown>; fields?: NonNullable<More['fields']> }, more: More = {}): Problem {
  const { detail = {}, message, fields } = refused
  const code = SAME[refused.code] ?? refused.code
  if (code === 'not_found') return notFound()
  const all = { ...detail, ...(fields && { fields }), ...more }
  return isCode(code) ? new Problem(code, message, all) : new Problem('wrong_state', message, { reason: code, ...all })
}
