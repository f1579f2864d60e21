import type { OrderId, Sku } from '../model/ids.ts'
import type { Need } from '../model/need.ts'
import { type Books, holdOf } from './books.ts'
import { byAge, type Holder } from './snapshot.ts'
import { freeOf, rowId, subtractLines } from './row.ts'

export type Recalls = Map<OrderId, { orderId: OrderId; revision: number }>

/**
 * A row below what is held of it takes units back from the newest orders that can still give them, until it is covered. Units that
 * come back anyway (`leaving`: orders whose want is open and not decided yet) count first. The orders are moved, not their holds:
 * each restates its own hold afterwards.
 */
export function recallShort(books: Books, holders: readonly Holder[], leaving: readonly Need[], recalls: Recalls): void {
  const newestFirst = holders.filter(({ mayRecall }) => mayRecall).map(({ need }) => need).toSorted((a, b) => byAge(b, a))
  const onTheirWay = new Set(leaving.map(need => need.orderId))
  for (const row of books.rows.values()) {
    let lacks = -freeOf(row)
    if (lacks <= 0) continue
    const unitsOf = (orderId: OrderId) => unitsIn(holdOf(books, orderId).lines, row.id)
    for (const need of leaving) lacks -= unitsIn(subtractLines(holdOf(books, need.orderId).lines, need.fixed), row.id)
    for (const orderId of recalls.keys()) lacks -= unitsOf(orderId)
    for (const need of newestFirst) {
      if (lacks <= 0) break
      const units = unitsOf(need.orderId)
      if (units === 0 || recalls.has(need.orderId) || onTheirWay.has(need.orderId)) continue
      recalls.set(need.orderId, { orderId: need.orderId, revision: need.revision })
      lacks -= units
    }
  }
}

/** S4.17: newer unpicked orders that would have to give their units so that this one is served from `centerId`; null where they do not suffice. */
export function recallNewer(books: Books, need: Need, short: readonly { sku: Sku; quantity: number }[], centerId: Need['centerId'], holders: readonly Holder[]): Recalls | null {
  const newer = holders.filter(holder => holder.mayRecall && byAge(need, holder.need) < 0).toSorted((a, b) => byAge(b.need, a.need))
  const recalls: Recalls = new Map()
  for (const { sku, quantity } of short) {
    if (centerId === null) return null
    const id = rowId(sku, centerId)
    const unitsOf = (orderId: OrderId) => unitsIn(holdOf(books, orderId).lines, id)
    let lacks = quantity
    for (const orderId of recalls.keys()) lacks -= unitsOf(orderId)
    for (const { need: holder } of newer) {
      if (lacks <= 0) break
      const units = unitsOf(holder.orderId)
      if (units === 0 || recalls.has(holder.orderId)) continue
      recalls.set(holder.orderId, { orderId: holder.orderId, revision: holder.revision })
      lacks -= units
    }
    if (lacks > 0) return null
  }
  return recalls
}

function unitsIn(lines: readonly { sku: Sku; centerId: NonNullable<Need['centerId']>; quantity: number }[], id: string): number {
  return lines.reduce((sum, line) => (rowId(line.sku, line.centerId) === id ? sum + line.quantity : sum), 0)
}
