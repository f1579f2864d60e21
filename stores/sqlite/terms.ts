import type { DatabaseSync } from 'node:sqlite'
import type { Scalar } from '../../core/ports/records.ts'
import type { Shape } from './shape.ts'

/** A prefix has at least this many characters, and so many of each word are kept as a term of their own. */
export const SHORTEST_PREFIX = 3

export const WHOLE = 0
export const BEGINNING = 1

/** Characters, not UTF-16 units: half a pair could not be stored. */
const charactersOf = (word: string): readonly string[] => Array.from(word.slice(0, 2 * SHORTEST_PREFIX)).slice(0, SHORTEST_PREFIX)

export const beginningOf = (word: string): string => charactersOf(word).join('')
export const isLongEnough = (word: string): boolean => charactersOf(word).length === SHORTEST_PREFIX

interface Key { readonly merchantId: string; readonly id: string }

/** The words of a record as rows, each beside the column that orders the finds. */
export interface Terms {
  add(row: number, draft: Key & { readonly words: readonly string[] }, sort: Scalar | null): void
  remove(row: number, key: Key, words: readonly string[], sort: Scalar | null): void
}

/** Null where the kind has no words. A record whose ordering column is null is not found by words, as it is in no list. */
export function openTerms(database: DatabaseSync, { terms }: Shape): Terms | null {
  if (!terms) return null
  const insert = database.prepare(`INSERT INTO ${terms} (merchantId, grade, word, sort, id, row) VALUES (?, ?, ?, ?, ?, ?)`)
  const drop = database.prepare(`DELETE FROM ${terms} WHERE merchantId = ? AND grade = ? AND word = ? AND sort = ? AND id = ?`)
  return {
    add(row, { merchantId, id, words }, sort) {
      if (sort === null) return
      for (const [grade, word] of termsOf(words)) insert.run(merchantId, grade, word, sort, id, row)
    },
    remove(_row, { merchantId, id }, words, sort) {
      if (sort === null) return
      for (const [grade, word] of termsOf(words)) drop.run(merchantId, grade, word, sort, id)
    },
  }
}

function termsOf(words: readonly string[]): (readonly [grade: number, word: string])[] {
  const beginnings = new Set(words.filter(isLongEnough).map(beginningOf))
  return [...words.map((word) => [WHOLE, word] as const), ...[...beginnings].map((word) => [BEGINNING, word] as const)]
}
