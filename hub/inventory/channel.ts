import type { ConnectionId, Instant, MerchantId, Sku } from '../../core/model/ids.ts'
import type { Connection, ItemMapping } from '../../core/model/setup.ts'
import { type ChannelLocation, locationId, type Scenery } from '../../core/stock/picture.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import type { Cut } from '../stock/cut.ts'
import { listAll } from '../stock/pages.ts'

/** A location of the store that is told, and when its mapping changed last. */
export type OwnLocation = ChannelLocation & { changedAt: Instant }

/** A merchant's stores as stock is told to them: everything that a picture needs besides rows, holds and the store's own count. */
export interface Channels { connection: Stored<'connections'>; own: readonly OwnLocation[]; scenery: Pick<Scenery, 'centers' | 'locations' | 'stores'>; others: readonly ConnectionId[] }

/** `connection` speaks for its store; another road to the same store is not asked about it. */
export async function readChannels(hub: Hub, connection: Stored<'connections'>): Promise<Channels> {
  const { merchantId } = connection
  const connections = await listAll(hub.store, 'connectionsOfMerchant', { merchantId })
  const others = connections.filter(other => other.roles.includes('inventory') && other.storeIdentity !== connection.storeIdentity)
  const own = await locationsOf(hub, connection)
  const theirs: ChannelLocation[] = []
  for (const other of others) theirs.push(...await locationsOf(hub, other))
  const centers = (await listAll(hub.store, 'everyCenter', {})).filter(center => center.active).map(center => center.id)
  return {
    connection, own, others: others.map(other => other.id),
    scenery: { centers, locations: [...own, ...theirs], stores: new Map(connections.map(({ id, storeIdentity }) => [id, storeIdentity])) },
  }
}

async function locationsOf(hub: Hub, { merchantId, id: connectionId, storeIdentity: store, buffer }: Connection): Promise<OwnLocation[]> {
  const mapped = await listAll(hub.store, 'locationsOfConnection', { merchantId, connectionId })
  return mapped.filter(({ centerIds }) => centerIds.length > 0).map(({ location: ref, centerIds: centers, updatedAt: changedAt }) => ({ connectionId, store, ref, centers, buffer, changedAt }))
}

/** What the other stores counted as sold when they were last asked. */
export async function committedElsewhere(hub: Hub, merchantId: MerchantId, { others, scenery }: Channels, skus: ReadonlySet<Sku>): Promise<Map<Sku, Map<string, number>>> {
  const committed = new Map<Sku, Map<string, number>>()
  for (const connectionId of others) {
    const store = scenery.stores.get(connectionId) ?? ''
    for (const { sku, location, vendorCommitted } of await listAll(hub.store, 'publishedOfConnection', { merchantId, connectionId })) {
      if (skus.has(sku) && vendorCommitted !== null) commit(committed, sku, locationId({ store, ref: location }), vendorCommitted)
    }
  }
  return committed
}

export function commit(committed: Map<Sku, Map<string, number>>, sku: Sku, location: string, units: number): void {
  const known = committed.get(sku) ?? new Map<string, number>()
  committed.set(sku, known.set(location, units))
}

/** An item whose SKU is its own. Whether its store counts it is another matter. */
export type Matched<T extends ItemMapping = ItemMapping> = T & { sku: Sku }
export const isMatched = <T extends ItemMapping>(item: T): item is Matched<T> => item.sku !== null && !item.twice

/** A SKU without a row never had a stock event here: its number is the store's, and is not touched. */
export const countedSkus = ({ rows }: Cut): Set<Sku> => new Set(rows.map(row => row.sku))
