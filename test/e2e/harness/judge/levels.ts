import { type Open, type Picture, published } from './publish.ts'
import type { Request, Truth } from './stand-in.ts'
import { levelsIn, texts } from './writes.ts'

// What is taken as truth here. From outside: what shoppers bought, changed and cancelled, and when (their own bills); where the store routed each
// unit; what lay on the shelves, came, broke and was handed over, by those who did it; the store's request log. From the hub's journal only at which
// center units were set aside for an order: the floor hears of that after it happened, and again after it ended, and in between a unit would seem to
// be wanted where the store routed it. Demand is never taken from the hub: a unit that was bought and has not left is demand, whoever knows it.

interface HeldLine { sku: string; centerId: string; quantity: number }
export type Fact =
  | { is: 'moved'; sku: string; centerId: string; delta: number }
  | { is: 'counted'; sku: string; centerId: string; onHand: number }
  | { is: 'shipped'; orderId: string; lines: HeldLine[] }
  | { is: 'hold'; orderId: string; revision: number; lines: HeldLine[] }
/** What happened at a moment: units that come count from when the hub was told, and units that leave until it answered. */
export interface Entry { at: number; facts: readonly Fact[] }
/** An order by its own history: what was wanted of it from each moment on. */
export interface History { orderId: string | null; location: (sku: string) => string | undefined; history: readonly { at: number; wanted: ReadonlyMap<string, number> }[] }

export interface Scene {
  /** Location → centers behind it, by the ids that the store and the journal use. */
  locations: Readonly<Record<string, readonly string[]>>
  skuOf: ReadonlyMap<string, string>
  entries: readonly Entry[]
  orders: readonly History[]
  /** Ms by which two clocks of one machine may differ, and a request may be logged late. */
  slack: number
}

/** A request whose socket was lost may have been carried out this much later. */
const LATEST = 8_000

/** No number was ever set above what was free at some moment between its reading and its writing. Answers how many were judged, and the faults. */
export function judgeLevelWrites({ log }: Pick<Truth, 'log'>, scene: Scene): { judged: number; faults: string[] } {
  const moments = [...new Set([...scene.entries.map(({ at }) => at), ...scene.orders.flatMap(({ history }) => history.map(({ at }) => at))])].toSorted((a, b) => a - b)
  const faults: string[] = []
  const readAt = new Map<string, number>()
  let judged = 0
  for (const request of log) {
    const at = Date.parse(request.at)
    if (request.kind === 'read') {
      for (const id of itemsIn(request)) readAt.set(id, at)
      continue
    }
    if (request.outcome !== 'ok') continue
    for (const { item, location, quantity } of levelsIn(request)) {
      const [sku, from] = [scene.skuOf.get(item) ?? item, readAt.get(item)]
      judged += 1
      const until = at + scene.slack + (request.dropped ? LATEST : 0)
      if (from === undefined) faults.push(`request ${request.seq} set ${sku}, and nobody had read it`)
      else if (quantity > mostBetween(scene, moments, sku, location, from - scene.slack, until)) {
        faults.push(`request ${request.seq} at ${request.at} set ${sku} at ${location} to ${quantity}; since ${new Date(from).toISOString()} at most ${mostBetween(scene, moments, sku, location, from - scene.slack, until)} were free`)
      }
    }
  }
  return { judged, faults }
}

/** A reading of levels names its items; pages of all items are not what a write goes by. */
const itemsIn = (request: Request): string[] => texts(request.variables).filter((text) => text.startsWith('gid://shopify/InventoryItem/'))

function mostBetween(scene: Scene, moments: readonly number[], sku: string, location: string, from: number, until: number): number {
  let most = 0
  for (const at of [from, ...moments.filter((moment) => moment > from && moment <= until)]) most = Math.max(most, published(pictureAt(scene, sku, at)).get(location) ?? 0)
  return most
}

/** One SKU as it truly was at a moment: shelves by those who fill and empty them, units set aside by the journal, everything else sold by the shoppers' own word. */
export function pictureAt({ locations, entries, orders }: Scene, sku: string, at: number): Picture {
  const shelf = new Map<string, number>()
  const left = new Map<string, number>()
  const held = new Map<string, { revision: number; lines: HeldLine[] }>()
  for (const entry of entries) {
    if (entry.at > at) break
    for (const fact of entry.facts) apply(fact)
  }
  function apply(fact: Fact): void {
    if (fact.is === 'hold') {
      if ((held.get(fact.orderId)?.revision ?? 0) <= fact.revision) held.set(fact.orderId, { revision: fact.revision, lines: fact.lines.filter((line) => line.sku === sku) })
      return
    }
    if (fact.is === 'shipped') {
      for (const line of fact.lines.filter((each) => each.sku === sku)) {
        shelf.set(line.centerId, (shelf.get(line.centerId) ?? 0) - line.quantity)
        left.set(fact.orderId, (left.get(fact.orderId) ?? 0) + line.quantity)
        const mine = held.get(fact.orderId)
        if (mine) held.set(fact.orderId, { ...mine, lines: less(mine.lines, line) })
      }
    } else if (fact.sku === sku) shelf.set(fact.centerId, fact.is === 'counted' ? fact.onHand : (shelf.get(fact.centerId) ?? 0) + fact.delta)
  }
  const aside = new Map<string, number>()
  const open: Open[] = []
  for (const { orderId, location, history } of orders) {
    const wanted = history.findLast((each) => each.at <= at)?.wanted.get(sku) ?? 0
    let need = Math.max(0, wanted - (left.get(orderId ?? '') ?? 0))
    for (const line of held.get(orderId ?? '')?.lines ?? []) {
      const units = Math.min(need, line.quantity)
      aside.set(line.centerId, (aside.get(line.centerId) ?? 0) + units)
      need -= units
    }
    const where = location(sku)
    if (need > 0) open.push({ units: need, ...(where !== undefined && { location: where }) })
  }
  const centers = [...new Set([...Object.values(locations).flat(), ...shelf.keys()])]
  return { centers: Object.fromEntries(centers.map((id) => [id, [shelf.get(id) ?? 0, aside.get(id) ?? 0]])), locations, open }
}

function less(lines: readonly HeldLine[], gone: HeldLine): HeldLine[] {
  let units = gone.quantity
  return lines.map((line) => {
    const taken = line.centerId === gone.centerId ? Math.min(units, line.quantity) : 0
    units -= taken
    return { ...line, quantity: line.quantity - taken }
  })
}
