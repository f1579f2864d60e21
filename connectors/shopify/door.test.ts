import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hostOver } from '../../test/contracts/connector/scripted.ts'
import { needVectors } from '../../test/support/need.ts'
import type { RawDelivery } from '../../core/ports/connector.ts'
import { door } from './door.ts'
import type { View } from './settings.ts'
import { TOPICS } from './topics.ts'

const viewOf = (clientSecret: string, shop = 'shop1.myshopify.io'): View => ({
  id: 'c', credentials: { accessToken: 't', clientSecret }, settings: { shop, notifyCustomer: true }, roles: ['orders'], startAt: 0, baseUrl: null,
})
it('S2.28: what is signed with the secret of before a rotation is genuine while the hub still has it', async () => {
  const body = '{"id":1}'
  const signed = deliveryOf('orders/updated', body, { 'x-shopify-hmac-sha256': createHmac('sha256', 'old').update(body).digest('base64') })
  const verify = (at: View) => door.verify(signed, at, host)
  expect([await verify(viewOf('old')), await verify(viewOf('new')), await verify({ ...viewOf('new'), previousSecret: 'old' }), await verify({ ...viewOf('new'), previousSecret: 'older' })]).toEqual([true, false, true, false])
})

const host = hostOver(() => expect.fail('a door calls nobody'))
const deliveryOf = (topic: string, body: unknown, headers: RawDelivery['headers'] = {}): RawDelivery => ({
  method: 'POST', path: '/hooks/c', receivedAt: 1, headers: { 'x-shopify-topic': topic, ...headers }, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})
const read = (topic: string, body: unknown, headers: RawDelivery['headers'] = {}) => door.read(deliveryOf(topic, body, headers), viewOf('s'))
const refs = (topic: string, body: unknown): unknown => {
  const inbound = read(topic, body)
  return 'status' in inbound ? inbound.status : inbound.map((each) => (each.is === 'changed' ? [each.capability, each.ref] : each.is === 'ended' ? ['ended', each.handle] : each.is === 'command' ? [each.do, each.subject] : each.is))
}

interface Vector { scheme: string; why: string; valid: boolean; secret: string; headers: Record<string, string | string[]>; bodyHex: string }

it('judges every vector of the scheme rightly', async (ctx) => {
  const vectors = (JSON.parse(readFileSync(join(needVectors(ctx), 'own', 'webhook-vectors.json'), 'utf8')) as Vector[]).filter(({ scheme }) => scheme === 'shopify')
  expect(vectors.length).toBeGreaterThan(5)
  for (const { why, valid, secret, headers, bodyHex } of vectors) {
    const delivery = { method: 'POST', path: '/hooks/c', headers, body: Buffer.from(bodyHex, 'hex'), receivedAt: 1 }
    const isVerified = await door.verify(delivery, viewOf(secret), host)
    // The topic is no part of what is signed: a forged one must lead to nothing.
    const inbound = door.read(delivery, viewOf(secret))
    const isHarmless = 'status' in inbound || inbound.every((each) => each.is === 'changed')
    expect(why.includes('other topic') ? isHarmless : isVerified, why).toBe(why.includes('other topic') ? true : valid)
  }
})

const order = (id: number | string): unknown[] => ['orders', `gid://shopify/Order/${id}`]

it.each<[string, unknown, unknown]>([
  ['orders/create', { id: 5001, admin_graphql_api_id: 'gid://shopify/Order/5001' }, [order(5001)]],
  ['orders/updated', { id: 5001 }, [order(5001)]],
  ['orders/delete', { id: 5001 }, [order(5001)]],
  ['orders/edited', { order_edit: { id: 1, order_id: 5001 } }, [order(5001)]],
  ['refunds/create', { id: 9, order_id: 5001 }, [order(5001)]],
  ['inventory_levels/update', { inventory_item_id: 4001, location_id: 31, available: 3, admin_graphql_api_id: 'gid://shopify/InventoryLevel/31?inventory_item_id=4001' }, [['levels', 'gid://shopify/InventoryLevel/31?inventory_item_id=4001']]],
  ['inventory_levels/update', { inventory_item_id: 4001, location_id: 31 }, [['levels', 'gid://shopify/InventoryLevel/31?inventory_item_id=4001']]],
  ['fulfillments/create', { id: 9, order_id: 5001 }, [order(5001)]], ['orders/risk_assessment_changed', { admin_graphql_api_order_id: 'gid://shopify/Order/5001' }, [order(5001)]], ['orders/paid', { id: 5001 }, [order(5001)]],
  ['inventory_items/update', { id: 4001 }, [['items', 'gid://shopify/InventoryItem/4001']]], ['locations/create', { id: 31 }, [['locations', 'gid://shopify/Location/31']]],
  ['inventory_levels/disconnect', { inventory_item_id: 4001, location_id: 31 }, [['levels', 'gid://shopify/InventoryLevel/31?inventory_item_id=4001']]],
  ['bulk_operations/finish', { admin_graphql_api_id: 'gid://shopify/BulkOperation/7', status: 'completed' }, [['ended', 'gid://shopify/BulkOperation/7']]],
  ['shop/unheard_of', 'no JSON', []], ['constructor', {}, []],
  ['orders/create', { id: 'abc' }, 422], ['orders/create', { id: -1 }, 422], ['orders/create', { admin_graphql_api_id: 'gid://shopify/Customer/1' }, 422], ['refunds/create', { id: 9 }, 422],
  ['orders/create', { id: 1.5 }, 422], ['orders/create', { admin_graphql_api_id: 'gid://shopify/Order/1/../2' }, 422], ['orders/edited', { order_edit: 'x' }, 422],
])('%s %j', (topic, body, expected) => {
  expect(refs(topic, body)).toEqual(expected)
})

