import { Worker } from 'node:worker_threads'
import { StoreUnavailable } from '../../core/ports/store.ts'
import { CELLS, type Progress, type ThreadOrder } from './checkpoint-order.ts'
import type { Turn } from './writer.ts'

const MB = 1024 * 1024

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
    Atomics.store(cells, CELLS.asked, holds)
    Atomics.notify(cells, CELLS.asked)
  }

  thread.on('message', (progress: Progress) => {
    if (progress.fault !== null) alarm('checkpoint_failed', `the log could not be copied: ${progress.fault}`)
    else {
      logBytes = progress.logBytes
      if (logBytes > limits.alarm) alarm('log_long', `the log of the database has ${Math.round(logBytes / MB)} MB: a reader that never ends?`)
      else alarmed = null
    }
    const isCopied = progress.fault === null && progress.copiedBytes >= progress.logBytes
    // Nobody writes while writes are refused, so this too is the whole log: the next one begins it anew.
    if (isCopied && logBytes >= limits.refuse) copiedAt = logBytes
    if (isHeld && progress.asked === holds) {
      copiedAt = isCopied ? logBytes : 0
      // Not copied: something else reads an old state, or the disk is full. Holding longer helps nobody; tried again a quarter later.
      holdAt = isCopied ? limits.handOver : logBytes + limits.handOver / 4
      release()
    } else if (!isHeld && logBytes >= holdAt && logBytes !== copiedAt) {
      isHeld = true
      holds += 1
      thread.ref()
      ask()
    }
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
    refuses() {
      if (isDead) return new StoreUnavailable('failed', 'the thread that copies the log has ended: nothing was written')
      if (logBytes < limits.refuse || logBytes === copiedAt) return null
      return new StoreUnavailable('log_too_long', `the log of the database has ${Math.round(logBytes / MB)} MB and cannot be copied: nothing was written`)
    },
    logBytes: () => logBytes,
    stop: () => {
      isStopping = true
      thread.ref()
      holds += 1
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
