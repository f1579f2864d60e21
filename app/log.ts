import { pino } from 'pino'
import type { Log, LogFields } from '../hub/hub.ts'
import { gatherLines, type Output } from './log-lines.ts'

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
/** Kinds of a vendor's fault that no line of ours has caused. */
const WEATHER = new Set(['unavailable', 'throttled', 'auth'])
const LONGEST = 300

/** `close`: what waits is written; without it that happens when the process ends, but for a kill. */
export interface AppLog extends Log { close(): void }

/**
 * `secrets`: names of fields that connectors call secret; a second net: they are let through under no circumstances.
 * What only informs waits up to 100 ms for its neighbours; a warning or an error is out, with all before it, when the call returns.
 */
export function appLog(level: string, secrets: readonly string[], output: Output = stdout()): AppLog {
  const names = FIELDS.difference(new Set(secrets))
  const lines = gatherLines(output)
  process.on('exit', lines.flush)
  const line = pino({ level, base: null, formatters: { level: label => ({ level: label }) }, timestamp: pino.stdTimeFunctions.isoTime }, lines)
  return {
    info: (event, fields) => line.info(allowed(names, fields), event),
    warn: (event, fields) => {
      line.warn(withError(names, fields), event)
      lines.flush()
    },
    error: (event, fields) => {
      line.error(withError(names, fields), event)
      lines.flush()
    },
    close: () => {
      process.off('exit', lines.flush)
      lines.flush()
    },
  }
}

const stdout = (): Output => pino.destination({ dest: 1, sync: true })

/** A warning without its cause is no use to anybody at night. */
const withError = (names: ReadonlySet<string>, fields?: LogFields): LogFields => ({ ...allowed(names, fields), ...(fields?.['error'] === undefined ? {} : { error: place(fields['error']) }) })

function allowed(names: ReadonlySet<string>, fields: LogFields = {}): LogFields {
  const kept: LogFields = {}
  for (const [name, value] of Object.entries(fields)) if (names.has(name) && isPlain(value)) kept[name] = cut(value)
  return kept
}

const isScalar = (value: unknown): boolean => value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
const isPlain = (value: unknown): boolean => isScalar(value) || (Array.isArray(value) && value.length <= 100 && value.every(isScalar))
const cut = (value: unknown): unknown => (typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value)

/** Where an error came from, and its words only where they cannot quote anybody's data. */
function place(error: unknown): LogFields {
  if (!Error.isError(error)) return { name: typeof error }
  const { code, kind, sent } = error as { code?: unknown; kind?: unknown; sent?: unknown }
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line)).slice(0, 8).map(line => line.trim().replace(/\(?(file:\/\/)?[^\s(]*\/(?=(app|cli|config|connectors|core|hub|jobs|server|stores|node_modules)\/)/, '('))
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    // A vendor that is away is weather: what kind, and whether it may have heard us, says more than our own frames.
    ...(error.name === 'VendorError' ? { kind, sent } : {}),
    ...(PLAIN.has(error.name) ? { message: cut(error.message) } : {}),
    ...(error.name === 'VendorError' && WEATHER.has(String(kind)) ? {} : { at: frames }),
    ...(error.cause === undefined ? {} : { cause: place(error.cause) }),
  }
}
