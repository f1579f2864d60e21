import type { Random } from '../../core/ports/clock.ts'
import { type ReadName, READS, type ReadSpec } from '../../core/ports/reads.ts'
import { type Kind, KINDS, type Scalar } from '../../core/ports/records.ts'
import { BadCursor, type Listed, type PageOf, type Store, StoreUnavailable, type Word, type Written } from '../../core/ports/store.ts'
import { type AnyRecord, compare, compareTo, draft, enter, type Entry, leave, lowerBound, merchantOf, missing, newTable, same, sameColumns, type Table, text, uniqueKey, valueOf, wholeOrder } from './memory-table.ts'

/**
 * The store in memory: the same contract as the real ones, for the simulation and for tests of rooms above it.
 * Each write takes effect in the call itself, as one step; its promise is resolved at once. Nothing is random or timed but
 * the writeIds, which come from `random`. What is stored is text, so no object is ever shared with a caller.
 */
export function openMemoryStore(database: MemoryDatabase, random: Pick<Random, 'id'>): Store {
  let isOpen = true
  const table = (kind: Kind): Table => {
    if (!isOpen) throw new StoreUnavailable('closed', 'the store is closed')
    return database.get(kind) ?? missing(kind)
  }
  const store = {
    insert: async (kind: Kind, record: AnyRecord, writeId?: string) => insert(table(kind), record, writeId, random),
    insertMany: async (kind: Kind, records: readonly AnyRecord[]) => records.map((record) => insert(table(kind), record, undefined, random)),
    replace: async (kind: Kind, record: AnyRecord, writeId?: string) => replace(table(kind), record, writeId, random),
    replaceMany: async (kind: Kind, records: readonly AnyRecord[]) => records.map((record) => replace(table(kind), record, undefined, random)),
    remove: async (kind: Kind, merchantId: string | null, id: string, version: number) => remove(table(kind), merchantId, id, version, random),
    get: async (kind: Kind, merchantId: string | null, id: string) => revive(find(table(kind), merchantId, id)),
    getMany: async (kind: Kind, merchantId: string | null, ids: readonly string[]) => ids.map((id) => revive(find(table(kind), merchantId, id))),
    list: async (read: ReadName, equal: Record<string, Scalar>, page: PageOf) => list(table(READS[read].kind), read, equal, page),
    count: async (read: ReadName, equal: Record<string, Scalar>) => {
      const { length } = table(READS[read].kind).sorted.get(read)?.get(equalKey(READS[read], equal)) ?? []
      return { value: Math.min(length, 10_000), capped: length > 10_000 }
    },
    search: async (kind: Kind, merchantId: string, words: readonly Word[], page: PageOf) => search(table(kind), merchantId, words, page),
    close: async () => { isOpen = false },
  }
  return store as unknown as Store
}

/** What several handles share, as several processes share a database. */
export type MemoryDatabase = ReadonlyMap<Kind, Table>

export function memoryDatabase(): MemoryDatabase {
  return new Map((Object.keys(KINDS) as Kind[]).map((kind) => [kind, newTable(kind)]))
}

function insert(table: Table, record: AnyRecord, named: string | undefined, random: Pick<Random, 'id'>): Written {
  const merchantId = merchantOf(table, record.merchantId)
  const taken = table.byKey.get(keyOf(merchantId, record.id))
  if (taken) return repeated(taken, named) ?? { is: 'duplicate', key: 'id' }
  const entry = draft(table, merchantId, record, 1, named ?? random.id())
  const key = takenUnique(table, entry, undefined)
  if (key) return { is: 'duplicate', key }
  if (named !== undefined) entry.named = [[named, 1]]
  table.byKey.set(keyOf(merchantId, entry.id), entry)
  enter(table, entry)
  return { is: 'done', version: 1, writeId: entry.writeId }
}

function replace(table: Table, record: AnyRecord, named: string | undefined, random: Pick<Random, 'id'>): Written {
  const merchantId = merchantOf(table, record.merchantId)
  const old = table.byKey.get(keyOf(merchantId, record.id))
  if (!old) return { is: 'conflict' }
  const again = repeated(old, named)
  if (again) return again
  if (old.version !== record.version) return { is: 'conflict' }
  const next = draft(table, merchantId, record, old.version + 1, named ?? random.id())
  const key = takenUnique(table, next, old)
  if (key) return { is: 'duplicate', key }
  next.named = named === undefined ? old.named : [[named, next.version] as const, ...old.named].slice(0, 8)
  const isMoved = !sameColumns(old.columns, next.columns) || !same(old.words, next.words)
  if (isMoved) leave(table, old)
  Object.assign(old, next)
  if (isMoved) enter(table, old)
  return { is: 'done', version: next.version, writeId: next.writeId }
}

function remove(table: Table, merchant: string | null, id: string, version: number, random: Pick<Random, 'id'>): Written {
  const entry = find(table, merchant, id)
  if (!entry || entry.version !== version) return { is: 'conflict' }
  leave(table, entry)
  table.byKey.delete(keyOf(entry.merchantId, entry.id))
  return { is: 'done', version, writeId: random.id() }
}

