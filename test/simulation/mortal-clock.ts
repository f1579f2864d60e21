import type { Clock } from '../../core/ports/clock.ts'
import type { Life } from './life.ts'
import type { Timeline } from './timeline.ts'

/** Virtual time as one life of a process sees it: what it waited for never comes once it has died. */
export function mortalClock(timeline: Timeline, life: Life): Clock {
  const after = (ms: number, run: () => void): (() => void) => life.resume(ms, run)
  return {
    now: () => Math.floor(timeline.now() + life.skew),
    after,
    sleep: (ms, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      if (signal?.aborted) {
        reject(signal.reason)
        return promise
      }
      const stop = (): void => {
        cancel()
        if (life.isAlive) reject(signal?.reason)
      }
      const cancel = after(ms, () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      })
      signal?.addEventListener('abort', stop, { once: true })
      return promise
    },
  }
}
