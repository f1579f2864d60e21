import { describe, expect, it } from 'vitest'
import { testHub } from '../../test/support/hub.ts'
import { addShop } from '../../test/support/level-vendor.ts'
import { SHOP, world } from '../../test/support/level-world.ts'
import { count, EAST, M, receive, SCOPE, WEST } from '../../test/support/stock.ts'
import type { ConnectionId } from '../../core/model/ids.ts'
import { orderEffects } from '../calls/order-effects.ts'
import { sendDueCalls } from '../calls/send.ts'
import { putItems } from '../mappings/items.ts'
import { namedId } from '../orders/surroundings.ts'
import { patchCenter } from '../setup/centers.ts'
import { amend } from '../setup/save.ts'
import { pushAgain } from './again.ts'
import { compareStock, confirmComparison } from './comparison.ts'
import { stockPusher } from './push.ts'

type World = Awaited<ReturnType<typeof world>>
const numberOf = async ({ shown }: World, item: string, location = 'LE') => (await shown()).find(one => one.item === item && one.location === location)
const turns = async ({ hub, push }: World, count = 2): Promise<void> => {
  for (let at = 0; at < count; at += 1) {
    await hub.time.advance(6_000)
    await push()
  }
}
const tick = async (of: World): Promise<void> => {
  await of.tick()
  await turns(of)
}
const feed = async ({ hub }: World) => (await hub.store.list('feedOfSubject', { merchantId: M, subject: `connection:${SHOP}` }, { limit: 50 })).items

describe('numbers that cannot be set (part C no. 6: no endless loop)', () => {
  it.each([
    ['an item that the store does not count', 'not_tracked', 'lacks'], ['an item that was deleted', 'item_gone', 'lacks'], ['the parent of a bundle', 'not_settable', 'refuses'], ['a location that is gone', 'location_gone', 'refuses'],
  ] as const)('%s ends with its reason, is not asked for again, and stops no other', async (_what, code, how) => {
    const it = await world(['a', 'b'])
    for (const item of ['a', 'b']) { it.vendor.set(item, 'LE', 5); await receive(it.hub, item, EAST, 8) }
    if (how === 'lacks') it.vendor.lacks.set('a', code === 'item_gone' ? 'item_gone' : 'not_tracked')
    else it.vendor.refuses.set('a', code)
    await it.push()
    expect(await numberOf(it, 'a')).toMatchObject({ state: 'refused', reason: expect.stringMatching(`^${code}: `) })
    expect(it.vendor.shows('b')).toBe(8)
    const asked = it.vendor.log.filter(line => line.includes('a=')).length
    await receive(it.hub, 'a', EAST, 1)
    await turns(it)
    await tick(it)
    expect(it.vendor.log.filter(line => line.includes('a='))).toHaveLength(asked)
    expect(await numberOf(it, 'a')).toMatchObject({ state: 'refused', desired: 9 })
  })

  it('are looked at again when the item changes at the store', async () => {
    const it = await world(['a'])
    it.vendor.set('a', 'LE', 5)
    await receive(it.hub, 'a', EAST, 8)
    it.vendor.refuses.set('a', 'not_settable')
    await it.push()
    it.vendor.refuses.clear()
    await amend(it.hub, 'items', M, namedId(SHOP, 'a'), null, item => ({ ...item, changedAt: it.hub.clock.now() + 1 }))
    await tick(it)
    expect(it.vendor.shows('a')).toBe(8)
  })

  it('are looked at again when a person asks for it', async () => {
    const it = await world(['a', 'b'])
    for (const item of ['a', 'b']) { it.vendor.set(item, 'LE', 5); await receive(it.hub, item, EAST, 8); it.vendor.refuses.set(item, 'not_settable') }
    await it.push()
    it.vendor.refuses.clear()
    expect(await pushAgain(it.hub, SCOPE, SHOP, ['a'])).toEqual({ is: 'done', numbers: 1 })
    await turns(it)
    expect([it.vendor.shows('a'), it.vendor.shows('b')]).toEqual([8, 5])
    expect(await pushAgain(it.hub, SCOPE, SHOP, null)).toMatchObject({ is: 'done', numbers: 1 })
    await turns(it)
    expect(it.vendor.shows('b')).toBe(8)
    expect((await feed(it)).map(({ kind }) => kind)).toEqual(['connection.stock_pushed', 'connection.stock_pushed'])
  })

  it('an item that is not stocked at a location is stocked there only where the merchant allows it', async () => {
    const left = await world(['a'])
    await receive(left.hub, 'a', EAST, 8)
    await left.push()
    expect(left.vendor.writes).toEqual([])
    expect(await numberOf(left, 'a')).toMatchObject({ state: 'refused', desired: 8, reason: expect.stringMatching('^not_stocked: ') })
    const stocked = await world(['a'], {}, { stocksItems: true })
    await receive(stocked.hub, 'a', EAST, 8)
    await stocked.push()
    expect(stocked.vendor.writes).toMatchObject([{ item: 'a', location: 'LE', quantity: 8, changeFrom: null, stock: true }])
    expect(await numberOf(stocked, 'a')).toMatchObject({ state: 'settled', confirmed: 8 })
    // West has none of it: nothing to stock there.
    expect(stocked.vendor.shows('a', 'LW')).toBeUndefined()
  })

  it('stocking that is refused is not tried for ever', async () => {
    const it = await world(['a'], {}, { stocksItems: true })
    await receive(it.hub, 'a', EAST, 8)
    it.vendor.refuses.set('a', 'not_stocked')
    await it.push()
    await receive(it.hub, 'a', EAST, 1)
    await turns(it)
    await tick(it)
    expect(it.vendor.log.filter(line => line.startsWith('write'))).toHaveLength(1)
  })
})

