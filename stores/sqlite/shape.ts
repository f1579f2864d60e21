import { hash } from 'node:crypto'
import { READS, type ReadSpec } from '../../core/ports/reads.ts'
import { type Kind, KINDS } from '../../core/ports/records.ts'
import { specOf } from '../draft.ts'
import { wholeOrder } from '../order.ts'

/** Raised when the tables themselves are laid out anew, and `migrate` learns the step. */
export const LAYOUT = 1
/** Raised when a column or a word of KINDS keeps its name and changes its meaning: `migrate` then derives it again. */
const DERIVATION = 1

/** The narrow table of a kind: what lists, unique keys and searches need, and nothing of the document. */
export interface Shape {
  readonly kind: Kind
  readonly table: string
  readonly columns: readonly string[]
  readonly indexes: readonly Index[]
  /** Name of the table of words, where the kind has them. */
  readonly terms: string | null
}
interface Index { readonly name: string; readonly columns: readonly string[]; readonly unique: string | null }

export const KIND_NAMES = Object.keys(KINDS) as Kind[]

/** Documents of all kinds. A row number of its own keeps bodies in order of arrival: 25–30 % faster than a key of text (bench, 6 kB). */
export const DOCUMENTS = [
  'CREATE TABLE documents (row INTEGER PRIMARY KEY, kind TEXT NOT NULL, merchantId TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, writeId TEXT NOT NULL, named TEXT, body TEXT NOT NULL)',
  'CREATE UNIQUE INDEX documents_key ON documents (kind, merchantId, id)',
  'CREATE TABLE shapes (kind TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID',
]

/** Built from KINDS and READS; null where nothing but the document is needed. */
export function shapeOf(kind: Kind): Shape | null {
  const spec = specOf(kind)
  const own = spec.scope === 'tenant' ? ['merchantId', 'id'] : ['id']
  const columns = [...own, ...Object.keys(spec.columns).filter((name) => !own.includes(name))]
  const table = `list_${kind}`
  const indexes = new Map<string, Index>()
  const add = (name: string, on: readonly string[], unique: string | null): void => {
    if (!indexes.has(on.join())) indexes.set(on.join(), { name: `${table}_${name}`, columns: on, unique })
  }
  for (const [name, on] of Object.entries(spec.unique)) add(`unique_${name}`, spec.scope === 'tenant' ? ['merchantId', ...on] : on, name)
  for (const [name, read] of Object.entries<ReadSpec>(READS)) if (read.kind === kind) add(name, indexColumns(read), null)
  if (indexes.size === 0 && !spec.terms) return null
  return { kind, table, columns: spec.terms ? [...columns, 'words'] : columns, indexes: [...indexes.values()], terms: spec.terms ? `terms_${kind}` : null }
}

export const indexColumns = (read: ReadSpec): readonly string[] => [...read.equal, ...wholeOrder(read)]

/** Statements that make the tables of a kind. Columns have no type, so that text stays text and numbers stay numbers. */
export function creation(shape: Shape): string[] {
  const made = [`CREATE TABLE ${shape.table} (row INTEGER PRIMARY KEY, ${shape.columns.map(quote).join(', ')})`]
  for (const { name, columns, unique } of shape.indexes) {
    // Null is in no index, and a sparse one ("has something to do") stays as small as what it finds.
    const sparse = columns.filter((column) => column !== 'id' && column !== 'merchantId').map((column) => `${quote(column)} IS NOT NULL`)
    made.push(`CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${shape.table} (${columns.map(quote).join(', ')})${sparse.length > 0 ? ` WHERE ${sparse.join(' AND ')}` : ''}`)
  }
  // grade 0: whole words; grade 1: their first three characters, which gives the shortest prefixes newest first without sorting.
  if (shape.terms) made.push(`CREATE TABLE ${shape.terms} (merchantId, grade, word, sort, id, row, PRIMARY KEY (merchantId, grade, word, sort, id)) WITHOUT ROWID`)
  return made
}

/** Equal as long as the tables of the kind may be used as they stand. */
export const digestOf = (kind: Kind): string => hash('sha256', JSON.stringify([DERIVATION, specOf(kind).terms?.newestBy, ...(shapeOf(kind) ? creation(shapeOf(kind) as Shape) : [])]))

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
