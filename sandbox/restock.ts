import type { EmulatorClock } from '../connectors/kit/emulator/clock.ts'
import { ITEMS } from './catalog.ts'
import type { Client } from './client.ts'
import type { DemoMerchant } from './setup.ts'

const EVERY = 10 * 60_000
/** What the demo's shop sells of one SKU per order, a little above the average, so that the shelves do not empty for good. */
const SOLD_PER_ORDER = 0.3

/** A truck comes every ten demo minutes and fills what ran low, so that orders that wait for goods are served in the end. */
export function restockOf(own: Client, floor: Client, merchant: DemoMerchant, clock: EmulatorClock, ordersPerMinute: number): { turn(): Promise<void>; trucks(): number } {
  const crate = Math.max(40, Math.ceil(ordersPerMinute * (EVERY / 60_000) * SOLD_PER_ORDER))
  let trucks = 0
  let nextAt = clock.now() + EVERY
  return {
    trucks: () => trucks,
    async turn() {
      if (clock.now() < nextAt) return
      nextAt = clock.now() + EVERY
      const { data } = await own.call('listInventory', { query: { limit: 250 } })
      const isDemo = new Set<string>(ITEMS.map(({ sku }) => sku))
      const low = data.filter(row => isDemo.has(row.sku) && row.free < crate / 2)
      if (low.length === 0) return
      trucks += 1
      const at = new Date(clock.now()).toISOString()
      const rows = low.map(({ sku, centerId }) => ({ cause: `truck:${trucks}:${centerId}:${sku}`, sku, centerId, quantity: crate, at }))
      await floor.call('receive', { body: { merchantId: merchant.id, rows } })
    },
  }
}
