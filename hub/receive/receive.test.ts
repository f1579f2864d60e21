import { describe, expect, it, vi } from 'vitest'
import { ConnectionId, type ShipOptionId, type Sku } from '../../core/model/ids.ts'
import { needOf } from '../../core/orders/need.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { StoreUnavailable } from '../../core/ports/store.ts'
import { ACCOUNT, connect, M1, OWNER, shopHub, STANDARD, webhook } from '../../test/support/reading-shop.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { giveBack, nextDue, take } from '../lanes/lanes.ts'
import { putMethods } from '../mappings/ship-options.ts'
import { disconnect, pauseConnection, resumeConnection } from '../connections/change-connection.ts'
import { command } from '../orders/command.ts'
import { roadOf } from '../orders/road.ts'
import { upsertProducts } from '../setup/products.ts'
import { createShipOption } from '../setup/ship-options.ts'
import { accept, deliveryId, type Turn } from './accept.ts'
import { drainDeliveries } from './drain.ts'
import { place } from './place.ts'
import { pollDueSources } from './poll.ts'
import { viewOf } from '../connections/view.ts'
import { syncNow } from './sync-now.ts'

const FAR = Number.MAX_SAFE_INTEGER
const ordersOf = async (hub: Hub) => (await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 100 })).items
const deliveries = async (hub: Hub) => (await hub.store.list('deliveriesNewest', { merchantId: M1 }, { limit: 100 })).items

