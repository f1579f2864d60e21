import { type ReadName, READS, type ReadSpec } from '../../core/ports/reads.ts'
import { type Kind, KINDS, type KindSpec, type Records, type Scalar } from '../../core/ports/records.ts'

/** A record of any kind, as the tables below need to see it. */
export type AnyRecord = Records[Kind] & { merchantId?: string | null }

export interface Entry {
  merchantId: string
  id: string
  version: number
  writeId: string
  /** The last 8 writeIds that callers named, each with the version it made. */
  named: readonly (readonly [writeId: string, version: number])[]
  text: string
  columns: ReadonlyMap<string, Scalar | null>
  words: readonly string[]
}

export interface Table {
  kind: Kind
  spec: KindSpec<AnyRecord>
  byKey: Map<string, Entry>
  uniques: Map<string, Map<string, Entry>>
  /** Read → its equal values → entries in the ascending order of the read. Two reads with one order share one. */
  sorted: Map<ReadName, Map<string, Entry[]>>
  orders: { order: readonly string[]; read: ReadSpec; byEqual: Map<string, Entry[]> }[]
  words: Map<string, Map<string, Set<Entry>>>
}

export function newTable(kind: Kind): Table {
  const spec = KINDS[kind] as unknown as KindSpec<AnyRecord>
  const table: Table = { kind, spec, byKey: new Map(), uniques: new Map(), sorted: new Map(), orders: [], words: new Map() }
  for (const name of Object.keys(spec.unique)) table.uniques.set(name, new Map())
  for (const name of Object.keys(READS) as ReadName[]) {
    const read: ReadSpec = READS[name]
    if (read.kind !== kind) continue
    const twin = table.orders.find((one) => same(one.read.equal, read.equal) && same(one.read.order, read.order))
    const entry = twin ?? { order: wholeOrder(table, read), read, byEqual: new Map<string, Entry[]>() }
    if (!twin) table.orders.push(entry)
    table.sorted.set(name, entry.byEqual)
  }
  return table
}

export function enter(table: Table, entry: Entry): void {
  for (const [name, taken] of table.uniques) {
    const key = uniqueKey(table, name, entry)
    if (key !== null) taken.set(key, entry)
  }
  for (const { order, read, byEqual } of table.orders) {
    const key = indexKey(read, order, entry)
    if (key === null) continue
    const entries = byEqual.get(key) ?? []
    const values = order.map((column) => valueOf(entry, column))
    entries.splice(lowerBound(entries, (one) => compareTo(one, order, values) > 0), 0, entry)
    byEqual.set(key, entries)
  }
  if (!table.spec.terms || entry.columns.get(table.spec.terms.newestBy) === null) return
  const known = table.words.get(entry.merchantId) ?? new Map<string, Set<Entry>>()
  table.words.set(entry.merchantId, known)
  for (const word of entry.words) known.set(word, (known.get(word) ?? new Set()).add(entry))
}

export function leave(table: Table, entry: Entry): void {
  for (const [name, taken] of table.uniques) taken.delete(uniqueKey(table, name, entry) ?? '')
  for (const { order, read, byEqual } of table.orders) {
    const key = indexKey(read, order, entry)
    const entries = key === null ? undefined : byEqual.get(key)
    if (key === null || !entries) continue
    const values = order.map((column) => valueOf(entry, column))
    entries.splice(lowerBound(entries, (one) => compareTo(one, order, values) >= 0), 1)
    if (entries.length === 0) byEqual.delete(key)
  }
  const known = table.words.get(entry.merchantId)
  for (const word of entry.words) {
    known?.get(word)?.delete(entry)
    if (known?.get(word)?.size === 0) known.delete(word)
  }
}

export function draft(table: Table, merchantId: string, record: AnyRecord, version: number, writeId: string): Entry {
  const columns = new Map<string, Scalar | null>()
  for (const [name, column] of Object.entries(table.spec.columns)) {
    const value = column(record)
    columns.set(name, typeof value === 'string' ? text(value) : value)
  }
  const words = [...new Set((table.spec.terms?.words(record) ?? []).map(text))]
  return { merchantId, id: text(record.id), version, writeId, named: [], text: JSON.stringify({ ...record, version, writeId }), columns, words }
}

export const text = (value: string): string => (value.isWellFormed() ? value : value.toWellFormed())
export const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((one, index) => one === b[index])
export const sameColumns = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean => [...a].every(([name, value]) => b.get(name) === value)
/** '' stands for "no merchant", as no merchant's id is empty. */
export function merchantOf(table: Table, merchantId: string | null | undefined): string {
  if (table.spec.scope === 'global') return ''
  if (!merchantId) throw new TypeError(`${table.kind} belong to a merchant, and none is named`)
  return text(merchantId)
}

/** Ids of two merchants may be equal, so a read over all merchants ends with the merchant. */
export function wholeOrder(table: Table, read: ReadSpec): readonly string[] {
  return table.spec.scope === 'tenant' && !read.equal.includes('merchantId') ? [...read.order, 'merchantId'] : read.order
}

function valueOrNull(entry: Entry, column: string): Scalar | null {
  const declared = entry.columns.get(column)
  if (declared !== undefined) return declared
  return column === 'id' ? entry.id : column === 'merchantId' ? entry.merchantId : null
}

export const valueOf = (entry: Entry, column: string): Scalar => valueOrNull(entry, column) ?? missing(column)

function indexKey(read: ReadSpec, order: readonly string[], entry: Entry): string | null {
  if (order.some((column) => valueOrNull(entry, column) === null)) return null
  const values = read.equal.map((column) => valueOrNull(entry, column))
  return values.includes(null) ? null : JSON.stringify(values)
}

export function uniqueKey(table: Table, name: string, entry: Entry): string | null {
  const values = (table.spec.unique[name] ?? []).map((column) => valueOrNull(entry, column))
  return values.includes(null) ? null : JSON.stringify([entry.merchantId, ...values])
}

export function missing(what: string): never {
  throw new TypeError(`no ${what} is given`)
}

/** Index of the first for which `isPast` holds, which must hold for all after it. */
export function lowerBound(entries: readonly Entry[], isPast: (entry: Entry) => boolean): number {
  let low = 0
  let high = entries.length
  const last = entries[high - 1]
  if (!last || !isPast(last)) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry && isPast(entry)) high = middle
    else low = middle + 1
  }
  return low
}

export function compareTo(entry: Entry, order: readonly string[], values: readonly Scalar[]): number {
  for (const [index, column] of order.entries()) {
    const difference = compare(valueOf(entry, column), values[index] ?? '')
    if (difference !== 0) return difference
  }
  return 0
}

/** Numbers before text; text by code points, as databases that keep UTF-8 do (JavaScript's own order is by UTF-16 units). */
export function compare(a: Scalar, b: Scalar): number {
  if (a === b) return 0
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1
  if (typeof b === 'number') return 1
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left !== right) return left >= 0xd800 && right >= 0xd800 ? ((left + 0x2000) & 0xffff) - ((right + 0x2000) & 0xffff) : left - right
  }
  return a.length - b.length
}
