import type { MerchantId } from '../../core/model/ids.ts'
import type { Head, Hold, JournalEntry, Row, StockCommand } from '../../core/model/stock.ts'
import type { Written } from '../../core/ports/store.ts'
import { project, touchedOrders, touchedRows } from '../../core/stock/project.ts'
import type { Hub } from '../hub.ts'
import { getAll } from './pages.ts'

const TRIES = 50
const ENTRIES = 50

/** An entry is missing or does not follow the one before: this merchant's stock stands still until a person looked. */
export class JournalBroken extends Error {
  constructor(merchantId: MerchantId, after: number, found: number) {
    super(`the stock journal of ${merchantId} has ${found} after ${after}`)
    this.name = 'JournalBroken'
  }
}

/**
 * Brings rows, holds, command results and the head up to the end of the journal, whoever wrote it. Each record is guarded by its seq
 * and its version, so any number may do this at once and any of them may die (I19, I20).
 */
export async function catchUp(hub: Hub, merchantId: MerchantId): Promise<Head> {
  let head = await headOf(hub, merchantId)
  for (;;) {
    const { items } = await hub.store.list('journalBySeq', { merchantId }, { limit: ENTRIES, from: head.seq + 1 })
    for (const entry of items) {
      if (entry.seq <= head.seq) continue
      if (entry.seq !== head.seq + 1) throw new JournalBroken(merchantId, head.seq, entry.seq)
      await projectEntry(hub, entry)
      head = await moveHead(hub, entry)
    }
    if (items.length < ENTRIES) return head
  }
}

export async function headOf(hub: Hub, merchantId: MerchantId): Promise<Head> {
  return (await hub.store.get('heads', merchantId, 'head')) ?? { id: 'head', merchantId, version: 0, seq: 0, gained: [] }
}

/** Rows, all of them, before the first hold; then results; the head comes last. */
async function projectEntry(hub: Hub, entry: JournalEntry): Promise<void> {
  const { merchantId } = entry
  for (let tries = 0; tries < TRIES; tries += 1) {
    const holds = await getAll(hub.store, 'holds', merchantId, touchedOrders(entry))
    const rows = await getAll(hub.store, 'rows', merchantId, touchedRows(entry, holds))
    const made = project(entry, rows, holds)
    if (!(await writeAll(hub, 'rows', made.rows))) continue
    if (!(await writeAll(hub, 'holds', made.holds))) continue
    if (await finishCommands(hub, entry)) return
  }
  throw new JournalBroken(merchantId, entry.seq - 1, entry.seq)
}

async function finishCommands(hub: Hub, entry: JournalEntry): Promise<boolean> {
  const results = new Map(entry.results.map(result => [result.cause, result]))
  const asked = await getAll(hub.store, 'stockCommands', entry.merchantId, [...results.keys()])
  const done = asked.filter(command => command.state === 'pending').map((command): StockCommand => {
    const result = results.get(command.id)
    return { ...command, state: 'done', seq: entry.seq, result: result ? { code: result.code, onHand: result.onHand } : null }
  })
  return writeAll(hub, 'stockCommands', done)
}

/** False: somebody else wrote one of them; read again. What was written is not written twice, because its seq shows. */
async function writeAll<K extends 'rows' | 'holds' | 'stockCommands'>(hub: Hub, kind: K, records: readonly (Row | Hold | StockCommand)[]): Promise<boolean> {
  const fresh = records.filter(record => record.version === 0)
  const known = records.filter(record => record.version > 0)
  const written: Written[] = []
  if (fresh.length > 0) written.push(...await hub.store.insertMany(kind, fresh as never))
  if (known.length > 0) written.push(...await hub.store.replaceMany(kind, known as never))
  return written.every(({ is }) => is === 'done')
}

async function moveHead(hub: Hub, entry: JournalEntry): Promise<Head> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const head = await headOf(hub, entry.merchantId)
    if (head.seq >= entry.seq) return head
    const moved: Head = { ...head, seq: entry.seq, gained: [...new Set([...head.gained, ...entry.gained])] }
    const written = head.version === 0 ? await hub.store.insert('heads', moved) : await hub.store.replace('heads', moved)
    if (written.is === 'done') return { ...moved, version: written.version }
  }
  throw new JournalBroken(entry.merchantId, entry.seq - 1, entry.seq)
}

/** Takes SKUs off that were looked at as of `seq`, unless something was written since. Left on, they are only looked at again. */
export async function clearGained(hub: Hub, merchantId: MerchantId, seq: number, looked: ReadonlySet<string>): Promise<boolean> {
  const head = await headOf(hub, merchantId)
  const gained = head.gained.filter(sku => !looked.has(sku))
  if (head.seq !== seq || gained.length === head.gained.length) return false
  return (await hub.store.replace('heads', { ...head, gained })).is === 'done'
}
