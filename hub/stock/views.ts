import type { CenterId, Instant, Sku } from '../../core/model/ids.ts'
import type { Hold, Row } from '../../core/model/stock.ts'
import { freeOf } from '../../core/stock/row.ts'
import type { Hub, Scope } from '../hub.ts'
import { catchUp } from './catch-up.ts'
import { findAll, listAll } from './pages.ts'

/** One SKU at one center. `short`: more is held than there is. `openOfSku`: units that orders need and do not hold, at whatever center. */
export interface InventoryItem { sku: Sku; centerId: CenterId; onHand: number; held: number; free: number; short: boolean; openOfSku: number; countedAt: Instant | null; seq: number }
export interface InventoryPage { items: InventoryItem[]; next: string | null; seq: number }

/** Stock as it stands, by SKU: helped up to the end of the journal first, so that a caller sees its own commands. */
export async function listInventory(hub: Hub, { merchantId }: Pick<Scope, 'merchantId'>, page: { limit: number; after?: string | null; sku?: Sku }): Promise<InventoryPage> {
  const { seq } = await catchUp(hub, merchantId)
  const { items: rows, next } = page.sku === undefined
    ? await hub.store.list('rowsBySku', { merchantId }, { limit: page.limit, after: page.after ?? null })
    : { items: await listAll(hub.store, 'rowsOfSku', { merchantId, sku: page.sku }), next: null }
  const open = new Map<Sku, number>()
  for (const sku of new Set(rows.map(row => row.sku))) open.set(sku, openOf(await findAll(hub.store, 'holds', merchantId, `sku:${sku}`), sku))
  return { items: rows.map(row => itemOf(row, open.get(row.sku) ?? 0)), next, seq }
}

function openOf(holds: readonly Hold[], sku: Sku): number {
  return holds.flatMap(hold => hold.open).reduce((sum, line) => (line.sku === sku ? sum + line.units : sum), 0)
}

function itemOf(row: Row, openOfSku: number): InventoryItem {
  const { sku, centerId, onHand, held, countedAt, seq } = row
  return { sku, centerId, onHand, held, free: Math.max(0, freeOf(row)), short: freeOf(row) < 0, openOfSku, countedAt, seq }
}