it('a number that moved while it was set is never written blind: the orders are read first, then the level again (I15)', async () => {
  const it = await world(['a'])
  it.vendor.set('a', 'LE', 5)
  await receive(it.hub, 'a', EAST, 9)
  it.vendor.afterRead = () => { it.vendor.afterRead = () => {}; it.vendor.sell('a', 2) }
  await it.push()
  it.vendor.log.length = 0
  await turns(it, 1)
  expect(it.vendor.log).toEqual(['orders', 'read 1', 'orders', 'write a=7'])
})

describe('drift: somebody changes a number at the store (S2.19)', () => {
  const settled = async (chosen = {}) => {
    const it = await world(['a', 'b'], {}, chosen)
    for (const item of ['a', 'b']) { it.vendor.set(item, 'LE', 8); await receive(it.hub, item, EAST, 8) }
    await it.push()
    // What came in is told; from here on nothing here touches them.
    await tick(it)
    return it
  }

  it.each([[15, 7], [3, -5]])('set to %i it is noted, shown, and set back', async (available, units) => {
    const it = await settled()
    it.vendor.set('a', 'LE', available)
    it.vendor.sell('b', 2)
    expect(await compareStock(it.hub, SCOPE, SHOP)).toMatchObject({ counts: { drifted: 1 }, rows: [{ sku: 'a', drift: units }, { sku: 'b', drift: null }] })
    await tick(it)
    expect([it.vendor.shows('a'), it.vendor.shows('b')]).toEqual([8, 6])
    expect((await numberOf(it, 'a'))?.drift).toMatchObject({ units })
    expect((await numberOf(it, 'b'))?.drift).toBeUndefined()
    expect((await feed(it)).map(({ kind, detail }) => [kind.split(':')[0], detail['sku'], detail['units'], detail['corrected']])).toEqual([['stock.drifted', 'a', units, true]])
  })

  it('is left to a person where the connection says so, and set when they ask for it', async () => {
    const it = await settled({ keepsDrift: true })
    it.vendor.set('a', 'LE', 15)
    await tick(it)
    await tick(it)
    expect(it.vendor.shows('a')).toBe(15)
    expect(await numberOf(it, 'a')).toMatchObject({ state: 'held', reason: 'drift', desired: 8, drift: { units: 7 } })
    expect(await compareStock(it.hub, SCOPE, SHOP)).toMatchObject({ counts: { drifted: 1 } })
    expect(await pushAgain(it.hub, SCOPE, SHOP, ['a'])).toEqual({ is: 'done', numbers: 1 })
    await turns(it)
    expect(it.vendor.shows('a')).toBe(8)
    expect(await feed(it)).toHaveLength(2)
  })
})

