import { type Transport, TransportError, type WireAnswer, type WireRequest } from '../../core/ports/transport.ts'
import type { Fate, Life } from './life.ts'
import { answered, never } from './mortal-store.ts'

/** The far end, as it answers one request; throws where there is no answer. */
export type FarEnd = (request: WireRequest) => Promise<WireAnswer>

/**
 * The way to the vendors for one life of a process. What left stays with the vendor: a death or a time-out takes nothing
 * back. Without an answer the caller only knows that it may have arrived.
 */
export function mortalTransport(farEnd: FarEnd, life: Life, fate: Fate, nameOf: (request: WireRequest) => string): Transport {
  return async (request, signal) => {
    if (!life.isAlive) return never()
    signal.throwIfAborted()
    const what = nameOf(request)
    const blow = fate.meet({ life, seam: 'vendor', what, isWrite: what.includes('mutation') })
    if (blow === 'die_before') life.die(`before ${what}`)
    if (!life.isAlive) return never()
    if (blow === 'refuse') throw new TransportError('ECONNREFUSED (a fault of the simulation)', 'no')
    if (blow === 'pause') return pausedBefore(life, fate, () => send(farEnd, request, life, fate, signal))
    const answer = send(farEnd, request, life, fate, signal)
    if (blow === 'die_after') life.die(`after ${what}`)
    return answer
  }
}

/** The process stands still between deciding to send and sending. */
async function pausedBefore<T>(life: Life, fate: Fate, run: () => Promise<T>): Promise<T> {
  await new Promise<void>((resolve) => { life.resume(fate.pause(), resolve) })
  return run()
}

async function send(farEnd: FarEnd, request: WireRequest, life: Life, fate: Fate, signal: AbortSignal): Promise<WireAnswer> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const stop = (): void => { if (life.isAlive) reject(new TransportError('no answer in time', 'maybe', { cause: signal.reason })) }
  signal.addEventListener('abort', stop, { once: true })
  const reply = farEnd(request).catch((error: unknown) => {
    throw error instanceof TransportError ? error : new TransportError(`no answer: ${String(error)}`, 'maybe', { cause: error })
  })
  try {
    return await Promise.race([answered(life, reply, fate.latency('vendor')), aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
