import type { CenterId, MerchantId, Sku } from '../model/ids.ts'
import type { Hold, JournalEntry, Row } from '../model/stock.ts'
import { apply, type Books, openBooks } from './books.ts'

/** The books as of an entry: what a month is closed with, and what anybody can count on from. */
export interface Closing { merchantId: MerchantId; seq: number; rows: Row[]; holds: Hold[] }

export const emptyClosing = (merchantId: MerchantId): Closing => ({ merchantId, seq: 0, rows: [], holds: [] })

/** A row that is not what the journal makes of it, or an entry that is missing. */
export type Difference =
  | { is: 'row'; sku: Sku; centerId: CenterId; journal: { onHand: number; held: number }; row: { onHand: number; held: number } }
  | { is: 'gap'; after: number; found: number }

/** Adds up the events of the entries that follow. Stops at a hole: what comes after it cannot be known. */
export function carryForward(closing: Closing, entries: readonly Pick<JournalEntry, 'seq' | 'at' | 'events'>[]): { closing: Closing; gap: Difference | null } {
  const books: Books = openBooks(closing.merchantId, closing.rows, closing.holds)
  let { seq } = closing
  let gap: Difference | null = null
  for (const entry of entries) {
    if (entry.seq !== seq + 1) {
      gap = { is: 'gap', after: seq, found: entry.seq }
      break
    }
    for (const event of entry.events) apply(books, event, entry.seq, entry.at)
    seq = entry.seq
  }
  return { closing: { ...closing, seq, rows: [...books.rows.values()], holds: [...books.holds.values()] }, gap }
}

/** `closing + events since = rows`: nothing, if the books are right. Rows of nothing may be absent. */
export function differences(closing: Closing, rows: readonly Row[]): Difference[] {
  const told = new Map(closing.rows.map(row => [row.id, row]))
  const found = new Map(rows.map(row => [row.id, row]))
  return [...new Set([...told.keys(), ...found.keys()])].flatMap((id): Difference[] => {
    const journal = numbers(told.get(id))
    const row = numbers(found.get(id))
    const { sku, centerId } = told.get(id) ?? found.get(id) ?? {}
    if (sku === undefined || centerId === undefined || (journal.onHand === row.onHand && journal.held === row.held)) return []
    return [{ is: 'row', sku, centerId, journal, row }]
  })
}

const numbers = (row: Row | undefined) => ({ onHand: row?.onHand ?? 0, held: row?.held ?? 0 })
