import type { Instant } from '../model/ids.ts'
import type { Row } from '../model/stock.ts'

const KEPT_FOR = 2 * 24 * 60 * 60 * 1000
const KEPT = 200
/** Clocks of the floor and of our own processes differ by this much and change no outcome (RELIABILITY I41). */
const SKEW = 5 * 60 * 1000

/**
 * When it happened, by who told it at `now`. What is dated further ahead than clocks differ happened when it was told: else its units would be
 * added to every count until that day (S2.16).
 */
export const notAhead = (at: Instant, now: Instant): Instant => (at > now + SKEW ? now : at)

/**
 * The moves of a row with one more, in the order of their times. Of more than 200 the two oldest become one, dated as the later: an
 * early count that falls between them is carried forward a little too far, but no unit is forgotten.
 */
export function withMove(moves: Row['moves'], move: Row['moves'][number], now: Instant): Row['moves'] {
  const kept = [...moves.filter(({ at }) => at >= now - KEPT_FOR), move].map(one => ({ ...one, at: notAhead(one.at, now) })).sort((a, b) => a.at - b.at)
  while (kept.length > KEPT) {
    const [first, second] = kept.splice(0, 2)
    if (first && second) kept.unshift({ at: second.at, delta: first.delta + second.delta })
  }
  return kept
}

/** What changed after `asOf`, as far as it is known: added to a count that was taken then. */
export function movedAfter(moves: Row['moves'], asOf: Instant): number {
  return moves.reduce((sum, { at, delta }) => (at > asOf ? sum + delta : sum), 0)
}
