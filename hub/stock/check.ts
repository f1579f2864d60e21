import type { JournalEntry } from '../../core/model/stock.ts'
import { carryForward, type Difference, differences, emptyClosing } from '../../core/stock/closing.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub, Scope } from '../hub.ts'
import { catchUp } from './catch-up.ts'
import { listAll } from './pages.ts'

/** `balanced`, or what is not: rows that differ, an entry that is missing, or that does not name the one before. `busy`: stock moved all the while. */
export interface StockCheck { code: 'balanced' | 'different' | 'busy'; seq: number; entries: number; rows: number; differences: Difference[]; forks: number[] }

const TRIES = 5

/** Adds the journal up from its beginning and compares with the rows: anyone can run it at any time (ARCHITECTURE 2). */
export async function checkStock(hub: Hub, { merchantId }: Pick<Scope, 'merchantId'>): Promise<StockCheck> {
  for (let tries = 0; ; tries += 1) {
    const before = await catchUp(hub, merchantId)
    const entries = await listAll(hub.store, 'journalBySeq', { merchantId }, { until: before.seq + 1 })
    const rows = await listAll(hub.store, 'rowsBySku', { merchantId })
    const after = await catchUp(hub, merchantId)
    const { closing, gap } = carryForward(emptyClosing(merchantId), entries)
    const found = [...(gap ? [gap] : []), ...differences(closing, rows)]
    const forks = forksIn(entries)
    const counted = { seq: before.seq, entries: entries.length, rows: rows.length, differences: found, forks }
    if (found.length === 0 && forks.length === 0) return { ...counted, code: 'balanced' }
    if (before.seq === after.seq) return { ...counted, code: 'different' }
    if (tries >= TRIES) return { ...counted, code: 'busy' }
  }
}

/** Each entry names the write that made the one before: a journal that was put together from two shows. */
function forksIn(entries: readonly Stored<'journal'>[]): number[] {
  return entries.filter((entry: JournalEntry, at) => at > 0 && entry.previous !== entries[at - 1]?.writeId).map(entry => entry.seq)
}
