import type { Level, LevelUpdate, NoLevel } from '../../core/model/drafts.ts'
import { type Asked, type Host, type LevelSink, type LevelSource, type Outcome, VendorError } from '../../core/ports/connector.ts'
import { type Budget, isBulkSooner } from './bulk-estimate.ts'
import { askInBulk, sendInBulk } from './bulk-levels.ts'
import type { Client } from './client.ts'
import { SET_LEVELS } from './documents.ts'
import type { Files } from './files.ts'
import { A_LINE, judge, linesOf, type Row, variablesOf } from './level-lines.ts'
import type { Settings } from './settings.ts'
import { stockItem } from './stock-item.ts'
import type { UserErrors } from './wire.ts'

/** Numbers of one bulk operation: what the hub decides at once. 40 lines, under 2 MB of the 100 that a file may have. */
const IN_BULK = 10_000
/** Keys that the vendor says are spent ("previous attempt failed: use a new key") before we give up. */
const KEYS = 3

/** `budget`: what the shop gave last; null: it was not asked yet. */
export interface Ways { client: Client; files: Files; host: Host; levels: LevelSource; budget(): Budget | null }

export function setLevelsOf(ways: Ways, { activateItems = false, correctDrift = true }: Pick<Settings, 'activateItems' | 'correctDrift'>): LevelSink {
  const { client, files, host, levels, budget } = ways
  return {
    batch: A_LINE, repeatable: true, stocksItems: activateItems, keepsDrift: !correctDrift,
    inBulk: { most: IN_BULK, isSooner: (numbers) => { const now = budget(); return now !== null && isBulkSooner(numbers, now) } },
    send: (updates, signal) => (updates.length > A_LINE ? sendInBulk(client, files, host, updates, signal) : send(client, updates, activateItems, signal)),
    ask: async (updates, handle, signal) => (handle === null ? null : await askInBulk(client, files, host, updates, handle, signal)) ?? ask(levels, updates, signal),
  }
}

/** Those to be stocked go one by one, the others together. Stocking is left where the merchant did not allow it. */
async function send(client: Client, updates: readonly LevelUpdate[], mayStock: boolean, signal: AbortSignal): Promise<Outcome[]> {
  const outcomes = new Map<LevelUpdate, Outcome>()
  for (const line of linesOf(updates.filter((update) => !(mayStock && update.stock)))) for (const [update, outcome] of await setAll(client, line, signal)) outcomes.set(update, outcome)
  for (const update of updates) if (mayStock && update.stock) outcomes.set(update, await stockItem(client, update, signal))
  return updates.map((update) => outcomes.get(update) ?? { is: 'refused', code: 'rejected', text: 'not sent', fix: 'operator' })
}

/**
 * All or nothing at the vendor: one bad line refuses the batch and is named by its index. So what is named is refused,
 * and the rest goes again under a new key, until all of the rest is taken. Each round has at least one line less.
 */
async function setAll(client: Client, rows: readonly Row[], signal: AbortSignal): Promise<Map<LevelUpdate, Outcome>> {
  const outcomes = new Map<LevelUpdate, Outcome>()
  let rest = [...rows]
  for (let key = 0; rest.length > 0;) {
    const errors = await write(client, rest, key, signal)
    const code = errors.find((error) => error.code?.startsWith('IDEMPOTENCY_'))?.code
    if (code === 'IDEMPOTENCY_CONCURRENT_REQUEST') throw new VendorError('conflict', 'maybe', `${SET_LEVELS.name}: the same write is still running`, { code: 'in_flight' })
    if (code === 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' && key < KEYS) { key += 1; continue }
    const judged = judge(rest, errors)
    for (const [update, outcome] of judged.outcomes) outcomes.set(update, outcome)
    rest = judged.again
    key = 0
  }
  return outcomes
}

async function write(client: Client, rows: readonly Row[], key: number, signal: AbortSignal): Promise<UserErrors> {
  const variables = variablesOf(rows, key)
  const answer = (await client.write(SET_LEVELS, variables, signal)).inventorySetQuantities
  if (!answer) throw new VendorError('malformed', 'maybe', `${SET_LEVELS.name}: neither a result nor a reason`, { code: 'unexpected_shape' })
  return answer.userErrors
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
