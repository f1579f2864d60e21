import Bottleneck from 'bottleneck'
import type { Instant } from '../../core/model/ids.ts'
import { type Limit, type Operation, VendorError } from '../../core/ports/connector.ts'
import type { Hub } from '../hub.ts'

/** Waits longer than this are not waited out: the lane is better used by others meanwhile. */
export const LONGEST_WAIT_MS = 5_000

export interface Limiter {
  /** Resolves when `cost` may be spent; throws `throttled`, surely not sent, where that would be too long. */
  take(operation: Operation, cost: number): Promise<void>
  /** Runs with at most `concurrent` of the operation at once. */
  pass<T>(operation: Operation, run: () => Promise<T>): Promise<T>
  learn(operation: Operation, seen: { limit?: Limit; remaining?: number; notBefore?: Instant }): void
  /** The vendor's word for all operations of the account. */
  waitUntil(at: Instant): void
}

interface Bucket { limit: Limit; tokens: number; at: Instant; notBefore: Instant; turnstile: Turnstile | null }

const known = new WeakMap<Hub, Map<string, Limiter>>()

/**
 * The account's limits in this process: smooths, and holds no promise. All calls of an account run in its lane, so one memory
 * suffices; what matters over a restart is the lane's gate.
 */
export function limiterOf(hub: Hub, account: string, limits: Readonly<Record<Operation, Limit>>): Limiter {
  const ofHub = known.get(hub) ?? new Map<string, Limiter>()
  known.set(hub, ofHub)
  const limiter = ofHub.get(account) ?? createLimiter(hub, limits)
  ofHub.set(account, limiter)
  return limiter
}

function createLimiter(hub: Hub, limits: Readonly<Record<Operation, Limit>>): Limiter {
  const buckets = new Map<Operation, Bucket>()
  let gate: Instant = 0
  const bucketOf = (operation: Operation): Bucket | null => {
    const there = buckets.get(operation)
    const limit = Object.hasOwn(limits, operation) ? limits[operation] : undefined
    if (there || !limit) return there ?? null
    const made = { limit, tokens: limit.capacity, at: hub.clock.now(), notBefore: 0, turnstile: turnstileOf(limit) }
    buckets.set(operation, made)
    return made
  }
  return {
    take: async (operation, cost) => {
      const bucket = bucketOf(operation)
      const wait = Math.max(gate - hub.clock.now(), bucket ? reserve(bucket, cost, hub.clock.now()) : 0)
      if (wait <= 0) return
      if (wait > LONGEST_WAIT_MS) {
        if (bucket) bucket.tokens += Math.min(cost, bucket.limit.capacity)
        throw new VendorError('throttled', 'no', `${operation} may be called again in ${Math.ceil(wait / 1000)} s`, { code: 'limit_reached', retryAfter: wait })
      }
      await hub.clock.sleep(wait)
    },
    pass: async (operation, run) => {
      const turnstile = bucketOf(operation)?.turnstile
      return turnstile ? turnstile.pass(run) : run()
    },
    learn: (operation, { limit, remaining, notBefore }) => {
      const bucket = bucketOf(operation)
      if (!bucket) return
      refill(bucket, hub.clock.now())
      if (limit) bucket.limit = { ...bucket.limit, ...limit }
      if (remaining !== undefined) bucket.tokens = Math.min(remaining, bucket.limit.capacity)
      if (notBefore !== undefined) bucket.notBefore = Math.max(bucket.notBefore, notBefore)
    },
    waitUntil: (at) => { gate = Math.max(gate, at) },
  }
}

/** Takes `cost` now, on credit if need be; answers after how many ms it is there. First come, first served. */
function reserve(bucket: Bucket, cost: number, now: Instant): number {
  refill(bucket, now)
  // What costs more than the bucket holds waits for a full one.
  bucket.tokens -= Math.min(cost, bucket.limit.capacity)
  const debt = bucket.tokens < 0 ? (-bucket.tokens / Math.max(bucket.limit.perSecond, 1e-6)) * 1000 : 0
  return Math.max(debt, bucket.notBefore - now)
}

function refill(bucket: Bucket, now: Instant): void {
  // A clock set back gives nothing and takes nothing.
  const seconds = Math.max(0, now - bucket.at) / 1000
  bucket.tokens = Math.min(bucket.limit.capacity, bucket.tokens + seconds * bucket.limit.perSecond)
  bucket.at = now
}

function turnstileOf(limit: Limit): Turnstile | null {
  return limit.concurrent === undefined ? null : new Turnstile(limit.concurrent)
}

/**
 * At most `size` at once. Whoever finds room goes straight through; only those who must wait stand in Bottleneck's queue, because
 * its own timers are real ones and the simulation has none to spare.
 */
class Turnstile {
  #free: number
  #next: (() => void) | null = null
  readonly #queue = new Bottleneck({ maxConcurrent: 1 })

  constructor(size: number) {
    this.#free = Math.max(1, size)
  }

  async pass<T>(run: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await this.#queue.schedule(async () => this.#room())
    try {
      return await run()
    } finally {
      const next = this.#next
      this.#next = null
      if (next) next()
      else this.#free += 1
    }
  }

  async #room(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return
    }
    await new Promise<void>((resolve) => { this.#next = resolve })
  }
}
