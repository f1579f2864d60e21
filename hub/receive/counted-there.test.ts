import { describe, expect, it } from 'vitest'
import type { OrderDraft } from '../../core/model/drafts.ts'
import type { ConnectionId, OrderId, ShipmentId, ShipOptionId } from '../../core/model/ids.ts'
import { needOf } from '../../core/orders/need.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { figure } from '../../test/support/effort.ts'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { addShop, levelConnector, LevelVendor } from '../../test/support/level-vendor.ts'
import { draft, person } from '../../test/support/orders.ts'
import { addCenters, EAST, M, receive, SCOPE, untilQuiet } from '../../test/support/stock.ts'
import { orderEffects } from '../calls/order-effects.ts'
import { sendDueCalls } from '../calls/send.ts'
import { TICK_MS } from '../inventory/begin.ts'
import { pushDueStock } from '../inventory/push.ts'
import { command } from '../orders/command.ts'
import { createOrder } from '../orders/create-order.ts'
import { carryOut } from '../todo/carry-out.ts'
import { applyEarlyScans } from '../tracking/events.ts'
import { floorScan } from '../warehouse/floor.ts'
import { readCounted } from './counted-there.ts'
import { place } from './place.ts'
import { pollDueSources } from './poll.ts'

const SHOP = 'shop' as ConnectionId
const ACCOUNT = 'numbers:shop'
const STANDARD = 'standard' as ShipOptionId
const RECIPIENT = { name: 'Ada Park', address1: '1 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' }
const FLOOR = person('administrator')

/** What the shopper and the floor know of one order, kept by the test alone. */
interface Sold { ref: string; units: number; store: 'open' | 'fulfilled' | 'cancelled'; forwarded: OrderId | null; here: 'open' | 'cancelled' | 'left' }

