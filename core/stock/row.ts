import type { CenterId, MerchantId, Sku } from '../model/ids.ts'
import type { HeldLine, Row } from '../model/stock.ts'

/** The natural key of a row. The parts before the SKU are encoded, so that no two keys can meet. */
export function rowId(sku: Sku, centerId: CenterId, lot = ''): string {
  return `${encodeURIComponent(centerId)}:${encodeURIComponent(lot)}:${sku}`
}

export function emptyRow(merchantId: MerchantId, sku: Sku, centerId: CenterId): Row {
  return { id: rowId(sku, centerId), merchantId, version: 0, sku, centerId, lot: '', onHand: 0, held: 0, moves: [], countedAt: null, seq: 0 }
}

/** Units nobody holds; negative where more is held than there is: the row is short. */
export const freeOf = (row: Pick<Row, 'onHand' | 'held'>): number => row.onHand - row.held

/** Lines of one row merged into one, in the order of their first; lines of nothing left out. */
export function mergeLines(lines: readonly HeldLine[]): HeldLine[] {
  const merged = new Map<string, HeldLine>()
  for (const { sku, centerId, quantity } of lines) {
    const id = rowId(sku, centerId)
    merged.set(id, { sku, centerId, quantity: (merged.get(id)?.quantity ?? 0) + quantity })
  }
  return [...merged.values()].filter(line => line.quantity > 0)
}

/** What of `lines` is more than `less` has, row by row. */
export function subtractLines(lines: readonly HeldLine[], less: readonly HeldLine[]): HeldLine[] {
  const off = new Map(mergeLines(less).map(line => [rowId(line.sku, line.centerId), line.quantity]))
  return mergeLines(lines)
    .map(line => ({ ...line, quantity: line.quantity - (off.get(rowId(line.sku, line.centerId)) ?? 0) }))
    .filter(line => line.quantity > 0)
}
