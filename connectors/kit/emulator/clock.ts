// The seam of an emulator's time: the only file of the emulators that reads the real clock or arms a real timer.

/** Time as an emulator sees it, in ms since 1970. Every wait of an emulator goes through it. */
export interface EmulatorClock {
  now(): number
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `run` once after `ms`; the answer takes it back. */
  after(ms: number, run: () => void): () => void
}

/** Longest delay that setTimeout takes; a longer one fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** How virtual time runs: now = virtual + (real now − real) × speed. */
export interface Pace { readonly real: number; readonly virtual: number; readonly speed: number }

/** A clock whose pace may change while waits are pending: then every wait is armed anew. */
export interface PacedClock extends EmulatorClock {
  setPace(pace: Pace): void
  /** Drops all waits. */
  close(): void
}

/** The machine's own clock, or one that runs at another pace. */
export function pacedClock(start: Pace = { real: 0, virtual: 0, speed: 1 }): PacedClock {
  interface Wait { readonly at: number; readonly run: () => void; timer: NodeJS.Timeout | undefined }
  const waits = new Set<Wait>()
  let pace = start

  const now = (): number => pace.virtual + (Date.now() - pace.real) * pace.speed
  const arm = (wait: Wait): void => {
    clearTimeout(wait.timer)
    const delay = Math.max(0, (wait.at - now()) / pace.speed)
    wait.timer = setTimeout(() => (now() + 1 < wait.at ? arm(wait) : fire(wait)), Math.min(delay, LONGEST_TIMER))
  }
  const fire = (wait: Wait): void => {
    if (waits.delete(wait)) wait.run()
  }
  const after = (ms: number, run: () => void): (() => void) => {
    const wait: Wait = { at: now() + ms, run, timer: undefined }
    waits.add(wait)
    arm(wait)
    return () => {
      clearTimeout(wait.timer)
      waits.delete(wait)
    }
  }
  return {
    now,
    after,
    sleep: (ms, signal) => sleepBy(after, ms, signal),
    setPace: (next) => {
      pace = next
      for (const wait of waits) arm(wait)
    },
    close: () => {
      for (const wait of waits) clearTimeout(wait.timer)
      waits.clear()
    },
  }
}

/** A sleep made of `after`: for every clock alike. */
export function sleepBy(after: EmulatorClock['after'], ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = (): void => {
    cancel()
    reject(signal?.reason)
  }
  const cancel = after(ms, () => {
    signal?.removeEventListener('abort', stop)
    resolve()
  })
  if (signal?.aborted) stop()
  else signal?.addEventListener('abort', stop, { once: true })
  return promise
}
