import { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../../core/ports/store.ts'
import { CELLS, type Progress, type ThreadOrder } from './checkpoint-order.ts'
import type { Turn } from './writer.ts'

const KB = 1024
const MB = 1024 * KB

/** How long the log may get. `handOver`: the writer waits until it is copied · `alarm`: somebody is told · `refuse`: no write is taken. */
export interface LogLimits { readonly handOver: number; readonly alarm: number; readonly refuse: number; readonly interval: number }
export const LOG_LIMITS: LogLimits = { handOver: 64 * MB, alarm: 512 * MB, refuse: 1024 * MB, interval: 100 }

/** Something a person should see. `log_long`: a reader that never ends keeps the log from being copied. */
export interface StoreAlarm { readonly code: 'log_long' | 'checkpoint_failed'; readonly message: string; readonly logBytes: number }

export interface Checkpoint extends Turn {
  logBytes(): number
  stop(): Promise<void>
}

/**
 * A log under a writer that never pauses is never wholly copied, so it is never begun anew: it grew to 1.3 GB where nothing
 * held the writer. Held for one copy it stays below 100 MB (ARCHITECTURE, "SQLite"). A reader that stays on an old state
 * can make the copy incomplete; then the writer goes on after one try, and the log may grow until the alarm and the refusal.
 */
export function startCheckpoint(path: string, limits: LogLimits, tell: { alarm(alarm: StoreAlarm): void; resume(): void }): Checkpoint {
  const cells = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  const thread = startThread({ path, interval: limits.interval, cells })
  const ended = new Promise<void>((resolve) => { thread.once('exit', () => { resolve() }) })
  let logBytes = 0
  let holdAt = limits.handOver
  // Only what is told while the writer waits is the whole log: a passive copy counts what was there when it began.
  let copiedAt = 0
  // Written since the thread told anything, by estimate: on a busy machine it may not get its time unless the writer waits.
  let unheard = 0
  let isStuck = false
  let isHeld = false
  let holds = 0
  let isStopping = false
  let isDead = false
  let alarmed: StoreAlarm['code'] | null = null

  const alarm = (code: StoreAlarm['code'], message: string): void => {
    if (alarmed !== code) tell.alarm({ code, message, logBytes })
    alarmed = code
  }
  const release = (): void => {
    isHeld = false
    thread.unref()
    tell.resume()
  }
  const ask = (): void => {
    holds += 1
    thread.ref()
    Atomics.store(cells, CELLS.asked, holds)
    Atomics.notify(cells, CELLS.asked)
  }
  const hold = (): void => {
    if (isHeld || isDead) return
    isHeld = true
    ask()
  }

  thread.on('message', (progress: Progress) => {
    if (progress.fault !== null) alarm('checkpoint_failed', `the log could not be copied: ${progress.fault}`)
    else {
      logBytes = progress.logBytes
      if (logBytes > limits.alarm) alarm('log_long', `the log of the database has ${Math.round(logBytes / MB)} MB: a reader that never ends?`)
      else alarmed = null
    }
    unheard = 0
    const isCopied = progress.fault === null && progress.copiedBytes >= progress.logBytes
    if (isCopied) isStuck = false
    if (isHeld && progress.asked === holds) {
      isStuck = !isCopied
      copiedAt = isCopied ? logBytes : 0
      // Not copied: something else reads an old state, or the disk is full. Holding longer helps nobody; tried again a quarter later.
      holdAt = isCopied ? limits.handOver : logBytes + limits.handOver / 4
      release()
    } else if (logBytes >= holdAt && logBytes !== copiedAt) hold()
  })
  const died = (error: unknown): void => {
    if (isStopping || isDead) return
    isDead = true
    alarm('checkpoint_failed', `the thread that copies the log has ended: ${String(error)}; no more writes are taken until a restart`)
    if (isHeld) release()
  }
  thread.on('error', died)
  thread.on('exit', (code) => died(`code ${code}`))

  return {
    isHeld: () => isHeld,
    wrote({ writes, bytes }) {
      // A document of 6 kB makes 12 kB of log; a commit of one small record 70 kB, whole pages all of them (measured).
      unheard += 2 * bytes + 4 * KB * writes + 64 * KB
      if (unheard >= limits.handOver) hold()
    },
    refuses() {
      if (isDead) return new StoreUnavailable('failed', 'the thread that copies the log has ended: nothing was written')
      if (logBytes < limits.refuse || !isStuck) return null
      return new StoreUnavailable('log_too_long', `the log of the database has ${Math.round(logBytes / MB)} MB and cannot be copied: nothing was written`)
    },
    logBytes: () => logBytes,
    stop: () => {
      isStopping = true
      Atomics.store(cells, CELLS.stop, 1)
      ask()
      return ended
    },
  }
}

function startThread(order: ThreadOrder): Worker {
  const file = new URL('./checkpoint-thread.ts', import.meta.url)
  // Built for publishing, this file and the thread's both end in .js.
  if (import.meta.filename.endsWith('.js')) file.pathname = file.pathname.replace(/\.ts$/, '.js')
  const thread = new Worker(file, { workerData: order, stdout: false, stderr: false })
  thread.unref()
  return thread
}
