import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProcessing, orderWhen } from './harness/one-order.ts'
import { type Shoppers, shoppersOf } from './harness/shoppers.ts'
import { CREDENTIALS, openStage, SHOP, type Stage } from './harness/stage.ts'
import { until } from './harness/until.ts'

let stage: Stage
let shoppers: Shoppers
beforeAll(async () => {
  stage = await openStage({ speed: 60, items: [{ sku: 'MUG', available: { East: 100 }, shelves: { Allentown: 100 } }] })
  shoppers = shoppersOf(stage.shopify, stage.clock)
})
afterAll(async () => stage?.close())

const sign = (body: string): string => createHmac('sha256', CREDENTIALS.clientSecret).update(body).digest('base64')
let events = 0
/** A webhook by somebody who may be the store. */
async function knock(body: string, changed: { connectionId?: string; signature?: string; topic?: string; method?: string } = {}): Promise<{ status: number; code: string | null }> {
  const answer = await fetch(`${stage.hub.url}/hooks/${changed.connectionId ?? stage.connectionId}`, {
    method: changed.method ?? 'POST', body,
    headers: {
      'content-type': 'application/json', 'x-shopify-topic': changed.topic ?? 'orders/updated', 'x-shopify-shop-domain': SHOP, 'x-shopify-event-id': `event-${(events += 1)}`,
      'x-shopify-hmac-sha256': changed.signature ?? sign(body), 'x-shopify-triggered-at': new Date().toISOString(),
    },
  })
  const text = await answer.text()
  return { status: answer.status, code: text.startsWith('{') ? ((JSON.parse(text) as { code?: string }).code ?? null) : null }
}
const deliveries = async (): Promise<number> => (await stage.owner.call('listDeliveries', { query: { limit: 250 } })).data.length
const order = (): string => JSON.stringify({ id: 6_100_000_999_999, admin_graphql_api_id: 'gid://shopify/Order/6100000999999' })
const deep = (depth: number, inner = ''): string => `${'{"a":['.repeat(depth / 2)}${inner}${']}'.repeat(depth / 2)}`

describe('what knocks at the door', () => {
  it.each([
    ['a bad signature', async () => knock(order(), { signature: sign('something else') }), 401],
    ['no signature at all', async () => knock(order(), { signature: '' }), 401],
    ['a connection that there is not', async () => knock(order(), { connectionId: '01890000-0000-7000-8000-000000000000' }), 404],
    ['a name that is none', async () => knock(order(), { connectionId: '..%2f..%2fetc' }), 404],
    ['3 MB', async () => knock(JSON.stringify({ id: 1, note: 'x'.repeat(3 * 1024 * 1024) })), 413],
    ['no JSON', async () => knock('{"id": 61000009'), 400],
    ['JSON that is no object', async () => knock('["orders"]'), 422],
    ['10,000 levels of nesting, and no order in it', async () => knock(deep(10_000)), 422],
    ['not even text', async () => knock(`${String.fromCodePoint(0xd800)}\u0000`), 400],
  ] as const)('S2.28: %s is refused by its own status, and nothing is stored', async (_what, knocking, status) => {
    const before = await deliveries()
    expect((await knocking()).status).toBe(status)
    expect(await deliveries()).toBe(before)
  })

  it('S2.28: an order that the store does not have, deep in nonsense, is a hint like any: the store is asked, and nobody is harmed', async () => {
    expect((await knock(`{"id":6100000999999,"note":${deep(10_000, '1')}}`)).status).toBe(200)
    expect((await knock(order())).status).toBe(200)
    await until(async () => (await stage.owner.call('listDeliveries', { query: { state: 'pending' } })).data.length === 0, { for: 'no delivery that waits' })
    expect((await stage.owner.call('countOrders', { query: {} })).all.value).toBe(0)
  })

  it('S2.28: what was refused is counted, and told with the check of the connection', async () => {
    const { checks } = await stage.owner.call('checkConnection', { params: { id: stage.connectionId }, body: {} })
    expect(checks.filter(({ code, is }) => code.startsWith('door_') && is === 'warning').map(({ title }) => title)).toEqual(['2 webhooks with a bad signature in 24 h: refused', '1 webhook larger than 2 MB in 24 h: refused', expect.stringMatching(/^\d webhooks in 24 h that could not be read/)])
  })

  it('S4.1: after all of that the next order comes as if nothing had been', async () => {
    const bill = shoppers.buy({ lines: [{ sku: 'MUG', quantity: 1 }] })
    expect((await orderWhen(stage, bill, inProcessing, 'in processing')).number).toBe(bill.name)
  })
})

describe('the same at the API', () => {
  const post = async (body: string | Uint8Array<ArrayBuffer>): Promise<{ status: number; problem: Record<string, unknown> }> => {
    const answer = await fetch(`${stage.hub.url}/v1/merchants`, { method: 'POST', headers: { authorization: `Bearer ${stage.hub.adminToken}`, 'content-type': 'application/json' }, body })
    return { status: answer.status, problem: (await answer.json()) as Record<string, unknown> }
  }
  it.each([
    ['3 MB', JSON.stringify({ name: 'x'.repeat(3 * 1024 * 1024) }), 413, 'body_too_large'],
    ['no JSON', '{"name":', 400, 'bad_json'],
    ['10,000 levels of nesting', deep(10_000), 400, 'bad_json'],
    ['a key that reaches a prototype', '{"name":"a","__proto__":{"admin":true}}', 400, 'bad_json'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), 400, 'bad_json'],
  ] as const)('%s', async (_what, body, status, code) => {
    const { status: seen, problem } = await post(body as string)
    expect({ status: seen, code: problem['code'] }).toEqual({ status, code })
    expect(problem).toMatchObject({ status, detail: expect.any(String), requestId: expect.any(String) })
  })
})
