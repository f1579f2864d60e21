import type { Instant } from '../../core/model/ids.ts'
import type { Clock } from '../../core/ports/clock.ts'

/** 2026-11-20T00:00:00Z: where virtual time begins, unless told otherwise. */
export const START = Date.UTC(2026, 10, 20)

interface Timer { at: Instant; order: number; run: () => void; isOff: boolean }

/**
 * Time that stands still until a test moves it. Timers run one by one in the order of their time, and between two of them
 * everything that they set off (promises, immediates) comes to rest: the same run twice is the same run.
 */
export class VirtualClock implements Clock {
  #now: Instant
  #made = 0
  readonly #heap: Timer[] = []

  constructor(start: Instant = START) {
    this.#now = start
  }

  now(): Instant {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, Number.isFinite(ms) ? ms : 0), order: this.#made++, run, isOff: false }
    push(this.#heap, timer)
    return () => { timer.isOff = true }
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const cancel = this.after(ms, () => { signal?.removeEventListener('abort', stop); resolve() })
    const stop = (): void => { cancel(); reject(signal?.reason) }
    signal?.addEventListener('abort', stop, { once: true })
    return promise
  }

  /** When the next timer is due, or null. */
  next(): Instant | null {
    while (this.#heap[0]?.isOff) pop(this.#heap)
    return this.#heap[0]?.at ?? null
  }

  /** Runs everything that is due within `ms`, and stands `ms` later. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await quiet()
    for (let at = this.next(); at !== null && at <= end; at = this.next()) await this.#step()
    this.#now = end
  }

  /** Moves on from timer to timer until `done`; false where `within` ms went by, or nothing is left to wait for. */
  async runUntil(done: () => boolean | Promise<boolean>, within = 24 * 3_600_000): Promise<boolean> {
    const end = this.#now + within
    await quiet()
    while (!(await done())) {
      const at = this.next()
      if (at === null || at > end) return false
      await this.#step()
    }
    return true
  }

  /** Waits for a promise, moving time on as far as it needs. */
  async settle<T>(work: Promise<T>, within?: number): Promise<T> {
    let isSettled = false
    const end = (): void => { isSettled = true }
    work.then(end, end)
    if (!(await this.runUntil(() => isSettled, within))) throw new StuckClock('nothing is left to wait for, and the work is not done')
    return work
  }

  /** A clock of another process: the same time, off by `skew` ms. */
  skewed(skew: () => number): Clock {
    return { now: () => this.#now + skew(), sleep: async (ms, signal) => this.sleep(ms, signal), after: (ms, run) => this.after(ms, run) }
  }

  async #step(): Promise<void> {
    const timer = pop(this.#heap)
    if (!timer || timer.isOff) return
    this.#now = Math.max(this.#now, timer.at)
    timer.run()
    await quiet()
  }
}

export class StuckClock extends Error {
  override readonly name = 'StuckClock'
}

const turn = async (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

/** Until no promise and no immediate is left. What waits for sockets or files is not seen: the simulation has none. */
export async function quiet(): Promise<void> {
  do await turn()
  while (process.getActiveResourcesInfo().includes('Immediate'))
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

function push(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (isBefore(heap[parent]!, timer)) break
    heap[index] = heap[parent]!
    index = parent
  }
  heap[index] = timer
}

function pop(heap: Timer[]): Timer | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (!first || !last || heap.length === 0) return first
  let index = 0
  for (;;) {
    const left = 2 * index + 1
    if (left >= heap.length) break
    const child = left + 1 < heap.length && isBefore(heap[left + 1]!, heap[left]!) ? left + 1 : left
    if (!isBefore(heap[child]!, last)) break
    heap[index] = heap[child]!
    index = child
  }
  heap[index] = last
  return first
}
