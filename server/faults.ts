import type { FastifyError } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { VendorError } from '../core/ports/connector.ts'
import { BadCursor, StoreUnavailable } from '../core/ports/store.ts'
import { Problem } from './problem.ts'

const RETRY = { headers: { 'retry-after': '5' } }

/** Fastify's own refusals, by its code. */
const BY_CODE: Readonly<Record<string, () => Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Problem('body_too_large', 'The body is larger than 2 MB: send it in parts.', { headers: { connection: 'close' } }),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Problem('unsupported_media_type', 'Send the body as application/json.'),
  FST_ERR_CTP_EMPTY_JSON_BODY: () => new Problem('bad_json', 'The body is empty, though it says that it is JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new Problem('bad_json', 'The body is not as long as Content-Length says.'),
}

/** Errors by class, in terms of this API. What is not here is a fault of ours. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  if (hasZodFastifySchemaValidationErrors(error)) return inputFault(error as FastifyError & { validation: { instancePath: string; message?: string; params?: unknown }[] })
  if (error instanceof BadCursor) return new Problem('bad_cursor', error.message)
  if (error instanceof StoreUnavailable) return new Problem('store_unavailable', `Nothing was written (${error.code}). Ask again later.`, RETRY)
  if (error instanceof VendorError) return new Problem('vendor_unavailable', `The vendor's side failed (${error.kind}). It is safe to ask again.`, error.retryAfter === null ? {} : { headers: { 'retry-after': String(Math.ceil(error.retryAfter / 1_000)) } })
  const { name, code, statusCode } = error as { name?: string; code?: string; statusCode?: number }
  if (name === 'Contended' || name === 'LaneContended') return new Problem('store_unavailable', 'Others changed it too often at this moment. Ask again.', RETRY)
  const known = BY_CODE[code ?? '']?.()
  if (known) return known
  if (statusCode === 400 || statusCode === 415 || statusCode === 414 || statusCode === 431) return new Problem('invalid_input', 'The request could not be read as HTTP allows it.')
  return null
}

/** Which fields, and what is wrong with each; never what stood in them. */
function inputFault(error: { validation: { instancePath: string; message?: string; params?: unknown }[]; validationContext?: string | undefined }): Problem {
  const fields = error.validation.flatMap(fieldsOf).slice(0, 20)
  const where = error.validationContext === 'querystring' ? 'query' : error.validationContext ?? 'request'
  return new Problem('invalid_input', `The ${where} is not as it has to be: ${fields.slice(0, 3).map(fault => `${fault.field} (${fault.message})`).join(', ')}${fields.length > 3 ? `, and ${fields.length - 3} more` : ''}.`, { fields })
}

const fieldOf = (path: string): string => path.replace(/^\//, '').replaceAll('/', '.').slice(0, 200) || '(whole)'

/** A field that is not known is named as the others are: by its own path. */
function fieldsOf({ instancePath, message, params }: { instancePath: string; message?: string; params?: unknown }): { field: string; message: string }[] {
  const { keys } = (params ?? {}) as { keys?: unknown }
  if (Array.isArray(keys)) return keys.slice(0, 5).map(key => ({ field: fieldOf(`${instancePath.replace(/\/$/, '')}/${String(key).slice(0, 50)}`), message: 'is not known here' }))
  return [{ field: fieldOf(instancePath), message: inWords(message ?? 'not valid').slice(0, 200) }]
}

/** The schema library's sentences as a person would say them. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/^Invalid input: expected \w+, received undefined$/, 'is missing'],
  [/^Invalid input: expected number, received NaN$/, 'must be a number'],
  [/^Too small: expected \w+ to have >=1 \w+$/, 'must not be empty'],
  [/^Invalid input: expected (\w+), received (\w+)$/, 'must be of type $1, not $2'],
  [/^Too (?:big|small): expected \w+ to be <=(-?[\d.]+)$/, 'must be at most $1'],
  [/^Too (?:big|small): expected \w+ to be >=(-?[\d.]+)$/, 'must be at least $1'],
  [/^Too (?:big|small): expected \w+ to have ([<>])=(\d+) (\w+)$/, 'must have $1= $2 $3'],
]

function inWords(message: string): string {
  if (message.startsWith('Invalid option: expected one of ')) return `must be one of ${message.slice(32).replaceAll('"', '').replaceAll('|', ', ')}`
  const [found, words] = SAID.find(([pattern]) => pattern.test(message)) ?? [null, '']
  return found === null ? message : message.replace(found, words).replace('>=', 'at least').replace('<=', 'at most')
}
