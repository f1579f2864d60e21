import { describe, expect, it } from 'vitest'
import type { Sku } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { CREDENTIALS, M1, OWNER, shopHub, type Shopped } from '../../test/support/reading-shop.ts'
import { patchConnection, pauseConnection } from '../connections/change-connection.ts'
import { checkConnection } from '../connections/check.ts'
import { createConnection } from '../connections/create.ts'
import { connectionOf } from '../connections/found.ts'
import { placeItems, putItems } from '../mappings/items.ts'
import { itemsReport, listItemsIn } from '../mappings/items-report.ts'
import { discoverLocations, putLocations } from '../mappings/locations.ts'
import { pollDueSources } from '../receive/poll.ts'
import { createCenter } from '../setup/centers.ts'
import { upsertProducts } from '../setup/products.ts'
import { keepFinding } from './findings.ts'
import { setupOf } from './setup.ts'
import { previewStartAt } from './start-at.ts'

const DAY = 86_400_000
const item = (ref: string, sku: string | null, tracked = true) => ({ ref, sku, name: ref, tracked, updatedAt: null })

/** Connected as a person does it first: no role, observing. */
async function connected(at: Shopped, startAt?: number) {
  const made = await createConnection(at.hub, OWNER, { id: 'c1', connector: 'shop', name: 'One', credentials: CREDENTIALS, ...(startAt !== undefined && { startAt }) })
  if (made.is !== 'done') throw new TypeError(JSON.stringify(made))
  return made.connection
}
const states = async ({ hub }: Shopped) => Object.fromEntries((await setupOf(hub, OWNER, 'c1' as never))!.steps.map(({ step, state }) => [step, state]))

describe('where connecting stands', () => {
  it('begins with what waits for a person, and names it', async () => {
    const at = await shopHub()
    await connected(at)
    expect(await states(at)).toEqual({ check: 'done', locations: 'waiting', items: 'running', methods: 'waiting', older_orders: 'done', stock: 'waiting', roles: 'waiting' })
    expect(await setupOf(at.hub, OWNER, 'nobody' as never)).toBeNull()
    expect(await setupOf(at.hub, { ...OWNER, merchantId: 'm2' as never }, 'c1' as never)).toBeNull()
  })

  it('reads the items before any role is on, and a scope that lacks for that stops nothing', async () => {
    const at = await shopHub()
    await connected(at)
    at.shop.items = [item('i1', 'A')]
    await pollDueSources(at.hub, 'shop:one', Number.MAX_SAFE_INTEGER)
    expect((await states(at)).items).toBe('done')
    expect(at.shop.pages).toBe(0)
    const denied = await shopHub()
    await connected(denied)
    const { connector } = denied.shop
    const open = connector.open
    Object.assign(connector, { open: (...given: Parameters<typeof open>) => ({ ...open(...given), items: { batch: 1, get: async () => [], page: async () => { throw new VendorError('auth', 'yes', 'missing scope') } } }) })
    await pollDueSources(denied.hub, 'shop:one', Number.MAX_SAFE_INTEGER)
    expect(await connectionOf(denied.hub, OWNER, 'c1' as never)).toMatchObject({ state: 'connected' })
    expect((await states(denied)).items).toBe('running')
  })

  it('says that roles are paused, and how they go on', async () => {
    const at = await shopHub()
    await connected(at)
    await patchConnection(at.hub, OWNER, 'c1' as never, null, { roles: ['orders', 'tracking'], mode: 'live' })
    await pauseConnection(at.hub, OWNER, 'c1' as never, ['orders'])
    expect((await setupOf(at.hub, OWNER, 'c1' as never))!.steps.find(({ step }) => step === 'roles')).toMatchObject({ state: 'waiting', says: 'On: orders, tracking. Paused: orders; what comes up waits.', next: 'Resume the connection.' })
  })

  it('asks for counts, and not for a yes, where nothing was ever counted here', async () => {
    const at = await shopHub()
    const connection = await connected(at)
    await keepFinding(at.hub, connection, 'stock', { compared: 0, same: 0, higher: 0, lower: 0, becomeZero: 0, neverCounted: 12, notStocked: 0 }, null)
    expect((await setupOf(at.hub, OWNER, 'c1' as never))!.steps.find(({ step }) => step === 'stock')).toMatchObject({ state: 'waiting', says: expect.stringContaining('12 SKUs never counted here'), next: expect.stringContaining('nothing to confirm yet') })
  })

  it('keeps what the check said, role by role, until it is asked again', async () => {
    const at = await shopHub()
    await connected(at)
    at.shop.checks = [{ code: 'credentials', is: 'fault', title: 'Not accepted', fix: 'New ones.' }]
    expect((await states(at)).check).toBe('done')
    await checkConnection(at.hub, OWNER, 'c1' as never)
    expect((await setupOf(at.hub, OWNER, 'c1' as never))!.steps[0]).toMatchObject({ state: 'fault', says: 'Not accepted', next: 'New ones.' })
  })

  it('a role that was switched on though its scope lacks is a fault', async () => {
    const at = await shopHub()
    const { check } = at.shop.connector
    Object.assign(at.shop.connector, { check: async (...given: Parameters<typeof check>) => (given[0].roles.includes('tracking') ? [{ code: 'missing_scope:write', is: 'fault', title: 'The scope write is missing', fix: 'Add it.' }] : check(...given)) })
    await connected(at)
    expect((await setupOf(at.hub, OWNER, 'c1' as never))!.steps[0]).toMatchObject({ state: 'done', says: expect.stringContaining('not for tracking') })
    await patchConnection(at.hub, OWNER, 'c1' as never, null, { roles: ['tracking'] })
    expect((await setupOf(at.hub, OWNER, 'c1' as never))!.steps[0]).toMatchObject({ state: 'fault', next: 'Add it.' })
  })
})

