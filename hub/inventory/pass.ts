import type { Instant, Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import type { Published } from '../../core/model/stock.ts'
import { brake } from '../../core/stock/brake.ts'
import type { Stored } from '../../core/ports/store.ts'
import { openConnection } from '../calls/open.ts'
import { maySend } from '../calls/send.ts'
import type { Hub } from '../hub.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { cut } from '../stock/cut.ts'
import { getAll } from '../stock/pages.ts'
import { settle } from '../stock/settle.ts'
import { type Channels, isMatched } from './channel.ts'
import { type Figure, figures } from './compute.ts'
import { decidedTo, MANY_ZEROS, newPublished, publishedId, savePublished, ZERO_CONFIRMED } from './published.ts'
import { levelKey, readLevels } from './read-levels.ts'
import { inFlight, tell } from './tell.ts'

/** Brings a store's orders up to now: those that it counted in the levels just read are here afterwards. False: not all could be read. */
export type OrdersUpToNow = (hub: Hub, connection: Stored<'connections'>, deadline: Instant, hold: LaneHold | null, skus: ReadonlySet<Sku>) => Promise<boolean>

export interface PushTurn { hub: Hub; channels: Channels; hold: LaneHold | null; ordersUpToNow: OrdersUpToNow; settleBy: Instant }

/**
 * One pass over some of a store's items (ARCHITECTURE 3): levels, then orders up to now, then held and demand in one cut; so a unit that
 * was sold before the levels were read is taken off, whichever way it came. `published`: how many numbers a location has in all, where
 * this is only a part of them. False: orders or holds could not be brought up in time, nothing was decided.
 */
export async function pushItems(turn: PushTurn, items: readonly ItemMapping[], published: ReadonlyMap<string, number> | null): Promise<boolean> {
  const { hub, channels, hold } = turn
  const { connection } = channels
  const matched = items.filter(isMatched)
  if (matched.length === 0 || channels.own.length === 0) return true
  const asOf = hub.clock.now()
  const open = await openConnection(hub, connection)
  const flying = await inFlight(hub, connection)
  const levels = await readLevels(hub, open, matched.map(item => item.item), channels.own.map(location => location.ref))
  if (!(await turn.ordersUpToNow(hub, connection, turn.settleBy, hold, new Set(matched.map(item => item.sku))))) return false
  if (!(await settle(hub, connection.merchantId, turn.settleBy))) return false
  const now = await cut(hub, connection.merchantId, new Set(matched.map(item => item.sku)))
  const told = (await figures(hub, channels, matched, levels, now)).filter(figure => !flying.has(levelKey(figure.level)))
  const due = await decideNumbers(hub, channels, told, asOf, published)
  const sink = open.can.setLevels
  if (sink && maySend(connection, { role: 'inventory' })) await tell(hub, connection, due, sink.batch, hold)
  return true
}

/** Writes what is to be told of each number, and answers those that have to be sent. */
async function decideNumbers(hub: Hub, { connection }: Channels, told: readonly Figure[], asOf: Instant, published: ReadonlyMap<string, number> | null): Promise<Published[]> {
  const known = new Map((await getAll(hub.store, 'published', connection.merchantId, told.map(idOf))).map(record => [record.id, record]))
  const kept = new Set(brake(told.map(figure => ({
    location: figure.location.ref, from: figure.level.available, to: figure.number, of: idOf(figure),
    explained: figure.number > 0 || known.get(idOf(figure))?.reason === ZERO_CONFIRMED || figure.explained(),
  })), published ?? countAt(told)))
  if (kept.size > 0) hub.log.warn('zeros_held_back', { connectionId: connection.id, merchantId: connection.merchantId, numbers: kept.size })
  const records = told.map(figure => {
    const before = known.get(idOf(figure)) ?? newPublished(connection.merchantId, connection.id, figure.item.item, figure.location.ref, figure.item.sku)
    const after = decidedTo({ ...before, sku: figure.item.sku }, figure.level, figure.number, asOf)
    return kept.has(after.id) ? { ...after, state: 'held' as const, reason: MANY_ZEROS } : after
  })
  return (await savePublished(hub, records)).filter(record => record.state === 'due')
}

const idOf = ({ location, item }: Figure): string => publishedId(location.connectionId, item.item, location.ref)

function countAt(told: readonly Figure[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { location } of told) counts.set(location.ref, (counts.get(location.ref) ?? 0) + 1)
  return counts
}
