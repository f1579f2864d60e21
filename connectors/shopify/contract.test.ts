import { createHmac } from 'node:crypto'
import { connectorContract, type FarEnd, type Stocked } from '../../test/contracts/connector.ts'
import { pacedClock } from '../kit/emulator/clock.ts'
import { type RunningShopifyEmulator, startShopifyEmulator } from './emulator/index.ts'
import { shopify } from './index.ts'

const shop = 'contract.myshopify.com'
const credentials = { accessToken: 'shpat_contract', clientSecret: 'shhh' }

async function setup(): Promise<FarEnd> {
  const clock = pacedClock()
  const emulator = await startShopifyEmulator({ shops: [{ shop, ...credentials, locations: [{ name: 'Warehouse' }, { name: 'Shop' }] }], clock, seed: 1 })
  const { items } = emulator.addProducts({ items: ['A-1', 'B-2', 'C-3'].map((sku) => ({ sku, available: { Warehouse: 1_000, Shop: 0 } })) })
  const [elsewhere] = emulator.addProducts({ items: [{ sku: 'S-9', available: { Shop: 1 } }] }).items
  const location = emulator.state().shops[0]?.locations.find(({ name }) => name === 'Warehouse')?.id ?? ''
  const stockedOf = (item: { id: string; sku: string | null } | undefined): Stocked => ({ item: item?.id ?? '', sku: item?.sku ?? '', location })
  const at = { id: 'connection-1', credentials, settings: { shop, notifyCustomer: true }, roles: ['orders', 'tracking', 'inventory'] as const, startAt: clock.now() - 60_000, baseUrl: emulator.url }
  const orderOf = (ref: string) => emulator.state().orders.find(({ id }) => id === ref)
  return {
    connector: shopify, at, refused: { ...at, credentials: { ...credentials, accessToken: 'shpat_wrong' } }, now: () => clock.now(),
    manyOrders: 300, items: items.map(stockedOf), notStocked: stockedOf(elsewhere),
    placeOrders: async (count, lines) => emulator.placeOrders({ count, lines }).ids,
    cancelOrder: async (order) => emulator.order(order, 'cancel'),
    editOrder: async (order, line) => emulator.order(order, 'edit', { lines: [line] }),
    fulfillByHand: async (order) => emulator.order(order, 'fulfill', { tracking: { company: 'UPS', number: 'BY-HAND' } }),
    setLevelByHand: async ({ sku }, available) => void emulator.setLevel({ sku, location: 'Warehouse', available }),
    throttle: async (on) => emulator.setFaults(on ? { throttle: 1 } : {}),
    delivery: (order) => deliveryOf(order, clock.now()),
    withUnknownStatus: (body) => body.replace('"PAID"', '"PAID_LATER"'),
    fulfilled: async (order) => (orderOf(order)?.fulfillments ?? []).map(({ tracking, lines }) => ({
      trackingNumbers: tracking.map(({ number }) => number ?? ''), units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    })),
    level: async (of) => levelOf(emulator, of),
    close: async () => { clock.close(); await emulator.close() },
  }
}

function levelOf(emulator: RunningShopifyEmulator, { item, location }: Stocked): number {
  return emulator.state().levels.find((level) => level.itemId === item && level.locationId === location)?.available ?? Number.NaN
}

function deliveryOf(order: string, now: number): ReturnType<FarEnd['delivery']> {
  const body = Buffer.from(JSON.stringify({ id: Number(order.slice(order.lastIndexOf('/') + 1)), admin_graphql_api_id: order }))
  const headers = {
    'x-shopify-topic': 'orders/updated', 'x-shopify-shop-domain': shop, 'x-shopify-event-id': 'e1', 'x-shopify-triggered-at': new Date(now).toISOString(),
    'x-shopify-hmac-sha256': createHmac('sha256', credentials.clientSecret).update(body).digest('base64'),
  }
  return { method: 'POST', path: '/hooks/connection-1', headers, body, receivedAt: now }
}

connectorContract('shopify', setup, { reading: true, door: true, telling: true, levels: true })
