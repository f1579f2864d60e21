import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { needSpecs } from '../../../test/support/need.ts'
import { type Bench, bench, type Hook, observedTexts, SECRET } from './bench.ts'

const SUBSCRIBE = 'mutation Subscribe($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) { webhookSubscription { id topic uri apiVersion { handle } } userErrors { field message } } }'
const URI = 'https://hub.example/hooks/1'
const MINUTE = 60_000

const subscribe = async ({ call }: Bench, topic: string, sub: Record<string, unknown> = { uri: URI }) => (await call(SUBSCRIBE, { topic, sub })).body.data.webhookSubscriptionCreate
const place = ({ emulator }: Bench, count = 1): string[] => emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }], count }).ids
const topics = (hooks: readonly Hook[]): string[] => hooks.map(({ headers }) => headers['x-shopify-topic']!)

const REFUSED: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ uri: '' }, "Address can't be blank"],
  [{}, "Address can't be blank"],
  [{ uri: 'nowhere' }, 'Address is invalid'],
  [{ uri: 'http://hub.example/hooks' }, 'Address protocol http:// is not supported'],
  [{ uri: 'ftp://hub.example' }, 'Address protocol ftp:// is not supported'],
  [{ uri: 'kafka://topic' }, 'Address protocol kafka:// is not supported'],
  [{ uri: 'https://other.myshopify.com/x' }, 'Address cannot be a Shopify or an internal domain'],
  [{ uri: 'https://10.0.0.1/x' }, 'Address cannot be a Shopify or an internal domain'],
  [{ uri: `https://hub.example/${'x'.repeat(65_536)}` }, 'Address is too big (maximum is 64 KB)'],
  [{ uri: URI, format: 'XML' }, "Format 'xml' is invalid for this webhook topic. Allowed formats: json"],
  [{ uri: URI, name: '' }, 'Name is too short (minimum is 1 character)'],
  [{ uri: URI, name: 'a b' }, 'Name name field can only contain alphanumeric characters, underscores, and hyphens'],
]

describe('a subscription', () => {
  it('is made, listed, and deleted', async () => {
    const made = bench()
    const { webhookSubscription } = await subscribe(made, 'ORDERS_CREATE')
    expect(webhookSubscription).toMatchObject({ topic: 'ORDERS_CREATE', uri: URI, apiVersion: { handle: '2026-10' } })
    const list = async () => (await made.call('{ webhookSubscriptions(first: 10, topics: [ORDERS_CREATE]) { nodes { id uri } } }')).body.data.webhookSubscriptions.nodes
    expect(await list()).toEqual([{ id: webhookSubscription.id, uri: URI }])
    const remove = async () => (await made.call('mutation M($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }', { id: webhookSubscription.id })).body.data.webhookSubscriptionDelete
    expect(await remove()).toEqual({ deletedWebhookSubscriptionId: webhookSubscription.id, userErrors: [] })
    expect((await remove()).userErrors).toHaveLength(1)
    expect(await list()).toEqual([])
  })

  it.each(REFUSED)('%j is refused', async (sub, message) => {
    expect((await subscribe(bench(), 'ORDERS_CREATE', sub)).userErrors.map((each: { message: string }) => each.message)).toEqual([message])
  })

  it('is refused twice for one topic and address, and for a name that stands', async () => {
    const made = bench()
    await subscribe(made, 'ORDERS_CREATE', { uri: URI, name: 'one' })
    expect((await subscribe(made, 'ORDERS_CREATE')).userErrors).toEqual([{ field: ['webhookSubscription', 'callbackUrl'], message: 'Address for this topic has already been taken' }])
    expect((await subscribe(made, 'ORDERS_UPDATED', { uri: URI, name: 'one' })).userErrors[0].message).toBe('Name already exists, no duplicate allowed')
    expect((await subscribe(made, 'ORDERS_UPDATED')).userErrors).toEqual([])
  })

  it.each(['http://127.0.0.1:4000/hooks', 'http://localhost:4000/hooks', 'http://[::1]:4000/x'])('%s is allowed to a stand-in', async (uri) => {
    expect((await subscribe(bench(), 'ORDERS_CREATE', { uri })).userErrors).toEqual([])
  })

  it('is refused in observed words', (ctx) => {
    const observed = observedTexts(needSpecs(ctx), 'webhookSubscriptionCreate')
    // The two that stand in the facts page (A6) and not among the captures.
    const elsewhere = ['Address cannot be a Shopify or an internal domain', 'Address protocol http:// is not supported']
    expect(REFUSED.map(([, message]) => message).filter((message) => !observed.includes(message) && !elsewhere.includes(message))).toEqual([])
  })
})

