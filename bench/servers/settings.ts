import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { pacedClock } from '../../connectors/kit/emulator/clock.ts'
import { startShopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import type { Settings } from '../../config/load.ts'
import type { Hub } from '../../hub/hub.ts'
import { createConnection } from '../../hub/connections/create.ts'
import { createMerchant } from '../../hub/setup/merchants.ts'
import { MerchantId } from '../../core/model/ids.ts'
import { SHOP } from '../delivery.ts'

/** File of the measured hub's database. */
export const databaseIn = (folder: string): string => join(folder, 'hub.db')

/**
 * As in production (log level included), but for two things: any port, and only the role `api`, so that what is measured is
 * taking deliveries in and not also carrying them out. `vendorUrl` is the stand-in's.
 */
export const settingsIn = (folder: string, vendorUrl: string): Settings => ({
  store: `sqlite:${databaseIn(folder)}`, keys: [{ id: 'v1', bytes: new Uint8Array(randomBytes(32)) }], port: 0, publicUrl: null, roles: ['api'], smtpUrl: null,
  logLevel: 'info', vendorUrls: new Map([['shopify', vendorUrl]]), demoClock: null, allowStandalone: false,
})

/** Runs `use` while a stand-in shop answers: a connection is checked at the vendor before it is kept. */
export async function withShop<T>(use: (url: string) => Promise<T>): Promise<T> {
  const clock = pacedClock()
  const shop = await startShopifyEmulator({ shops: [{ ...SHOP, locations: [{ name: 'Warehouse' }] }], clock, seed: 1 })
  try {
    return await use(shop.url)
  } finally {
    await shop.close()
    clock.close()
  }
}

/** One merchant with one connection, made by the hub's own functions; answers the path of its door. */
export async function connectShop(hub: Hub): Promise<string> {
  const merchantId = MerchantId.parse(hub.random.id())
  await createMerchant(hub, { id: merchantId, name: 'Bench' })
  const made = await createConnection(hub, { merchantId, actor: { is: 'system', name: 'bench' } }, {
    id: hub.random.id(), connector: 'shopify', name: SHOP.shop, roles: ['orders'],
    credentials: { accessToken: SHOP.accessToken, clientSecret: SHOP.clientSecret }, settings: { shop: SHOP.shop },
  })
  if (made.is !== 'done') throw new Error(`the bench could not connect its shop: ${JSON.stringify(made)}`)
  return `/hooks/${made.connection.id}`
}
