import type { Level, LevelUpdate, NoLevel } from '../../core/model/drafts.ts'
import { type Asked, type LevelSink, type LevelSource, type Outcome, VendorError } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import { LEVEL_FAULTS } from './codes.ts'
import { SET_LEVELS } from './documents.ts'
import { keyOf } from './idempotency.ts'
import type { Settings } from './settings.ts'
import { stockItem } from './stock-item.ts'
import type { UserErrors } from './wire.ts'

/** Arrays of inputs hold at most 250 (docs/api/usage/limits). */
const BATCH = 250
/** Keys that the vendor says are spent ("previous attempt failed: use a new key") before we give up. */
const KEYS = 3

export function setLevelsOf(client: Client, levels: LevelSource, { activateItems = false, correctDrift = true }: Pick<Settings, 'activateItems' | 'correctDrift'>): LevelSink {
  return {
    batch: BATCH, repeatable: true, stocksItems: activateItems, keepsDrift: !correctDrift,
    send: (updates, signal) => send(client, updates, activateItems, signal), ask: (updates, _handle, signal) => ask(levels, updates, signal),
  }
}

/** Those to be stocked go one by one, the others together. Stocking is left where the merchant did not allow it. */
async function send(client: Client, updates: readonly LevelUpdate[], mayStock: boolean, signal: AbortSignal): Promise<Outcome[]> {
  const outcomes = new Map(await setAll(client, updates.filter((update) => !(mayStock && update.stock)), signal))
  for (const update of updates) if (mayStock && update.stock) outcomes.set(update, await stockItem(client, update, signal))
  return updates.map((update) => outcomes.get(update) ?? { is: 'refused', code: 'rejected', text: 'not sent', fix: 'operator' })
}

/**
 * All or nothing at the vendor: one bad line refuses the batch and is named by its index. So what is named is refused,
 * and the rest goes again under a new key, until all of the rest is taken. Each round has at least one line less.
 */
async function setAll(client: Client, updates: readonly LevelUpdate[], signal: AbortSignal): Promise<Map<LevelUpdate, Outcome>> {
  const outcomes = new Map<LevelUpdate, Outcome>()
  let rest = [...updates]
  for (let key = 0; rest.length > 0;) {
    const errors = await write(client, rest, key, signal)
    const code = errors.find((error) => error.code?.startsWith('IDEMPOTENCY_'))?.code
    if (code === 'IDEMPOTENCY_CONCURRENT_REQUEST') throw new VendorError('conflict', 'maybe', `${SET_LEVELS.name}: the same write is still running`, { code: 'in_flight' })
    if (code === 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' && key < KEYS) { key += 1; continue }
    const judged = judge(rest, errors)
    for (const [update, outcome] of judged) outcomes.set(update, outcome)
    rest = rest.filter((update) => !judged.has(update))
    key = 0
  }
  return outcomes
}

async function write(client: Client, updates: readonly LevelUpdate[], key: number, signal: AbortSignal): Promise<UserErrors> {
  const quantities = updates.map((update) => ({
    inventoryItemId: update.item, locationId: update.location, quantity: update.quantity,
    // Must be there; null opts out of the comparison. `undefined` would vanish in JSON and be refused (A4).
    changeFromQuantity: update.changeFrom,
  }))
  const variables = { input: { name: 'available', reason: 'correction', quantities }, key: keyOf([key, updates.map((update) => [update.key, update.item, update.location, update.quantity, update.changeFrom])]) }
  const answer = (await client.write(SET_LEVELS, variables, signal)).inventorySetQuantities
  if (!answer) throw new VendorError('malformed', 'maybe', `${SET_LEVELS.name}: neither a result nor a reason`, { code: 'unexpected_shape' })
  return answer.userErrors
}

/** Nothing wrong: all done. A fault without an index is the batch's own, and all lines have it. */
function judge(updates: readonly LevelUpdate[], errors: UserErrors): Map<LevelUpdate, Outcome> {
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

async function ask(source: LevelSource, updates: readonly LevelUpdate[], signal: AbortSignal): Promise<Asked[]> {
  const unique = (values: string[]): string[] => [...new Set(values)]
  const levels = await source.of(unique(updates.map((update) => update.item)), unique(updates.map((update) => update.location)), signal)
  const at = new Map(levels.map((level) => [`${level.item} ${level.location}`, level]))
  return updates.map((update) => askedOf(update, at.get(`${update.item} ${update.location}`)))
}

function askedOf(update: LevelUpdate, level: Level | NoLevel | undefined): Asked {
  // Not stocked: where that was what we wanted to change, it did not come about.
  if (!level) return update.stock ? { is: 'absent' } : { is: 'refused', code: 'not_stocked', text: 'the item is not stocked at this location', fix: 'merchant' }
  if ('lacks' in level) return { is: 'refused', code: level.lacks, text: 'there is no level to be set', fix: 'merchant' }
  if (level.available === update.quantity) return { is: 'done' }
  // Without a comparison any other number may be overwritten; with one, only the number that we compared with.
  return { is: !update.stock && (update.changeFrom === null || level.available === update.changeFrom) ? 'absent' : 'unknown' }
}
