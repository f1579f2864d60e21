import { VendorError } from '../../core/ports/connector.ts'
import { retryAfter } from '../lanes/backoff.ts'

/** `more`: a part is done, and the next comes at once. `wait`: somebody switched it off for now. `weather` passes by itself; `again` is tried a while; `failed` is not. */
export type Outcome = { is: 'done' } | { is: 'more' } | { is: 'wait' } | { is: 'weather'; reason: string; after: number | null } | { is: 'again' | 'failed'; reason: string }

export const LONGEST_WAIT_MS = 3_600_000

const MILDEST_FIRST: readonly Outcome['is'][] = ['done', 'more', 'wait', 'weather', 'again', 'failed']

/** What a delivery of several things became: the worst of them, and done again all of them. */
export const worstOf = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.reduce<Outcome>((one, other) => (MILDEST_FIRST.indexOf(other.is) > MILDEST_FIRST.indexOf(one.is) ? other : one), { is: 'done' })

/** What a fault means for what was to be carried in. A read can always be repeated. */
export function outcomeOf(error: unknown): Outcome {
  const reason = error instanceof Error ? error.message : String(error)
  if (!(error instanceof VendorError)) return { is: 'again', reason }
  if (error.kind === 'auth') return { is: 'wait' }
  const isWeather = error.kind === 'unavailable' || error.kind === 'throttled'
  return isWeather ? { is: 'weather', reason, after: retryAfter(error.retryAfter, LONGEST_WAIT_MS) } : { is: 'again', reason }
}
