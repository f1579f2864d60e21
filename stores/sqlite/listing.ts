import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Scalar } from '../../core/ports/records.ts'
import { type Draft, specOf } from '../draft.ts'
import { quote, type Shape } from './shape.ts'
import { openTerms, type Terms } from './terms.ts'

/** The narrow table of one kind, kept in step with the documents by the transaction that writes them. */
export interface Listing {
  /** The first unique key that another row has, or null. */
  takenKey(draft: Draft, self: number | null): string | null
  add(row: number, draft: Draft): void
  /** Writes only what differs: an index is touched only if one of its columns moved. */
  update(row: number, draft: Draft): void
  remove(row: number): void
}

type Value = Scalar | null

export function openListing(database: DatabaseSync, shape: Shape): Listing {
  const { table, columns } = shape
  const names = columns.map(quote)
  const find = database.prepare(`SELECT ${names.join(', ')} FROM ${table} WHERE row = ?`)
  find.setReturnArrays(true)
  const insert = database.prepare(`INSERT INTO ${table} (row, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})`)
  const drop = database.prepare(`DELETE FROM ${table} WHERE row = ?`)
  const updates = new Map<string, StatementSync>()
  const uniques = shape.indexes.flatMap(({ columns: on, unique }) => (unique === null ? [] : [{ unique, on, find: findByKey(database, table, on) }]))
  const terms: Terms | null = openTerms(database, shape)
  const newestBy = columns.indexOf(specOf(shape.kind).terms?.newestBy ?? 'id')
  const read = (row: number): Value[] => (find.get(row) ?? []) as unknown as Value[]

  return {
    takenKey(draft, self) {
      for (const { unique, on, find: findKey } of uniques) {
        const key = on.map((name) => valueOf(draft, name))
        const owner = key.includes(null) ? undefined : findKey.get(...key)
        if (owner && owner['row'] !== self) return unique
      }
      return null
    },

    add(row, draft) {
      insert.run(row, ...columns.map((name) => valueOf(draft, name)))
      terms?.add(row, draft, valueOf(draft, columns[newestBy] ?? 'id'))
    },

    update(row, draft) {
      const old = read(row)
      const next = columns.map((name) => valueOf(draft, name))
      const changed = columns.filter((_, index) => old[index] !== next[index])
      if (changed.length === 0) return
      const key = changed.join()
      const statement = updates.get(key) ?? database.prepare(`UPDATE ${table} SET ${changed.map((name) => `${quote(name)} = ?`).join(', ')} WHERE row = ?`)
      updates.set(key, statement)
      statement.run(...changed.map((name) => valueOf(draft, name)), row)
      if (!terms || !(changed.includes('words') || changed.includes(columns[newestBy] ?? ''))) return
      terms.remove(row, draft, wordsOf(old, columns), old[newestBy] ?? null)
      terms.add(row, draft, next[newestBy] ?? null)
    },

    remove(row) {
      if (terms) {
        const old = read(row)
        const key = { merchantId: String(old[columns.indexOf('merchantId')]), id: String(old[columns.indexOf('id')]) }
        terms.remove(row, key, wordsOf(old, columns), old[newestBy] ?? null)
      }
      drop.run(row)
    },
  }
}

function findByKey(database: DatabaseSync, table: string, on: readonly string[]): StatementSync {
  return database.prepare(`SELECT row FROM ${table} WHERE ${on.map((name) => `${quote(name)} = ?`).join(' AND ')}`)
}

function valueOf(draft: Draft, name: string): Value {
  const declared = draft.columns.get(name)
  if (declared !== undefined) return declared
  if (name === 'words') return JSON.stringify(draft.words)
  return name === 'id' ? draft.id : draft.merchantId
}

const wordsOf = (values: readonly Value[], columns: readonly string[]): readonly string[] => JSON.parse(String(values[columns.indexOf('words')] ?? '[]')) as string[]
