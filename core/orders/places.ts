import type { OpenPart } from '../model/drafts.ts'
import type { Ref } from '../model/ids.ts'

/** Units at a location of a store; null: it named none. */
export interface UnitsAt { location: Ref | null; units: number }

/** What stands open, by location, in the store's own order. */
export function unitsByLocation(parts: readonly OpenPart[]): UnitsAt[] {
  return [...Map.groupBy(parts.filter(({ quantity }) => quantity > 0), ({ location }) => location)]
    .map(([location, group]) => ({ location, units: group.reduce((sum, { quantity }) => sum + quantity, 0) }))
}

/** Units to be shipped, where the store means them to ship from; what it means nowhere is asked for anywhere. */
export function placed(parts: readonly OpenPart[], units: number): UnitsAt[] {
  const at: UnitsAt[] = []
  let left = units
  for (const place of unitsByLocation(parts)) {
    const taken = Math.min(left, place.units)
    if (taken > 0) at.push({ location: place.location, units: taken })
    left -= taken
  }
  return left > 0 ? [...at, { location: null, units: left }] : at
}

/**
 * Of a line's units that are known, how many the store surely counts at each location: never more than stands open there, since what left
 * it counts no more, whoever told it. Which of several locations lost those that are missing is not said, so each may have (less for a
 * while, never more than is free).
 */
export function countedAt(parts: readonly OpenPart[], units: number): UnitsAt[] {
  const places = unitsByLocation(parts)
  const missing = places.reduce((sum, place) => sum + place.units, 0) - units
  return places.map(({ location, units: open }) => ({ location, units: Math.min(open, open - missing) })).filter(place => place.units > 0)
}
