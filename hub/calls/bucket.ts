import type { Instant } from '../../core/model/ids.ts'
import type { Limit } from '../../core/ports/connector.ts'
import { type Turnstile, turnstileOf } from './turnstile.ts'

/** A call whose points are taken: it is about to leave, or has. `meanwhile`: what others were charged since; its answer may be older than theirs. */
export interface Spending { readonly cost: number; meanwhile: number; hasLeft: boolean }

/** Points as we believe them to stand at the vendor: what those under way asked for is off. */
export interface Bucket { limit: Limit; tokens: number; at: Instant; notBefore: Instant; readonly underWay: Set<Spending>; readonly queue: Waiting[]; disarm: () => void; readonly turnstile: Turnstile | null }
interface Waiting { readonly spending: Spending; go(): void }

export function bucketOf(limit: Limit, now: Instant): Bucket {
  return { limit, tokens: limit.capacity, at: now, notBefore: 0, underWay: new Set(), queue: [], disarm: () => {}, turnstile: turnstileOf(limit) }
}

/** How many ms until so much is there. */
export function waitOf(bucket: Bucket, cost: number, now: Instant): number {
  refill(bucket, now)
  const missing = cost - bucket.tokens
  return missing > 1e-6 ? (missing / Math.max(bucket.limit.perSecond, 1e-6)) * 1000 : 0
}

export function refill(bucket: Bucket, now: Instant): void {
  // A clock set back gives nothing and takes nothing.
  const seconds = Math.max(0, now - bucket.at) / 1000
  bucket.tokens = Math.min(bucket.limit.capacity, bucket.tokens + seconds * bucket.limit.perSecond)
  bucket.at = now
}

/** Ends the call's spending, once: what it did not cost is given back, and those on their way learn what it took. */
export function charge(bucket: Bucket, spending: Spending, spent: number): void {
  if (!bucket.underWay.delete(spending)) return
  bucket.tokens = Math.min(bucket.limit.capacity, bucket.tokens + spending.cost - spent)
  for (const other of bucket.underWay) other.meanwhile += spent
}

/**
 * The vendor's number holds ours from both sides: there is at most what it shows less what has not left, and at least that less what is on its way and what was
 * charged since the call left, since it may know of none of these yet. So neither an answer that overtook another nor a
 * neighbour's reservation makes us believe in points that are not there, or lose those that are.
 */
export function bound(bucket: Bucket, remaining: number, by: Spending | null): void {
  const costs = (hasLeft: boolean): number => [...bucket.underWay].reduce((sum, one) => (one.hasLeft === hasLeft ? sum + one.cost : sum), 0)
  const most = Math.min(remaining, bucket.limit.capacity) - costs(false)
  bucket.tokens = Math.min(most, Math.max(bucket.tokens, by ? most - costs(true) - by.meanwhile : Number.NEGATIVE_INFINITY))
}
