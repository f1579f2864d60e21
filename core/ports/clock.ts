import type { Instant } from '../model/ids.ts'

/** Time as a seam: every wait and every reading of the time goes through it, so a simulation runs without sleep. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Calls `run` once after `ms`; the answer takes it back. */
  after(ms: number, run: () => void): () => void
}

/** Randomness as a seam. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number
  /** `size` unpredictable bytes: keys, ids, nonces. */
  bytes(size: number): Uint8Array
  /** A uuid v7, strictly increasing within this process. */
  id(): string
}
