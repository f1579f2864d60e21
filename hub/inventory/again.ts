import type { ConnectionId, Ref } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import type { Stored } from '../../core/ports/store.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { getAll, listAll } from '../stock/pages.ts'
import { pushSoon } from './progress.ts'
import { publishedId, savePublished } from './published.ts'

/**
 * A person has numbers told again: these items', or (null) all of the store, beginning at once. What the store refused for good is
 * tried once more, what somebody moved there is set, and everything is read and decided anew before. Zeros that the brake keeps
 * back stay: they are confirmed with the comparison.
 */
export async function pushAgain(hub: Hub, scope: Scope, id: ConnectionId, items: readonly Ref[] | null): Promise<{ is: 'done'; numbers: number } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  if (!connection.roles.includes('inventory')) return refuse('role_is_off', 'The inventory role of this connection is off.')
  if (connection.stockConfirmedAt === null) return refuse('stock_not_confirmed', 'Nothing is told to this store before somebody confirmed the stock comparison.')
  const numbers = await decideAgain(hub, connection, items)
  if (items === null) await pushSoon(hub, connection)
  await noted(hub, scope, `connection:${id}`, 'connection.stock_pushed', ['published'], { numbers })
  await wake(hub, accountLane(connection.account))
  return { is: 'done', numbers }
}

/** Their numbers are decided with the next pass, whatever was said of them before. Answers how many there are. */
export async function decideAgain(hub: Hub, connection: Stored<'connections'>, items: readonly Ref[] | null): Promise<number> {
  const { merchantId, id: connectionId } = connection
  const known = items === null ? await waiting(hub, connection) : await numbersOf(hub, connection, items)
  // What is on its way is asked about; what the brake keeps back waits for a word of its own.
  const again = known.filter(({ state, reason }) => state !== 'sent' && !(state === 'held' && reason !== 'drift'))
  const saved = await savePublished(hub, again.map(record => ({ ...record, state: 'due', reason: null, refusedAt: null })))
  if (saved.length > 0) hub.log.info('numbers_decided_again', { merchantId, connectionId, numbers: saved.length })
  await wake(hub, accountLane(connection.account))
  return saved.length
}

/** All of a store: a full pass looks at every number anyway, but not at what was given up or left to a person. */
async function waiting(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>): Promise<Published[]> {
  const of = { merchantId, connectionId }
  return [...await listAll(hub.store, 'publishedByState', { ...of, state: 'refused' }), ...await listAll(hub.store, 'publishedByState', { ...of, state: 'held' })]
}

async function numbersOf(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, items: readonly Ref[]): Promise<Published[]> {
  const locations = await listAll(hub.store, 'locationsOfConnection', { merchantId, connectionId })
  return getAll(hub.store, 'published', merchantId, items.flatMap(item => locations.map(({ location }) => publishedId(connectionId, item, location))))
}
