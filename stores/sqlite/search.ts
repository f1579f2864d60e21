import type { DatabaseSync } from 'node:sqlite'
import type { Kind, Scalar } from '../../core/ports/records.ts'
import type { Listed, PageOf, Word } from '../../core/ports/store.ts'
import { markOf, readCursor, writeCursor } from '../cursor.ts'
import { merchantOf, textOrNumber, wellFormed } from '../draft.ts'
import { compareScalars, limitOf } from '../order.ts'
import { type Candidate, openTermReads, type TermReads } from './term-reads.ts'
import { KIND_NAMES, shapeOf } from './shape.ts'
import { BEGINNING, beginningOf, isLongEnough, WHOLE } from './terms.ts'

/** A longer prefix with at most so many terms is gathered and sorted; a commoner one is walked newest first. */
const GATHERED = 5_000
const HIGHEST = new Uint8Array(0)

export interface Search {
  search(kind: Kind, merchantId: string, words: readonly Word[], page: PageOf): Listed<unknown>
}

export function openSearch(database: DatabaseSync, gathered = GATHERED): Search {
  const reads = new Map<Kind, TermReads>()
  for (const kind of KIND_NAMES) {
    const shape = shapeOf(kind)
    if (shape?.terms) reads.set(kind, openTermReads(database, shape))
  }
  return {
    search(kind, merchantId, words, page) {
      const terms = reads.get(kind)
      if (!terms) throw new TypeError(`${kind} are not found by words`)
      const merchant = merchantOf(kind, merchantId)
      const limit = limitOf(page)
      const asked = words.map(({ word, prefix }): Asked => ({ word: wellFormed(word), isPrefix: prefix && isLongEnough(word) }))
      const mark = markOf(`search:${kind}`, [merchant, ...asked])
      const bounds = boundsOf(page, readCursor(page.after, mark, 2))
      // One snapshot for the finds and their bodies.
      database.exec('BEGIN')
      try {
        const found: Candidate[] = []
        for (const candidate of candidates(terms, merchant, asked, bounds, gathered)) {
          if (hasAll(candidate.words(), asked)) found.push(candidate)
          if (found.length > limit) break
        }
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        return { items: shown.map(({ row }) => terms.body(row)), next: found.length > limit && last ? writeCursor(mark, [last.sort, last.id]) : null }
      } finally {
        database.exec('COMMIT')
      }
    },
  }
}

interface Asked { readonly word: string; readonly isPrefix: boolean }
interface Bounds { readonly above: readonly [sort: Scalar | Uint8Array, id: string]; readonly from: Scalar }

/** Candidates newest first, from the rarest word: whoever has all words has that one. */
function* candidates(terms: TermReads, merchant: string, asked: readonly Asked[], bounds: Bounds, gathered: number): Generator<Candidate> {
  const sized = asked.map((one) => ({ ...one, size: terms.size(merchant, one.word, one.isPrefix, gathered + 1) }))
  const [rarest] = sized.sort((a, b) => a.size - b.size)
  if (!rarest || rarest.size === 0) return
  const { word, isPrefix, size } = rarest
  const beginning = beginningOf(word)
  if (!isPrefix) yield* terms.walk(merchant, WHOLE, word, bounds.above, bounds.from)
  else if (word === beginning || size > gathered) yield* terms.walk(merchant, BEGINNING, beginning, bounds.above, bounds.from)
  else yield* terms.gather(merchant, word).filter((candidate) => isWithin(candidate, bounds)).sort((a, b) => compareScalars(b.sort, a.sort) || compareScalars(b.id, a.id))
}

const hasAll = (words: readonly string[], asked: readonly Asked[]): boolean =>
  asked.every(({ word, isPrefix }) => words.some((term) => (isPrefix ? term.startsWith(word) : term === word)))

/** The nearer of cursor and `until`; '' is before every id, so (until, '') is exclusive of `until`. */
function boundsOf({ from = -Infinity, until }: PageOf, position: readonly Scalar[] | null): Bounds {
  const [sort, id] = position ?? []
  const isPast = sort !== undefined && (until === undefined || compareScalars(sort, textOrNumber(until)) < 0)
  const above: Bounds['above'] = isPast ? [sort, String(id)] : [until === undefined ? HIGHEST : textOrNumber(until), '']
  return { above, from: textOrNumber(from) }
}

function isWithin({ sort, id }: Candidate, { above: [top, topId], from }: Bounds): boolean {
  if (compareScalars(sort, from) < 0) return false
  if (top instanceof Uint8Array) return true
  return (compareScalars(sort, top) || compareScalars(id, topId)) < 0
}
