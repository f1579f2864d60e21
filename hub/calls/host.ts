import pRetry from 'p-retry'
import { type AnyConnector, type ConnectionView, type Host, type Operation, VendorError } from '../../core/ports/connector.ts'
import { type Transport, TransportError } from '../../core/ports/transport.ts'
import type { Hub } from '../hub.ts'
import { fullJitter, retryAfter } from '../lanes/backoff.ts'
import { LONGEST_GATE_MS } from '../lanes/lane.ts'
import { checkHost } from './hosts.ts'
import { type Limiter, limiterOf } from './limiter.ts'

/** Every call ends by then, whatever the vendor or a library does (I27). */
export const CALL_MS = 30_000
const READ_TRIES = 3
const READ_MS = 10_000

/** What a connector gets to reach its vendor with (core/ports/connector has its promises). Once `ended`, nothing leaves through it any more. */
export function createHost(hub: Hub, account: string, connector: AnyConnector, view: ConnectionView<unknown, unknown>, ended: AbortSignal): Host {
  const limiter = limiterOf(hub, account, connector.limits)
  const hosts = connector.hosts(view)
  const once = async <T>(operation: Operation, kind: 'read' | 'write', run: Run<T>, cost: number): Promise<T> => {
    await limiter.take(operation, cost)
    return limiter.pass(operation, async () => attempt({ hub, limiter, ended, check: (url) => checkHost(url, hosts, view.baseUrl) }, kind, run))
  }
  return {
    call: async (operation, kind, run, cost = 1) =>
      kind === 'read' ? repeatRead(hub, async () => once(operation, kind, run, cost)) : once(operation, kind, run, cost),
    learn: (operation, seen) => limiter.learn(operation, seen),
    now: () => hub.clock.now(),
    id: () => hub.random.id(),
  }
}

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
    if ([301, 302, 303, 307, 308].includes(answer.status)) throw new VendorError('malformed', 'yes', `the vendor answered with a redirect (${answer.status})`, { code: 'redirect' })
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

/** A read may be repeated at any time: at most 3 tries within 10 s, waits by the clock (p-retry's own timers are real). */
async function repeatRead<T>(hub: Hub, read: () => Promise<T>): Promise<T> {
  const end = hub.clock.now() + READ_MS
  let wait = 0
  const mayRepeat = (error: unknown, triesLeft: number): boolean => {
    if (!(error instanceof VendorError) || !REPEATED.has(error.kind) || triesLeft <= 0) return false
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
