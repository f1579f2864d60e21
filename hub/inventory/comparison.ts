import type { ConnectionId, Instant, Ref, Sku } from '../../core/model/ids.ts'
import { driftOf } from '../../core/stock/drift.ts'
import { DRIFT } from '../../core/stock/number.ts'
import { openConnection } from '../calls/open.ts'
import { connectionOf, disconnected } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { amend, type Saved } from '../setup/save.ts'
import { cut } from '../stock/cut.ts'
import { listAll } from '../stock/pages.ts'
import { settle } from '../stock/settle.ts'
import { countedSkus, isMatched, readChannels } from './channel.ts'
import { type Figure, figures } from './compute.ts'
import { pushSoon } from './progress.ts'
import { publishedId } from './published.ts'
import { readLevels } from './read-levels.ts'

export interface ComparisonRow { sku: Sku; item: Ref; location: Ref; store: number; committed: number | null; hub: number; difference: number; becomesZero: boolean; drift: number | null }

/** What the store shows against what it would be told, also before the role is switched on. Nothing is changed by looking. `higher`, `lower`: the store's number would rise, fall. */
export interface Comparison {
  is: 'compared'
  at: Instant
  confirmedAt: Instant | null
  /** The greatest differences first, at most 1,000. */
  rows: ComparisonRow[]
  counts: {
    compared: number; equal: number; different: number; higher: number; lower: number; becomeZero: number
    /** Numbers that somebody moved at the store, by what no order explains. */
    drifted: number
    /** Items whose SKU never had a stock event here: never told. */
    neverCounted: number
    withoutSku: number; twice: number; untracked: number
    /** Numbers that there are not: the store does not stock the item at a mapped location. */
    notStocked: number
    unmappedLocations: number
  }
  /** SKUs never counted here, at most 1,000. */
  neverCounted: Sku[]
}

const SHOWN = 1_000
const SETTLE_MS = 5_000

export async function compareStock(hub: Hub, scope: Scope, id: ConnectionId): Promise<Comparison | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  if (connection.state === 'disconnected') return disconnected()
  const at = hub.clock.now()
  const channels = await readChannels(hub, connection)
  const items = await listAll(hub.store, 'itemsOfConnection', { merchantId: scope.merchantId, connectionId: id })
  const matched = items.filter(isMatched)
  const levels = await readLevels(hub, await openConnection(hub, connection), matched, channels.own.map(location => location.ref))
  await settle(hub, scope.merchantId, at + SETTLE_MS)
  const now = await cut(hub, scope.merchantId)
  const told = await figures(hub, channels, matched, levels, now)
  const known = new Map((await listAll(hub.store, 'publishedOfConnection', { merchantId: scope.merchantId, connectionId: id })).map(record => [record.id, record]))
  const drift = ({ item, location, reading, number }: Figure): number | null => {
    const record = known.get(publishedId(id, item.item, location.ref))
    if (!record || 'lacks' in reading) return null
    return record.state === 'held' && record.reason === DRIFT ? (record.drift?.units ?? null) : driftOf(record, reading, number, false)
  }
  const rows = told.flatMap((figure): ComparisonRow[] => rowOf(figure, drift(figure)))
  const lacking = [...levels.values()].flatMap(reading => ('lacks' in reading ? [reading] : []))
  const counted = countedSkus(now)
  const untracked = new Set(lacking.filter(({ lacks }) => lacks === 'not_tracked').map(({ item }) => item))
  const never = [...new Set(matched.filter(({ item, sku }) => !counted.has(sku) && !untracked.has(item)).map(({ sku }) => sku))]
  const locations = await listAll(hub.store, 'locationsOfConnection', { merchantId: scope.merchantId, connectionId: id })
  return {
    is: 'compared', at, confirmedAt: connection.stockConfirmedAt, neverCounted: never.slice(0, SHOWN),
    rows: rows.toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || (a.sku < b.sku ? -1 : 1)).slice(0, SHOWN),
    counts: {
      compared: rows.length, equal: rows.filter(row => row.difference === 0).length, different: rows.filter(row => row.difference !== 0).length,
      higher: rows.filter(row => row.difference > 0).length, lower: rows.filter(row => row.difference < 0).length,
      becomeZero: rows.filter(row => row.becomesZero).length, drifted: rows.filter(row => row.drift !== null).length, neverCounted: never.length,
      withoutSku: items.filter(item => item.sku === null).length, twice: items.filter(item => item.twice).length, untracked: matched.filter(item => !item.tracked || untracked.has(item.item)).length,
      notStocked: lacking.filter(({ lacks }) => lacks === 'not_stocked').length,
      unmappedLocations: locations.filter(location => location.centerIds.length === 0).length,
    },
  }
}

function rowOf({ item, location, reading, number }: Figure, drift: number | null): ComparisonRow[] {
  if ('lacks' in reading) return []
  return [{
    sku: item.sku, item: item.item, location: location.ref, store: reading.available, committed: reading.committed ?? null, hub: number,
    difference: number - reading.available, becomesZero: number === 0 && reading.available > 0, drift,
  }]
}

/** A person has seen the comparison: from now on this store is told its stock (S2.18). Again: nothing new. */
export async function confirmComparison(hub: Hub, scope: Scope, id: ConnectionId): Promise<Saved<'connections'>> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  if (!connection.roles.includes('inventory')) return refuse('role_is_off', 'The inventory role of this connection is off.')
  const isNew = connection.stockConfirmedAt === null
  const by = 'id' in scope.actor ? { is: scope.actor.is, id: scope.actor.id } : { is: scope.actor.is, id: scope.actor.name }
  const saved = await amend(hub, 'connections', scope.merchantId, id, null, record => (record.stockConfirmedAt === null ? { ...record, stockConfirmedAt: hub.clock.now(), stockConfirmedBy: by } : record))
  if (saved.is === 'refused') return saved
  if (isNew) {
    await pushSoon(hub, saved.record)
    await noted(hub, scope, `connection:${id}`, 'connection.stock_confirmed', ['stockConfirmedAt'])
  }
  await wake(hub, accountLane(saved.record.account))
  return saved
}