describe('a delivery', () => {
  it('is signed over its raw body and carries the headers', async () => {
    const made = bench()
    await subscribe(made, 'ORDERS_CREATE')
    const [id] = place(made)
    await made.clock.advance(1000)
    const [{ url, headers, body }] = made.hooks as [Hook]
    expect(url).toBe(URI)
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-shopify-topic': 'orders/create', 'x-shopify-shop-domain': 'bench.myshopify.com', 'x-shopify-api-version': '2026-10' })
    expect(headers['x-shopify-hmac-sha256']).toBe(createHmac('sha256', SECRET).update(body).digest('base64'))
    expect(Date.parse(headers['x-shopify-triggered-at']!)).toBe(Date.parse('2026-11-20T10:00:00Z'))
    expect(headers['x-shopify-event-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(JSON.parse(body)).toMatchObject({
      admin_graphql_api_id: id, id: Number(id!.split('/').at(-1)), name: '#1001', updated_at: '2026-11-20T10:00:00Z', financial_status: 'paid', fulfillment_status: null,
      line_items: [{ sku: 'A', quantity: 1, current_quantity: 1 }], shipping_lines: [{ title: 'Standard' }], shipping_address: { country_code: 'US' },
    })
  })

  it('goes out for what happened, once per subscriber, with one event id', async () => {
    const made = bench()
    for (const topic of ['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_PAID', 'ORDERS_EDITED', 'ORDERS_CANCELLED', 'ORDERS_FULFILLED', 'FULFILLMENTS_CREATE', 'INVENTORY_LEVELS_UPDATE', 'FULFILLMENT_ORDERS_PLACED_ON_HOLD']) await subscribe(made, topic)
    await subscribe(made, 'ORDERS_CREATE', { uri: 'https://other.example/hooks', includeFields: ['id'] })
    const [first, second] = place(made, 2)
    await made.clock.advance(1000)
    expect(topics(made.hooks)).toEqual(['inventory_levels/update', 'orders/create', 'orders/create', 'orders/paid', 'inventory_levels/update', 'orders/create', 'orders/create', 'orders/paid'])
    const [one, other] = made.hooks.slice(1, 3)
    expect(one!.headers['x-shopify-event-id']).toBe(other!.headers['x-shopify-event-id'])
    expect(one!.headers['x-shopify-webhook-id']).not.toBe(other!.headers['x-shopify-webhook-id'])
    expect(Object.keys(JSON.parse(other!.body) as object)).toEqual(['id'])
    made.hooks.length = 0
    made.emulator.order(first!, 'hold')
    made.emulator.order(first!, 'release')
    made.emulator.order(first!, 'fulfill')
    made.emulator.order(second!, 'edit', { lines: [{ sku: 'A', quantity: 2 }] })
    made.emulator.order(second!, 'cancel')
    await made.clock.advance(1000)
    expect(topics(made.hooks)).toEqual([
      'fulfillment_orders/placed_on_hold', 'orders/updated', 'orders/updated', 'fulfillments/create', 'orders/fulfilled', 'orders/updated',
      'inventory_levels/update', 'orders/edited', 'orders/updated', 'inventory_levels/update', 'orders/cancelled', 'orders/updated',
    ])
  })

  it('is tried again 8 times over 4 hours, alike but for the time; then the subscription is gone', async () => {
    const made = bench()
    made.answers = () => 500
    await subscribe(made, 'ORDERS_CREATE')
    place(made)
    await made.clock.advance(3 * 60 * MINUTE)
    expect(made.emulator.state()).toMatchObject({ subscriptions: [{ topic: 'ORDERS_CREATE' }], held: [{ what: 'webhook', topic: 'orders/create', why: 'answered 500' }] })
    await made.clock.advance(61 * MINUTE)
    expect(made.hooks).toHaveLength(9)
    expect(new Set(made.hooks.map(({ body, url, headers }) => `${url} ${body} ${JSON.stringify(headers)}`)).size).toBe(1)
    expect(made.hooks.at(-1)!.at - made.hooks[0]!.at).toBe(240 * MINUTE)
    expect(made.emulator.state()).toMatchObject({ subscriptions: [], held: [{ why: 'given up: answered 500' }], webhooks: { sent: 0, failed: 9, gaveUp: 1 } })
  })

  it('waits 5 s for an answer', async () => {
    const made = bench()
    made.answers = () => new Promise(() => {})
    await subscribe(made, 'ORDERS_CREATE')
    place(made)
    await made.clock.advance(4000)
    expect(made.emulator.state().webhooks.failed).toBe(0)
    await made.clock.advance(2000)
    expect(made.emulator.state()).toMatchObject({ webhooks: { failed: 1 }, held: [{ why: 'no answer in time' }] })
  })

  it('ends with a good answer', async () => {
    const made = bench()
    made.answers = () => (made.hooks.length < 3 ? 503 : 200)
    await subscribe(made, 'ORDERS_CREATE')
    place(made)
    await made.clock.advance(300 * MINUTE)
    expect(made.hooks).toHaveLength(3)
    expect(made.emulator.state()).toMatchObject({ held: [], webhooks: { sent: 1, failed: 2 } })
  })
})

