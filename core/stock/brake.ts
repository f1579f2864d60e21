/** One number about to be told: what the channel shows, what it would show, and whether journal and orders alone say so. */
export interface Telling<T> { location: string; from: number; to: number; explained: boolean; of: T }

/** What a pass has seen of a location before: its numbers, and the zeros among them that nothing here explains. */
export interface Looked { numbers: number; zeros: number }

const LEAST = 10
const SHARE = 0.2

/**
 * Zeros that nothing in the journal or the orders explains, where they are at least 10 SKUs and 20 % of a location's numbers: kept
 * back until a person says so. A pass that comes in parts hands on what it `looked` at before, so a part is judged with all parts
 * up to it and never by itself. `published`: how many numbers the location has in all, where this is only what changed of them.
 */
export function brake<T>(tellings: readonly Telling<T>[], before: ReadonlyMap<string, Looked>, published: ReadonlyMap<string, number> = new Map()): { held: T[]; looked: Map<string, Looked> } {
  const held: T[] = []
  const looked = new Map(before)
  for (const [location, here] of Map.groupBy(tellings, telling => telling.location)) {
    const found = here.filter(telling => telling.from > 0 && telling.to === 0 && !telling.explained)
    const { numbers, zeros } = before.get(location) ?? { numbers: 0, zeros: 0 }
    const seen = { numbers: numbers + here.length, zeros: zeros + found.length }
    looked.set(location, seen)
    if (seen.zeros >= LEAST && seen.zeros >= SHARE * Math.max(seen.numbers, published.get(location) ?? 0)) held.push(...found.map(telling => telling.of))
  }
  return { held, looked }
}
