import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningShopifyEmulator, startShopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import { type Client, clientOf, HubRefusal } from '../../sandbox/client.ts'
import type { Answer } from '../../server/schema.ts'
import { terminal } from '../support/terminal.ts'
import { installHub, type TestedHub } from './harness/hub.ts'
import { MINUTE, openPlace, type Place } from './harness/time.ts'
import { until } from './harness/until.ts'

type Setup = Answer<'getSetup'>
type Step = Setup['steps'][number]

const DAY = 24 * 60 * MINUTE
const SIZES = [0, 1, 250, 251, 5_000]
const secrets = (at: number) => ({ accessToken: `shpat_${String(at).padStart(32, '0')}`, clientSecret: `secret-${String(at).padStart(24, '0')}` })
const domain = (name: string): string => `${name}.myshopify.com`
/** Three locations of its own and one of another app; SKUs of every kind; granted all orders. */
const MIXED = 'northwind'

let place: Place
let shopify: RunningShopifyEmulator
let hub: TestedHub
let admin: Client
let owner: Client
let ownerToken = ''
const centers: string[] = []

beforeAll(async () => {
  place = openPlace(30)
  const scopes = ['read_orders', 'read_all_orders', 'read_products', 'read_locations', 'write_inventory', 'write_merchant_managed_fulfillment_orders']
  shopify = await startShopifyEmulator({
    clock: place.clock, seed: 7,
    shops: [
      ...SIZES.map((size, at) => ({ shop: domain(`items-${size}`), ...secrets(at), locations: [{ name: 'Only' }], plan: 'plus' as const })),
      { shop: domain(MIXED), ...secrets(9), locations: [{ name: 'East' }, { name: 'West' }, { name: 'Counter' }, { name: 'Amaze Fulfilment', isService: true }], plan: 'plus' as const, scopes },
      { shop: domain('narrow'), ...secrets(10), locations: [{ name: 'Only' }], plan: 'plus' as const, scopes: ['read_orders', 'read_products', 'read_inventory', 'read_merchant_managed_fulfillment_orders'] },
    ],
  })
  for (const size of SIZES) if (size > 0) shopify.addProducts({ shop: domain(`items-${size}`), items: Array.from({ length: size }, (_, at) => ({ sku: `S${size}-${at}` })) })
  hub = await installHub({ folder: place.folder, as: 'process', variables: { CROSSDOCK_ALLOW_VENDOR_OVERRIDE: '1', CROSSDOCK_VENDOR_URL_SHOPIFY: shopify.url, CROSSDOCK_DEMO_CLOCK: place.clockFile, CROSSDOCK_LOG_LEVEL: 'warn' } })
  await hub.start()
  admin = clientOf(hub.url, hub.adminToken)
  for (const name of ['Allentown', 'Reno']) centers.push((await admin.call('createCenter', { body: { name, country: 'US' } })).id)
  const merchant = await admin.call('createMerchant', { body: { name: 'Northwind', currency: 'USD' } })
  ownerToken = (await admin.call('createToken', { body: { merchantId: merchant.id, name: 'the owner', role: 'owner' } })).token
  owner = clientOf(hub.url, ownerToken)
}, 120_000)
afterAll(async () => {
  await hub?.stop()
  await shopify?.close()
  place?.clear()
})

const connectTo = async (shop: string, at: number, more: Record<string, unknown> = {}) =>
  owner.call('createConnection', { body: { connector: 'shopify', name: shop, credentials: secrets(at), settings: { shop: domain(shop) }, ...more } })
/** A change of what was read at this version. */
const patchAt = async (id: string, version: number, body: Record<string, unknown>): Promise<{ status: number; code?: string }> => {
  const answer = await fetch(`${hub.url}/v1/connections/${id}`, { method: 'PATCH', headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'application/json', 'if-match': `"${version}"` }, body: JSON.stringify(body) })
  return { status: answer.status, ...((await answer.json()) as { code?: string }) }
}
const setupOf = async (id: string): Promise<Setup> => owner.call('getSetup', { params: { id }, query: {} })
async function step<N extends Step['step']>(id: string, name: N): Promise<Extract<Step, { step: N }>> {
  return (await setupOf(id)).steps.find((one) => one.step === name) as Extract<Step, { step: N }>
}
const itemsRead = async (id: string) => until(async () => { const one = await step(id, 'items'); return one.state === 'done' && one }, { for: 'items read', every: 250, stands: async () => step(id, 'items') })
const written = (shop: string): string[] => shopify.state({ shop: domain(shop) }).log.filter(({ kind }) => kind === 'write').map(({ operation }) => operation)
/** SIGKILL, and again from what is on the disk. */
async function again(): Promise<void> {
  await hub.kill()
  await hub.start()
}