/** A store whose connection has stock only: it sells, is fulfilled and cancels by itself; nobody brings its orders but POST /v1/orders. */
async function stockOnly(seed = 1, units = 40) {
  const vendor = new LevelVendor()
  const hub = testHub({ seed, connectors: [levelConnector(vendor)] })
  vendor.now = () => hub.clock.now()
  await addMerchant(hub, M)
  await addCenters(hub)
  const now = hub.clock.now()
  await hub.store.insert('shipOptions', { id: STANDARD, version: 0, createdAt: now, updatedAt: now, name: 'Standard', carrier: null, service: null, active: true })
  await addShop(hub, ['a'], { roles: ['inventory'] })
  await receive(hub, 'a', EAST, units)
  vendor.set('a', 'LE', units)
  const sold: Sold[] = []
  const shelf = async (): Promise<number> => (await hub.store.list('rowsOfSku', { merchantId: M, sku: 'a' }, { limit: 9 })).items.reduce((sum, row) => sum + row.onHand, 0)
  const say = (ref: string, more: Partial<OrderDraft>): void => {
    const at = vendor.orders.findIndex(one => one.ref === ref)
    if (at >= 0) vendor.orders[at] = { ...vendor.orders[at]!, ...more, updatedAt: hub.clock.now() }
  }
  const closedLines = (ref: string) => vendor.orders.find(one => one.ref === ref)!.lines.map(line => ({ ...line, quantity: 0, parts: [] }))
  const commit = (units: number, back: number): void => { const level = vendor.numbers.get('a LE')!; vendor.set('a', 'LE', level.available + back, level.committed - units) }
  const shop = {
    sell: (units: number): Sold => {
      const ref = `gid/${sold.length + 1}`
      const line = { externalId: `${ref}-l`, sku: 'a', name: 'a', ordered: units, quantity: units, requiresShipping: true, parts: [{ work: 'w', location: 'LE', quantity: units }] }
      vendor.orders.push(draft({ ref, number: `#${sold.length + 1}`, storeIdentity: ACCOUNT, updatedAt: hub.clock.now(), purchasedAt: hub.clock.now(), lines: [line] }))
      vendor.sell('a', units)
      const one: Sold = { ref, units, store: 'open', forwarded: null, here: 'open' }
      sold.push(one)
      return one
    },
    fulfilByHand: (one: Sold, number: string): void => {
      say(one.ref, { closed: true, lines: closedLines(one.ref), fulfillments: [{ ref: 'f', cancelled: false, trackingNumbers: [number], lines: [{ externalId: `${one.ref}-l`, quantity: one.units }] }] })
      commit(one.units, 0)
      one.store = 'fulfilled'
    },
    cancel: (one: Sold): void => {
      say(one.ref, { cancelledAt: hub.clock.now(), lines: closedLines(one.ref) })
      commit(one.units, one.units)
      one.store = 'cancelled'
    },
  }
  const forward = async (one: Sold): Promise<void> => {
    const made = await createOrder(hub, SCOPE, `o-${one.ref.split('/')[1]}`, { reference: `R${one.ref}`, shipOptionId: STANDARD, recipient: RECIPIENT, lines: [{ sku: 'a', quantity: one.units }], storeOrder: { connectionId: SHOP, externalId: one.ref } })
    if (made.is === 'refused') throw new Error(made.code)
    one.forwarded = made.order.id
    await untilQuiet(hub)
  }
  const orderOf = async (one: Sold) => hub.store.get('orders', M, one.forwarded!)
  const ship = async (one: Sold): Promise<void> => {
    await carryOut(hub, M, Number.MAX_SAFE_INTEGER, { calls: orderEffects, applyEarlyScans })
    const order = await orderOf(one)
    if (order?.status !== 'processing') return
    const shipmentId = order.shipments[0]!.id as ShipmentId
    const scan = { shipmentId, by: 'Kim' }
    await floorScan(hub, FLOOR, { ...scan, does: 'pick', scanId: `${shipmentId}-1` })
    await floorScan(hub, FLOOR, { ...scan, does: 'label', scanId: `${shipmentId}-2`, label: { parcels: [{ carrier: 'ups', trackingNumber: `1Z${one.ref.split('/')[1]}` }] } })
    const left = await floorScan(hub, FLOOR, { ...scan, does: 'handOver', scanId: `${shipmentId}-3` })
    if (left.is === 'refused') throw new Error(left.code)
    await untilQuiet(hub)
    one.here = 'left'
  }
  const cancelHere = async (one: Sold): Promise<void> => {
    const done = await command(hub, SCOPE, one.forwarded!, { does: 'cancel', shipments: 'all', reason: '' })
    if (done.is === 'done') one.here = 'cancelled'
    await untilQuiet(hub)
  }
  /** Sold, not left, and not given up by anybody: by the test's own book. */
  const demand = (): number => sold.filter(one => (one.forwarded === null ? one.store === 'open' : one.here === 'open')).reduce((sum, one) => sum + one.units, 0)
  const push = async (): Promise<void> => {
    await sendDueCalls(hub, ACCOUNT, hub.clock.now() + 1, orderEffects)
    await hub.time.settle(pushDueStock(hub, ACCOUNT, hub.clock.now() + 60_000)).catch(() => {})
  }
  const quiet = async (): Promise<void> => {
    vendor.faults.length = 0
    vendor.afterRead = () => {}
    for (let turns = 0; turns < 4; turns += 1) {
      await hub.time.advance(TICK_MS)
      await push()
      await untilQuiet(hub)
    }
  }
  return { hub, vendor, sold, shop, forward, ship, cancelHere, orderOf, shelf, demand, push, quiet }
}

