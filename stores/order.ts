import type { ReadSpec } from '../core/ports/reads.ts'
import { KINDS, type Scalar } from '../core/ports/records.ts'
import type { PageOf } from '../core/ports/store.ts'

/** All columns a read is ordered by. Two merchants may use one id, so a read over all merchants ends with the merchant. */
export function wholeOrder(read: ReadSpec): readonly string[] {
  const isOverAll = KINDS[read.kind].scope === 'tenant' && !read.equal.includes('merchantId')
  return isOverAll ? [...read.order, 'merchantId'] : read.order
}

/** Numbers before text, text by code points: the order of databases that keep UTF-8 (JavaScript's own is by UTF-16 units). */
export function compareScalars(a: Scalar, b: Scalar): number {
  if (a === b) return 0
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1
  return typeof b === 'number' ? 1 : Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** 1 to 1,000: a page is held in memory whole. */
export function limitOf(page: PageOf): number {
  const { limit } = page
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) throw new RangeError(`a page has 1 to 1000 items, not ${limit}`)
  return limit
}