it('keeps units of one SKU back at one store, on top of the store\'s own buffer (S2.16)', async () => {
  const it = await world(['a', 'b'], { buffer: 1 })
  for (const item of ['a', 'b']) { it.vendor.set(item, 'LE', 0); await receive(it.hub, item, EAST, 9); await receive(it.hub, item, WEST, 3) }
  it.vendor.set('a', 'LW', 0)
  expect(await putItems(it.hub, SCOPE, SHOP, [{ item: 'a', buffer: 4 }])).toMatchObject({ is: 'done', items: [{ sku: 'a', buffer: 4 }] })
  await it.push()
  expect([it.vendor.shows('a'), it.vendor.shows('b'), it.vendor.shows('a', 'LW')]).toEqual([4, 8, 0])
  // Changed, it is told within seconds, and not with the next tick.
  await putItems(it.hub, SCOPE, SHOP, [{ item: 'a', buffer: 0 }])
  await turns(it)
  expect([it.vendor.shows('a'), it.vendor.shows('a', 'LW')]).toEqual([8, 2])
})

describe('a pass over many items', () => {
  const items = Array.from({ length: 1_200 }, (_, at) => `i${at}`)
  const many = async () => {
    const it = await world(items)
    for (const item of items) it.vendor.set(item, 'LE', 1)
    for (const item of items.slice(0, 30)) await receive(it.hub, item, EAST, 3)
    return it
  }

  it('goes on with the next turn where its time is over, and reads the orders once', async () => {
    const it = await many()
    // No time at all: one wave of requests a turn.
    await it.push(0)
    expect(it.vendor.log.filter(line => line !== 'orders')).toHaveLength(4)
    expect(it.vendor.log).not.toContain('orders')
    await it.push(0)
    expect(it.vendor.log.filter(line => line.startsWith('read'))).toEqual([...Array.from({ length: 4 }, () => 'read 250'), 'read 200'])
    expect(it.vendor.log.filter(line => line === 'orders')).toHaveLength(1)
    expect(it.vendor.writes).toHaveLength(30)
  })

  it('is given up where another process went on with it meanwhile, and every number is told once', async () => {
    const it = await many()
    await it.push(0)
    const other = testHub({ time: it.hub.time, database: it.hub.database, connectors: [...it.hub.connectors.values()], seed: 2 })
    const push = stockPusher(async () => true)
    for (let at = 0; at < 2; at += 1) await push(other, 'numbers:shop', it.hub.clock.now())
    expect(it.vendor.writes).toHaveLength(30)
    it.vendor.log.length = 0
    // This one finds the pass done: what it had read is forgotten, and it looks at the items that changed meanwhile.
    await it.push(0)
    expect(it.vendor.log.filter(line => line.startsWith('write'))).toEqual([])
    expect(it.vendor.writes).toHaveLength(30)
  })

  it('S2.16: tells no number that was overtaken while it waited for its turn', async () => {
    const items = Array.from({ length: 1_200 }, (_, at) => `i${String(at).padStart(4, '0')}`)
    const it = await world(items)
    for (const item of items) { it.vendor.set(item, 'LE', 1); await receive(it.hub, item, EAST, 3) }
    // Two turns of one wave each: one read, one told.
    for (let at = 0; at < 2; at += 1) await it.push(0)
    expect(it.vendor.writes).toHaveLength(1_000)
    await it.hub.time.advance(6_000)
    await count(it.hub, 'i1100', EAST, 2)
    await it.push(0)
    expect(it.vendor.writes).toHaveLength(1_199)
    await turns(it)
    expect(it.vendor.writes.filter(({ item }) => item === 'i1100').map(({ quantity }) => quantity)).toEqual([2])
  })

  it('reads anew what it read too long ago', async () => {
    const it = await many()
    await it.push(0)
    await it.hub.time.advance(180_000)
    it.vendor.log.length = 0
    for (let at = 0; at < 2; at += 1) await it.push(0)
    expect(it.vendor.log.filter(line => line.startsWith('read'))).toHaveLength(5)
  })
})