describe('a connection with stock only: orders forwarded by POST /v1/orders that name the store’s', () => {
  it('S2.16: what others ship of a forwarded order, from where a person says that they do, is not counted as ours: its own units are taken off once', async () => {
    const { hub, shop, vendor, forward, quiet, orderOf } = await stockOnly()
    const west = (await hub.store.get('locations', M, `${SHOP}:LW`))!
    await hub.store.replace('locations', { ...west, centerIds: [], notOurs: true })
    const one = shop.sell(3)
    const [sold] = vendor.orders
    vendor.orders[0] = { ...sold!, lines: sold!.lines.map(line => ({ ...line, ordered: 6, quantity: 6, parts: [...line.parts, { work: 'w2', location: 'LW', quantity: 3 }] })) }
    await forward(one)
    await quiet()
    expect(needOf((await orderOf(one))!).known).toEqual([{ connectionId: SHOP, location: 'LE', sku: 'a', units: 3 }])
    expect(vendor.shows('a')).toBe(37)
  })

  it('S2.16: what was sold and not forwarded lowers the number; forwarded it is taken off once, at the store’s location', async () => {
    const { hub, shop, vendor, forward, quiet, orderOf } = await stockOnly()
    const one = shop.sell(3)
    await quiet()
    expect(vendor.shows('a')).toBe(37)
    await forward(one)
    expect((await orderOf(one))!.links).toEqual([{ connectionId: SHOP, externalId: one.ref, owner: false, open: null }])
    await quiet()
    expect(vendor.shows('a')).toBe(37)
    expect(needOf((await orderOf(one))!).known).toEqual([{ connectionId: SHOP, location: 'LE', sku: 'a', units: 3 }])
    expect((await hub.store.list('ordersNewest', { merchantId: M }, { limit: 9 })).items).toHaveLength(1)
  })

  it('shipped and not told yet it stays known; told by hand, under our number or another, it ends there and is recorded', async () => {
    const { shop, vendor, forward, ship, quiet, orderOf } = await stockOnly()
    const [ours, others] = [shop.sell(2), shop.sell(4)]
    for (const one of [ours, others]) await forward(one)
    await quiet()
    await ship(ours)
    await quiet()
    expect(vendor.shows('a')).toBe(34)
    shop.fulfilByHand(ours, '1Z1')
    shop.fulfilByHand(others, 'ELSE-1')
    await quiet()
    expect(vendor.shows('a')).toBe(34)
    expect((await orderOf(ours))!.ignoredChanges).toEqual([])
    expect((await orderOf(others))!.ignoredChanges).toMatchObject([{ what: expect.stringContaining('not by us') }])
    expect(needOf((await orderOf(others))!).known).toEqual([])
  })

  it('S1.15a: a cancel at the store is seen and recorded; it is the person’s own road that ends the order here', async () => {
    const { shop, vendor, forward, cancelHere, quiet, orderOf } = await stockOnly()
    const one = shop.sell(5)
    await forward(one)
    await quiet()
    shop.cancel(one)
    await quiet()
    expect(vendor.shows('a')).toBe(35)
    expect(await orderOf(one)).toMatchObject({ status: 'processing', ignoredChanges: [{ what: expect.stringContaining('cancelled') }] })
    await cancelHere(one)
    await quiet()
    expect(vendor.shows('a')).toBe(40)
  })

  it('a store that will not let its orders be read leaves them unknown: less is told, never more, and stock goes on', async () => {
    const { hub, shop, vendor, forward, quiet } = await stockOnly()
    const connector = hub.connectors.get('numbers')!
    const open = connector.open
    Object.assign(connector, { open: (...args: Parameters<typeof open>) => ({ ...open(...args), orders: { batch: 50, page: async () => { throw new Error('never') }, get: async () => { throw new VendorError('auth', 'yes', 'Access denied', { code: 'missing_scope' }) } } }) })
    await forward(shop.sell(3))
    await quiet()
    expect(vendor.shows('a')).toBe(34)
    expect((await hub.store.get('connections', null, SHOP))?.state).toBe('connected')
  })

  it.each([
    ['is away', new VendorError('unavailable', 'yes', 'down'), false], ['asks us to wait', new VendorError('throttled', 'yes', 'slow'), false], ['changed meanwhile', new VendorError('conflict', 'yes', 'again'), false],
    ['does not take our token', new VendorError('auth', 'yes', 'who', { code: 'token_refused' }), false], ['lets nobody read its orders', new VendorError('auth', 'yes', 'no', { code: 'missing_scope' }), true],
  ])('a store that %s: weather leaves what is known and decides nothing, what is hidden for good is unknown', async (_what, fault, mayDecide) => {
    const { hub, shop, forward, orderOf } = await stockOnly()
    const one = shop.sell(3)
    await forward(one)
    const connection = (await hub.store.get('connections', null, SHOP))!
    expect(await readCounted(hub, connection, null)).toBe(true)
    const connector = hub.connectors.get('numbers')!
    const open = connector.open
    Object.assign(connector, { open: (...args: Parameters<typeof open>) => { const can = open(...args); return { ...can, orders: { ...can.orders!, get: async () => { throw fault } } } } })
    expect(await readCounted(hub, connection, null)).toBe(mayDecide)
    expect((await orderOf(one))!.links[0]?.open).toEqual(mayDecide ? null : [{ sku: 'a', location: 'LE', units: 3 }])
  })

  it('an order that is hidden from us counts as unknown, and is not taken for one that has ended', async () => {
    const { hub, shop, forward, orderOf } = await stockOnly()
    const one = shop.sell(3)
    await forward(one)
    const connector = hub.connectors.get('numbers')!
    const open = connector.open
    Object.assign(connector, { open: (...args: Parameters<typeof open>) => { const can = open(...args); return { ...can, orders: { ...can.orders!, get: async (refs: readonly string[]) => refs.map(() => 'hidden' as const) } } } })
    expect(await readCounted(hub, (await hub.store.get('connections', null, SHOP))!, null)).toBe(true)
    expect(await orderOf(one)).toMatchObject({ links: [{ open: null }], ignoredChanges: [] })
  })

  it('I12: one order that cannot be read leaves only its own units unknown', async () => {
    const { hub, shop, vendor, forward, quiet } = await stockOnly()
    const connector = hub.connectors.get('numbers')!
    const open = connector.open
    const sold = [shop.sell(2), shop.sell(5), shop.sell(3)]
    const odd = sold[1]!
    Object.assign(connector, { open: (...args: Parameters<typeof open>) => {
      const can = open(...args)
      return { ...can, orders: { ...can.orders!, get: async (refs: readonly string[], signal: AbortSignal) => { if (refs.includes(odd.ref)) throw new VendorError('malformed', 'yes', 'cannot be read'); return can.orders!.get(refs, signal) } } }
    } })
    for (const one of sold) await forward(one)
    await quiet()
    expect(vendor.shows('a')).toBe(40 - 10 - 5)
  })

  it('the same reference again answers the same order; the store’s order under another reference is refused, and switched-on orders do not bring it twice', async () => {
    const { hub, shop, sold, forward } = await stockOnly()
    const one = shop.sell(2)
    await forward(one)
    const again = await createOrder(hub, SCOPE, 'other', { reference: `R${one.ref}`, shipOptionId: STANDARD, recipient: RECIPIENT, lines: [{ sku: 'a', quantity: 2 }], storeOrder: { connectionId: SHOP, externalId: one.ref } })
    expect(again).toMatchObject({ is: 'exists', order: { id: sold[0]!.forwarded } })
    const other = await createOrder(hub, SCOPE, 'third', { reference: 'ANOTHER', shipOptionId: STANDARD, recipient: RECIPIENT, lines: [{ sku: 'a', quantity: 2 }], storeOrder: { connectionId: SHOP, externalId: one.ref } })
    expect(other).toMatchObject({ is: 'refused', code: 'duplicate_reference', detail: { id: one.forwarded } })
    expect(await createOrder(hub, SCOPE, 'x', { reference: 'X', shipOptionId: STANDARD, recipient: RECIPIENT, lines: [{ sku: 'a', quantity: 2 }], storeOrder: { connectionId: 'nobody' as ConnectionId, externalId: 'y' } })).toMatchObject({ is: 'refused', code: 'invalid_input' })
    const connection = (await hub.store.get('connections', null, SHOP))!
    expect(await place(hub, { ...connection, roles: ['orders', 'inventory'] }, draft({ ref: one.ref, storeIdentity: ACCOUNT, updatedAt: hub.clock.now() }))).toMatchObject({ is: 'placed', orderId: one.forwarded })
    expect((await hub.store.list('ordersNewest', { merchantId: M }, { limit: 9 })).items).toHaveLength(1)
  })

  it('its ends are looked for every five minutes, pushed or not, and nothing of the store is imported', async () => {
    const { hub, shop, vendor, forward, orderOf } = await stockOnly()
    const one = shop.sell(2)
    shop.sell(7)
    await forward(one)
    shop.cancel(one)
    await pollDueSources(hub, ACCOUNT, hub.clock.now() + 60_000)
    expect((await orderOf(one))!.links).toMatchObject([{ open: [] }])
    expect(vendor.log.filter(line => line.startsWith('orders'))).toEqual([])
    expect((await hub.store.list('ordersNewest', { merchantId: M }, { limit: 9 })).items).toHaveLength(1)
    expect(await readCounted(hub, (await hub.store.get('connections', null, SHOP))!, null)).toBe(true)
  })
})

