import { readFileSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Clock } from '../core/ports/clock.ts'

/** How a clock runs: now = virtual + (real now − real) × speed. */
export interface Pace { readonly real: number; readonly virtual: number; readonly speed: number }

/** A clock that can be ended: its waits are dropped. */
export interface AppClock extends Clock { close(): void }

interface Wait { readonly at: number; readonly run: () => void; timer: NodeJS.Timeout | undefined }

const REAL: Pace = { real: 0, virtual: 0, speed: 1 }
/** Longest delay that a timer takes; a longer one fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1
/** How long a change of the file may stay unseen where the watch missed it, real ms. */
const LOOK_AGAIN = 500

/** The machine's own time. */
export function realClock(): AppClock {
  return pacedClock(() => REAL)
}

/** The demo's time, which follows a file that the sandbox writes; every wait is armed anew when the file changes. */
export function demoClock(file: string): AppClock {
  let pace = paceOf(file)
  const clock = pacedClock(() => pace)
  const look = (): void => {
    const next = paceOrNull(file)
    if (!next || (next.real === pace.real && next.virtual === pace.virtual && next.speed === pace.speed)) return
    pace = next
    clock.rearm()
  }
  // The folder is watched, since a renamed file is a new one.
  const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
    if (name === null || name === basename(file)) look()
  })
  watcher.on('error', () => watcher.close())
  const again = setInterval(look, LOOK_AGAIN).unref()
  return {
    ...clock,
    close: () => {
      watcher.close()
      clearInterval(again)
      clock.close()
    },
  }
}

function pacedClock(pace: () => Pace): AppClock & { rearm(): void } {
  const waits = new Set<Wait>()
  const now = (): number => Math.round(pace().virtual + (Date.now() - pace().real) * pace().speed)
  const arm = (wait: Wait): void => {
    clearTimeout(wait.timer)
    const delay = Math.max(0, (wait.at - now()) / pace().speed)
    wait.timer = setTimeout(() => (now() < wait.at ? arm(wait) : fire(wait)), Math.min(Math.ceil(delay), LONGEST_TIMER))
  }
  const fire = (wait: Wait): void => {
    if (waits.delete(wait)) wait.run()
  }
  const after = (ms: number, run: () => void): (() => void) => {
    const wait: Wait = { at: now() + Math.max(0, ms), run, timer: undefined }
    waits.add(wait)
    arm(wait)
    return () => {
      waits.delete(wait)
      clearTimeout(wait.timer)
    }
  }
  return {
    now,
    after,
    sleep: (ms, signal) => sleepBy(after, ms, signal),
    rearm: () => waits.forEach(arm),
    close: () => {
      waits.forEach(wait => clearTimeout(wait.timer))
      waits.clear()
    },
  }
}

function sleepBy(after: Clock['after'], ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  if (signal?.aborted) {
    reject(signal.reason)
    return promise
  }
  const stop = (): void => {
    takeBack()
    reject(signal?.reason)
  }
  const takeBack = after(ms, () => {
    signal?.removeEventListener('abort', stop)
    resolve()
  })
  signal?.addEventListener('abort', stop, { once: true })
  return promise
}

function paceOf(file: string): Pace {
  const { real, virtual, speed } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<keyof Pace, unknown>>
  if (typeof real !== 'number' || typeof virtual !== 'number' || typeof speed !== 'number' || !(speed > 0)) {
    throw new TypeError('The demo clock must be { real, virtual, speed }: numbers, speed above 0.')
  }
  return { real, virtual, speed }
}

function paceOrNull(file: string): Pace | null {
  try {
    return paceOf(file)
  } catch {
    return null
  }
}