describe('the door', () => {
  it('I9: is durable before it answers, wakes the account, and the drain brings the order', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    shop.put({ ref: 'order-one' })
    // It sleeps: what connecting left to do is done.
    await giveBack(hub, (await take(hub, 'w'))!, null)
    expect(await nextDue(hub)).toBeNull()
    expect(await accept(hub, 'c1', webhook(hub, 'e1', ['order-one']))).toEqual({ status: 200, body: '' })
    expect(await deliveries(hub)).toMatchObject([{ id: 'c1::e1', state: 'pending' }])
    expect(await hub.store.get('lanes', null, accountLane(ACCOUNT))).toMatchObject({ nextAt: hub.clock.now() })
    expect(JSON.stringify(await deliveries(hub))).not.toContain('order-one')
    await drainDeliveries(hub, ACCOUNT, FAR)
    expect(await deliveries(hub)).toMatchObject([{ state: 'done' }])
    expect(await ordersOf(hub)).toMatchObject([{ number: '#1001', status: 'action_required', reasons: [{ code: 'unmapped_ship_option' }] }])
  })

  it('I9: what could not be written down is not answered as taken', async () => {
    const { hub } = await shopHub()
    await connect(hub)
    const full = { ...hub, store: { ...hub.store, insertMany: async () => { await Promise.resolve(); throw new StoreUnavailable('disk_full', 'no room') } } }
    await expect(accept(full, 'c1', webhook(hub, 'e1', ['g1']))).rejects.toMatchObject({ code: 'disk_full' })
  })

  it('a repeat is the same delivery, and many hints of one order are one reading', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    shop.put({ ref: 'g1' })
    for (const event of ['e1', 'e1', 'e2', 'e3']) await accept(hub, 'c1', webhook(hub, event, ['g1']))
    expect(await deliveries(hub)).toHaveLength(3)
    await drainDeliveries(hub, ACCOUNT, FAR)
    expect(shop.gets).toEqual([['g1']])
    expect(await ordersOf(hub)).toHaveLength(1)
  })

  it('I12: one poisoned among a hundred is found by halving, and is the only one that waits', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    const refs = Array.from({ length: 10 }, (_, at) => shop.put({ ref: `g${at}` }).ref)
    shop.poisoned.add('g6')
    await accept(hub, 'c1', webhook(hub, 'e1', ['g6']))
    await accept(hub, 'c1', webhook(hub, 'e2', refs.filter(ref => ref !== 'g6')))
    await drainDeliveries(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toHaveLength(9)
    expect(shop.gets.length).toBeLessThanOrEqual(9)
    expect((await deliveries(hub)).map(({ state }) => state).toSorted()).toEqual(['done', 'pending'])
  })

  it('S2.28: a store that does not show its items goes on with its orders; its stock is paused where somebody switched it on', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    const open = shop.connector.open
    shop.connector.open = (...given) => {
      const can = open(...given)
      return { ...can, items: { ...can.items!, page: async () => { throw new VendorError('auth', 'yes', 'Access denied for productVariants field', { code: 'missing_scope' }) } } }
    }
    shop.put({ ref: 'g1' })
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toHaveLength(1)
    expect((await hub.store.get('connections', null, connection.id))?.state).toBe('connected')
    await hub.store.replace('connections', { ...(await hub.store.get('connections', null, connection.id))!, roles: ['inventory'] })
    await hub.time.advance(900_000)
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(await hub.store.get('connections', null, connection.id)).toMatchObject({ state: 'connected', pausedRoles: ['inventory'], stateReason: 'inventory is paused: Access denied for productVariants field' })
  })

  it.each([
    ['a wrong signature', 'c1', 'other', 401], ['an unknown connection', 'c9', 'sign', 404],
  ])('%s is refused, and nothing is stored', async (_, id, signature, status) => {
    const { hub } = await shopHub()
    await connect(hub)
    expect(await accept(hub, id, webhook(hub, 'e1', ['g1'], signature))).toMatchObject({ status })
    expect(await deliveries(hub)).toEqual([])
  })

  it('what cannot be read is refused, and a disconnected connection is unknown', async () => {
    const { hub } = await shopHub()
    const connection = await connect(hub)
    expect(await accept(hub, 'c1', { ...webhook(hub, 'e', []), body: Buffer.from('{') })).toMatchObject({ status: 400 })
    expect(await accept(hub, 'c1', { ...webhook(hub, 'e', []), body: Buffer.from('null') })).toMatchObject({ status: 400, body: 'what is this' })
    await disconnect(hub, OWNER, connection.id)
    expect(await accept(hub, 'c1', webhook(hub, 'e1', ['g1']))).toMatchObject({ status: 404 })
    expect(await deliveries(hub)).toEqual([])
  })

  it('opens a connection once for all that comes in one turn; one that was cut off meanwhile counts in the next', async () => {
    const { hub } = await shopHub()
    const connection = await connect(hub)
    const opened = vi.spyOn(hub.vault, 'openField')
    const turn: Turn = new Map()
    const replies = await Promise.all(['e1', 'e2', 'e3'].map(async event => accept(hub, 'c1', webhook(hub, event, ['g1']), turn)))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(opened).toHaveBeenCalledTimes(1)
    expect(await deliveries(hub)).toHaveLength(3)
    expect(await accept(hub, 'c1', webhook(hub, 'e4', ['g1'], 'other'), turn)).toMatchObject({ status: 401 })
    await disconnect(hub, OWNER, connection.id)
    expect(await accept(hub, 'c1', webhook(hub, 'e5', ['g1']))).toMatchObject({ status: 404 })
  })

  it('keeps what happened together beside each other, and a repeat under the same id whenever it comes', () => {
    const id = ConnectionId.parse('c1')
    const at = Date.UTC(2026, 10, 21)
    const ids = Array.from({ length: 50 }, (_, minute) => deliveryId(id, { eventId: `${97 * minute % 50}`.repeat(50), at: at + minute * 60_000 }))
    expect(ids).toEqual(ids.toSorted())
    expect(deliveryId(id, { eventId: 'e'.repeat(90), at })).toBe(deliveryId(id, { eventId: 'e'.repeat(90), at }))
    // A vendor that says no time, or none that can be: the key alone. An event that is called like a time and a key is not taken for one.
    expect(new Set([null, 0, -1, Number.NaN, 36 ** 9].map(time => deliveryId(id, { eventId: 'e', at: time })))).toEqual(new Set(['c1::e']))
    expect(deliveryId(id, { eventId: `${at.toString(36)}:e`, at: null })).not.toBe(deliveryId(id, { eventId: 'e', at }))
  })

  it('I12: one that cannot be read is put off with its reason and at last failed; no other waits for it', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    for (const ref of ['g1', 'g2', 'g3']) {
      shop.put({ ref })
      await accept(hub, 'c1', webhook(hub, `e-${ref}`, [ref]))
    }
    shop.poisoned.add('g2')
    await drainDeliveries(hub, ACCOUNT, FAR)
    expect((await ordersOf(hub)).flatMap(({ links }) => links.map(({ externalId }) => externalId)).toSorted()).toEqual(['g1', 'g3'])
    expect((await deliveries(hub)).find(({ id }) => id === 'c1::e-g2')).toMatchObject({ state: 'pending', attempts: 1, reason: 'cannot be read' })
    for (let tries = 0; tries < 40; tries += 1) {
      await hub.time.advance(3_700_000)
      await drainDeliveries(hub, ACCOUNT, FAR)
    }
    expect((await deliveries(hub)).find(({ id }) => id === 'c1::e-g2')).toMatchObject({ state: 'failed' })
  })

  it('I9: one that cannot be opened because the store does not answer just now is not given up', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    shop.put({ ref: 'g1' })
    await accept(hub, 'c1', webhook(hub, 'e1', ['g1']))
    const away = { ...hub, vault: { ...hub.vault, openDaily: async () => { throw new StoreUnavailable('failed', 'disk I/O error') } } }
    await drainDeliveries(away, ACCOUNT, FAR).catch(() => {})
    expect(await deliveries(hub)).toMatchObject([{ state: 'pending' }])
    await drainDeliveries(hub, ACCOUNT, hub.clock.now())
    expect(await ordersOf(hub)).toHaveLength(1)
  })

  it('weather is waited out, and costs no attempts', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    shop.put({ ref: 'g1' })
    await accept(hub, 'c1', webhook(hub, 'e1', ['g1']))
    for (let tries = 0; tries < 30; tries += 1) {
      shop.faults.push(new VendorError('unavailable', 'yes', 'down'))
      await drainDeliveries(hub, ACCOUNT, FAR)
      await hub.time.advance(3_700_000)
    }
    shop.faults.length = 0
    await drainDeliveries(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toHaveLength(1)
  })

  it('what is paused queues, and comes when it is resumed', async () => {
    const { hub, shop } = await shopHub()
    const { id } = await connect(hub)
    await pauseConnection(hub, OWNER, id)
    shop.put({ ref: 'g1' })
    await accept(hub, 'c1', webhook(hub, 'e1', ['g1']))
    await drainDeliveries(hub, ACCOUNT, FAR)
    expect([await ordersOf(hub), shop.gets]).toEqual([[], []])
    await resumeConnection(hub, OWNER, id)
    await hub.time.advance(61_000)
    await drainDeliveries(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toHaveLength(1)
  })
})

