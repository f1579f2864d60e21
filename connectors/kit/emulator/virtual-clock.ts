import { type EmulatorClock, sleepBy } from './clock.ts'

/** A clock that stands still until it is moved. */
export interface VirtualClock extends EmulatorClock {
  /** Moves on, running what falls due in order, each with time to finish. */
  readonly advance: (ms: number) => Promise<void>
}

export function virtualClock(start = Date.parse('2026-11-20T10:00:00Z')): VirtualClock {
  interface Wait { readonly at: number; readonly seq: number; readonly run: () => void }
  const waits = new Set<Wait>()
  let time = start
  let seq = 0
  const after = (ms: number, run: () => void): (() => void) => {
    seq += 1
    const wait: Wait = { at: time + Math.max(0, ms), seq, run }
    waits.add(wait)
    return () => void waits.delete(wait)
  }
  const next = (until: number): Wait | undefined =>
    [...waits].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at || a.seq - b.seq)[0]
  return {
    now: () => time,
    after,
    sleep: (ms, signal) => sleepBy(after, ms, signal),
    advance: async (ms) => {
      const until = time + ms
      await settle()
      for (let wait = next(until); wait; wait = next(until)) {
        waits.delete(wait)
        time = Math.max(time, wait.at)
        wait.run()
        await settle()
      }
      time = until
    },
  }
}

/** Lets everything run that waits for nothing. */
function settle(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setImmediate(resolve)
  return promise
}
