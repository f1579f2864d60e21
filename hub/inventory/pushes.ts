import type { ConnectionId, Instant } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import { MANY_ZEROS, ZERO_CONFIRMED } from '../../core/stock/number.ts'
import type { Stored } from '../../core/ports/store.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { missing, type Refused } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { listAll } from '../stock/pages.ts'
import { readProgress } from './progress.ts'
import { savePublished } from './published.ts'

/** Numbers told to a store, with how old each is, and what keeps them back. */
export interface Pushes {
  is: 'pushes'
  items: Published[]
  next: string | null
  counts: Record<Published['state'], number>
  /** Numbers that the brake keeps back until `confirmZeros`. */
  heldBack: number
  confirmedAt: Instant | null
  /** When every number was compared last. */
  fullPassAt: Instant | null
}

/** Each pass writes a number once: more than a few in a row do not come in between. */
const TRIES = 10
const STATES: readonly Published['state'][] = ['settled', 'due', 'sent', 'held', 'refused']

export async function listPushes(hub: Hub, scope: Scope, id: ConnectionId, page: { limit: number; after?: string | null; state?: Published['state'] }): Promise<Pushes | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const of = { merchantId: scope.merchantId, connectionId: id }
  const bounds = { limit: page.limit, after: page.after ?? null }
  const { items, next } = page.state === undefined ? await hub.store.list('publishedOfConnection', of, bounds) : await hub.store.list('publishedByState', { ...of, state: page.state }, bounds)
  const counts: Pushes['counts'] = { settled: 0, due: 0, sent: 0, held: 0, refused: 0 }
  for (const state of STATES) counts[state] = (await hub.store.count('publishedByState', { ...of, state })).value
  const { progress } = await readProgress(hub, connection)
  return { is: 'pushes', items: [...items], next, counts, heldBack: counts.held, confirmedAt: connection.stockConfirmedAt, fullPassAt: progress.fullPassAt }
}

/** The zeros that the brake kept back are meant: they are told with the next pass, if they are still zeros then. */
export async function confirmZeros(hub: Hub, scope: Scope, id: ConnectionId): Promise<{ is: 'confirmed'; numbers: number } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const heldNow = async (): Promise<Stored<'published'>[]> => (await listAll(hub.store, 'publishedByState', { merchantId: scope.merchantId, connectionId: id, state: 'held' })).filter(({ reason }) => reason === MANY_ZEROS)
  // Those that the person saw: a pass that decides them again meanwhile wins each write, and does not take back what was said.
  const seen = await heldNow()
  const meant = new Set(seen.map(record => record.id))
  let confirmed = 0
  for (let left = seen, tries = 0; left.length > 0 && tries < TRIES; tries += 1) {
    confirmed += (await savePublished(hub, left.map(record => ({ ...record, state: 'due', reason: ZERO_CONFIRMED })))).length
    left = (await heldNow()).filter(record => meant.has(record.id))
  }
  if (confirmed > 0) await noted(hub, scope, `connection:${id}`, 'connection.zeros_confirmed', ['published'], { numbers: confirmed })
  await wake(hub, accountLane(connection.account))
  return { is: 'confirmed', numbers: confirmed }
}
