/** Places in the order in which a tie is broken: the first gives first. */
export interface Place { id: string; free: number }

/**
 * Takes `units` off where most is free, one by one, the earlier id first where two have the same, never below 0: said by levels and not
 * by steps, so that a million units cost as little as one. Changes the places; answers what nobody had.
 */
export function levelOff(places: readonly Place[], units: number): number {
  const giving = places.filter(place => place.free > 0).toSorted((a, b) => b.free - a.free || (a.id < b.id ? -1 : 1))
  const total = giving.reduce((sum, place) => sum + place.free, 0)
  if (units >= total) {
    for (const place of giving) place.free = 0
    return Math.max(0, units - total)
  }
  let left = units
  let count = 0
  // As many of the fullest as come down to one level together.
  while (count < giving.length) {
    count += 1
    const floor = giving[count]?.free ?? 0
    const above = giving.slice(0, count).reduce((sum, place) => sum + place.free - floor, 0)
    if (above >= left) break
  }
  const part = giving.slice(0, count)
  const sum = part.reduce((total, place) => total + place.free, 0) - left
  const level = Math.floor(sum / count)
  // An uneven rest comes off the earlier ids: the later ones keep one more.
  let keepMore = sum - level * count
  for (const place of part.toSorted((a, b) => (a.id < b.id ? 1 : -1))) {
    const after = Math.min(place.free, level + (keepMore > 0 ? 1 : 0))
    if (after > level) keepMore -= 1
    left -= place.free - after
    place.free = after
  }
  return left
}