/** What the report has to say, counted from the store's own state. */
function counted(shop: string, products: ReadonlySet<string>) {
  const items = new Map(shopify.state({ shop: domain(shop) }).levels.map(({ itemId, sku, tracked }) => [itemId, { sku, tracked }]))
  const uses = Map.groupBy([...items.values()], ({ sku }) => sku)
  const of = { total: items.size, matched: 0, unknown: 0, twice: 0, withoutSku: 0, untracked: 0 }
  for (const { sku, tracked } of items.values()) {
    if (sku === null) of.withoutSku += 1
    else if ((uses.get(sku)?.length ?? 0) > 1) of.twice += 1
    else if (!products.has(sku)) of.unknown += 1
    else {
      of.matched += 1
      if (!tracked) of.untracked += 1
    }
  }
  return of
}

describe('the size of a store', () => {
  it.each(SIZES.map((size, at) => [size, at] as const))('with %d items: as many are matched as it has, and nothing is written there', async (size, at) => {
    const { id } = await connectTo(`items-${size}`, at)
    // A merchant without products of their own knows every SKU.
    const all = new Set(shopify.state({ shop: domain(`items-${size}`) }).levels.map(({ sku }) => sku ?? ''))
    if (size === 5_000) {
      await until(async () => (await step(id, 'items')).found.total > 0, { for: 'a first page', every: 100 })
      await again()
    }
    const { found, says } = await itemsRead(id)
    expect(found).toMatchObject(counted(`items-${size}`, all))
    expect(says).toBe(`${size} of ${size} matched, 0 unknown, 0 twice, 0 without SKU.`)
    expect(await step(id, 'locations')).toMatchObject({ state: 'waiting', found: { total: 1, ours: 1, mapped: 0, unmapped: [{ name: 'Only' }] } })
    expect(written(`items-${size}`)).toEqual([])
  }, 120_000)
})

