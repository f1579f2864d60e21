import type { Instant } from '../../core/model/ids.ts'
import { type Learned, type Limit, type Operation, VendorError } from '../../core/ports/connector.ts'
import type { Hub } from '../hub.ts'
import { bound, type Bucket, bucketOf, charge, refill, type Spending, waitOf } from './bucket.ts'

/** Waits longer than this are not waited out: the lane is better used by others meanwhile. */
export const LONGEST_WAIT_MS = 5_000
/** Whoever is put off comes again when the rest can be waited out. */
const LEAST_WAIT_MS = 500

export interface Limiter {
  /**
   * Runs once `cost` may be spent, first come first served, at most `concurrent` of the operation at once; throws `throttled`, surely not
   * sent, where the wait would be too long.
   */
  spend<T>(operation: Operation, cost: number, run: (spending: Spending) => Promise<T>): Promise<T>
  /** `by`: the call whose answer said so. */
  learn(operation: Operation, seen: Learned, by: Spending | null): void
  /** The vendor's word for all operations of the account. */
  waitUntil(at: Instant): void
}

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
  const bucketFor = (operation: Operation): Bucket | null => {
    const there = buckets.get(operation)
    const limit = Object.hasOwn(limits, operation) ? limits[operation] : undefined
    if (there || !limit) return there ?? null
    const made = bucketOf(limit, hub.clock.now())
    buckets.set(operation, made)
    return made
  }
  /** Lets go who may go, and comes again when the next one may. */
  const serve = (bucket: Bucket): void => {
    bucket.disarm()
    for (let first = bucket.queue[0]; first; first = bucket.queue[0]) {
      const now = hub.clock.now()
      const wait = Math.max(waitOf(bucket, Math.min(first.spending.cost, bucket.limit.capacity), now), bucket.notBefore - now, gate - now)
      if (wait > 0) {
        bucket.disarm = hub.clock.after(Math.ceil(wait), () => serve(bucket))
        return
      }
      bucket.tokens -= first.spending.cost
      bucket.underWay.add(first.spending)
      bucket.queue.shift()
      first.go()
    }
  }
  const take = async (operation: Operation, bucket: Bucket | null, spending: Spending): Promise<void> => {
    const now = hub.clock.now()
    const before = bucket?.queue.reduce((sum, one) => sum + one.spending.cost, 0) ?? 0
    const wait = Math.max(gate - now, bucket ? Math.max(waitOf(bucket, before + spending.cost, now), bucket.notBefore - now) : 0)
    if (wait > LONGEST_WAIT_MS) throw new VendorError('throttled', 'no', `${operation} has to wait ${Math.ceil(wait / 1000)} s for its turn`, { code: 'limit_reached', retryAfter: Math.max(LEAST_WAIT_MS, wait - LONGEST_WAIT_MS) })
    if (!bucket) return wait > 0 ? hub.clock.sleep(wait) : undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    bucket.queue.push({ spending, go: resolve })
    serve(bucket)
    return promise
  }
  return {
    spend: async (operation, wanted, run) => {
      const bucket = bucketFor(operation)
      // What costs more than the bucket holds waits for a full one.
      const spending: Spending = { cost: bucket ? Math.min(wanted, bucket.limit.capacity) : wanted, meanwhile: 0, hasLeft: false }
      await take(operation, bucket, spending)
      const spend = async () => {
        spending.hasLeft = true
        try {
          return await run(spending)
        } catch (error) {
          if (bucket && isUncharged(error)) charge(bucket, spending, 0)
          throw error
        } finally {
          if (bucket) {
            charge(bucket, spending, spending.cost)
            serve(bucket)
          }
        }
      }
      return bucket?.turnstile ? bucket.turnstile.pass(spend) : spend()
    },
    learn: (operation, { limit, remaining, spent, notBefore }, by) => {
      const bucket = bucketFor(operation)
      if (!bucket) return
      refill(bucket, hub.clock.now())
      if (limit) bucket.limit = { ...bucket.limit, ...limit }
      if (by && spent !== undefined) charge(bucket, by, spent)
      if (remaining !== undefined) bound(bucket, remaining, by)
      if (notBefore !== undefined) bucket.notBefore = Math.max(bucket.notBefore, notBefore)
      serve(bucket)
    },
    waitUntil: (at) => { gate = Math.max(gate, at) },
  }
}

/** Refused for the rate: nothing was charged. */
const isUncharged = (error: unknown): boolean => error instanceof VendorError && error.kind === 'throttled'