describe('the report of items', () => {
  it('has each item in one place, and stays right while items, products and choices change', async () => {
    const at = await shopHub()
    const connection = await connected(at)
    const report = async () => (await itemsReport(at.hub, connection)).report
    await placeItems(at.hub, connection, [item('i1', 'A'), item('i2', 'B', false), item('i3', 'C'), item('i4', 'C'), item('i5', null)])
    expect(await report()).toEqual({ total: 5, matched: 2, unknown: 0, twice: 2, withoutSku: 1, untracked: 1 })
    await upsertProducts(at.hub, OWNER, [{ sku: 'A' as Sku }])
    expect(await report()).toEqual({ total: 5, matched: 1, unknown: 1, twice: 2, withoutSku: 1, untracked: 0 })
    await putItems(at.hub, OWNER, connection.id, [{ item: 'i4', sku: 'D' as Sku }])
    expect(await report()).toEqual({ total: 5, matched: 1, unknown: 3, twice: 0, withoutSku: 1, untracked: 0 })
    await placeItems(at.hub, connection, [item('i6', 'D'), item('i6', 'E'), item('i7', 'D')])
    expect(await report()).toEqual({ total: 7, matched: 1, unknown: 3, twice: 2, withoutSku: 1, untracked: 0 })
    expect((await listItemsIn(at.hub, OWNER, connection.id, 'twice', { limit: 9 }))?.items.map(one => one.item).toSorted()).toEqual(['i4', 'i7'])
  })

  it('is counted once, and again only after something changed', async () => {
    const at = await shopHub()
    const connection = await connected(at)
    await placeItems(at.hub, connection, [item('i1', 'A')])
    let lists = 0
    const counting = { ...at.hub, store: { ...at.hub.store, list: (async (...given: Parameters<typeof at.hub.store.list>) => {
      if (given[0] === 'itemsOfConnection') lists += 1
      return at.hub.store.list(...given)
    }) as typeof at.hub.store.list } }
    for (let times = 0; times < 5; times += 1) await itemsReport(counting, connection)
    expect(lists).toBe(1)
    await placeItems(at.hub, connection, [item('i1', 'A')])
    await itemsReport(counting, connection)
    expect(lists).toBe(1)
    await placeItems(at.hub, connection, [item('i1', 'B')])
    await itemsReport(counting, connection)
    expect(lists).toBe(2)
  })

  it('a change while it is being counted is not lost', async () => {
    const at = await shopHub()
    const connection = await connected(at)
    await placeItems(at.hub, connection, [item('i1', 'A')])
    const slow = { ...at.hub, store: { ...at.hub.store, list: (async (...given: Parameters<typeof at.hub.store.list>) => {
      const page = await at.hub.store.list(...given)
      if (given[0] === 'itemsOfConnection') await placeItems(at.hub, connection, [item('i2', 'B')])
      return page
    }) as typeof at.hub.store.list } }
    expect((await itemsReport(slow, connection)).report.total).toBe(1)
    expect((await itemsReport(at.hub, connection)).report.total).toBe(2)
  })
})

