import type { Level } from '../model/drafts.ts'
import type { Published } from '../model/stock.ts'

/**
 * By how many units somebody moved a store's number since it was seen last, or null where orders and our own telling can explain it.
 * A sale moves units from available to committed and a cancel moves them back, so their sum stands still; a fulfillment lowers the
 * sum and leaves available. Raised by more than that: no order does it. Lowered: sold and shipped in between looks the same, so it
 * is judged only where nothing here touched the SKU (`touched`) and what is to be told follows from what the store sold alone.
 */
export function driftOf(before: Published, level: Level, number: number, touched: boolean): number | null {
  const { vendorAvailable: available, vendorCommitted: committed, desired } = before
  // Our own number with an unknown end may have arrived.
  if (available === null || committed === null || level.committed === undefined || before.state === 'sent') return null
  const sold = level.committed - committed
  const moved = level.available - available + sold
  if (level.available === available || moved === 0) return null
  if (moved > 0) return level.available > number ? moved : null
  const isOurs = touched || number !== Math.max(0, (desired ?? 0) - sold)
  return level.available < number && !isOurs ? moved : null
}
