import type { Instant } from '../../../core/model/ids.ts'
import type { Hub } from '../../hub.ts'
import { fullPassId } from '../start-at.ts'
import { type Connection, counted, type Step } from '../step.ts'

/** `open`: open orders older than `startAt`, as the store counted them last; null where it does not say. */
export interface OlderFound { startAt: Instant; open: number | null }

/** Open orders from before `startAt`: a number, and never imported unless a person moves `startAt` back. */
export async function olderOrdersStep(hub: Hub, connection: Connection): Promise<Step<'older_orders', OlderFound>> {
  const { startAt, olderOpenOrders: open, merchantId, roles } = connection
  const pass = await hub.store.get('cursors', merchantId, fullPassId(connection))
  const found = { startAt, open }
  const since = new Date(startAt).toISOString()
  if (pass?.at === 0 && roles.includes('orders')) return { step: 'older_orders', state: 'running', says: `Orders since ${since} are being imported.`, next: null, found }
  if (open === null) return { step: 'older_orders', state: 'done', says: `Orders since ${since} are imported. How many older ones are open, the store does not say.`, next: null, found }
  const next = open > 0 ? 'They are imported only if you choose so: move startAt back.' : null
  return { step: 'older_orders', state: 'done', says: `${counted(open, 'open order')} older than ${since}: left alone.`, next, found }
}
