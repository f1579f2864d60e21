import type { Instant } from '../model/ids.ts'
import type { Row } from '../model/stock.ts'

const KEPT_FOR = 2 * 24 * 60 * 60 * 1000
const KEPT = 200

/**
 * The moves of a row with one more, in the order of their times. Of more than 200 the two oldest become one, dated as the later: an
 * early count that falls between them is carried forward a little too far, but no unit is forgotten. What a fast clock dated ahead
 * happened when it was told, at the latest: else it would be added to every count until that day.
 */
export function withMove(moves: Row['moves'], move: Row['moves'][number], now: Instant): Row['moves'] {
  const kept = [...moves.filter(({ at }) => at >= now - KEPT_FOR), move].map(one => (one.at > now ? { ...one, at: now } : one)).sort((a, b) => a.at - b.at)
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
