import type { LevelUpdate } from '../../core/model/drafts.ts'
import type { Outcome } from '../../core/ports/connector.ts'
import { LEVEL_FAULTS } from './codes.ts'
import { keyOf } from './idempotency.ts'
import type { UserErrors } from './wire.ts'

/** Arrays of inputs hold at most 250 (docs/api/usage/limits). */
export const A_LINE = 250

/** One quantity of a call. `of` null: it changes nothing, and is there so that the call is refused where the item moved at that location. */
export interface Row { item: string; location: string; quantity: number; changeFrom: number | null; of: LevelUpdate | null }

/**
 * Quantities for calls of at most 250, those of one item together: each number, and every other location of its item as it was read. What
 * is free at one location depends on what is sold at the others, so a sale there has to refuse the number too.
 */
export function linesOf(updates: readonly LevelUpdate[]): Row[][] {
  const lines: Row[][] = [[]]
  for (const own of Map.groupBy(updates, ({ item }) => item).values()) {
    for (const rows of itemRows(own)) {
      if ((lines.at(-1)?.length ?? 0) + rows.length > A_LINE) lines.push([])
      lines.at(-1)?.push(...rows)
    }
  }
  return lines.filter((line) => line.length > 0)
}

/** An item of more locations than a call holds goes without its others. */
function itemRows(own: readonly LevelUpdate[]): Row[][] {
  const rows = own.map((update): Row => ({ item: update.item, location: update.location, quantity: update.quantity, changeFrom: update.changeFrom, of: update }))
  const told = new Set(own.map(({ location }) => location))
  const beside = new Map(own.flatMap(({ beside: others = [] }) => others).filter(({ location }) => !told.has(location)).map(({ location, available }) => [location, available]))
  const guards = [...beside].map(([location, available]): Row => ({ item: own[0]?.item ?? '', location, quantity: available, changeFrom: available, of: null }))
  const all = [...rows, ...guards]
  return all.length <= A_LINE ? [all] : Array.from({ length: Math.ceil(rows.length / A_LINE) }, (_, at) => rows.slice(at * A_LINE, (at + 1) * A_LINE))
}

/** Variables of one call of SET_LEVELS. The same rows have the same key in any process; `attempt` makes another. */
export function variablesOf(rows: readonly Row[], attempt: number): Record<string, unknown> {
  const quantities = rows.map(({ item, location, quantity, changeFrom }) => ({
    inventoryItemId: item, locationId: location, quantity,
    // Must be there; null opts out of the comparison. `undefined` would vanish in JSON and be refused (A4).
    changeFromQuantity: changeFrom,
  }))
  return { input: { name: 'available', reason: 'correction', quantities }, key: keyOf([attempt, rows.map((row) => [row.of?.key ?? null, row.item, row.location, row.quantity, row.changeFrom])]) }
}

/** What became of a call's numbers, and the rows that may go again without what is named. Nothing wrong: all done. */
export interface Judged { outcomes: Map<LevelUpdate, Outcome>; again: Row[] }

/** A fault without an index is the batch's own, and all numbers have it. An item that moved at one location has all its numbers refused. */
export function judge(rows: readonly Row[], errors: UserErrors): Judged {
  const all = rows.flatMap(({ of }) => (of ? [of] : []))
  if (errors.length === 0) return { outcomes: new Map(all.map((update) => [update, { is: 'done' }])), again: [] }
  const named = errors.map((error) => ({ error, row: rows[indexOf(error.field ?? [])] }))
  const general = named.find(({ row }) => !row)?.error
  if (general && named.every(({ row }) => !row)) return { outcomes: new Map(all.map((update) => [update, outcomeOf(general)])), again: [] }
  const outcomes = new Map<LevelUpdate, Outcome>()
  const spoiled = new Set(named.flatMap(({ row }) => (row ? [row] : [])))
  for (const { error, row } of named) {
    const outcome = outcomeOf(error)
    const isStale = outcome.is === 'refused' && outcome.code === 'stale'
    for (const update of isStale ? all.filter(({ item }) => item === row?.item) : []) if (!outcomes.has(update)) outcomes.set(update, outcome)
    if (row?.of) outcomes.set(row.of, outcome)
  }
  const left = rows.filter((row) => !spoiled.has(row) && !(row.of && outcomes.has(row.of)))
  const items = new Set(left.flatMap(({ of }) => (of ? [of.item] : [])))
  return { outcomes, again: left.filter(({ item }) => items.has(item)) }
}

/** `field` is ["input", "quantities", "3", "inventoryItemId"]. */
function indexOf(field: readonly string[]): number {
  const at = field.indexOf('quantities')
  return at >= 0 && /^\d+$/.test(field[at + 1] ?? '') ? Number(field[at + 1]) : -1
}

function outcomeOf(error: UserErrors[number]): Outcome {
  const known = error.code !== null && Object.hasOwn(LEVEL_FAULTS, error.code) ? LEVEL_FAULTS[error.code] : undefined
  if (known) return { is: 'refused', ...known, text: error.message }
  // The published enum has no code for it; the vendor's words are all there is.
  if (/not stocked/i.test(error.message)) return { is: 'refused', code: 'not_stocked', text: error.message, fix: 'merchant' }
  return { is: 'refused', code: 'rejected', text: error.message, fix: 'operator' }
}
