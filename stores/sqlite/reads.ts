import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type ReadName, READS, type ReadSpec } from '../../core/ports/reads.ts'
import type { Kind, Scalar } from '../../core/ports/records.ts'
import type { Listed, PageOf } from '../../core/ports/store.ts'
import { markOf, readCursor, writeCursor } from '../cursor.ts'
import { idOf, merchantOf, textOrNumber } from '../draft.ts'
import { compareScalars, limitOf, wholeOrder } from '../order.ts'
import { indexColumns, quote, shapeOf } from './shape.ts'

/** Counting stops here: what is more is "more than that". */
const COUNTED = 10_000
/** Below every number and text, and above: bounds that are always given let one statement serve all, and null never matches. */
const LOWEST = -Infinity
const HIGHEST = new Uint8Array(0)

export interface Reads {
  get(kind: Kind, merchantId: string | null, id: string): unknown
  list(read: ReadName, equal: Readonly<Record<string, Scalar>>, page: PageOf): Listed<unknown>
  count(read: ReadName, equal: Readonly<Record<string, Scalar>>): { value: number; capped: boolean }
}

export const GET = 'SELECT body FROM documents WHERE kind = ? AND merchantId = ? AND id = ?'

export function openReads(database: DatabaseSync): Reads {
  const get = database.prepare(GET)
  get.setReturnArrays(true)
  const plans = new Map<ReadName, Plan>()
  const planOf = (read: ReadName): Plan => {
    const plan = plans.get(read) ?? prepare(database, READS[read])
    plans.set(read, plan)
    return plan
  }

  return {
    get(kind, merchantId, id) {
      const row = get.get(kind, merchantOf(kind, merchantId), idOf(id)) as unknown as [string] | undefined
      return row ? JSON.parse(row[0]) : null
    },

    list(read, equal, page) {
      const { spec, order, first, next, after: following } = planOf(read)
      const limit = limitOf(page)
      const bound = equalValues(spec, equal)
      const mark = markOf(read, bound)
      const position = readCursor(page.after, mark, order.length)
      const from = page.from === undefined ? LOWEST : textOrNumber(page.from)
      const until = page.until === undefined ? HIGHEST : textOrNumber(page.until)
      const isPast = position !== null && goesOn(spec, position[0] ?? '', page)
      const values = !isPast ? [...bound, from, until] : [...bound, ...position, spec.direction === 'asc' ? until : from]
      const rows = (isPast ? following : first).all(...values, limit + 1) as unknown as [string, ...Scalar[]][]
      const [, ...ended] = rows[limit - 1] ?? []
      const items = rows.slice(0, limit).map((row): unknown => JSON.parse(row[0]))
      return { items, next: rows.length > limit ? writeCursor(mark, ended.slice(0, next)) : null }
    },

    count(read, equal) {
      const { spec, count } = planOf(read)
      const [value] = count.get(...equalValues(spec, equal), LOWEST, HIGHEST, COUNTED + 1) as unknown as [number]
      return { value: Math.min(value, COUNTED), capped: value > COUNTED }
    },
  }
}

interface Plan { spec: ReadSpec; order: readonly string[]; next: number; first: StatementSync; after: StatementSync; count: StatementSync }

function prepare(database: DatabaseSync, spec: ReadSpec): Plan {
  const [first, after, count] = statementsOf(spec).map((sql) => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }) as [StatementSync, StatementSync, StatementSync]
  const order = wholeOrder(spec)
  return { spec, order, next: order.length, first, after, count }
}

/** First page, page after a cursor, count: each goes through the index of its read and no other, or fails to prepare. */
export function statementsOf(spec: ReadSpec): readonly [first: string, after: string, count: string] {
  const shape = shapeOf(spec.kind)
  const index = shape?.indexes.find(({ columns }) => columns.join() === indexColumns(spec).join())
  if (!shape || !index) throw new TypeError(`no index for a read of ${spec.kind}`)
  const order = wholeOrder(spec)
  const names = order.map((name) => `l.${quote(name)}`)
  const [lead = 'l."id"', ...rest] = names
  const equal = spec.equal.map((name) => `l.${quote(name)} = ? AND `).join('')
  const present = rest.filter((_, at) => order[at + 1] !== 'id' && order[at + 1] !== 'merchantId').map((name) => ` AND ${name} IS NOT NULL`).join('')
  const isUp = spec.direction === 'asc'
  const from = `FROM ${shape.table} l INDEXED BY ${index.name}`
  const page = (where: string): string =>
    `SELECT d.body, ${names.join(', ')} ${from} CROSS JOIN documents d ON d.row = l.row WHERE ${equal}${where}${present} ORDER BY ${names.map((name) => `${name} ${isUp ? 'ASC' : 'DESC'}`).join(', ')} LIMIT ?`
  const position = `(${names.join(', ')}) ${isUp ? '>' : '<'} (${names.map(() => '?').join(', ')})`
  return [
    page(`${lead} >= ? AND ${lead} < ?`),
    page(`${position} AND ${lead} ${isUp ? '<' : '>='} ?`),
    `SELECT count(*) FROM (SELECT 1 ${from} WHERE ${equal}${lead} >= ? AND ${lead} < ?${present} LIMIT ?)`,
  ]
}

const equalValues = (spec: ReadSpec, equal: Readonly<Record<string, Scalar>>): Scalar[] => spec.equal.map((name) => {
  const value = equal[name]
  if (typeof value !== 'string' && typeof value !== 'number') throw new TypeError(`${name} is not given`)
  return textOrNumber(value)
})

/** Whether the cursor is the nearer bound; a page that begins behind it begins there. */
function goesOn(spec: ReadSpec, at: Scalar, { from, until }: PageOf): boolean {
  if (spec.direction === 'asc') return from === undefined || compareScalars(at, textOrNumber(from)) >= 0
  return until === undefined || compareScalars(at, textOrNumber(until)) < 0
}
