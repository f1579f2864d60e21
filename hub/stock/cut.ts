import type { MerchantId, OrderId, Sku } from '../../core/model/ids.ts'
import type { Hold, JournalEntry, Row } from '../../core/model/stock.ts'
import { apply, openBooks } from '../../core/stock/books.ts'
import { rowId } from '../../core/stock/row.ts'
import type { Hub } from '../hub.ts'
import { catchUp } from './catch-up.ts'
import { findAll, listAll } from './pages.ts'

/** Rows and holds as they were together after entry `seq`. `held` of the rows is what these holds say. */
export interface Cut { seq: number; rows: Row[]; holds: Hold[] }

/** Asked SKU by SKU up to so many; beyond, all active holds and rows are read. */
const ONE_BY_ONE = 50

/**
 * Stock at one moment, however much is being written: records are read as they come, and each is then brought up to the newest entry
 * by the entries that it has not seen. What is held is summed from the holds, so it cannot differ from them.
 */
export async function cut(hub: Hub, merchantId: MerchantId, skus: ReadonlySet<Sku> | null = null): Promise<Cut> {
  const { seq: from } = await catchUp(hub, merchantId)
  const few = skus !== null && skus.size <= ONE_BY_ONE ? [...skus] : null
  const rows = few ? (await inTurn(few, async sku => listAll(hub.store, 'rowsOfSku', { merchantId, sku }))).flat() : await listAll(hub.store, 'rowsBySku', { merchantId })
  const holds = few ? (await inTurn(few, async sku => findAll(hub.store, 'holds', merchantId, `sku:${sku}`))).flat() : await listAll(hub.store, 'activeHolds', { merchantId, active: 1 })
  const entries = await listAll(hub.store, 'journalBySeq', { merchantId }, { from: from + 1 })
  const now = forward(merchantId, rows, holds, entries)
  const isAsked = (sku: Sku) => skus === null || skus.has(sku)
  return { seq: entries.at(-1)?.seq ?? from, rows: summed(now.rows.filter(row => isAsked(row.sku)), now.holds), holds: now.holds }
}

/** Every record takes the entries it has not seen. Rows' `held` is left to `summed`: it would need the holds of each entry. */
function forward(merchantId: MerchantId, rows: readonly Row[], holds: readonly Hold[], entries: readonly JournalEntry[]): { rows: Row[]; holds: Hold[] } {
  const byRow = new Map(rows.map(row => [row.id, row]))
  const byOrder = new Map(holds.map(hold => [hold.orderId, hold]))
  for (const entry of entries) {
    const seenRows = new Set([...byRow.values()].filter(row => row.seq >= entry.seq).map(row => row.id))
    const seenHolds = new Set<OrderId>([...byOrder.values()].filter(hold => hold.seq >= entry.seq).map(hold => hold.orderId))
    const books = openBooks(merchantId, [...byRow.values()], [...byOrder.values()])
    for (const event of entry.events) apply(books, event, entry.seq, entry.at)
    for (const row of books.rows.values()) if (!seenRows.has(row.id)) byRow.set(row.id, row)
    for (const hold of books.holds.values()) if (!seenHolds.has(hold.orderId)) byOrder.set(hold.orderId, hold)
  }
  return { rows: [...byRow.values()], holds: [...byOrder.values()] }
}

function summed(rows: readonly Row[], holds: readonly Hold[]): Row[] {
  const held = new Map<string, number>()
  for (const { sku, centerId, quantity } of holds.flatMap(hold => hold.lines)) {
    const id = rowId(sku, centerId)
    held.set(id, (held.get(id) ?? 0) + quantity)
  }
  return rows.map(row => ({ ...row, held: held.get(row.id) ?? 0 }))
}

async function inTurn<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await run(item))
  return results
}
