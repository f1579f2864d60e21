import type { Instant } from '../../../core/model/ids.ts'
import type { Hub } from '../../hub.ts'
import { findingOf, type StockNumbers } from '../findings.ts'
import { type Connection, counted, type Step } from '../step.ts'

/** `numbers`: of the comparison that somebody looked at last; null: nobody did. */
export interface StockFound { at: Instant | null; numbers: StockNumbers | null; confirmed: { at: Instant; by: { is: string; id: string; name: string | null } | null } | null }

/** The stock comparison: what the store would be told, and whether a person has said yes to it (S2.18). */
export async function stockStep(hub: Hub, connection: Connection): Promise<Step<'stock', StockFound>> {
  const { record, found: numbers } = await findingOf(hub, connection, 'stock')
  const found = { at: record?.at ?? null, numbers, confirmed: await confirmedBy(hub, connection) }
  const says = numbers === null ? 'The store’s numbers were not compared yet.' : `${counted(numbers.compared, 'number')} compared: ${numbers.same} same, ${numbers.higher} would rise, ${numbers.lower} would fall; ${numbers.becomeZero} would become 0.`
  const step = (state: 'done' | 'waiting', more: string, next: string | null) => ({ step: 'stock' as const, state, says: `${says}${more}`, next, found })
  if (found.confirmed) return step('done', ' Confirmed.', null)
  if (numbers === null) return step('waiting', '', 'Look at the stock comparison; nothing is changed by looking.')
  const uncounted = numbers.neverCounted > 0 ? ` ${counted(numbers.neverCounted, 'SKU')} never counted here: not told.` : ''
  if (numbers.compared === 0 && numbers.neverCounted > 0) return step('waiting', uncounted, 'Have the warehouse send what lies there (receipts or a snapshot), then look again: there is nothing to confirm yet.')
  return step('waiting', uncounted, connection.roles.includes('inventory') ? 'Confirm the comparison: until then no number is told.' : 'Switch on the role inventory, then confirm the comparison: until then no number is told.')
}

async function confirmedBy(hub: Hub, { stockConfirmedAt: at, stockConfirmedBy: by, merchantId }: Connection): Promise<StockFound['confirmed']> {
  if (at === null) return null
  const token = by?.is === 'token' ? await hub.store.get('tokens', null, by.id) : null
  // The 3PL's own tokens are named to nobody else.
  return { at, by: by ? { ...by, name: token?.boundTo === merchantId ? token.name : null } : null }
}
