import nock from 'nock'
import { afterAll, afterEach, assert, beforeAll, describe, expect, it } from 'vitest'
import { VendorError } from '../../core/ports/connector.ts'
import { hostOver } from '../../test/contracts/connector/scripted.ts'
import { httpTransport } from '../kit/http.ts'
import { clientOf } from './client.ts'
import * as documents from './documents.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import refusals from './fixtures/refusals.json' with { type: 'json' }
import type { View } from './settings.ts'

const shop = 'vale-daughters.myshopify.com'
const at: View = {
  id: 'connection-1', credentials: { accessToken: 'shpat_test', clientSecret: 'secret' }, settings: { shop, notifyCustomer: true },
  roles: ['orders', 'tracking', 'inventory'], startAt: 0, baseUrl: null,
}
const PATH = '/admin/api/2026-10/graphql.json'
const signal = new AbortController().signal

type Name = keyof typeof answers
/** Every operation, with variables of the shape that it is sent. */
const OPERATIONS: readonly { ask: documents.Ask<unknown>; variables: Record<string, unknown> }[] = [
  { ask: documents.ORDERS_PAGE, variables: { first: 250, after: null, query: `updated_at:>='2026-11-01T00:00:00Z'` } },
  { ask: documents.ORDERS_BY_ID, variables: { ids: ['gid://shopify/Order/5001'] } },
  { ask: documents.LONG_ORDERS_BY_ID, variables: { ids: ['gid://shopify/Order/5001'] } },
  { ask: documents.ORDER_IDS, variables: { ids: ['gid://shopify/FulfillmentOrder/8001'] } },
  { ask: documents.WORK_PAGE, variables: { first: 250, after: null, query: `updated_at:>='2026-11-01T00:00:00Z'` } },
  { ask: documents.ORDER_WORK, variables: { id: 'gid://shopify/Order/5001' } },
  ...[documents.MORE_LINES, documents.MORE_FULFILLMENT_ORDERS, documents.MORE_WORK_LINES, documents.MORE_FULFILLMENT_LINES, documents.MORE_LEVELS].map((ask) => ({ ask, variables: { id: 'gid://shopify/Order/5001', after: 'cursor' } })),
  { ask: documents.ORDERS_COUNT, variables: { query: 'status:open' } },
  { ask: documents.ITEMS_PAGE, variables: { first: 250, after: null, query: null } },
  { ask: documents.ITEMS_BY_ID, variables: { ids: ['gid://shopify/InventoryItem/4001'] } },
  { ask: documents.levelsAt(['gid://shopify/Location/31', 'gid://shopify/Location/32']), variables: { ids: ['gid://shopify/InventoryItem/4001'], at0: 'gid://shopify/Location/31', at1: 'gid://shopify/Location/32' } },
  { ask: documents.LEVELS_PAGE, variables: { first: 100, after: null } },
  { ask: documents.LEVELS_BY_ID, variables: { ids: ['gid://shopify/InventoryLevel/31?inventory_item_id=4001'] } },
  { ask: documents.LOCATIONS, variables: { after: null } },
  { ask: documents.PROBE, variables: {} },
  { ask: documents.SUBSCRIPTIONS, variables: { after: null } },
  { ask: documents.FULFILL, variables: { fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/8001', fulfillmentOrderLineItems: [{ id: 'gid://shopify/FulfillmentOrderLineItem/9001', quantity: 2 }] }], notifyCustomer: true, trackingInfo: { company: 'UPS', numbers: ['1Z'] } } } },
  { ask: documents.RETRACK, variables: { id: 'gid://shopify/Fulfillment/7001', tracking: { numbers: ['1Z'] }, notifyCustomer: false } },
  { ask: documents.TELL_SCAN, variables: { event: { fulfillmentId: 'gid://shopify/Fulfillment/7001', status: 'IN_TRANSIT', happenedAt: '2026-11-03T08:00:00.000Z' } } },
  { ask: documents.SCANS, variables: { id: 'gid://shopify/Fulfillment/7001' } },
  { ask: documents.SET_LEVELS, variables: { input: { name: 'available', reason: 'correction', quantities: [{ inventoryItemId: 'gid://shopify/InventoryItem/4001', locationId: 'gid://shopify/Location/31', quantity: 5, changeFromQuantity: null }] }, key: 'key-1' } },
  { ask: documents.STOCK_ITEM, variables: { item: 'gid://shopify/InventoryItem/4001', location: 'gid://shopify/Location/31', available: 5, key: 'key-2' } },
  { ask: documents.STAGE_UPLOAD, variables: { filename: 'levels.jsonl' } },
  { ask: documents.RUN_BULK, variables: { mutation: 'mutation …', path: 'tmp/1/bulk/2/levels.jsonl', client: 'a client of ours' } },
  { ask: documents.BULK, variables: { id: 'gid://shopify/BulkOperation/3001' } },
  { ask: documents.SUBSCRIBE, variables: { topic: 'ORDERS_CREATE', to: { uri: 'https://hub.example.com/hooks/1', format: 'JSON' } } },
  { ask: documents.UNSUBSCRIBE, variables: { id: 'gid://shopify/WebhookSubscription/2001' } },
]
const kindOf = (ask: documents.Ask<unknown>): 'read' | 'write' => (ask.document.startsWith('mutation') ? 'write' : 'read')

const run = async (ask: documents.Ask<unknown>, variables: Record<string, unknown>, transport = httpTransport(), host = hostOver(transport)): Promise<unknown> => {
  const client = clientOf(at, host)
  return kindOf(ask) === 'write' ? client.write(ask, variables, signal) : (await client.read(ask, variables, signal)).data
}
const faultOf = async (doing: Promise<unknown>): Promise<VendorError> => {
  const error = await doing.then((value) => value, (reason: unknown) => reason)
  return error instanceof VendorError ? error : expect.fail(`not a VendorError: ${JSON.stringify(error)}`)
}

beforeAll(() => { nock.disableNetConnect() })
afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  assert.deepEqual(pending, [])
})
afterAll(() => { nock.enableNetConnect() })

