import type { Hub } from '../hub/hub.ts'
import type { LaneHold } from '../hub/lanes/lane.ts'
import { nextDue, take } from '../hub/lanes/lanes.ts'
import { releaseDead } from '../hub/lanes/release.ts'
import { onWake } from '../hub/lanes/wakeups.ts'
import { type LaneWork, workLane } from '../hub/lanes/work.ts'
import { ensureJobs } from './schedule.ts'

export interface WorkerOptions {
  /** Of this process: shown as the holder of its lanes. */
  name: string
  /** Lanes worked at once. */
  concurrency?: number
  /** The store serves this process alone: lanes held from before are free. */
  alone?: boolean
  /** Further wake-ups (cronTicks); the clock's own go on without. */
  ticks?: (wake: () => void) => () => void
}

export interface Worker {
  /** Takes no more lanes, and resolves when those at work are given back, after 20 s at most; answers how many were not. */
  stop(): Promise<number>
}

/** Looks at least this often, whoever else wakes it: other processes' work is found so. */
const LOOK_MS = 15_000
const STOP_MS = 20_000

/** Takes due lanes and works them, until stopped. Whatever a lane throws is logged; nothing ends the loop. */
export function startWorker(hub: Hub, work: LaneWork, { name, concurrency = 8, alone = false, ticks }: WorkerOptions): Worker {
  const turns = new Set<Promise<void>>()
  const doze = createDoze(hub)
  let isStopping = false

  const begin = (hold: LaneHold): void => {
    const turn: Promise<void> = workLane(hub, work, hold)
      .catch((error: unknown) => hub.log.error('lane_failed', { lane: hold.id, error }))
      .finally(() => {
        turns.delete(turn)
        doze.wake()
      })
    turns.add(turn)
  }
  const round = async (): Promise<void> => {
    while (!isStopping && turns.size < concurrency) {
      const hold = await take(hub, name)
      if (!hold) break
      begin(hold)
    }
    if (isStopping) return
    if (turns.size >= concurrency) await Promise.race(turns)
    else await doze.until(await nextDue(hub))
  }
  const loop = async (): Promise<void> => {
    let isReady = false
    while (!isStopping) {
      doze.begin()
      try {
        if (!isReady) await prepare(hub, alone)
        isReady = true
        await round()
      } catch (error) {
        hub.log.error('worker_round_failed', { error })
        doze.begin()
        if (!isStopping) await doze.rest(500 + hub.random.next() * 1_000)
      }
    }
  }

  const offs = [onWake(hub, () => doze.wake()), ticks?.(() => doze.wake())]
  const looped = loop()
  return {
    stop: async () => {
      isStopping = true
      for (const off of offs) off?.()
      doze.wake()
      const end = new AbortController()
      const finished = looped.then(async () => { while (turns.size > 0) await Promise.race(turns) })
      await Promise.race([finished, hub.clock.sleep(STOP_MS, end.signal).catch(() => {})])
      end.abort()
      return turns.size
    },
  }
}

async function prepare(hub: Hub, alone: boolean): Promise<void> {
  if (alone) await releaseDead(hub)
  await ensureJobs(hub)
}

/** Rest that any wake ends, also one that came between `begin` and the rest itself. */
function createDoze(hub: Hub): { begin(): void; wake(): void; until(due: number | null): Promise<void>; rest(ms: number): Promise<void> } {
  let isAwake = false
  let rouse = (): void => {}
  const rest = async (ms: number): Promise<void> => {
    if (isAwake) return
    await new Promise<void>((resolve) => {
      const cancel = hub.clock.after(ms, resolve)
      rouse = () => { cancel(); resolve() }
    })
    rouse = () => {}
  }
  return {
    rest,
    begin: () => { isAwake = false },
    wake: () => { isAwake = true; rouse() },
    // Due and not taken: others were faster. A short rest by chance, so that we do not meet again.
    until: async (due) => rest(due === null ? LOOK_MS : Math.min(LOOK_MS, Math.max(due - hub.clock.now(), 5 + 50 * hub.random.next()))),
  }
}
