import type { LevelUpdate } from '../../core/model/drafts.ts'
import { type Outcome, VendorError } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import { STOCK_ITEM } from './documents.ts'
import { keyOf } from './idempotency.ts'

type Refusal = Extract<Outcome, { is: 'refused' }>
/** What Shopify answers to stocking an item, in words alone: its errors here have no code (observed-errors-and-costs.json, inventoryActivate). */
const REFUSALS: readonly { readonly says: RegExp; readonly code: string; readonly fix: Refusal['fix'] }[] = [
  // Somebody stocked it meanwhile: there is a number now, which is read before it is set.
  { says: /already active at the location/i, code: 'stale', fix: 'none' },
  { says: /product was deleted/i, code: 'item_gone', fix: 'merchant' },
  { says: /location wasn't found/i, code: 'location_gone', fix: 'merchant' },
  { says: /quantity needs to be between/i, code: 'invalid_quantity', fix: 'operator' },
]

/** Stocks an item at a location, with its number in the same call. */
export async function stockItem(client: Client, update: LevelUpdate, signal: AbortSignal): Promise<Outcome> {
  const { item, location, quantity } = update
  const answer = (await client.write(STOCK_ITEM, { item, location, available: quantity, key: keyOf(['activate', update.key, item, location, quantity]) }, signal)).inventoryActivate
  if (!answer) throw new VendorError('malformed', 'maybe', `${STOCK_ITEM.name}: neither a result nor a reason`, { code: 'unexpected_shape' })
  const [error] = answer.userErrors
  if (!error) return { is: 'done' }
  const { code, fix } = REFUSALS.find(({ says }) => says.test(error.message)) ?? { code: 'not_stocked', fix: 'merchant' as const }
  return { is: 'refused', code, text: error.message, fix }
}