describe('sold, forwarded, shipped, told, cancelled and confirmed in any order and with faults', () => {
  const seeds = figure({ short: 25, bounded: 150, full: 1_000 })
  it(`S2.16: the store never shows more than was free between reading and writing, and at rest exactly what is free (${seeds} seeds)`, async () => {
    for (let seed = 1; seed <= seeds; seed += 1) await expect(lived(seed), `seed ${seed}`).resolves.toBeUndefined()
  })
})

async function lived(seed: number): Promise<void> {
  const world = await stockOnly(seed)
  const { hub, vendor, sold, shop } = world
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(hub.seeded.next() * list.length)]
  const chance = (part: number): boolean => hub.seeded.next() < part
  let shelf = await world.shelf()
  // What was free at each moment, and where the last reading of levels stands among them.
  const free: number[] = [shelf]
  let readAt = 0
  let writes = 0
  let isLively = true
  const moment = (): void => { free.push(Math.max(0, shelf - world.demand())) }
  const faults: string[] = []
  const atStore = (): void => {
    const open = pick(sold.filter(one => one.store === 'open'))
    const draw = hub.seeded.next()
    if (draw < 0.5 || !open) { if (world.demand() < shelf) shop.sell(1 + Math.floor(hub.seeded.next() * 3)) }
    else if (draw < 0.75) shop.fulfilByHand(open, chance(0.5) ? `1Z${open.ref.split('/')[1]}` : 'ELSE')
    else if (open.here !== 'left') shop.cancel(open)
    moment()
  }
  const read = vendor.read.bind(vendor)
  vendor.read = (...asked) => { readAt = free.length - 1; const levels = read(...asked); if (isLively && chance(0.3)) atStore(); return levels }
  const write = vendor.write.bind(vendor)
  vendor.write = (updates) => {
    if (isLively && chance(0.2)) atStore()
    const before = vendor.writes.length
    try {
      return write(updates)
    } finally {
      const most = Math.max(...free.slice(readAt))
      for (const { quantity } of vendor.writes.slice(before)) { writes += 1; if (quantity > most) faults.push(`wrote ${quantity}, at most ${most} were free`) }
    }
  }
  const doing: readonly (() => Promise<void>)[] = [
    async () => atStore(), async () => atStore(),
    async () => { const one = pick(sold.filter(({ forwarded, store }) => forwarded === null && store === 'open')); if (one) await world.forward(one) },
    async () => { const one = pick(sold.filter(({ forwarded, here }) => forwarded !== null && here === 'open')); if (one) await (chance(0.7) ? world.ship(one) : world.cancelHere(one)) },
    async () => { if (chance(0.3)) await receive(hub, 'a', EAST, 3) },
    async () => { vendor.faults.push(pick(['ok', 'drop', 'down'] as const)!); await hub.time.advance(chance(0.5) ? TICK_MS : 20_000); await world.push() },
    async () => { await hub.time.advance(6_000); await world.push() },
  ]
  for (let step = 0; step < 40; step += 1) {
    await pick(doing)!()
    shelf = await world.shelf()
    moment()
  }
  isLively = false
  await world.quiet()
  if (faults.length > 0) throw new Error(faults.join('; '))
  // A store that shows the right number already is told nothing.
  expect(writes).toBeGreaterThanOrEqual(0)
  expect(vendor.shows('a')).toBe(Math.max(0, (await world.shelf()) - world.demand()))
}
