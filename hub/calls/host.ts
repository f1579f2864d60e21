import { AsyncLocalStorage } from 'node:async_hooks'
import pRetry from 'p-retry'
import { type AnyConnector, type ConnectionView, type Host, type Operation, VendorError } from '../../core/ports/connector.ts'
import { type Transport, TransportError } from '../../core/ports/transport.ts'
import type { Hub } from '../hub.ts'
import { fullJitter, retryAfter } from '../lanes/backoff.ts'
import { LONGEST_GATE_MS } from '../lanes/lane.ts'
import { checkHost } from './hosts.ts'
import type { Spending } from './bucket.ts'
import { type Limiter, limiterOf } from './limiter.ts'
import type { Tokens } from './token.ts'

/** Every call ends by then, whatever the vendor or a library does (I27). */
export const CALL_MS = 30_000
const READ_TRIES = 3
const READ_MS = 10_000

/** The attempt that code runs in: what it learns and the token it is handed are that call's, however many run at once. */
interface Attempt { readonly spending: Spending; token: string | null }
const attempts = new AsyncLocalStorage<Attempt>()

/** `tokens`: absent where the connector renews none. */
export interface Bound { readonly hub: Hub; readonly account: string; readonly connector: AnyConnector; readonly view: ConnectionView<unknown, unknown>; readonly ended: AbortSignal; readonly tokens?: Tokens | undefined }

/** What a connector gets to reach its vendor with (core/ports/connector has its promises). Once `ended`, nothing leaves through it any more. */
export function createHost({ hub, account, connector, view, ended, tokens }: Bound): Host {
  const limiter = limiterOf(hub, account, connector.limits)
  const hosts = connector.hosts(view)
  const check = (url: string): void => checkHost(url, hosts, view.baseUrl)
  const once = async <T>(operation: Operation, kind: 'read' | 'write', run: Run<T>, cost: number, mayRenew: boolean): Promise<T> => {
    let handed: string | null = null
    try {
      return await limiter.spend(operation, cost, async (spending) => {
        const here: Attempt = { spending, token: null }
        return attempts.run(here, async () => attempt({ hub, limiter, ended, check }, kind, run)).finally(() => { handed = here.token })
      })
    } catch (error) {
      if (!mayRenew || handed === null || !isTokenRefused(error)) throw error
      tokens?.refused(handed)
      return once(operation, kind, run, cost, false)
    }
  }
  return {
    call: async (operation, kind, run, cost = 1) =>
      kind === 'read' ? repeatRead(hub, async () => once(operation, kind, run, cost, true)) : once(operation, kind, run, cost, true),
    learn: (operation, seen) => limiter.learn(operation, seen, attempts.getStore()?.spending ?? null),
    token: async () => {
      if (!tokens) throw new TypeError(`${connector.id} renews no token`)
      const here = attempts.getStore()
      const token = await tokens.current()
      if (here) here.token = token
      return token
    },
    now: () => hub.clock.now(),
    id: () => hub.random.id(),
  }
}

/** A vendor that does not know us carried nothing out: so the same may be asked again with another token, a write too. */
const isTokenRefused = (error: unknown): boolean => error instanceof VendorError && error.kind === 'auth' && error.sent !== 'maybe'

type Run<T> = (transport: Transport, signal: AbortSignal) => Promise<T>
interface Inner { hub: Hub; limiter: Limiter; ended: AbortSignal; check: (url: string) => void }

async function attempt<T>({ hub, limiter, ended, check }: Inner, kind: 'read' | 'write', run: Run<T>): Promise<T> {
  const stop = new AbortController()
  let handedOver = 0
  const transport: Transport = async (request, signal) => {
    // A connector that does not heed the signal must not send after its time: nobody waits for that answer any more.
    if (stop.signal.aborted || ended.aborted) throw new TransportError('too late to send', 'no')
    check(request.url)
    handedOver += 1
    const answer = await hub.transport(request, AbortSignal.any([signal, stop.signal, ended]))
    if ([301, 302, 303, 307, 308].includes(answer.status)) throw new VendorError('malformed', kind === 'write' ? 'maybe' : 'yes', `the vendor answered with a redirect (${answer.status})`, { code: 'redirect' })
    return answer
  }
  const late = Promise.withResolvers<never>()
  const cancel = hub.clock.after(CALL_MS, () => {
    const error = new VendorError('unavailable', handedOver > 0 ? 'maybe' : 'no', `no answer within ${CALL_MS / 1000} s`, { code: 'timeout' })
    late.reject(error)
    stop.abort(error)
  })
  try {
    return await Promise.race([run(transport, stop.signal), late.promise])
  } catch (error) {
    const fault = vendorErrorOf(error, kind, handedOver)
    const wait = fault.kind === 'throttled' ? retryAfter(fault.retryAfter, LONGEST_GATE_MS) : null
    if (wait !== null) limiter.waitUntil(hub.clock.now() + wait)
    throw fault
  } finally {
    cancel()
  }
}

/** One kind of error from here on. `sent` errs towards maybe: a question costs less than a second shipment. */
function vendorErrorOf(error: unknown, kind: 'read' | 'write', handedOver: number): VendorError {
  if (error instanceof VendorError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof TransportError) {
    // Where a run sends several, an earlier one may have acted though the last was surely not sent.
    const sent = error.sent === 'no' && (kind === 'read' || handedOver <= 1) ? 'no' : 'maybe'
    return new VendorError('unavailable', sent, message, { code: 'unreachable', cause: error })
  }
  return new VendorError('malformed', handedOver === 0 ? 'no' : 'maybe', message, { code: 'connector_fault', cause: error })
}

const REPEATED = new Set<VendorError['kind']>(['unavailable', 'throttled'])
/** Half an answer, or a page in its place: the next one may be whole. What came in a form that we do not know will come so again. */
const isBroken = ({ kind, sent, code }: VendorError): boolean => kind === 'malformed' && sent === 'no' && code !== 'connector_fault'

/** A read may be repeated at any time: at most 3 tries within 10 s, waits by the clock (p-retry's own timers are real). */
async function repeatRead<T>(hub: Hub, read: () => Promise<T>): Promise<T> {
  const end = hub.clock.now() + READ_MS
  let wait = 0
  const mayRepeat = (error: unknown, triesLeft: number): boolean => {
    if (!(error instanceof VendorError) || !(REPEATED.has(error.kind) || isBroken(error)) || triesLeft <= 0) return false
    wait = retryAfter(error.retryAfter, LONGEST_GATE_MS) ?? fullJitter(hub.random.next(), READ_TRIES - 1 - triesLeft, 500, 4_000)
    return hub.clock.now() + wait < end
  }
  return pRetry(read, {
    retries: READ_TRIES - 1,
    minTimeout: 0,
    shouldRetry: async ({ error, retriesLeft }) => {
      if (!mayRepeat(error, retriesLeft)) return false
      await hub.clock.sleep(wait)
      return true
    },
  })
}
