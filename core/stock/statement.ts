import type { CenterId, Sku } from '../model/ids.ts'
import type { Need } from '../model/need.ts'
import type { HeldLine, Hold, HoldStatement, OpenLine } from '../model/stock.ts'
import { mergeLines, subtractLines } from './row.ts'

/** What an order needs besides what stays where it is, merged by SKU. */
export function wantedOf(need: Need): Map<Sku, number> {
  const wanted = new Map<Sku, number>()
  for (const { sku, quantity } of need.wanted) {
    if (quantity > 0) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity)
  }
  return wanted
}

/** All that an order holds and still needs: everything at one center, or nothing and all of it open. */
export function statementOf(need: Need, centerId: CenterId | null): HoldStatement {
  const { orderId, revision, fixed, known } = need
  const held: HeldLine[] = centerId === null ? [] : [...wantedOf(need)].map(([sku, quantity]) => ({ sku, centerId, quantity }))
  return { orderId, revision, lines: mergeLines([...fixed, ...held]), open: centerId === null ? openOf(need) : [], known }
}

function openOf(need: Need): OpenLine[] {
  const { centerId, pinned } = need
  const open = new Map<string, OpenLine>()
  for (const { sku, quantity, location } of need.wanted) {
    const key = JSON.stringify([sku, location?.connectionId, location?.ref])
    const units = (open.get(key)?.units ?? 0) + quantity
    open.set(key, { sku, units, centerId, pinned, location })
  }
  return [...open.values()].filter(line => line.units > 0)
}

/** The center at which the hold has everything that this need wants, or null. */
export function servedFrom(need: Need, hold: Hold): CenterId | null {
  const wanted = wantedOf(need)
  const spare = subtractLines(hold.lines, need.fixed)
  const centers = new Set(spare.map(line => line.centerId))
  for (const centerId of centers) {
    const has = new Map(spare.filter(line => line.centerId === centerId).map(line => [line.sku, line.quantity]))
    if ([...wanted].every(([sku, quantity]) => (has.get(sku) ?? 0) >= quantity)) return centerId
  }
  return null
}


