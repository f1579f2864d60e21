import type { ShopOptions } from '../../connectors/shopify/emulator/shop.ts'
import { shopifyEmulator, type ShopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import { shopify } from '../../connectors/shopify/index.ts'
import { laneWork } from '../../app/lane-work.ts'
import type { CenterId, ConnectionId, Sku } from '../../core/model/ids.ts'
import type { Connection, ItemMapping, LocationMapping } from '../../core/model/setup.ts'
import type { Row } from '../../core/model/stock.ts'
import { rowId } from '../../core/stock/row.ts'
import { sealCredentials } from '../../hub/calls/open.ts'
import { accountLane } from '../../hub/lanes/lane.ts'
import { wake } from '../../hub/lanes/lanes.ts'
import { namedId } from '../../hub/orders/surroundings.ts'
import { startWorker, type Worker } from '../../jobs/worker.ts'
import { VirtualClock } from './clock.ts'
import { addMerchant, type TestHub, testHub } from './hub.ts'
import { addCenters, EAST, M } from './stock.ts'

const SHOP = 'many.myshopify.com'
const CREDENTIALS = { accessToken: 'shpat_many', clientSecret: 'many secret' }
export const MANY = 'many' as ConnectionId

/** A hub and a stand-in shop in one process on one virtual clock: the lanes, the connector and the shop are the real ones, sockets are not. */
export interface ManyItems {
  readonly hub: TestHub
  readonly shop: ShopifyEmulator
  /** Points that the shop took, and requests that it refused for their rate. */
  readonly seen: { points: number; calls: number; throttled: number }
  readonly wake: () => Promise<void>
  readonly worker: Worker
}

export interface ManyOptions { readonly plan?: ShopOptions['plan']; readonly locations?: ShopOptions['locations']; readonly latencyMs?: number; readonly connection?: Partial<Connection> }

/** `items`: as the stand-in adds them, each with what lies on the east center's shelf; known to the hub already, and its first location mapped to that center. */
export async function manyItems(items: readonly { sku: string; available: Record<string, number>; shelf: number }[], { plan = 'standard', locations = [{ name: 'East' }], latencyMs = 200, connection: more = {} }: ManyOptions = {}): Promise<ManyItems> {
  const time = new VirtualClock()
  const shop = shopifyEmulator({ clock: time, seed: 1, shops: [{ shop: SHOP, ...CREDENTIALS, locations, plan }], deliver: async () => ({ status: 200 }) })
  const seen = { points: 0, calls: 0, throttled: 0 }
  const hub = testHub({
    time, connectors: [shopify],
    transport: async request => {
      await time.sleep(latencyMs)
      const answer = await shop.handle(request)
      seen.calls += 1
      seen.points += Number(/"actualQueryCost":(\d+)/.exec(answer.body)?.[1] ?? 0)
      if (answer.body.includes('"THROTTLED"')) seen.throttled += 1
      return answer
    },
  })
  const made = shop.addProducts({ items: items.map(({ sku, available }) => ({ sku, available })) })
  await addMerchant(hub, M)
  await addCenters(hub)
  const now = time.now()
  const base = { merchantId: M, version: 0, createdAt: now, updatedAt: now }
  const connection: Connection = {
    ...base, id: MANY, connector: 'shopify', name: 'Many', roles: ['orders', 'inventory'], pausedRoles: [], mode: 'live', startAt: now, state: 'connected', stateReason: null,
    account: `shopify:${SHOP}`, storeIdentity: `shopify:${SHOP}`, credentialsSealed: await sealCredentials(hub, M, MANY, CREDENTIALS), settings: { shop: SHOP }, importWhen: 'paid', tellWhen: 'labeled',
    buffer: 0, stockConfirmedAt: now, olderOpenOrders: null, lastImportAt: null, ...more,
  }
  await hub.store.insert('connections', connection)
  const [location] = shop.state().shops[0]?.locations ?? []
  if (location) await hub.store.insert('locations', { ...base, id: namedId(MANY, location.id), connectionId: MANY, location: location.id, name: location.name, centerIds: [EAST] } satisfies LocationMapping)
  // In the order of their ids the store in memory takes them in quickly; under their true ids an import would find them again.
  const idOf = (item: string): string => (items.length > 1_000 ? `${MANY}:${item}` : namedId(MANY, item))
  await hub.store.insertMany('items', made.items.map(({ id, sku }): ItemMapping => ({ ...base, id: idOf(id), connectionId: MANY, item: id, sku: sku as Sku, name: sku ?? '', tracked: true, twice: false, seenAt: now })))
  await hub.store.insertMany('rows', items.map(({ sku, shelf }): Row => ({ id: rowId(sku as Sku, EAST as CenterId), merchantId: M, version: 0, sku: sku as Sku, centerId: EAST, lot: '', onHand: shelf, held: 0, moves: [], countedAt: null, seq: 0 })))
  // Its items are here already: what is measured is telling, and not the first import.
  for (const capability of ['items', 'items.full', 'orders.full']) {
    await hub.store.insert('cursors', { id: `${MANY}:${capability}`, merchantId: M, version: 0, connectionId: MANY, capability, cursor: JSON.stringify({ since: now, after: null, begun: now }), at: now, fullPassAt: null })
  }
  return { hub, shop, seen, wake: () => wake(hub, accountLane(connection.account)), worker: startWorker(hub, laneWork, { name: 'many' }) }
}
