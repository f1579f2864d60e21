import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type PacedClock, pacedClock } from '../../kit/emulator/clock.ts'
import { type RunningShopifyEmulator, startShopifyEmulator } from './index.ts'

const SHOPS = ['one', 'two'].map((name) => ({
  shop: `${name}.myshopify.com`, accessToken: `shpat_${name}`, clientSecret: `secret of ${name}`, locations: [{ name: 'Main' }],
}))

describe('a stand-in for two shops on a socket', () => {
  const open: { close(): unknown }[] = []
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
  })

  async function start(speed = 1): Promise<{ emulator: RunningShopifyEmulator; clock: PacedClock }> {
    const clock = pacedClock({ real: Date.now(), virtual: Date.now(), speed })
    const emulator = await startShopifyEmulator({ shops: SHOPS, clock, seed: 1 })
    open.push(emulator, clock)
    for (const { shop } of SHOPS) emulator.addProducts({ shop, items: [{ sku: `SKU ${shop}`, available: { Main: 10 } }] })
    return { emulator, clock }
  }

  const call = async ({ url }: RunningShopifyEmulator, name: string, query: string, variables: unknown = {}): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/admin/api/2026-10/graphql.json`, {
      method: 'POST', headers: { 'X-Shopify-Access-Token': `shpat_${name}` }, body: JSON.stringify({ query, variables }),
    })
    return ((await response.json()) as { data: Record<string, unknown> }).data
  }

  it('keeps them apart: by token, in the state, in the log', async () => {
    const { emulator } = await start()
    const [one, two] = SHOPS.map(({ shop }) => emulator.placeOrders({ shop, lines: [{ sku: `SKU ${shop}`, quantity: 1 }] }).ids[0]!)
    for (const [name, mine, other] of [['one', one, two], ['two', two, one]]) {
      expect(await call(emulator, name!, 'query Q($mine: ID!, $other: ID!) { shop { myshopifyDomain } mine: order(id: $mine) { id } other: order(id: $other) { id } }', { mine, other })).toEqual({
        shop: { myshopifyDomain: `${name}.myshopify.com` }, mine: { id: mine }, other: null,
      })
      const { orders, levels, log } = (await (await fetch(`${emulator.sandboxUrl}/state?shop=${name}.myshopify.com`)).json()) as Record<string, unknown[]>
      expect({ orders, levels, log }).toMatchObject({ orders: [{ id: mine }], levels: [{ sku: `SKU ${name}.myshopify.com` }], log: [{ account: `${name}.myshopify.com` }] })
    }
    expect(() => emulator.placeOrders({ lines: [{ sku: 'SKU two.myshopify.com', quantity: 1 }] })).toThrow('one.myshopify.com sells no SKU two')
    expect(() => emulator.placeOrders({ shop: 'three', lines: [] })).toThrow('there is no shop')
  })

  it('pages its log', async () => {
    const { emulator } = await start()
    for (let times = 0; times < 3; times += 1) await call(emulator, 'one', '{ shop { id } }')
    const { log } = (await (await fetch(`${emulator.sandboxUrl}/state?after=2`)).json()) as { log: { seq: number }[] }
    expect(log.map(({ seq }) => seq)).toEqual([3])
  })

  it('delivers over a real socket, signed with its own shop\'s secret', async () => {
    const { emulator } = await start(10)
    const arrived = Promise.withResolvers<{ body: string; headers: Record<string, unknown> }>()
    const receiver = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        response.end()
        arrived.resolve({ body, headers: request.headers })
      })
    })
    await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve))
    open.push({ close: () => receiver.close() })
    const uri = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks/1`
    await call(emulator, 'two', 'mutation M($uri: String!) { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: { uri: $uri }) { userErrors { message } } }', { uri })
    const [id] = emulator.placeOrders({ shop: 'two.myshopify.com', lines: [{ sku: 'SKU two.myshopify.com', quantity: 1 }] }).ids
    const { body, headers } = await arrived.promise
    expect(JSON.parse(body)).toMatchObject({ admin_graphql_api_id: id })
    expect(headers['x-shopify-hmac-sha256']).toBe(createHmac('sha256', 'secret of two').update(body).digest('base64'))
    await expect.poll(() => emulator.state().webhooks).toMatchObject({ sent: 1 })
  })

  it('says 501 to advance where no clock can be moved', async () => {
    const { emulator } = await start()
    const response = await fetch(`${emulator.sandboxUrl}/advance`, { method: 'POST', body: '{"minutes":1}' })
    expect(response.status).toBe(501)
  })

  it('resets levels to how they were made, and products and subscriptions only if asked', async () => {
    const { emulator } = await start()
    const [shop] = SHOPS
    emulator.placeOrders({ lines: [{ sku: `SKU ${shop!.shop}`, quantity: 4 }] })
    await call(emulator, 'one', 'mutation { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: { uri: "https://hub.example/x" }) { userErrors { message } } }')
    emulator.reset()
    expect(emulator.state({ shop: shop!.shop })).toMatchObject({ orders: [], levels: [{ available: 10, committed: 0 }], subscriptions: [{ topic: 'ORDERS_CREATE' }] })
    emulator.reset({ products: true, subscriptions: true })
    expect(emulator.state({ shop: shop!.shop })).toMatchObject({ levels: [], subscriptions: [] })
  })
})