describe('a location of another app', () => {
  it('is not ours to push to, and is given up where an app takes it over', async () => {
    const at = await shopHub()
    const connection = await connected(at)
    await createCenter(at.hub, { id: 'east', name: 'east', country: 'US' })
    const map = async () => putLocations(at.hub, OWNER, connection.id, [{ location: 'loc1', centerIds: ['east' as never] }])
    expect(await map()).toMatchObject({ is: 'done' })
    await discoverLocations(at.hub, connection, [{ id: 'loc1', title: 'Main', foreign: true }, { id: 'loc2', title: 'Annex' }])
    expect((await setupOf(at.hub, OWNER, connection.id))!.steps[1]).toMatchObject({ state: 'waiting', found: { ours: 1, mapped: 0, foreign: [{ name: 'Main' }] } })
    expect(await map()).toMatchObject({ is: 'refused', code: 'location_not_ours' })
    await discoverLocations(at.hub, connection, [{ id: 'loc1', title: 'Main' }])
    expect(await map()).toMatchObject({ is: 'done' })
  })
})

describe('startAt', () => {
  it('goes back 60 days, and 120 where the store grants it; a fault names the field and the earliest time', async () => {
    const at = await shopHub()
    const now = at.hub.clock.now()
    const { olderOpenOrders } = at.shop.connector.open({} as never, {} as never)
    const made = async (days: number) => createConnection(at.hub, OWNER, { id: `c${days}`, connector: 'shop', name: 'One', credentials: CREDENTIALS, startAt: now - days * DAY })
    expect(await made(60)).toMatchObject({ is: 'done' })
    expect(await made(61)).toMatchObject({ is: 'refused', code: 'invalid_input', message: expect.stringContaining(new Date(now - 60 * DAY).toISOString()), fields: [{ field: 'startAt' }] })
    const { open } = at.shop.connector
    Object.assign(at.shop.connector, { open: (...given: Parameters<typeof open>) => ({ ...open(...given), olderOpenOrders: { ...olderOpenOrders, daysBack: async () => 365 } }) })
    expect(await made(120)).toMatchObject({ is: 'done' })
    expect(await made(121)).toMatchObject({ is: 'refused', fields: [{ message: 'must be at most 120 days ago' }] })
  })

  it('moved back, says what it would bring, and then imports it; nothing before', async () => {
    const at = await shopHub()
    const now = at.hub.clock.now()
    at.shop.put({ ref: 'g1', purchasedAt: now - 40 * DAY, updatedAt: now - 40 * DAY })
    at.shop.put({ ref: 'g2', purchasedAt: now - 55 * DAY, updatedAt: now - 55 * DAY })
    const connection = await connected(at)
    await patchConnection(at.hub, OWNER, connection.id, null, { roles: ['orders'] })
    const poll = async () => pollDueSources(at.hub, 'shop:one', Number.MAX_SAFE_INTEGER)
    await poll()
    expect(await previewStartAt(at.hub, OWNER, connection.id, now - 45 * DAY)).toMatchObject({ wouldImport: 1, olderOpenOrders: 1, now: { olderOpenOrders: 2 } })
    await poll()
    expect((await at.hub.store.count('ordersNewest', { merchantId: M1 })).value).toBe(0)
    expect(await patchConnection(at.hub, OWNER, connection.id, null, { startAt: now - 45 * DAY })).toMatchObject({ connection: { olderOpenOrders: 1 } })
    expect((await states(at)).older_orders).toBe('running')
    await poll()
    expect((await at.hub.store.count('ordersNewest', { merchantId: M1 })).value).toBe(1)
    expect((await states(at)).older_orders).toBe('done')
  })
})
