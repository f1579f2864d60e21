import { expect, it } from 'vitest'
import { pacedClock } from '../connectors/kit/emulator/clock.ts'
import { startShopifyEmulator } from '../connectors/shopify/emulator/index.ts'
import { ITEMS, METHODS } from './catalog.ts'

it('an order that is placed at the stand-in without a shipping method has one that the demo\'s merchant mapped', async () => {
  const shop = 'one.myshopify.com'
  const clock = pacedClock({ real: 0, virtual: 0, speed: 1 })
  const emulator = await startShopifyEmulator({ shops: [{ shop, accessToken: 'shpat_one', clientSecret: 'a secret', locations: [{ name: 'Main' }] }], clock, seed: 1 })
  try {
    const [{ sku }] = ITEMS
    emulator.addProducts({ shop, items: [{ sku, available: { Main: 10 } }] })
    await fetch(`${emulator.sandboxUrl}/orders`, { method: 'POST', body: JSON.stringify({ lines: [{ sku, quantity: 1 }] }) })
    const [order] = emulator.state({ shop }).orders
    expect(METHODS.filter(({ mapped }) => mapped).map(({ title }) => title)).toContain(order?.shipping?.title)
  } finally {
    await emulator.close()
    clock.close()
  }
})
