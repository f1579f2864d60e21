import { z } from 'zod'
import type { Instant } from '../../core/model/ids.ts'
import { VendorError, type VendorErrorKind } from '../../core/ports/connector.ts'
import type { WireAnswer } from '../../core/ports/transport.ts'
import { retryAfter } from '../kit/retry-after.ts'

/** What was asked, as far as it matters for what a fault means: a read changes nothing, so it is never in doubt. */
export type Asked = 'read' | 'write'
interface Meaning { kind: VendorErrorKind; code: string; sent: VendorError['sent'] }

/** By HTTP status (shopify.dev/docs/api/usage/response-codes). `no`: surely not carried out, so it may be repeated. */
const STATUS: Readonly<Record<number, Meaning>> = {
  401: { kind: 'auth', code: 'token_refused', sent: 'yes' },
  402: { kind: 'unavailable', code: 'shop_frozen', sent: 'no' },
  403: { kind: 'auth', code: 'missing_scope', sent: 'yes' },
  404: { kind: 'not-found', code: 'shop_or_version_unknown', sent: 'yes' },
  409: { kind: 'conflict', code: 'conflict', sent: 'yes' },
  423: { kind: 'unavailable', code: 'shop_locked', sent: 'no' },
  429: { kind: 'throttled', code: 'throttled', sent: 'no' },
  430: { kind: 'throttled', code: 'throttled', sent: 'no' },
}

/** By extensions.code of a top-level error. All of these are given before a field is carried out. */
const CODES: Readonly<Record<string, Meaning>> = {
  THROTTLED: { kind: 'throttled', code: 'throttled', sent: 'no' },
  ACCESS_DENIED: { kind: 'auth', code: 'missing_scope', sent: 'yes' },
  UNAUTHORIZED: { kind: 'auth', code: 'token_refused', sent: 'yes' },
  SHOP_INACTIVE: { kind: 'unavailable', code: 'shop_inactive', sent: 'no' },
  RESOURCE_NOT_FOUND: { kind: 'not-found', code: 'not_found', sent: 'yes' },
  MAX_COST_EXCEEDED: { kind: 'rejected', code: 'max_cost_exceeded', sent: 'yes' },
  INVALID_VARIABLE: { kind: 'rejected', code: 'invalid_variable', sent: 'yes' },
  INVALID_FIELD_ARGUMENTS: { kind: 'rejected', code: 'invalid_field_arguments', sent: 'yes' },
  BAD_REQUEST: { kind: 'rejected', code: 'bad_request', sent: 'yes' },
  undefinedField: { kind: 'rejected', code: 'invalid_document', sent: 'yes' },
  undefinedDirective: { kind: 'rejected', code: 'invalid_document', sent: 'yes' },
  missingRequiredArguments: { kind: 'rejected', code: 'invalid_document', sent: 'yes' },
  variableNotUsed: { kind: 'rejected', code: 'invalid_document', sent: 'yes' },
  INTERNAL_SERVER_ERROR: { kind: 'unavailable', code: 'internal_error', sent: 'maybe' },
  TIMEOUT: { kind: 'unavailable', code: 'internal_error', sent: 'maybe' },
}

const GraphqlError = z.object({
  message: z.string().catch('no message'),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z.object({ code: z.string().nullish() }).nullish(),
})
type GraphqlError = z.infer<typeof GraphqlError>
const CostBlock = z.object({
  requestedQueryCost: z.number().nonnegative(),
  actualQueryCost: z.number().nonnegative().nullish().catch(null),
  throttleStatus: z.object({ maximumAvailable: z.number().positive(), currentlyAvailable: z.number(), restoreRate: z.number().positive() }).nullish().catch(null),
})
/** What an answer says of its cost: asked for, really spent (null: not said), and how the bucket stands where that is said. */
export interface Cost { requested: number; actual: number | null; bucket: { size: number; left: number; rate: number } | null }

/** null: the answer has no cost block, which happens (staff-plan shops; some throttled answers). Refused for the rate, nothing was spent. */
export function costIn(body: unknown): Cost | null {
  const parsed = Body.safeParse(body).data
  const block = CostBlock.safeParse(parsed?.extensions?.cost).data
  if (!block) return null
  const { requestedQueryCost: requested, actualQueryCost, throttleStatus: status } = block
  const isThrottled = errorsOf(parsed?.errors).some((error) => codeOf(error) === 'THROTTLED')
  return { requested, actual: isThrottled ? 0 : (actualQueryCost ?? null), bucket: status ? { size: status.maximumAvailable, left: status.currentlyAvailable, rate: status.restoreRate } : null }
}