describe('a store with everything, step by step, the hub killed between any two', () => {
  const PRODUCTS = [...Array.from({ length: 142 }, (_, at) => `KNOWN-${at}`), 'MUG', 'MUG-RED', 'MUG-BLUE']
  const known = new Set(PRODUCTS)
  let id = ''
  const setUp = async () => setupOf(id)
  const orders = async (): Promise<number> => (await owner.call('countOrders', { query: {} })).all.value
  const itemsIn = async (state: 'unknown' | 'twice' | 'without_sku', limit = 250) => {
    const all: Answer<'listSetupItems'>['data'] = []
    for (let cursor: string | undefined; ;) {
      const { data, nextCursor } = await owner.call('listSetupItems', { params: { id }, query: { state, limit, ...(cursor && { cursor }) } })
      all.push(...data)
      if (nextCursor === null) return all
      cursor = nextCursor
    }
  }

  beforeAll(async () => {
    const shop = domain(MIXED)
    shopify.addProducts({ shop, items: [
      ...PRODUCTS.slice(0, 142).map((sku, at) => ({ sku, available: { East: 7, West: 0 }, tracked: at !== 5 })), ...Array.from({ length: 18 }, (_, at) => ({ sku: `THEIRS-${at}` })),
      { sku: 'MUG', variantCount: 3 }, { sku: null, variantCount: 3 },
    ] })
    for (const days of [3, 30, 100]) for (const sku of ['KNOWN-0', 'KNOWN-1']) shopify.placeOrders({ shop, lines: [{ sku, quantity: 1 }], createdAt: place.clock.now() - days * DAY, shipping: { title: 'Economy' }, location: 'East' })
    await owner.call('createProduct', { body: { sku: PRODUCTS[0]! } })
    for (const sku of PRODUCTS.slice(1)) await owner.call('createProduct', { body: { sku } })
    const counts = PRODUCTS.slice(0, 142).map((sku, at) => ({ sku, centerId: centers[0]!, quantity: at % 3 === 0 ? 0 : at % 3 === 1 ? 7 : 9 }))
    await admin.call('putSnapshot', { body: { merchantId: (await owner.call('getSession', { query: {} })).merchantId!, asOf: new Date(place.clock.now()).toISOString(), rows: counts } })
  }, 120_000)

  it('S2.8: check: a new connection has no role, and says what each role would lack', async () => {
    id = (await connectTo(MIXED, 9)).id
    await again()
    const { found, state } = await step(id, 'check')
    expect(state).toBe('done')
    expect(found.at).not.toBeNull()
    expect(found.roles.map(({ role, isOn, lacks }) => [role, isOn, lacks.length])).toEqual([['orders', false, 0], ['inventory', false, 0], ['tracking', false, 0]])
    expect((await step(id, 'roles')).found).toMatchObject({ mode: 'observe', roles: [{ isOn: false }, { isOn: false }, { isOn: false }] })
  }, 120_000)

  it('locations: another app\'s is not ours to push to, a center is mapped once', async () => {
    const { data } = await owner.call('listLocations', { params: { id }, query: {} })
    const at = new Map(data.map(({ name, location }) => [name, location]))
    const put = async (rows: { location: string; centerIds: string[] }[]) => owner.call('putLocations', { params: { id }, body: { data: rows } }).catch((error: unknown) => (error as HubRefusal).code)
    expect(await step(id, 'locations')).toMatchObject({ state: 'waiting', found: { total: 4, ours: 3, mapped: 0, foreign: [{ name: 'Amaze Fulfilment' }] } })
    expect(await put([{ location: at.get('Amaze Fulfilment')!, centerIds: [centers[0]!] }])).toBe('location_not_ours')
    expect(await put([{ location: at.get('East')!, centerIds: [centers[0]!] }, { location: at.get('West')!, centerIds: [centers[0]!] }])).toBe('center_mapped_twice')
    await put([{ location: at.get('East')!, centerIds: [centers[0]!] }, { location: at.get('West')!, centerIds: [centers[1]!] }])
    await again()
    expect(await step(id, 'locations')).toMatchObject({ state: 'done', says: '2 of 3 locations mapped; not mapped: Counter. 1 location of another app: not ours to push to.', found: { mapped: 2, unmapped: [{ name: 'Counter' }] } })
  }, 120_000)

  it('items: 142 of 160 matched, 18 unknown, 3 twice, 3 without SKU, each to be found by page', async () => {
    const { found, says } = await itemsRead(id)
    expect(found).toMatchObject(counted(MIXED, known))
    expect(says).toBe('142 of 160 matched, 18 unknown, 3 twice, 3 without SKU.')
    expect(found).toMatchObject({ total: 166, untracked: 1 })
    const unknown = (await itemsIn('unknown', 5)).map(({ sku }) => sku)
    expect(unknown).toHaveLength(18)
    expect(new Set(unknown)).toEqual(new Set(Array.from({ length: 18 }, (_, at) => `THEIRS-${at}`)))
    expect(await itemsIn('without_sku')).toHaveLength(3)
    expect((await itemsIn('twice')).map(({ sku }) => sku)).toEqual(['MUG', 'MUG', 'MUG'])
  }, 120_000)

  it('items: a SKU on three variants is never guessed; a person tells them apart, and takes it back', async () => {
    const [, red, blue] = await itemsIn('twice')
    await owner.call('putItems', { params: { id }, body: { data: [{ item: red!.item, sku: 'MUG-RED' }, { item: blue!.item, sku: 'MUG-BLUE' }] } })
    await again()
    expect((await step(id, 'items')).says).toBe('145 of 163 matched, 18 unknown, 0 twice, 3 without SKU.')
    expect(await owner.call('undoItems', { params: { id }, body: {} })).toEqual({ rows: 2 })
    expect((await step(id, 'items')).says).toBe('142 of 160 matched, 18 unknown, 3 twice, 3 without SKU.')
    await expect(owner.call('undoItems', { params: { id }, body: {} })).rejects.toMatchObject({ code: 'nothing_to_undo' })
  }, 120_000)

  it('items: the catalogue changes later, and the report stays right', async () => {
    shopify.addProducts({ shop: domain(MIXED), items: [{ sku: 'KNOWN-0' }, { sku: 'THEIRS-NEW' }, { sku: null }] })
    place.clock.advance(6)
    await until(async () => (await step(id, 'items')).found.total === 169, { for: 'a poll of the items', every: 250 })
    expect((await step(id, 'items')).found).toMatchObject(counted(MIXED, known))
    expect((await step(id, 'items')).says).toBe('141 of 160 matched, 19 unknown, 5 twice, 4 without SKU.')
  }, 120_000)

  it('S4.1: older orders: a number; another startAt is bounded, says what it would bring, and is imported only when chosen', async () => {
    expect(await step(id, 'older_orders')).toMatchObject({ state: 'done', found: { open: 6 } })
    const daysAgo = (days: number): string => new Date(place.clock.now() - days * DAY).toISOString()
    const preview = async (days: number) => owner.call('previewStartAt', { params: { id }, query: { startAt: daysAgo(days) } })
    expect(await preview(40)).toMatchObject({ wouldImport: 4, olderOpenOrders: 2, now: { olderOpenOrders: 6 } })
    await expect(preview(130)).rejects.toMatchObject({ code: 'invalid_input' })
    const { version } = await setUp()
    expect(await patchAt(id, version, { startAt: daysAgo(130) })).toMatchObject({ status: 400, code: 'invalid_input' })
    expect(await patchAt(id, version - 1, { startAt: daysAgo(110) })).toMatchObject({ status: 412, code: 'stale_version' })
    expect(await patchAt(id, version, { startAt: daysAgo(40) })).toMatchObject({ status: 200 })
    await again()
    expect(await step(id, 'older_orders')).toMatchObject({ found: { open: 2 } })
    expect(await orders()).toBe(0)
  }, 120_000)

  it('S2.18: stock: compared before any role is on, kept with its numbers', async () => {
    expect(await step(id, 'stock')).toMatchObject({ state: 'waiting', found: { numbers: null, confirmed: null } })
    const { rows } = await owner.call('compareStock', { params: { id }, query: {} })
    const shown = new Map(shopify.state({ shop: domain(MIXED) }).levels.map(({ sku, location, available }) => [`${sku} ${location}`, available]))
    const names = new Map((await owner.call('listLocations', { params: { id }, query: {} })).data.map(({ location, name }) => [location, name]))
    expect(rows.filter((row) => row.store !== shown.get(`${row.sku} ${names.get(row.location)}`))).toEqual([])
    await again()
    const { found } = await step(id, 'stock')
    expect(found.numbers).toMatchObject({ compared: rows.length, same: rows.filter(({ difference }) => difference === 0).length, higher: rows.filter(({ difference }) => difference > 0).length, lower: rows.filter(({ difference }) => difference < 0).length, becomeZero: rows.filter(({ becomesZero }) => becomesZero).length })
    expect(found.numbers!.becomeZero).toBeGreaterThan(10)
    await expect(owner.call('confirmStock', { params: { id }, body: {} })).rejects.toMatchObject({ code: 'role_is_off' })
  }, 120_000)

  it('roles: what is switched on while it observes imports and writes nothing; methods come with the orders', async () => {
    expect(await step(id, 'methods')).toMatchObject({ state: 'waiting', found: { total: 0 } })
    await owner.call('patchConnection', { params: { id }, body: { roles: ['orders', 'tracking', 'inventory'] } })
    await again()
    await until(async () => (await orders()) === 4, { for: 'the four orders of forty days', every: 250, stands: orders })
    expect(await step(id, 'methods')).toMatchObject({ state: 'waiting', says: '1 method found, 0 mapped, 0 active. Not mapped: “Economy”.', found: { unmapped: ['Economy'] } })
    const option = await admin.call('createShipOption', { body: { name: 'Standard' } })
    const data = [{ method: 'Economy', shipOptionId: option.id }]
    const before = await owner.call('previewMethods', { params: { id }, body: { data } })
    // KNOWN-0 stands on two items since the catalogue changed: its orders stay held.
    expect(before).toMatchObject({ frees: 2, stays: 2, rows: [{ method: 'Economy', waiting: 4 }] })
    expect(await owner.call('putMethods', { params: { id }, body: { data } })).toMatchObject({ freed: 4 })
    await again()
    expect(await step(id, 'methods')).toMatchObject({ state: 'done', found: { total: 1, mapped: 1, active: 1 } })
    await owner.call('undoMethods', { params: { id }, body: {} })
    const held = (await owner.call('listOrders', { query: { status: 'action_required', limit: 250 } })).data
    expect(held.filter(({ reasons }) => reasons.some(({ code }) => code === 'unmapped_ship_option'))).toHaveLength(4)
    await owner.call('putMethods', { params: { id }, body: { data } })
    await owner.call('confirmStock', { params: { id }, body: {} })
    await again()
    expect(await step(id, 'stock')).toMatchObject({ state: 'done', found: { confirmed: { by: { is: 'token', name: 'the owner' } } } })
    expect(await step(id, 'roles')).toMatchObject({ state: 'waiting', found: { mode: 'observe' } })
  }, 180_000)

  it('nothing of any kind was written at the store before it went live: no level, no fulfillment, no subscription', async () => {
    expect(written(MIXED)).toEqual([])
    expect(shopify.state({ shop: domain(MIXED) }).subscriptions).toEqual([])
    await owner.call('patchConnection', { params: { id }, body: { mode: 'live' } })
    await until(() => written(MIXED).includes('inventorySetQuantities'), { for: 'a first number told', every: 250 })
    expect(written(MIXED)).toContain('webhookSubscriptionCreate')
    expect((await setUp()).isComplete).toBe(true)
  }, 120_000)
})

