import type { Clock, Random } from '../../core/ports/clock.ts'

/** Real time, for adapters that wait for a real database. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }, { once: true })
  }),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => { clearTimeout(timer) }
  },
}

/** The same numbers for the same seed; ids are strictly increasing. */
export function seededRandom(seed = 1): Random {
  let state = seed >>> 0
  let ids = 0
  // mulberry32: small, good enough to choose moments and names.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    bytes: (size) => Uint8Array.from({ length: size }, () => Math.floor(next() * 256)),
    id: () => `${seed.toString(16).padStart(8, '0')}-0000-7000-8000-${(ids++).toString(16).padStart(12, '0')}`,
  }
}