describe('the poll', () => {
  it('reads page by page, then every five minutes, and at once when asked', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    for (let n = 0; n < 5; n += 1) shop.put({ ref: `g${n}`, number: `#${n}`, updatedAt: hub.clock.now() + n })
    const next = await pollDueSources(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toHaveLength(5)
    expect([shop.pages, next]).toEqual([3, hub.clock.now() + 300_000])
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(shop.pages).toBe(3)
    await syncNow(hub, connection)
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(shop.pages).toBe(4)
  })

  it('when it was last imported stays known while it is read again, also by a store that does not answer', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await pollDueSources(hub, ACCOUNT, FAR)
    const lastImport = new Date(hub.clock.now()).toISOString()
    await hub.time.advance(60_000)
    await syncNow(hub, connection)
    expect((await viewOf(hub, connection)).lastImportAt).toBe(lastImport)
    shop.faults.push(new VendorError('unavailable', 'yes', 'down'))
    await pollDueSources(hub, ACCOUNT, FAR)
    expect((await viewOf(hub, connection)).lastImportAt).toBe(lastImport)
    await hub.time.advance(60_000)
    await pollDueSources(hub, ACCOUNT, FAR)
    expect((await viewOf(hub, connection)).lastImportAt).toBe(new Date(hub.clock.now()).toISOString())
  })

  it('the log says which source of whose connection fails, why, how often in a row, and when it works again', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    for (let tries = 0; tries < 2; tries += 1) {
      shop.faults.push(new VendorError('unavailable', 'yes', 'down'))
      await pollDueSources(hub, ACCOUNT, FAR)
      await hub.time.advance(60_000)
    }
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(hub.lines.map(({ level, event, fields }) => ({ level, event, ...fields }))).toMatchObject([
      { level: 'warn', event: 'poll_failed', connectionId: 'c1', merchantId: M1, source: 'orders', attempts: 1, error: { kind: 'unavailable' } },
      { level: 'warn', event: 'poll_failed', source: 'orders', attempts: 2 }, { level: 'info', event: 'poll_works_again', source: 'orders', attempts: 2 },
    ])
  })

  it('I12: an order that cannot be read waits alone, with its reason; where it stands here it is known no more, until it can be read', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    const known = shop.put({ ref: 'g1', updatedAt: hub.clock.now() })
    await pollDueSources(hub, ACCOUNT, FAR)
    const knownUnits = async () => needOf((await ordersOf(hub)).find(({ links }) => links[0]?.externalId === 'g1')!).known.length
    expect(await knownUnits()).toBe(1)

    shop.put({ ref: 'g2', updatedAt: known.updatedAt + 1_000 })
    shop.put({ ...known, updatedAt: known.updatedAt + 2_000 })
    shop.put({ ref: 'g3', updatedAt: known.updatedAt + 3_000 })
    shop.poisoned.add('g1')
    await hub.time.advance(300_000)
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toHaveLength(2)
    expect(await knownUnits()).toBe(0)
    expect(await deliveries(hub)).toMatchObject([{ state: 'pending', reason: 'lines: not a list' }])
  })

  it('a reading that fails keeps its cursor and is tried again', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    for (let n = 0; n < 4; n += 1) shop.put({ ref: `g${n}`, updatedAt: hub.clock.now() + n })
    shop.faults.push(new VendorError('malformed', 'yes', 'what'))
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toEqual([])
    await hub.time.advance(1_000_000)
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toHaveLength(4)
  })

  it('once a day everything is read once more: what no hint and no cursor saw is found', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    shop.put({ ref: 'g1' })
    await pollDueSources(hub, ACCOUNT, FAR)
    await hub.time.advance(86_400_000)
    // Behind the cursor: its time of change is older than what was read.
    shop.put({ ref: 'g0', updatedAt: 1, purchasedAt: hub.clock.now() })
    shop.orders.set('g0', { ...shop.orders.get('g0')!, updatedAt: hub.clock.now() - 80_000_000 })
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toHaveLength(2)
  })

  it('S2.8: refused credentials stop the connection until a person mends it', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    shop.faults.push(new VendorError('auth', 'yes', 'who'))
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(await hub.store.get('connections', null, 'c1')).toMatchObject({ state: 'needs_reauth' })
  })
})