describe('a token that may not do everything', () => {
  it('names the roles that lack a scope, and bounds startAt at 60 days', async () => {
    const late = await connectTo('narrow', 10, { startAt: new Date(place.clock.now() - 61 * DAY).toISOString() }).catch((error: unknown) => error as HubRefusal)
    expect(late).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('60 days back; 120 where the store grants access to all orders') })
    const { id } = await connectTo('narrow', 10, { startAt: new Date(place.clock.now() - 59 * DAY).toISOString() })
    const { found, says } = await step(id, 'check')
    expect(found.roles.map(({ role, lacks }) => [role, lacks.filter(({ is }) => is === 'fault').map(({ code }) => code)])).toEqual([['orders', []], ['inventory', ['missing_scope:write_inventory']], ['tracking', ['missing_scope:write_merchant_managed_fulfillment_orders']]])
    expect(says).toContain('not for inventory, tracking')
    expect((await step(id, 'roles')).found.roles.map(({ role, mayBeOn }) => [role, mayBeOn])).toEqual([['orders', true], ['inventory', false], ['tracking', false]])
    await itemsRead(id)
  }, 120_000)
})

describe('the command line', () => {
  const at = () => terminal({ fetch, variables: { CROSSDOCK_URL: hub.url, CROSSDOCK_TOKEN: ownerToken, HOME: place.folder } })

  it('prints the report as a sentence, and goes on with what flags say', async () => {
    const one = at()
    expect(await one.run('connections', 'setup', 'items-1', '--wait', '--map-location', 'Only=Reno', '--roles', 'orders')).toBe(0)
    // This merchant keeps products by now, and the store's only SKU is not among them.
    expect(one.out()).toContain('0 of 1 matched, 1 unknown, 0 twice, 0 without SKU')
    expect(one.out()).toContain('1 of 1 location mapped')
    expect(await one.run('connections', 'setup', 'items-1', '--json')).toBe(0)
    const setup = JSON.parse(one.out()) as Setup
    expect(setup.steps.find(({ step: name }) => name === 'roles')).toMatchObject({ found: { mode: 'observe' }, says: expect.stringContaining('orders') })
    expect(written('items-1')).toEqual([])
    expect(await one.run('inventory', 'compare', MIXED)).toBe(0)
    expect(one.err().split('\n')[0]).toMatch(/^\d+ compared: \d+ same, \d+ would rise, \d+ would fall, \d+ would become 0; \d+ never counted here/)
  }, 120_000)
})