describe('faults of deliveries', () => {
  it('repeat them with the same ids', async () => {
    const made = bench({}, { duplicateWebhooks: 1 })
    await subscribe(made, 'ORDERS_CREATE')
    place(made)
    await made.clock.advance(MINUTE)
    expect(made.hooks.map(({ headers }) => headers['x-shopify-webhook-id'])).toEqual([made.hooks[0]!.headers['x-shopify-webhook-id'], made.hooks[0]!.headers['x-shopify-webhook-id']])
  })

  it('reorder them', async () => {
    const made = bench({}, { reorderWebhooks: 0.5 })
    await subscribe(made, 'ORDERS_CREATE')
    const placed = place(made, 30)
    await made.clock.advance(2 * MINUTE)
    const order = made.hooks.map(({ body }) => (JSON.parse(body) as { admin_graphql_api_id: string }).admin_graphql_api_id)
    expect(order).not.toEqual(placed)
    expect(order.toSorted()).toEqual(placed)
  })

  it('drop them, and say so', async () => {
    const made = bench({}, { dropWebhooks: 1 })
    await subscribe(made, 'ORDERS_CREATE')
    place(made)
    await made.clock.advance(MINUTE)
    expect(made.hooks).toEqual([])
    expect(made.emulator.state()).toMatchObject({ held: [{ why: 'dropped by a fault' }], webhooks: { dropped: 1 } })
  })

  it('sign them badly, and well the next time if they are refused', async () => {
    const made = bench({}, { badSignature: 1 })
    made.answers = ({ body, headers }) => (headers['x-shopify-hmac-sha256'] === createHmac('sha256', SECRET).update(body).digest('base64') ? 200 : 401)
    await subscribe(made, 'ORDERS_CREATE')
    place(made)
    await made.clock.advance(1000)
    expect(made.emulator.state().webhooks).toMatchObject({ sent: 0, failed: 1 })
    made.emulator.setFaults({})
    await made.clock.advance(2 * MINUTE)
    expect(made.emulator.state().webhooks).toMatchObject({ sent: 1, failed: 1 })
  })
})
