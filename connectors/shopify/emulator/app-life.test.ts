import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Bench, bench, type Hook, SECRET } from './bench.ts'

const URI = 'https://hub.example/hooks/1'
const MINUTE = 60_000
const subscribe = async ({ call }: Bench, topic: string, includeFields: string[] = []) =>
  call('mutation S($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) { userErrors { message } } }', { topic, sub: { uri: URI, includeFields } })
const probe = ({ call }: Bench, token?: string) => call('{ shop { name } }', {}, token ? { 'X-Shopify-Access-Token': token } : {})
const place = ({ emulator }: Bench): string => emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }], email: 'ada@example.com' }).ids[0]!
const bodyOf = (hook: Hook): Record<string, unknown> => JSON.parse(hook.body) as Record<string, unknown>
const isSigned = ({ body, headers }: Hook): boolean => headers['x-shopify-hmac-sha256'] === createHmac('sha256', SECRET).update(body).digest('base64')

describe('an app', () => {
  it('that is uninstalled is told so, loses its token and its subscriptions, and has a new token when it is installed again', async () => {
    const made = bench()
    await subscribe(made, 'APP_UNINSTALLED', ['id', 'myshopify_domain'])
    await subscribe(made, 'ORDERS_CREATE')
    made.emulator.command('uninstall')
    expect(() => made.emulator.command('uninstall')).toThrow('not installed')
    place(made)
    await made.clock.advance(1000)
    expect(made.hooks.map((hook) => [hook.headers['x-shopify-topic'], bodyOf(hook)])).toEqual([['app/uninstalled', { id: expect.any(Number), myshopify_domain: 'bench.myshopify.com' }]])
    expect(made.emulator.state().subscriptions).toEqual([])
    expect(await probe(made)).toMatchObject({ status: 401, body: { errors: expect.stringContaining('Invalid API key or access token') } })
    const { accessToken } = made.emulator.command('install') as { accessToken: string }
    expect((await probe(made)).status).toBe(401)
    expect((await probe(made, accessToken)).status).toBe(200)
    expect(() => made.emulator.command('install')).toThrow('installed already')
  })
})

describe('privacy topics', () => {
  const ready = (): Bench => { const made = bench(); made.emulator.command('app', { privacyUrl: URI }); return made }

  it('come to the address that the app names, in the documented shapes, signed with its secret', async () => {
    const made = ready()
    const order = place(made)
    const id = Number(order.split('/').at(-1))
    for (const topic of ['customers/data_request', 'customers/redact', 'shop/redact']) made.emulator.command('privacy', { topic, orders: [order] })
    await made.clock.advance(1000)
    const shop = { shop_id: expect.any(Number), shop_domain: 'bench.myshopify.com' }
    const customer = { id: expect.any(Number), email: 'ada@example.com', phone: null }
    expect(made.hooks.map(bodyOf)).toEqual([{ ...shop, orders_requested: [id], customer, data_request: { id: expect.any(Number) } }, { ...shop, customer, orders_to_redact: [id] }, shop])
    expect(made.hooks.every((hook) => isSigned(hook) && hook.url === URI)).toBe(true)
    // What is redacted is so at the store too.
    expect(made.order(order).address).toBeNull()
  })

  it('can be repeated with the same ids, badly signed, or late with their own time', async () => {
    const made = ready()
    made.emulator.command('privacy', { topic: 'shop/redact', times: 2 })
    made.emulator.command('privacy', { topic: 'shop/redact', signature: 'bad' })
    made.emulator.command('privacy', { topic: 'shop/redact', afterMinutes: 60 })
    await made.clock.advance(1000)
    expect(made.hooks.map(isSigned)).toEqual([true, true, false])
    expect(new Set(made.hooks.slice(0, 2).map(({ headers }) => `${headers['x-shopify-event-id']} ${headers['x-shopify-webhook-id']}`)).size).toBe(1)
    await made.clock.advance(61 * MINUTE)
    const late = made.hooks.at(-1)!
    expect(late.at - Date.parse(late.headers['x-shopify-triggered-at']!)).toBeGreaterThanOrEqual(60 * MINUTE)
  })

  it('are no subscriptions: 8 failures take nothing away', async () => {
    const made = ready()
    made.answers = () => 500
    made.emulator.command('privacy', { topic: 'shop/redact' })
    await made.clock.advance(300 * MINUTE)
    expect(made.hooks).toHaveLength(9)
    made.answers = () => 200
    made.emulator.command('privacy', { topic: 'shop/redact' })
    await made.clock.advance(1000)
    expect(made.hooks).toHaveLength(10)
  })

  it('need an address, a known topic and known orders', () => {
    expect(() => bench().emulator.command('privacy', { topic: 'shop/redact' })).toThrow('no address')
    expect(() => ready().emulator.command('privacy', { topic: 'shop/update' })).toThrow('topic: one of')
    expect(() => ready().emulator.command('privacy', { topic: 'customers/redact', orders: ['gid://shopify/Order/1'] })).toThrow('no order')
  })
})

describe('what else changes at the store', () => {
  it('is told: items, stocking, locations, risks', async () => {
    const made = bench()
    for (const topic of ['INVENTORY_ITEMS_UPDATE', 'INVENTORY_LEVELS_CONNECT', 'INVENTORY_LEVELS_DISCONNECT', 'LOCATIONS_CREATE', 'ORDERS_RISK_ASSESSMENT_CHANGED']) await subscribe(made, topic)
    const order = place(made)
    const { id } = made.emulator.command('locations', { name: 'North' }) as { id: string }
    made.emulator.command('items', { sku: 'B', to: { sku: 'B-2', tracked: false } })
    await made.call('mutation { inventoryActivate(inventoryItemId: "' + made.item('C') + '", locationId: "' + id + '", available: 3) @idempotent(key: "k1") { userErrors { message } } }')
    made.emulator.setLevel({ sku: 'C', location: 'North', available: null })
    made.emulator.order(order, 'risk', { risk: 'CANCEL' })
    await made.clock.advance(1000)
    expect(made.hooks.map((hook) => [hook.headers['x-shopify-topic'], bodyOf(hook)])).toEqual([
      ['locations/create', expect.objectContaining({ admin_graphql_api_id: id, name: 'North' })],
      ['inventory_items/update', expect.objectContaining({ sku: 'B-2', tracked: false })],
      ['inventory_levels/connect', expect.objectContaining({ available: 3 })],
      ['inventory_levels/disconnect', expect.not.objectContaining({ available: 3 })],
      ['orders/risk_assessment_changed', expect.objectContaining({ risk_level: 'high', admin_graphql_api_order_id: order })],
    ])
    expect((await made.call('query Q($id: ID!) { order(id: $id) { risk { recommendation } } }', { id: order })).body.data?.order?.risk?.recommendation).toBe('CANCEL')
    expect(() => made.emulator.command('locations', { name: 'North' })).toThrow('no location has')
  })
})
