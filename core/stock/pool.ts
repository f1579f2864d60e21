import type { CenterId, Sku } from '../model/ids.ts'
import type { Allocation, Need } from '../model/need.ts'
import type { Center } from '../model/setup.ts'
import type { HeldLine } from '../model/stock.ts'
import { type Books, holdOf } from './books.ts'
import { freeOf, rowId, subtractLines } from './row.ts'
import { wantedOf } from './statement.ts'

/**
 * What a pass may give: free units, and those that its own orders hold without having to. `less` is what it gave or has to keep;
 * a row that stays below what is held gives nothing.
 */
export interface Pool { books: Books; more: Map<string, number> }

/** `restated`: orders that are decided anew in this pass. Each of them gets its new statement in the same entry. */
export function fillPool(books: Books, restated: readonly Need[]): Pool {
  const more = new Map<string, number>()
  const add = (lines: readonly HeldLine[], sign: 1 | -1) => {
    for (const { sku, centerId, quantity } of lines) more.set(rowId(sku, centerId), (more.get(rowId(sku, centerId)) ?? 0) + sign * quantity)
  }
  for (const need of restated) {
    const { lines } = holdOf(books, need.orderId)
    add(subtractLines(lines, need.fixed), 1)
    add(subtractLines(need.fixed, lines), -1)
  }
  return { books: { ...books, rows: new Map(books.rows) }, more }
}

export function inPool({ books, more }: Pool, sku: Sku, centerId: CenterId): number {
  const id = rowId(sku, centerId)
  const row = books.rows.get(id)
  return Math.max(0, (row ? freeOf(row) : 0) + (more.get(id) ?? 0))
}

export function takeFromPool(pool: Pool, wanted: ReadonlyMap<Sku, number>, centerId: CenterId): void {
  for (const [sku, quantity] of wanted) pool.more.set(rowId(sku, centerId), (pool.more.get(rowId(sku, centerId)) ?? 0) - quantity)
}

/** Active centers that may serve this order, preferred first: the one that a rule or a person named, and no other, where there is one. */
export function candidates(need: Need, centers: readonly Pick<Center, 'id' | 'priority' | 'active'>[]): CenterId[] {
  return centers
    .filter(center => center.active && (need.centerId === null || center.id === need.centerId))
    .toSorted((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1))
    .map(center => center.id)
}

export type Choice = { centerId: CenterId } | { centerId: null; short: Allocation['short'] }

/** The first center that has everything (S4.9a), or what is lacking (S4.7). */
export function choose(pool: Pool, need: Need, centers: readonly CenterId[]): Choice {
  const wanted = wantedOf(need)
  const lacking = centers.map(centerId => ({ centerId, short: shortAt(pool, wanted, centerId) }))
  const served = lacking.find(({ short }) => short.length === 0)
  return served ? { centerId: served.centerId } : { centerId: null, short: shortOf(wanted, lacking.map(({ short }) => short)) }
}

export function shortAt(pool: Pool, wanted: ReadonlyMap<Sku, number>, centerId: CenterId): Allocation['short'] {
  return [...wanted]
    .map(([sku, quantity]) => ({ sku, quantity: quantity - inPool(pool, sku, centerId) }))
    .filter(({ quantity }) => quantity > 0)
}

/**
 * What lacks at the center that lacks least, then every other SKU that keeps some center from serving: where one center lacks X and
 * another Y, the order is to be looked at again when either comes, or it would wait for the wrong one.
 */
function shortOf(wanted: ReadonlyMap<Sku, number>, lacking: readonly Allocation['short'][]): Allocation['short'] {
  if (lacking.length === 0) return [...wanted].map(([sku, quantity]) => ({ sku, quantity }))
  const total = (short: Allocation['short']) => short.reduce((sum, { quantity }) => sum + quantity, 0)
  const said = new Map<Sku, number>()
  const [best = [], ...others] = lacking.toSorted((a, b) => total(a) - total(b))
  for (const { sku, quantity } of best) said.set(sku, quantity)
  const named = new Set(said.keys())
  for (const { sku, quantity } of others.flat()) {
    if (!named.has(sku)) said.set(sku, Math.min(quantity, said.get(sku) ?? quantity))
  }
  return [...said].map(([sku, quantity]) => ({ sku, quantity }))
}
