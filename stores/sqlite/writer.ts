import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../core/ports/clock.ts'
import { StoreUnavailable } from '../../core/ports/store.ts'
import { isBusy, unavailable } from './faults.ts'

/** A group ends at the call that reaches one of these; a call is never divided. */
const LARGEST = { writes: 2_000, bytes: 8 * 1024 * 1024 }
/** With so many calls a group is worth its COMMIT: it waits for no more. */
const GOOD = 64
/** Waits between tries while somebody else has the lock, and how long in all before the callers are told. */
const TRIES = { first: 1, longest: 50, all: 10_000 }

/** When the log may grow and when the writer has to wait for it to be copied. */
export interface Turn {
  isHeld(): boolean
  /** Told after each COMMIT. */
  wrote(size: { writes: number; bytes: number }): void
  /** Why nothing may be written now, or null. */
  refuses(): StoreUnavailable | null
}

export interface Writer {
  /** Runs `call` inside the next group's transaction; resolves after its COMMIT reached the disk. `call` may run more than once. */
  write<T>(size: { writes: number; bytes: number }, call: () => T): Promise<T>
  /** To be called when the turn comes back. */
  resume(): void
  stats(): { commits: number; lastGroup: number }
  /** Writes what was asked for before, then refuses. */
  close(): Promise<void>
}

interface Job { writes: number; bytes: number; run(): unknown; resolve(answer: unknown): void; reject(error: unknown): void }

/**
 * Calls of one turn of the event loop become one transaction in the next (no timer: groups form by themselves, PERFORMANCE
 * A5.1), in the order of the calls. Where several callers are at work, a turn that brought more is followed by another, until one
 * brings none: a commit of 64 rows costs little more than one of 32, and their callers come back together. A group that cannot
 * be committed is rolled back and all of it told so.
 */
export function openWriter(database: DatabaseSync, clock: Pick<Clock, 'after'>, turn: Turn): Writer {
  let queue: Job[] = []
  let isScheduled = false
  let busy = { wait: TRIES.first, waited: 0 }
  let closing: (() => void) | null = null
  let seen = 0
  const stats = { commits: 0, lastGroup: 0 }

  const schedule = (): void => {
    if (isScheduled || queue.length === 0) return
    isScheduled = true
    setImmediate(flush)
  }

  const flush = (): void => {
    isScheduled = false
    if (queue.length === 0 || turn.isHeld()) return
    if (queue.length > seen && queue.length < GOOD && stats.lastGroup > 1) {
      seen = queue.length
      schedule()
      return
    }
    seen = 0
    const group = take(queue)
    const refusal = turn.refuses()
    const outcome = refusal ?? commit(database, group)
    if (outcome === 'busy' && busy.waited < TRIES.all) {
      queue = [...group, ...queue]
      isScheduled = true
      clock.after(busy.wait, flush)
      busy = { wait: Math.min(busy.wait * 2, TRIES.longest), waited: busy.waited + busy.wait }
      return
    }
    busy = { wait: TRIES.first, waited: 0 }
    if (Array.isArray(outcome)) {
      stats.commits += 1
      stats.lastGroup = group.reduce((sum, job) => sum + job.writes, 0)
      turn.wrote({ writes: stats.lastGroup, bytes: group.reduce((sum, job) => sum + job.bytes, 0) })
      for (const [index, job] of group.entries()) job.resolve(outcome[index])
    } else {
      const reason = outcome === 'busy' ? new StoreUnavailable('busy', 'another process keeps the database locked: nothing was written') : outcome
      for (const job of group) job.reject(reason)
    }
    schedule()
    if (queue.length === 0) closing?.()
  }

  return {
    write<T>(size: { writes: number; bytes: number }, call: () => T) {
      if (closing) return Promise.reject(new StoreUnavailable('closed', 'the store is closed'))
      return new Promise<T>((resolve, reject) => {
        queue.push({ ...size, run: call, resolve: resolve as (answer: unknown) => void, reject })
        schedule()
      })
    },
    resume: schedule,
    stats: () => ({ ...stats }),
    close: () => new Promise((resolve) => {
      closing = resolve
      if (queue.length === 0) resolve()
    }),
  }
}

/** The answers, or why there are none: then nothing was written. */
function commit(database: DatabaseSync, group: readonly Job[]): unknown[] | 'busy' | StoreUnavailable {
  try {
    database.exec('BEGIN IMMEDIATE')
    const answers = group.map((job) => job.run())
    database.exec('COMMIT')
    return answers
  } catch (error) {
    rollback(database)
    return isBusy(error) ? 'busy' : unavailable(error)
  }
}

/** A full disk or a failing one may have ended the transaction already; a rollback that fails too leaves it to the next BEGIN to say so. */
function rollback(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK')
  } catch {
    // The group is answered with the first fault, which is the one that matters.
  }
}

function take(queue: Job[]): Job[] {
  let writes = 0
  let bytes = 0
  const end = queue.findIndex((job) => {
    writes += job.writes
    bytes += job.bytes
    return writes >= LARGEST.writes || bytes >= LARGEST.bytes
  })
  return queue.splice(0, end === -1 ? queue.length : end + 1)
}