function list(table: Table, read: ReadName, equal: Record<string, Scalar>, page: PageOf): Listed<unknown> {
  const spec: ReadSpec = READS[read]
  const key = equalKey(spec, equal)
  const order = wholeOrder(table, spec)
  const entries = table.sorted.get(read)?.get(key) ?? []
  const after = readCursor(page.after, [read, key], order.length)
  const first = (entry: Entry): Scalar => valueOf(entry, order[0] ?? 'id')
  let low = page.from === undefined ? 0 : lowerBound(entries, (entry) => compare(first(entry), page.from ?? 0) >= 0)
  let high = page.until === undefined ? entries.length : lowerBound(entries, (entry) => compare(first(entry), page.until ?? 0) >= 0)
  if (after && spec.direction === 'asc') low = Math.max(low, lowerBound(entries, (entry) => compareTo(entry, order, after) > 0))
  if (after && spec.direction === 'desc') high = Math.min(high, lowerBound(entries, (entry) => compareTo(entry, order, after) >= 0))
  const size = limitOf(page)
  const isMore = high - low > size
  const taken = spec.direction === 'asc' ? entries.slice(low, Math.min(high, low + size)) : entries.slice(Math.max(low, high - size), high).reverse()
  return pageOf(taken, isMore, order, [read, key])
}

function search(table: Table, merchantId: string, words: readonly Word[], page: PageOf): Listed<unknown> {
  const { terms } = table.spec
  if (!terms) throw new TypeError(`${table.kind} has no words`)
  const merchant = merchantOf(table, merchantId)
  const order = [terms.newestBy, 'id']
  const mark = ['search', table.kind, merchant, JSON.stringify(words)]
  const after = readCursor(page.after, mark, 2)
  const known = table.words.get(merchant)
  const finds = words.map(({ word, prefix }) => {
    const isPrefix = prefix && Array.from(word).length >= 3
    const found = new Set(known?.get(text(word)))
    if (isPrefix) for (const [term, entries] of known ?? []) if (term.startsWith(text(word))) for (const entry of entries) found.add(entry)
    return found
  })
  const isWanted = (entry: Entry): boolean => {
    const sort = valueOf(entry, terms.newestBy)
    return (page.from === undefined || compare(sort, page.from) >= 0) && (page.until === undefined || compare(sort, page.until) < 0) && (!after || compareTo(entry, order, after) < 0)
  }
  const all = [...(finds[0] ?? [])].filter((entry) => finds.every((find) => find.has(entry)) && isWanted(entry))
  all.sort((a, b) => compareTo(b, order, order.map((column) => valueOf(a, column))))
  const size = limitOf(page)
  return pageOf(all.slice(0, size), all.length > size, order, mark)
}

function repeated(entry: Entry, named: string | undefined): Written | null {
  if (named === undefined) return null
  const version = entry.writeId === named ? entry.version : entry.named.find(([writeId]) => writeId === named)?.[1]
  return version === undefined ? null : { is: 'done', version, writeId: named }
}

function takenUnique(table: Table, entry: Entry, self: Entry | undefined): string | null {
  for (const [name, taken] of table.uniques) {
    const owner = taken.get(uniqueKey(table, name, entry) ?? '')
    if (owner && owner !== self) return name
  }
  return null
}

function pageOf(entries: readonly Entry[], isMore: boolean, order: readonly string[], mark: readonly string[]): Listed<unknown> {
  const last = entries.at(-1)
  const next = isMore && last ? Buffer.from(JSON.stringify([mark, order.map((column) => valueOf(last, column))])).toString('base64url') : null
  return { items: entries.map(revive), next }
}

function readCursor(cursor: string | null | undefined, mark: readonly string[], length: number): readonly Scalar[] | null {
  if (cursor === null || cursor === undefined) return null
  let told: unknown
  try { told = JSON.parse(Buffer.from(cursor, 'base64url').toString()) } catch { throw new BadCursor() }
  const [from, values] = Array.isArray(told) ? (told as unknown[]) : []
  const isOurs = JSON.stringify(from) === JSON.stringify(mark) && Array.isArray(values) && values.length === length
  if (!isOurs || !values.every((value) => typeof value === 'string' || typeof value === 'number')) throw new BadCursor()
  return values
}

const find = (table: Table, merchantId: string | null, id: string): Entry | undefined => table.byKey.get(keyOf(merchantOf(table, merchantId), id))
const revive = (entry: Entry | undefined): unknown => (entry ? JSON.parse(entry.text) : null)
const keyOf = (merchantId: string, id: string): string => `${merchantId.length}:${merchantId}${text(id)}`

function limitOf(page: PageOf): number {
  if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > 1_000) throw new RangeError(`a page has 1 to 1000 items, not ${page.limit}`)
  return page.limit
}

function equalKey(read: ReadSpec, equal: Record<string, Scalar>): string {
  return JSON.stringify(read.equal.map((column) => {
    const value = equal[column] ?? missing(column)
    return typeof value === 'string' ? text(value) : value
  }))
}
