import { expect, it } from 'vitest'
import { pollDueSources } from '../../hub/receive/poll.ts'
import { manyItems } from '../support/many-items.ts'
import { M } from '../support/stock.ts'

it('250 orders of 60 lines each are imported by one reading of the poll, on the smallest plan and at 200 ms a call', async () => {
  const items = Array.from({ length: 60 }, (_, at) => ({ sku: `S${at}`, available: { East: 100_000 }, shelf: 1 }))
  const { hub, shop, seen } = await manyItems(items, { latencyMs: 200 })
  for (let placed = 0; placed < 250; placed += 1) shop.placeOrders({ lines: items.map(({ sku }) => ({ sku, quantity: 1 })) })
  const begun = hub.clock.now()
  await hub.time.settle(pollDueSources(hub, 'shopify:many.myshopify.com', begun + 60_000))
  const { items: orders } = await hub.store.list('ordersNewest', { merchantId: M }, { limit: 1_000 })
  expect([orders.length, Math.min(...orders.map(({ lines }) => lines.length))]).toEqual([250, 60])
  expect(hub.clock.now() - begun).toBeLessThan(10_000)
  expect(seen.points).toBeLessThan(1_000)
})