it('has a case for every operation and every answer', () => {
  const declared = Object.values(documents).filter((value) => typeof value === 'object' && 'document' in value).map((ask) => ask.name)
  const cased = OPERATIONS.map(({ ask }) => ask.name)
  expect(cased.toSorted()).toEqual([...declared, 'levels.of'].toSorted())
  expect(Object.keys(answers).toSorted()).toEqual(cased.toSorted())
})

describe.each(OPERATIONS.map((operation) => [operation.ask.name, operation] as const))('%s', (name, { ask, variables }) => {
  const answer = answers[name as Name]

  it('asks the shop, with its token, this document and these variables', async () => {
    const headers = { 'x-shopify-access-token': 'shpat_test', 'content-type': 'application/json' }
    const scope = nock(`https://${shop}`, { reqheaders: headers }).post(PATH, { query: ask.document, variables: variables as nock.DataMatcherMap }).reply(200, answer)
    await run(ask, variables)
    expect(scope.isDone()).toBe(true)
  })

  it('reads the answer, and what it cost', async () => {
    nock(`https://${shop}`).post(PATH).reply(200, answer, { 'X-Shopify-API-Version': '2026-10' })
    const learned: unknown[] = []
    const host = { ...hostOver(httpTransport()), learn: (...seen: unknown[]) => { learned.push(seen) } }
    expect(await run(ask, variables, undefined, host)).toEqual(ask.wire.parse(answer.data))
    expect(learned).toEqual([['graphql', { limit: { capacity: 2000, perSecond: 100 }, remaining: 1900, spent: answer.extensions.cost.actualQueryCost }]])
  })

  it('reads every refusal', async () => {
    for (const refusal of refusals) {
      nock(`https://${shop}`).post(PATH).reply(refusal.status, refusal.body, refusal.headers)
      const sent = kindOf(ask) === 'read' && refusal.write === 'maybe' ? 'no' : refusal.write
      expect(await faultOf(run(ask, variables)), refusal.what).toMatchObject({ ...refusal.fault, sent })
    }
  })

  it('times out after the request was written: a write may have happened', async () => {
    nock(`https://${shop}`).post(PATH).delay(400).reply(200, answer)
    const fault = await faultOf(run(ask, variables, httpTransport({ totalMs: 20 })))
    expect(fault).toMatchObject({ kind: 'unavailable', code: 'no_answer', sent: kindOf(ask) === 'write' ? 'maybe' : 'no' })
    nock.abortPendingRequests()
  })
})

it.each([['refused', 'ECONNREFUSED', 'no'], ['without a name', 'ENOTFOUND', 'no'], ['with an expired certificate', 'CERT_HAS_EXPIRED', 'no']])('a connection %s: sent is what it can be', async (_what, code, sent) => {
  nock(`https://${shop}`).post(PATH).replyWithError(Object.assign(new Error(code), { code }))
  const { ask, variables } = OPERATIONS.find((operation) => operation.ask === documents.FULFILL)!
  expect(await faultOf(run(ask, variables))).toMatchObject({ kind: 'unavailable', sent })
})

it('reads orders without the person where the store hides it, and fails where more is hidden', async () => {
  const denied = (path: (string | number)[]) => ({ message: 'This app is not approved to access the Order object.', path, extensions: { code: 'ACCESS_DENIED' } })
  const reply = (...errors: unknown[]) => nock(`https://${shop}`).post(PATH).reply(200, { ...answers['orders.get'], errors })
  const client = clientOf(at, hostOver(httpTransport()))
  const ids = { ids: ['gid://shopify/Order/5001'] }
  reply(denied(['nodes', 0, 'shippingAddress']), denied(['nodes', 0, 'email']))
  expect((await client.read(documents.ORDERS_BY_ID, ids, signal, new Set(['shippingAddress', 'email']))).denied).toEqual(['shippingAddress', 'email'])
  reply(denied(['nodes', 0, 'fulfillments']))
  expect(await faultOf(client.read(documents.ORDERS_BY_ID, ids, signal, new Set(['email'])))).toMatchObject({ kind: 'auth', code: 'missing_scope' })
})

it('a write that came with data and a refusal beside it may have happened', async () => {
  nock(`https://${shop}`).post(PATH).reply(200, { ...answers['fulfillment.create'], errors: [{ message: 'Access denied for x', extensions: { code: 'ACCESS_DENIED' }, path: ['fulfillmentCreate', 'fulfillment', 'x'] }] })
  const { ask, variables } = OPERATIONS.find((operation) => operation.ask === documents.FULFILL)!
  expect(await faultOf(run(ask, variables))).toMatchObject({ sent: 'maybe' })
})
