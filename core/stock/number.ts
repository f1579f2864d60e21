import type { Level, NoLevel } from '../model/drafts.ts'
import type { Instant } from '../model/ids.ts'
import type { Published } from '../model/stock.ts'
import { driftOf } from './drift.ts'
import { UNTOLD, untoldBy } from './untold.ts'

/** The brake kept it back, until a person says that the zero is meant. */
export const MANY_ZEROS = 'many_zeros'
export const ZERO_CONFIRMED = 'zero_confirmed'
export const DRIFT = 'drift'

/** What a number is decided from: what the store shows, what it should show, and what else matters. */
export interface Look {
  reading: Level | NoLevel
  number: number
  /** Journal or orders said something of its SKU since it was decided last. */
  touched: boolean
  /** When the item, or the mapping of item or location, changed last. */
  changedAt: Instant
  stocksItems: boolean
  keepsDrift: boolean
}

/** What becomes of one number: settled, due to be sent, or left with a reason. `asOf` is its own reading's time: nothing that it follows from is older. */
export function decideNumber(record: Published, look: Look): Published {
  const { reading, number } = look
  if ('lacks' in reading) return withoutLevel(record, reading, look)
  const units = driftOf(record, reading, number, look.touched)
  const seen: Published = {
    ...record, desired: number, asOf: reading.at, vendorAvailable: reading.available, vendorCommitted: reading.committed ?? null, vendorAt: reading.at,
    ...(units !== null && { drift: { units, at: reading.at } }),
  }
  if (number === reading.available) return { ...seen, confirmed: number, confirmedAt: reading.at, state: 'settled', reason: null, refusedAt: null }
  if (isRefusedStill(record, look, reading.available)) return seen
  const isLeft = units !== null || (record.state === 'held' && record.reason === DRIFT)
  if (look.keepsDrift && isLeft) return { ...seen, state: 'held', reason: DRIFT }
  return { ...seen, state: 'due', reason: record.reason === ZERO_CONFIRMED && number === 0 ? ZERO_CONFIRMED : null }
}

/** Refused before, and nothing is new since: asking again would only be refused again. */
function isRefusedStill(record: Published, { number, changedAt }: Look, available: number | null): boolean {
  if (record.state !== 'refused') return false
  const { refusedAt = null } = record
  if (untoldBy(record.reason)?.ends) return refusedAt !== null && changedAt <= refusedAt
  return record.sent === number && record.vendorAvailable === available
}

/** No level to be set: shown with the reason, and never sent; but stocked there, where the merchant allows it and there is something to sell. */
function withoutLevel(record: Published, { lacks, at }: NoLevel, look: Look): Published {
  const seen: Published = { ...record, desired: look.number, asOf: at, vendorAvailable: null, vendorCommitted: null, vendorAt: at }
  if (isRefusedStill(record, look, null)) return seen
  if (lacks === 'not_stocked' && look.number === 0) return { ...seen, state: 'settled', reason: null }
  if (lacks === 'not_stocked' && look.stocksItems) return { ...seen, state: 'due', reason: null }
  return { ...seen, state: 'refused', reason: `${lacks}: ${UNTOLD[lacks].says}`, refusedAt: null }
}