/** `errors` is an array, a string (401) or an object; `data` may stand beside them; the cost may be absent. */
const Body = z.object({ data: z.unknown().optional(), errors: z.unknown().optional(), extensions: z.object({ cost: z.unknown().optional() }).nullish().catch(null) })

export interface Read { data: unknown; denied: readonly string[] }

/**
 * What an answer says: its data, or a VendorError. A field in `mayBeDenied` that the store refuses us (ACCESS_DENIED
 * beside partial data: protected customer fields) is named in `denied`, and does not take the other orders with it.
 */
export function readAnswer(name: string, answer: WireAnswer, body: unknown, asked: Asked, now: Instant, mayBeDenied: ReadonlySet<string>): Read {
  const fail = (meaning: Meaning, text: string, wait: number | null = null): never => {
    throw new VendorError(meaning.kind, asked === 'read' && meaning.sent === 'maybe' ? 'no' : meaning.sent, `${name}: ${text.slice(0, 500)}`, { code: meaning.code, retryAfter: wait })
  }
  const parsed = Body.safeParse(body).data
  const wait = retryAfter(answer.headers['retry-after'], now)
  if (answer.status < 200 || answer.status > 299) fail(readStatus(answer), `HTTP ${answer.status} ${textOf(parsed?.errors)}`, wait)
  if (!parsed) return fail(malformed('not_json'), `HTTP ${answer.status} with a body that is no JSON object`)
  const errors = errorsOf(parsed.errors)
  const denied = deniedFields(errors, parsed.data, mayBeDenied)
  if (errors.length > 0 && !denied) {
    const worst = errors.find((error) => error.extensions?.code === 'THROTTLED') ?? errors.find((error) => Object.hasOwn(CODES, codeOf(error))) ?? errors[0]
    const meaning = byCode(worst, parsed.data)
    fail(meaning, errors.map((error) => error.message).join('; '), meaning.kind === 'throttled' ? (waitForPoints(costIn(body)) ?? wait) : wait)
  }
  if (typeof parsed.data !== 'object' || parsed.data === null) return fail(malformed('no_data'), 'an answer without data')
  return { data: parsed.data, denied: denied ?? [] }
}

export function malformed(code: string): Meaning {
  return { kind: 'malformed', code, sent: 'maybe' }
}

/** By the status of an answer that is no success. A page with 401 or 403 is a proxy's word, not Shopify's on our token: it does not stop the connection. */
export function readStatus({ status, body }: WireAnswer): Meaning {
  if ((status === 401 || status === 403) && /^\s*</.test(body)) return { kind: 'unavailable', code: 'page_instead', sent: 'maybe' }
  if (STATUS[status]) return STATUS[status]
  if (status >= 500) return { kind: 'unavailable', code: 'server_error', sent: 'maybe' }
  if (status >= 300 && status < 400) return malformed('redirect')
  return { kind: 'rejected', code: `http_${status}`, sent: 'yes' }
}

/** A code that we do not know, or a fault beside written data, may have come after the write: in doubt. */
function byCode(error: GraphqlError | undefined, data: unknown): Meaning {
  const known = error && Object.hasOwn(CODES, codeOf(error)) ? CODES[codeOf(error)] : undefined
  const hasData = typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null)
  if (known) return hasData && known.sent === 'yes' ? { ...known, sent: 'maybe' } : known
  return { kind: 'rejected', code: 'rejected', sent: 'maybe' }
}

function errorsOf(errors: unknown): GraphqlError[] {
  if (errors === undefined || errors === null) return []
  if (!Array.isArray(errors)) return [{ message: textOf(errors) }]
  return errors.map((error) => GraphqlError.safeParse(error).data ?? { message: textOf(error) })
}

function deniedFields(errors: readonly GraphqlError[], data: unknown, allowed: ReadonlySet<string>): string[] | null {
  if (errors.length === 0 || typeof data !== 'object' || data === null) return null
  const fields = errors.map((error) => (codeOf(error) === 'ACCESS_DENIED' ? String(error.path?.at(-1) ?? '') : ''))
  return fields.every((field) => allowed.has(field)) ? [...new Set(fields)] : null
}

/** The cost block can be absent (seen on staff-plan shops): then there is nothing to compute from. */
function waitForPoints(cost: Cost | null): number | null {
  return cost?.bucket ? Math.max(0, Math.ceil(((cost.requested - cost.bucket.left) / cost.bucket.rate) * 1000)) : null
}

function codeOf(error: GraphqlError): string {
  return error.extensions?.code ?? ''
}

function textOf(errors: unknown): string {
  return typeof errors === 'string' ? errors : errors === undefined ? '' : (JSON.stringify(errors) ?? '')
}
