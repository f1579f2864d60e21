/** Units by SKU. */
export type Units = Readonly<Record<string, number>>

/**
 * What is physically there and what is sold, kept by the world itself: nothing of it is read from the hub. What makes more
 * free is entered when it happens, what makes less free when the hub was told of it, so every moment's number is the most
 * that an honest hub could have believed then.
 */
export interface Ledger {
  /** Units came into (or, negative, went out of) the building, not for an order. */
  moved(at: number, sku: string, units: number, center: string): void
  /** What an order still takes from the shelf: replaces what it took before. */
  sold(at: number, order: string, units: Units): void
  /** The order's units left the building. */
  left(at: number, order: string, units: Units, center: string): void
  /** What the order still takes from the shelf. */
  soldOf(order: string): Units
  onHand(sku: string): number
  onHandAt(sku: string, center: string): number
  /** On hand, less everything that is sold and has not left. */
  free(sku: string): number
  /** The most that was free at any moment from `from` to `to`. */
  mostFree(sku: string, from: number, to: number): number
  skus(): readonly string[]
}

interface Shelf { onHand: number; at: Map<string, number>; sold: number; past: { at: number; free: number }[] }

export function newLedger(): Ledger {
  const shelves = new Map<string, Shelf>()
  const orders = new Map<string, Units>()
  const shelf = (sku: string): Shelf => {
    const found = shelves.get(sku) ?? { onHand: 0, at: new Map<string, number>(), sold: 0, past: [{ at: -Infinity, free: 0 }] }
    shelves.set(sku, found)
    return found
  }
  const change = (at: number, sku: string, onHand: number, sold: number): void => {
    const one = shelf(sku)
    one.onHand += onHand
    one.sold += sold
    one.past.push({ at, free: one.onHand - one.sold })
  }
  const carry = (at: number, sku: string, units: number, sold: number, center: string): void => {
    const one = shelf(sku)
    one.at.set(center, (one.at.get(center) ?? 0) + units)
    change(at, sku, units, sold)
  }
  const sold = (at: number, order: string, units: Units): void => {
    const before = orders.get(order) ?? {}
    orders.set(order, units)
    for (const sku of new Set([...Object.keys(before), ...Object.keys(units)])) {
      const more = (units[sku] ?? 0) - (before[sku] ?? 0)
      if (more !== 0) change(at, sku, 0, more)
    }
  }
  return {
    sold,
    moved: (at, sku, units, center) => carry(at, sku, units, 0, center),
    left: (at, order, units, center) => {
      const before = orders.get(order) ?? {}
      const rest: Record<string, number> = { ...before }
      for (const [sku, count] of Object.entries(units)) {
        const known = Math.min(count, before[sku] ?? 0)
        rest[sku] = (before[sku] ?? 0) - known
        carry(at, sku, -count, -known, center)
      }
      orders.set(order, rest)
    },
    onHand: (sku) => shelf(sku).onHand,
    soldOf: (order) => orders.get(order) ?? {},
    onHandAt: (sku, center) => shelf(sku).at.get(center) ?? 0,
    free: (sku) => shelf(sku).onHand - shelf(sku).sold,
    mostFree: (sku, from, to) => {
      const { past } = shelf(sku)
      let most = -Infinity
      for (const [index, { at, free }] of past.entries()) {
        const until = past[index + 1]?.at ?? Infinity
        if (at <= to && until >= from) most = Math.max(most, free)
      }
      return most
    },
    skus: () => [...shelves.keys()],
  }
}
