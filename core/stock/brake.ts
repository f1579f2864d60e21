/** One number about to be told: what the channel shows, what it would show, and whether journal and orders alone say so. */
export interface Telling<T> { location: string; from: number; to: number; explained: boolean; of: T }

const LEAST = 10
const SHARE = 0.2

/**
 * Zeros that nothing in the journal or the orders explains, where they are at least 10 SKUs and 20 % of a location's published numbers:
 * kept back until a person says so. `published`: how many numbers the location has in all.
 */
export function brake<T>(tellings: readonly Telling<T>[], published: ReadonlyMap<string, number>): T[] {
  const held: T[] = []
  for (const location of new Set(tellings.map(telling => telling.location))) {
    const zeros = tellings.filter(telling => telling.location === location && telling.from > 0 && telling.to === 0 && !telling.explained)
    const isMany = zeros.length >= LEAST && zeros.length >= SHARE * (published.get(location) ?? zeros.length)
    if (isMany) held.push(...zeros.map(telling => telling.of))
  }
  return held
}
