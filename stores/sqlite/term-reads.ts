import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Scalar } from '../../core/ports/records.ts'
import type { Shape } from './shape.ts'
import { WHOLE } from './terms.ts'

/** Rows asked for at a time while walking. */
const STEP = 256

/** A record that has the word looked for; `words` reads all that it has. */
export interface Candidate { readonly sort: Scalar; readonly id: string; readonly row: number; words(): readonly string[] }

export interface TermReads {
  /** Number of terms, up to `most`. */
  size(merchant: string, word: string, isPrefix: boolean, most: number): number
  /** All records with a word that begins so, once each, in no order. */
  gather(merchant: string, prefix: string): Candidate[]
  /** Records with exactly this term, newest first, those below `above` and not below `from`. */
  walk(merchant: string, grade: number, word: string, above: readonly [Scalar | Uint8Array, string], from: Scalar): Generator<Candidate>
  body(row: number): unknown
}

/** What is asked of a kind's terms; none of it scans or sorts in the database. */
export function termStatements({ terms, table }: Shape): Record<'size' | 'gather' | 'walk' | 'words' | 'body', string> {
  return {
    size: `SELECT count(*) FROM (SELECT 1 FROM ${terms} t WHERE t.merchantId = ? AND t.grade = ${WHOLE} AND t.word >= ? AND t.word < ? LIMIT ?)`,
    gather: `SELECT t.sort, t.id, t.row FROM ${terms} t WHERE t.merchantId = ? AND t.grade = ${WHOLE} AND t.word >= ? AND t.word < ?`,
    walk: `SELECT t.sort, t.id, t.row FROM ${terms} t WHERE t.merchantId = ? AND t.grade = ? AND t.word = ? AND (t.sort, t.id) < (?, ?) AND t.sort >= ? ORDER BY t.sort DESC, t.id DESC LIMIT ?`,
    words: `SELECT words FROM ${table} WHERE row = ?`,
    body: 'SELECT body FROM documents WHERE row = ?',
  }
}

export function openTermReads(database: DatabaseSync, shape: Shape): TermReads {
  const sql = termStatements(shape)
  const prepare = (text: string): StatementSync => {
    const statement = database.prepare(text)
    statement.setReturnArrays(true)
    return statement
  }
  const [size, gather, walk, words, body] = [prepare(sql.size), prepare(sql.gather), prepare(sql.walk), prepare(sql.words), prepare(sql.body)]
  const parsed = (statement: StatementSync, row: number): unknown => {
    const [text] = (statement.get(row) ?? []) as unknown as [string?]
    return text === undefined ? null : JSON.parse(text)
  }
  const candidate = ([sort, id, row]: Row): Candidate => ({ sort, id, row, words: () => (parsed(words, row) ?? []) as string[] })

  return {
    size: (merchant, word, isPrefix, most) => {
      // The least text behind one word is that word and NUL.
      const [count] = size.get(merchant, word, isPrefix ? behind(word) : `${word}\0`, most) as unknown as [number]
      return count
    },
    gather(merchant, prefix) {
      const rows = gather.all(merchant, prefix, behind(prefix)) as unknown as Row[]
      return [...new Map(rows.map((row) => [row[2], candidate(row)])).values()]
    },
    *walk(merchant, grade, word, above, from) {
      let position: readonly [Scalar | Uint8Array, string] = above
      for (;;) {
        const rows = walk.all(merchant, grade, word, ...position, from, STEP) as unknown as Row[]
        yield* rows.map(candidate)
        const last = rows.at(-1)
        if (!last || rows.length < STEP) return
        position = [last[0], last[1]]
      }
    },
    body: (row) => parsed(body, row),
  }
}

type Row = [sort: Scalar, id: string, row: number]

/** The least text behind all that begin with `prefix`; a blob is behind every text. */
function behind(prefix: string): string | Uint8Array {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  for (let point = points.pop(); point !== undefined; point = points.pop()) {
    // Between U+D7FF and U+E000 there is no text.
    if (point < 0x10ffff) return String.fromCodePoint(...points, point === 0xd7ff ? 0xe000 : point + 1)
  }
  return new Uint8Array(0)
}