it.each<[string, string, unknown]>([
  ['an order whose ids stand first is known by them, whatever follows', '{"id":5001,"admin_graphql_api_id":"gid://shopify/Order/5001","name":"#1001"}', [order(5001)]],
  ['more digits than a number keeps', '{"id":90071992547409931,"admin_graphql_api_id":"gid://shopify/Order/90071992547409931","total":1}', [order('90071992547409931')]],
  ['a name of another type at the front is left, and the body read whole', '{"id":1,"admin_graphql_api_id":"gid://shopify/Customer/1"}', [order(1)]],
  ['written with spaces it is read whole', '{ "id": 5001, "admin_graphql_api_id": "gid://shopify/Order/5001" }', [order(5001)]],
  ['an order within is not the one that it is about', '{"parent":{"id":2,"admin_graphql_api_id":"gid://shopify/Order/2"},"id":5001}', [order(5001)]],
  ['in another order it is read whole', '{"name":"#1001","admin_graphql_api_id":"gid://shopify/Order/5001"}', [order(5001)]],
  ['what only begins like it is not JSON', '{"id":5001,"admin_graphql_api_id":"gid://shopify/Order/50', 400],
])('%s', (_what, body, expected) => {
  expect(refs('orders/updated', body)).toEqual(expected)
})

const SHOP_NAME = 'shop1.myshopify.io'
const asked = { shop_id: 1, shop_domain: SHOP_NAME, customer: { id: 7, email: 'ada@example.com', phone: null }, orders_requested: [5001, 5002], data_request: { id: 9999 } }
const redact = { shop_id: 1, shop_domain: SHOP_NAME, customer: { id: 7, email: 'ada@example.com', phone: null }, orders_to_redact: [5001] }
const gone = { shop_id: 1, shop_domain: SHOP_NAME }
const uninstalled = { id: 1, myshopify_domain: SHOP_NAME }
const email = 'ada@example.com'

it.each<[string, unknown, unknown]>([
  ['customers/data_request', asked, [['export', { orders: ['gid://shopify/Order/5001', 'gid://shopify/Order/5002'], email, request: '9999' }]]],
  ['customers/redact', redact, [['erase', { orders: ['gid://shopify/Order/5001'], email }]]],
  ['customers/redact', { ...redact, orders_to_redact: [], customer: { id: 7 } }, [['erase', { orders: [] }]]],
  ['shop/redact', gone, [['erase', { orders: [], store: true }]]],
  ['app/uninstalled', uninstalled, [['uninstalled', { orders: [] }]]],
])('%s is a command', (topic, body, expected) => {
  expect(refs(topic, body)).toEqual(expected)
})

// The topic is no part of what is signed, so whoever has seen one signed body can send it again under any topic.
it('no body of one topic is a command under the name of another, nor one of another shop', () => {
  const bodies: Record<string, unknown> = { 'customers/data_request': asked, 'customers/redact': redact, 'shop/redact': gone, 'app/uninstalled': uninstalled, 'orders/updated': { id: 5001, admin_graphql_api_id: 'gid://shopify/Order/5001' }, 'bulk_operations/finish': { admin_graphql_api_id: 'gid://shopify/BulkOperation/7' } }
  const commands = ['customers/data_request', 'customers/redact', 'shop/redact', 'app/uninstalled']
  const others = commands.flatMap((topic) => Object.keys(bodies).filter((of) => of !== topic).map((of) => [topic, of] as const))
  expect(others.filter(([topic, of]) => refs(topic, bodies[of]) !== 422)).toEqual([])
  for (const topic of commands) expect(refs(topic, { ...bodies[topic] as object, shop_domain: 'other.myshopify.com', myshopify_domain: 'other.myshopify.com' })).toBe(422)
  expect(commands.filter((topic) => Object.hasOwn(TOPICS, topic))).toEqual([])
})

it('keeps ids past 2^53 digit by digit', () => {
  expect(refs('orders/updated', '{"id": 271878346596884015}')).toEqual([order('271878346596884015')])
  // Wherever it stands in the body, and from the first number on that could lose one.
  for (let before = 0; before < 40; before++) expect(refs('orders/updated', `{"a":"${'x'.repeat(before)}","id":9007199254740993}`)).toEqual([order('9007199254740993')])
})

it('takes the time from the header, and else none: that of arrival differs in a repeat', () => {
  expect(read('orders/updated', { id: 1 }, { 'x-shopify-triggered-at': '2026-11-02T11:40:12.5Z' })).toMatchObject([{ at: Date.UTC(2026, 10, 2, 11, 40, 12) + 500 }])
  expect(read('orders/updated', { id: 1 }, { 'x-shopify-triggered-at': 'yesterday' })).toMatchObject([{ at: null }])
})

it('makes an event id of the event, the topic and the body: none of them alone', () => {
  const idOf = (topic: string, body: unknown, event: string): string => { const inbound = read(topic, body, { 'x-shopify-event-id': event, 'x-shopify-hmac-sha256': createHmac('sha256', 's').update(JSON.stringify(body)).digest('base64') }); return 'status' in inbound ? '' : inbound.map((each) => each.eventId).join() }
  const base = idOf('orders/updated', { id: 1 }, 'e')
  const others = [idOf('orders/updated', { id: 1 }, 'f'), idOf('orders/create', { id: 1 }, 'e'), idOf('orders/updated', { id: 1, a: 1 }, 'e')]
  expect(idOf('orders/updated', { id: 1 }, 'e')).toBe(base)
  expect(new Set([base, ...others]).size).toBe(4)
})
