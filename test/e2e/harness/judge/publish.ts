// A second calculation of what a store may be told, unit by unit, from the definition in words (ARCHITECTURE, "Published stock").

export interface Open { units: number; center?: string; location?: string; pinned?: boolean }
/** One SKU. centers: on the shelf and held; locations: the centers behind each. Open: sold and not held, whatever it waits for. */
export interface Picture {
  centers: Readonly<Record<string, readonly [shelf: number, held: number]>>
  locations: Readonly<Record<string, readonly string[]>>
  open: readonly Open[]
  buffer?: number
  /** What the store counts as sold, and what of that is known here: at a location, and where it is not said. */
  committed?: Readonly<Record<string, number>>
  known?: Readonly<Record<string, number>>
  knownSomewhere?: number
}

/** The number for each location. */
export function published(picture: Picture): Map<string, number> {
  const free = new Map(Object.entries(picture.centers).map(([id, [shelf, held]]) => [id, shelf - held]))
  const demand = [...picture.open, ...unseen(picture)]
  const isAt = (id: string | undefined): id is string => id !== undefined && free.has(id)
  for (const { units, center } of demand.filter(({ pinned }) => pinned)) if (isAt(center)) free.set(center, free.get(center)! - Math.min(units, Math.max(0, free.get(center)!)))
  const rest = demand.filter(({ pinned }) => !pinned)
  for (const { units, center } of rest) if (isAt(center)) free.set(center, free.get(center)! - units)
  let lacking = 0
  const placed = rest.filter(({ center, location }) => !isAt(center) && location !== undefined && location in picture.locations)
  for (const { units, location } of placed.toSorted((a, b) => (a.location! < b.location! ? -1 : 1))) lacking += takeOff(free, picture.locations[location!] ?? [], units)
  for (const each of rest) if (!isAt(each.center) && !placed.includes(each)) lacking += takeOff(free, [...free.keys()], each.units)
  for (const [id, units] of free) {
    if (units >= 0) continue
    lacking -= units
    free.set(id, 0)
  }
  takeOff(free, [...free.keys()], lacking)
  return new Map(Object.entries(picture.locations).map(([id, behind]) => [id, Math.max(0, behind.reduce((sum, center) => sum + (free.get(center) ?? 0), 0) - (picture.buffer ?? 0))]))
}

/** One by one from where most is free, then by id; answers what nobody had. */
function takeOff(free: Map<string, number>, from: readonly string[], units: number): number {
  for (let left = units; left > 0; left -= 1) {
    const [most] = [...new Set(from)].filter((id) => (free.get(id) ?? 0) > 0).toSorted((a, b) => free.get(b)! - free.get(a)! || (a < b ? -1 : 1))
    if (most === undefined) return left
    free.set(most, free.get(most)! - 1)
  }
  return 0
}

/** What a store sold and we do not know: it belongs to its location. Known units without a location go where most is counted, then by id. */
function unseen({ committed = {}, known = {}, knownSomewhere = 0 }: Picture): Open[] {
  let somewhere = knownSomewhere
  return Object.entries(committed).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).flatMap(([location, units]) => {
    const beyond = Math.max(0, units - (known[location] ?? 0))
    const taken = Math.min(beyond, somewhere)
    somewhere -= taken
    return beyond > taken ? [{ units: beyond - taken, location }] : []
  })
}