describe('placing', () => {
  it('ARCHITECTURE 4: a half-done import is finished under the same id', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    const one = shop.put({ ref: 'g1' })
    await hub.store.insert('links', { id: 'order:shop:one:g1', merchantId: M1, version: 0, orderId: 'fixed' as never, shipmentId: null, at: 0 })
    expect(await place(hub, connection, one)).toMatchObject({ is: 'placed', orderId: 'fixed', code: 'imported' })
    expect((await hub.store.list('linksOfOrder', { merchantId: M1, orderId: 'fixed' }, { limit: 9 })).items.map(({ id }) => id)).toEqual(['order:shop:one:g1', 'ref:c1:g1'])
  })

  it('ARCHITECTURE 4: two at once make one order', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    const one = shop.put({ ref: 'g1' })
    const placed = await Promise.all(Array.from({ length: 6 }, async () => place(hub, connection, one)))
    expect(new Set(placed.map(become => (become.is === 'placed' ? become.orderId : become.code))).size).toBe(1)
    expect(await ordersOf(hub)).toHaveLength(1)
  })

  it('a second road to the same store adds its name, and the owner’s word counts', async () => {
    const { hub, shop } = await shopHub()
    const one = shop.put({ ref: 'g1' })
    await place(hub, await connect(hub), one)
    const second = await connect(hub, { id: 'c2' })
    await place(hub, second, { ...one, updatedAt: one.updatedAt + 1, lines: [] })
    const [order] = await ordersOf(hub)
    expect(order).toMatchObject({ connectionId: 'c1', lines: [{ quantity: 2 }], links: [{ owner: true }, { connectionId: 'c2', owner: false }] })
  })

  it('a new road takes over from a connection that was disconnected, and its word counts at once', async () => {
    const { hub, shop } = await shopHub()
    const one = shop.put({ ref: 'g1' })
    const first = await connect(hub)
    await place(hub, first, one)
    await disconnect(hub, OWNER, first.id)
    const second = await connect(hub, { id: 'c2' })
    expect(await place(hub, second, { ...one, updatedAt: one.updatedAt + 1, lines: one.lines.map(line => ({ ...line, quantity: 1 })) })).toMatchObject({ is: 'placed', code: 'edited' })
    const [order] = await ordersOf(hub)
    expect(order).toMatchObject({ connectionId: 'c2', channel: 'shop', lines: [{ quantity: 1, parts: [{ location: 'loc1' }] }], links: [{ connectionId: 'c1', owner: false }, { connectionId: 'c2', externalId: 'g1', owner: true }] })
    expect(needOf(order!).known).toMatchObject([{ connectionId: 'c2', units: 1 }])
    expect(order!.todo.filter(({ is }) => is === 'want')).toEqual([{ is: 'want', revision: 3 }])
    expect(order!.todo).toContainEqual(expect.objectContaining({ kind: 'order.taken_over', detail: expect.objectContaining({ connectionId: 'c2', from: 'c1', revision: 2 }) }))
    expect(await roadOf(hub, order!)).toMatchObject({ connectionId: 'c2' })
    await place(hub, second, { ...one, updatedAt: one.updatedAt + 2, cancelledAt: one.updatedAt + 2 })
    expect(await ordersOf(hub)).toMatchObject([{ status: 'cancelled', upstreamEnded: true }])
  })

  it('a second road that was linked before takes over when the owner is disconnected; one to another store never does', async () => {
    const { hub, shop } = await shopHub()
    const one = shop.put({ ref: 'g1' })
    const first = await connect(hub)
    await place(hub, first, one)
    const second = await connect(hub, { id: 'c2' })
    await place(hub, second, one)
    await disconnect(hub, OWNER, first.id)
    await place(hub, await connect(hub, { id: 'c3', settings: { store: 'two' } }), { ...one, updatedAt: one.updatedAt + 1, tags: ['c3'] })
    expect(await ordersOf(hub)).toMatchObject([{ connectionId: 'c1', tags: [] }])
    expect(await place(hub, second, { ...one, updatedAt: one.updatedAt + 1, tags: ['c2'] })).toMatchObject({ code: 'updated' })
    const [order] = await ordersOf(hub)
    expect(order).toMatchObject({ connectionId: 'c2', tags: ['c2'] })
    expect(order!.links.filter(({ owner }) => owner)).toEqual([{ connectionId: 'c2', externalId: 'g1', owner: true }])
  })

  it('what is not imported leaves no trace', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub, { startAt: hub.clock.now() })
    expect(await place(hub, connection, shop.put({ purchasedAt: hub.clock.now() - 1 }))).toEqual({ is: 'ignored', code: 'older_than_start' })
    expect((await hub.store.list('methodsOfConnection', { merchantId: M1, connectionId: 'c1' }, { limit: 9 })).items).toEqual([])
  })

  it('S2.12 S2.15: the method is discovered; mapping it frees the orders at once', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    for (let n = 0; n < 3; n += 1) await place(hub, connection, shop.put({ ref: `g${n}` }))
    await place(hub, connection, shop.put({ ref: 'other', method: null }))
    expect((await hub.store.list('methodsOfConnection', { merchantId: M1, connectionId: 'c1' }, { limit: 9 })).items.map(({ method }) => method).toSorted()).toEqual(['(none)', 'Standard'])
    expect(await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])).toMatchObject({ is: 'done', freed: 3 })
    expect((await ordersOf(hub)).map(({ status }) => status).toSorted()).toEqual(['action_required', 'import_review', 'import_review', 'import_review'])
  })

  it('what a person chose, option or SKU, is not held by the next word of the store', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await createShipOption(hub, { id: 'fast', name: 'Fast' })
    await upsertProducts(hub, OWNER, [{ sku: 'CUP' as Sku }])
    await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
    const one = shop.put()
    const bare = { ...one, lines: one.lines.map(line => ({ ...line, sku: null })) }
    await place(hub, connection, bare)
    const id = (await ordersOf(hub))[0]!.id
    const line = (await ordersOf(hub))[0]!.lines[0]!.id
    expect(await command(hub, OWNER, id, { does: 'edit', edit: { shipOptionId: 'fast' as ShipOptionId, lines: [{ id: line, sku: 'CUP' }] } })).toMatchObject({ is: 'done', order: { status: 'import_review' } })
    expect(await place(hub, connection, { ...bare, updatedAt: one.updatedAt + 1 })).toMatchObject({ code: 'same_content' })
    expect(await ordersOf(hub)).toMatchObject([{ status: 'import_review', shipOptionId: 'fast', revision: 2 }])
  })

  it('personal data stands sealed alone', async () => {
    const { hub, shop } = await shopHub()
    await place(hub, await connect(hub), shop.put())
    const [order] = await ordersOf(hub)
    expect(JSON.stringify(order)).not.toMatch(/Ada|Mill Road|Austin/)
    expect(order?.sealed && await hub.vault.openPerson(M1, order.id, order.sealed)).toMatchObject({ recipient: { name: 'Ada Park' } })
  })
})