it('hands many numbers over together where that is sooner, follows them, and takes the answer to each', async () => {
  const items = Array.from({ length: 400 }, (_, at) => `i${at}`)
  const it = await world(items, {}, { inBulk: { most: 1_000, isSooner: numbers => numbers >= 300 } })
  for (const item of items) { it.vendor.set(item, 'LE', 1); await receive(it.hub, item, EAST, 3) }
  it.vendor.refuses.set('i7', 'not_settable')
  it.vendor.afterRead = () => { it.vendor.afterRead = () => {}; it.vendor.sell('i8', 1) }
  await it.push()
  expect(it.vendor.log.filter(line => !line.startsWith('read'))).toEqual(['orders', 'begin 400'])
  expect(await numberOf(it, 'i0')).toMatchObject({ state: 'sent', sent: 3 })
  const follow = async (): Promise<void> => {
    await it.hub.time.advance(6_000)
    await sendDueCalls(it.hub, 'numbers:shop', it.hub.clock.now() + 1_000, orderEffects)
  }
  // Not done yet: nothing is told twice meanwhile.
  await follow()
  await tick(it)
  expect(it.vendor.writes).toEqual([])
  expect(it.vendor.log.filter(line => line.startsWith('begin'))).toEqual(['begin 400'])
  it.vendor.ended = true
  await follow()
  expect(it.vendor.writes).toHaveLength(398)
  expect([await numberOf(it, 'i0'), await numberOf(it, 'i7'), await numberOf(it, 'i8')]).toMatchObject([{ state: 'settled', confirmed: 3 }, { state: 'refused', reason: 'not_settable: Not stocked here' }, { state: 'due', reason: 'stale' }])
  it.vendor.ended = false
  await turns(it)
  expect(it.vendor.shows('i8')).toBe(2)
})

it('what is to be stocked first goes by itself, though the others are handed over together', async () => {
  const items = Array.from({ length: 400 }, (_, at) => `i${at}`)
  const it = await world(items, {}, { stocksItems: true, inBulk: { most: 1_000, isSooner: numbers => numbers >= 300 } })
  for (const item of items) {
    if (item !== 'i5') it.vendor.set(item, 'LE', 1)
    await receive(it.hub, item, EAST, 3)
  }
  await it.push()
  await turns(it)
  expect(it.vendor.log.filter(line => /begin|write/.test(line))).toEqual(['begin 399', 'write i5=3'])
})

it('a number whose telling ended while the store was read is decided by the next reading, not by that one', async () => {
  const it = await world(['a'])
  it.vendor.set('a', 'LE', 5)
  await receive(it.hub, 'a', EAST, 8)
  it.vendor.faults.push('drop')
  await it.push()
  // It has not arrived when the levels are read, and has when its call is asked about.
  it.vendor.set('a', 'LE', 5)
  await it.tick()
  it.onOrders(async () => {
    it.vendor.set('a', 'LE', 8)
    for (const _ of [1, 2]) await sendDueCalls(it.hub, 'numbers:shop', it.hub.clock.now() + 1_000, orderEffects)
  })
  await it.push()
  expect((await it.hub.store.list('openCallsOfAccount', { account: 'numbers:shop', open: 1 }, { limit: 9 })).items).toEqual([])
  expect(it.vendor.log.filter(line => line.startsWith('write'))).toEqual(['write a=8'])
})

it('I21: a lane that became another’s while the store was read begins no call', async () => {
  const it = await world(['a'])
  it.vendor.set('a', 'LE', 5)
  await receive(it.hub, 'a', EAST, 8)
  const hold = { id: 'account:numbers:shop' as const, holder: 'w', until: it.hub.clock.now() + 30_000, version: 1, lost: false }
  it.onOrders(async () => { hold.lost = true })
  await it.push(1_000, hold)
  expect((await it.hub.store.list('callsNewest', { merchantId: M }, { limit: 9 })).items).toEqual([])
  expect(await numberOf(it, 'a')).toMatchObject({ state: 'due', sent: null })
})

it('I12: a store that cannot be told keeps no other of its account waiting', async () => {
  const it = await world(['a'])
  await addShop(it.hub, ['a'], { id: 'another' as ConnectionId, credentialsSealed: 'of another key' })
  it.vendor.set('a', 'LE', 9)
  await receive(it.hub, 'a', EAST, 8)
  await expect(it.push()).rejects.toMatchObject({ name: 'CannotOpen' })
  expect(it.vendor.shows('a')).toBe(8)
})

it('what stands at a center that is not active is not told', async () => {
  const it = await world(['a'])
  it.vendor.set('a', 'LE', 9)
  it.vendor.set('a', 'LW', 9)
  await receive(it.hub, 'a', EAST, 8)
  await receive(it.hub, 'a', WEST, 4)
  await patchCenter(it.hub, WEST, null, { active: false })
  await it.push()
  expect([it.vendor.shows('a'), it.vendor.shows('a', 'LW')]).toEqual([8, 0])
})

it('S2.18: a comparison that was confirmed wakes the store’s account', async () => {
  const it = await world(['a'], { stockConfirmedAt: null })
  await confirmComparison(it.hub, SCOPE, SHOP)
  expect(await it.hub.store.get('lanes', null, 'account:numbers:shop')).toMatchObject({ nextAt: it.hub.clock.now() })
})
