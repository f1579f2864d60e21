import type { LevelUpdate } from '../../core/model/drafts.ts'
import type { Outcome } from '../../core/ports/connector.ts'
import { LEVEL_FAULTS } from './codes.ts'
import { keyOf } from './idempotency.ts'
import type { UserErrors } from './wire.ts'

/** Variables of one call of SET_LEVELS. The same lines have the same key in any process; `attempt` makes another. */
export function variablesOf(updates: readonly LevelUpdate[], attempt: number): Record<string, unknown> {
  const quantities = updates.map((update) => ({
    inventoryItemId: update.item, locationId: update.location, quantity: update.quantity,
    // Must be there; null opts out of the comparison. `undefined` would vanish in JSON and be refused (A4).
    changeFromQuantity: update.changeFrom,
  }))
  return { input: { name: 'available', reason: 'correction', quantities }, key: keyOf([attempt, updates.map((update) => [update.key, update.item, update.location, update.quantity, update.changeFrom])]) }
}

/** Nothing wrong: all done. A fault without an index is the batch's own, and all lines have it. */
export function judge(updates: readonly LevelUpdate[], errors: UserErrors): Map<LevelUpdate, Outcome> {
  if (errors.length === 0) return new Map(updates.map((update) => [update, { is: 'done' }]))
  const named = errors.map((error) => ({ error, update: updates[indexOf(error.field ?? [])] }))
  const general = named.find(({ update }) => !update)?.error
  if (general && named.every(({ update }) => !update)) return new Map(updates.map((update) => [update, outcomeOf(general)]))
  return new Map(named.flatMap(({ error, update }) => (update ? [[update, outcomeOf(error)] as const] : [])))
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
