import type { ConnectionId } from '../../core/model/ids.ts'
import { TICK_MS } from '../../hub/inventory/begin.ts'
import { stockPusher } from '../../hub/inventory/push.ts'
import type { LaneHold } from '../../hub/lanes/lane.ts'
import { addMerchant, testHub } from './hub.ts'
import { addShop, type Chosen, levelConnector, LevelVendor } from './level-vendor.ts'
import { addCenters, M } from './stock.ts'

export const SHOP = 'shop' as ConnectionId
export const ACCOUNT = 'numbers:shop'

/** A hub, a store that keeps numbers, and the step that tells it. */
export async function world(items: readonly string[], more: Parameters<typeof addShop>[2] = {}, chosen: Chosen = {}) {
  const vendor = new LevelVendor()
  const hub = testHub({ connectors: [levelConnector(vendor, 250, chosen)] })
  vendor.now = () => hub.clock.now()
  await addMerchant(hub, M)
  await addCenters(hub)
  await addShop(hub, items, more)
  let reads: () => Promise<void> = async () => {}
  const push = stockPusher(async () => {
    vendor.log.push('orders')
    await reads()
    return true
  })
  return {
    hub, vendor, push: async (within = 1_000, hold: LaneHold | null = null) => push(hub, ACCOUNT, hub.clock.now() + within, hold),
    /** What reading the store's orders brings. */
    onOrders: (run: () => Promise<void>) => { reads = run },
    tick: async () => hub.time.advance(TICK_MS),
    shown: async () => (await hub.store.list('publishedOfConnection', { merchantId: M, connectionId: SHOP }, { limit: 1_000 })).items,
  }
}
