import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startShopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import { clientOf, HubRefusal } from '../../sandbox/client.ts'
import { installHub } from './harness/hub.ts'
import { handOf, inProcessing, orderOf, orderWhen, pushIs } from './harness/one-order.ts'
import { type Shoppers, shoppersOf } from './harness/shoppers.ts'
import { CREDENTIALS, openStage, SHOP, type Stage } from './harness/stage.ts'
import { openPlace } from './harness/time.ts'
import { until } from './harness/until.ts'

let stage: Stage
let shoppers: Shoppers
beforeAll(async () => {
  stage = await openStage({ speed: 60, items: [{ sku: 'MUG', available: { East: 100 }, shelves: { Allentown: 100 } }] })
  shoppers = shoppersOf(stage.shopify, stage.clock)
})
afterAll(async () => stage?.close())

const connection = async () => stage.owner.call('getConnection', { params: { id: stage.connectionId }, query: {} })
const mug = { lines: [{ sku: 'MUG', quantity: 1 }] }

describe('a token that the store does not take any more', () => {
  it('S2.28: stops the connection, queues what it has to say, loses nothing, and goes on with a new one', async () => {
    const first = shoppers.buy(mug)
    const order = await orderWhen(stage, first, inProcessing, 'in processing')
    stage.shopify.setFaults({ unauthorized: 1 })
    await handOf(stage).ship(order, '1ZTOKEN0001')
    await until(async () => (await connection()).state === 'needs_reauth', { for: 'a connection that asks for credentials' })
    const second = shoppers.buy(mug)
    expect((await connection()).stateReason).toMatch(/\S/)
    await until(async () => (await stage.owner.call('listCalls', { query: { state: 'queued' } })).data.length === 1, { for: 'a telling that waits for credentials' })
    expect((await stage.owner.call('checkConnection', { params: { id: stage.connectionId }, body: {} })).checks.find(({ is }) => is === 'fault')).toMatchObject({ code: 'credentials', fix: expect.any(String) })

    // Credentials that do not serve either are not taken.
    expect(await refused(stage.owner.call('rotateConnection', { params: { id: stage.connectionId }, body: { credentials: { ...CREDENTIALS, accessToken: 'shpat_wrong' } } }))).toBe('connection_check_failed')
    expect((await connection()).state).toBe('needs_reauth')

    stage.shopify.setFaults({})
    await stage.owner.call('rotateConnection', { params: { id: stage.connectionId }, body: { credentials: { ...CREDENTIALS } } })
    expect((await connection()).state).toBe('connected')
    await orderWhen(stage, first, pushIs('confirmed'), 'told to the store')
    await orderWhen(stage, second, inProcessing, 'in processing')
    expect((await stage.store.orders()).find(({ id }) => id === first.id)?.fulfillments).toMatchObject([{ numbers: ['1ZTOKEN0001'] }])
  })

  it('S2.28: a wrong token is refused before anything is kept', async () => {
    const wrong = { connector: 'shopify', name: 'wrong', roles: ['orders' as const], credentials: { ...CREDENTIALS, accessToken: 'shpat_00000000' }, settings: { shop: SHOP } }
    expect(await refused(stage.owner.call('createConnection', { body: wrong }))).toBe('connection_check_failed')
    expect((await stage.owner.call('listConnections', { query: {} })).data).toHaveLength(1)
    expect(await orderOf(stage, { id: 'gid://shopify/Order/1' })).toBeNull()
  })
})

describe('an app with just the scopes that orders and tracking need', () => {
  it('S2.28: imports, ships and tells, though it may not see a product', async () => {
    const bare = await openStage({ speed: 60, items: [{ sku: 'MUG', available: { East: 100 }, shelves: { Allentown: 100 } }], confirm: false, roles: ['orders', 'tracking'], scopes: ['read_orders', 'read_locations', 'write_merchant_managed_fulfillment_orders'] })
    try {
      const order = await orderWhen(bare, shoppersOf(bare.shopify, bare.clock).buy(mug), inProcessing, 'in processing')
      await handOf(bare).ship(order, '1ZBARE00001')
      await until(async () => bare.shopify.state().orders[0]!.fulfillments.some(({ tracking }) => tracking.some(({ number }) => number === '1ZBARE00001')), { for: 'a fulfillment at the store' })
      expect((await bare.owner.call('getConnection', { params: { id: bare.connectionId }, query: {} })).state).toBe('connected')
    } finally {
      await bare.close()
    }
  })
})

describe('an app without a scope that its roles need', () => {
  it('S2.28: is named by the check, scope by scope', async () => {
    const place = openPlace(60)
    const shopify = await startShopifyEmulator({ shops: [{ shop: SHOP, ...CREDENTIALS, scopes: ['read_orders', 'read_products', 'read_inventory'], locations: [{ name: 'East' }] }], clock: place.clock, seed: 1 })
    const hub = await installHub({ folder: place.folder, as: 'here', variables: { CROSSDOCK_ALLOW_VENDOR_OVERRIDE: '1', CROSSDOCK_VENDOR_URL_SHOPIFY: shopify.url, CROSSDOCK_DEMO_CLOCK: place.clockFile, CROSSDOCK_LOG_LEVEL: 'silent' } })
    try {
      await hub.start()
      const admin = clientOf(hub.url, hub.adminToken)
      const merchant = await admin.call('createMerchant', { body: { name: 'Poor' } })
      const wanted = { merchantId: merchant.id, connector: 'shopify', name: 'poor', credentials: { ...CREDENTIALS }, settings: { shop: SHOP } }
      const answer = await fetch(`${hub.url}/v1/connections`, { method: 'POST', headers: { authorization: `Bearer ${hub.adminToken}`, 'content-type': 'application/json' }, body: JSON.stringify({ ...wanted, roles: ['orders', 'tracking', 'inventory'] }) })
      const problem = (await answer.json()) as { code: string; checks: { code: string; is: string }[] }
      expect({ status: answer.status, code: problem.code }).toEqual({ status: 422, code: 'connection_check_failed' })
      expect(problem.checks.filter(({ is }) => is === 'fault').map(({ code }) => code).toSorted()).toEqual(['missing_scope:read_merchant_managed_fulfillment_orders', 'missing_scope:write_inventory', 'missing_scope:write_merchant_managed_fulfillment_orders'])
      // What its scopes do allow can be connected, and the check says what is still missing for more.
      const { id } = await admin.call('createConnection', { body: { ...wanted, roles: [] } })
      const { checks } = await admin.call('checkConnection', { params: { id }, body: { merchantId: merchant.id } as never })
      expect(checks.filter(({ is }) => is === 'fault')).toEqual([])
    } finally {
      await hub.stop()
      await shopify.close()
      place.clear()
    }
  })
})

const refused = async (run: Promise<unknown>): Promise<string> => run.then(() => 'not refused', (error: unknown) => (error instanceof HubRefusal ? error.code : String(error)))
