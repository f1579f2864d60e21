import { levelOff, type Place } from './level.ts'

/** One SKU, as the merchant's centers, orders and stores have it at one moment. Ids of locations are unique over all stores. */
export interface StockPicture {
  centers: readonly { id: string; fulfillable: number; held: number }[]
  /** `store`: whose location it is; what a store counts somewhere is set against its own locations. */
  locations: readonly { id: string; store: string; centers: readonly string[]; buffer: number; committed: number }[]
  /** Units sold and not held. A center goes before a location. */
  open: readonly { units: number; center: string | null; pinned: boolean; location: string | null }[]
  /** Units of a store's orders that stand here, where the store named a location, and where it did not. */
  known: readonly { store: string; location: string | null; units: number }[]
}

/**
 * Published per location: what is free at its centers less all demand, less its buffer, never below 0 (S2.16, ARCHITECTURE 3). The
 * order of work is that of the worked cases in published-stock.json, which are the definition.
 */
export function publish(picture: StockPicture): Map<string, number> {
  const centers = new Map(picture.centers.map(({ id, fulfillable, held }): [string, Place] => [id, { id, free: fulfillable - held }]))
  const all = [...centers.values()]
  const demand = demandOf(picture, centers)

  for (const [id, units] of demand.pinned) {
    const place = centers.get(id)
    if (place) place.free -= Math.min(units, Math.max(0, place.free))
  }
  let lacking = 0
  for (const [id, units] of demand.atCenter) {
    const place = centers.get(id)
    if (place) place.free -= units
  }
  for (const [id, units] of byId(demand.atLocation)) {
    const behind = picture.locations.find(location => location.id === id)?.centers ?? []
    lacking += levelOff(all.filter(place => behind.includes(place.id)), units)
  }
  lacking += levelOff(all, demand.anywhere)
  // What a center lacks, its own short row included, comes off the others.
  for (const place of all) {
    if (place.free >= 0) continue
    lacking -= place.free
    place.free = 0
  }
  levelOff(all, lacking)

  return new Map(picture.locations.map(({ id, centers: behind, buffer }) => {
    const free = [...new Set(behind)].reduce((sum, center) => sum + (centers.get(center)?.free ?? 0), 0)
    return [id, Math.max(0, free - buffer)]
  }))
}

interface Demand { pinned: Map<string, number>; atCenter: Map<string, number>; atLocation: Map<string, number>; anywhere: number }

/** Every unit sold and not held: open ones by where they are asked for, unseen ones at the location that counts them. */
function demandOf(picture: StockPicture, centers: ReadonlyMap<string, Place>): Demand {
  const demand: Demand = { pinned: new Map(), atCenter: new Map(), atLocation: unseenAt(picture), anywhere: 0 }
  const locations = new Set(picture.locations.map(location => location.id))
  for (const { units, center, pinned, location } of picture.open) {
    if (center !== null && pinned) add(demand.pinned, center, units)
    else if (center !== null && centers.has(center)) add(demand.atCenter, center, units)
    else if (location !== null && locations.has(location)) add(demand.atLocation, location, units)
    else demand.anywhere += units
  }
  return demand
}

/** What a store counts as sold at a location beyond its known orders. Those it named no location for are set where it counts most. */
function unseenAt({ locations, known }: StockPicture): Map<string, number> {
  const unseen = new Map<string, number>()
  for (const store of new Set(locations.map(location => location.store))) {
    const own = locations.filter(location => location.store === store)
    const here = known.filter(line => line.store === store)
    // At a location that is not told here the store counts it there: it says nothing of these.
    let somewhere = here.filter(line => line.location === null).reduce((sum, { units }) => sum + units, 0)
    for (const { id, committed } of own.toSorted((a, b) => b.committed - a.committed || (a.id < b.id ? -1 : 1))) {
      const named = here.filter(line => line.location === id).reduce((sum, { units }) => sum + units, 0)
      const beyond = Math.max(0, committed - named)
      const set = Math.min(beyond, somewhere)
      somewhere -= set
      if (beyond > set) unseen.set(id, beyond - set)
    }
  }
  return unseen
}

const byId = (units: ReadonlyMap<string, number>): [string, number][] => [...units].toSorted(([a], [b]) => (a < b ? -1 : 1))

function add(units: Map<string, number>, id: string, more: number): void {
  units.set(id, (units.get(id) ?? 0) + more)
}
