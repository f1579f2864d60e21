import { pino } from 'pino'
import type { Log, LogFields } from '../hub/hub.ts'

/**
 * The fields that a log line may have. What is not here is dropped: a payload, a credential or a person cannot get into a line
 * by being forgotten. Values are scalars or lists of scalars.
 */
export const FIELDS: ReadonlySet<string> = new Set([
  'account', 'attempts', 'bytes', 'call', 'centerId', 'code', 'connectionId', 'connector', 'count', 'job', 'kind', 'lane', 'merchantId', 'method', 'ms', 'numbers', 'operation', 'orderId', 'orders', 'pending', 'port',
  'requestId', 'retryAfter', 'roles', 'route', 'sent', 'seq', 'shipmentId', 'signal', 'source', 'state', 'status', 'step', 'subject', 'todo', 'tokenId', 'version',
])

/** Errors whose message we write ourselves, or that the language words without data. Others may quote a payload: only their name and place are logged. */
const PLAIN = new Set(['TypeError', 'RangeError', 'ReferenceError', 'StoreUnavailable', 'BadCursor', 'BadEnvironment', 'TransportError', 'Problem'])
const LONGEST = 300

/** `secrets`: names of fields that connectors call secret; redacted as a second net under the allow-list. */
export function appLog(level: string, secrets: readonly string[], write?: { write(line: string): void }): Log {
  const paths = secrets.filter(name => /^[A-Za-z_]\w*$/.test(name)).flatMap(name => [name, `*.${name}`])
  const options = { level, base: null, redact: { paths, censor: '[secret]' }, formatters: { level: (label: string) => ({ level: label }) }, timestamp: pino.stdTimeFunctions.isoTime }
  const line = write ? pino(options, write) : pino(options)
  return {
    info: (event, fields) => line.info(allowed(fields), event),
    warn: (event, fields) => line.warn(allowed(fields), event),
    error: (event, fields) => line.error({ ...allowed(fields), ...(fields?.error === undefined ? {} : { error: place(fields.error) }) }, event),
  }
}

function allowed(fields: LogFields = {}): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => FIELDS.has(name) && isPlain(value)).map(([name, value]) => [name, cut(value)]))
}

const isScalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value)
const isPlain = (value: unknown): boolean => isScalar(value) || (Array.isArray(value) && value.length <= 100 && value.every(isScalar))
const cut = (value: unknown): unknown => (typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value)

/** Where an error came from, and its words only where they cannot quote anybody's data. */
function place(error: unknown): LogFields {
  if (!Error.isError(error)) return { name: typeof error }
  const code = (error as { code?: unknown }).code
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line)).slice(0, 8).map(line => line.trim().replace(/\(?(file:\/\/)?[^\s(]*\/(?=(app|cli|config|connectors|core|hub|jobs|server|stores|node_modules)\/)/, '('))
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(PLAIN.has(error.name) ? { message: cut(error.message) } : {}),
    at: frames,
    ...(error.cause === undefined ? {} : { cause: place(error.cause) }),
  }
}
