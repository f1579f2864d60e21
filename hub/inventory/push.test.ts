import { describe, expect, it } from 'vitest'
import { ACCOUNT, SHOP, world } from '../../test/support/level-world.ts'
import { draft } from '../../test/support/orders.ts'
import { cancelOrder, count, EAST, M, order, receive, SCOPE, untilQuiet, WEST } from '../../test/support/stock.ts'
import { orderEffects } from '../calls/order-effects.ts'
import { sendDueCalls } from '../calls/send.ts'
import { namedId } from '../orders/surroundings.ts'
import { amend } from '../setup/save.ts'
import { stockCommand } from '../stock/commands.ts'
import { compareStock, confirmComparison } from './comparison.ts'
import { pushDueStock } from './push.ts'
import { confirmZeros, listPushes } from './pushes.ts'

describe('telling a store its stock (S2.16–S2.19)', () => {
  it('reads levels, then orders, then decides, and writes only what differs, zeros first', async () => {
    const { hub, vendor, push, shown } = await world(['a', 'b', 'c'])
    for (const item of ['a', 'b', 'c']) vendor.set(item, 'LE', 5)
    await receive(hub, 'a', EAST, 9)
    await receive(hub, 'b', WEST, 1)
    await receive(hub, 'c', EAST, 5)
    await push()
    expect(vendor.log).toEqual(['read 3', 'orders', 'write b=0 a=9'])
    expect((await shown()).map(({ item, desired, sent, confirmed, state }) => [item, desired, sent, confirmed, state])).toEqual([['a', 9, 9, 9, 'settled'], ['b', 0, 0, 0, 'settled'], ['b', 1, null, null, 'refused'], ['c', 5, null, 5, 'settled']])
    await push()
    expect(vendor.log).toHaveLength(3)
  })

  it('S2.16: each number goes with what its item showed at the other locations, from which it follows too; those of one item go in one call', async () => {
    const { hub, vendor, push } = await world(['a', 'b'])
    for (const item of ['a', 'b']) for (const [location, shown] of [['LE', 5], ['LW', 3]] as const) vendor.set(item, location, shown)
    await receive(hub, 'a', EAST, 9)
    await receive(hub, 'a', WEST, 3)
    await receive(hub, 'b', WEST, 1)
    await push()
    expect(vendor.log.filter(line => line.startsWith('write'))).toEqual(['write b=0 b=1 a=9'])
    expect(vendor.writes.map(({ item, location, beside }) => [item, location, beside])).toEqual([
      ['b', 'LE', [{ location: 'LW', available: 3 }]], ['b', 'LW', [{ location: 'LE', available: 5 }]], ['a', 'LE', [{ location: 'LW', available: 3 }]],
    ])
  })

  it('is paused while it reads: nothing is sent any more, and told once it is resumed', async () => {
    const { hub, vendor, push, onOrders, tick } = await world(['a'])
    vendor.set('a', 'LE', 5)
    await receive(hub, 'a', EAST, 9)
    const paused = async (pausedRoles: 'inventory'[]) => { await amend(hub, 'connections', M, SHOP, null, record => ({ ...record, pausedRoles })) }
    onOrders(async () => paused(['inventory']))
    await push()
    expect(vendor.log).toEqual(['read 1', 'orders'])
    onOrders(async () => {})
    await paused([])
    await tick()
    await push()
    expect(vendor.shows('a')).toBe(9)
  })

  it('S2.18: nothing is sent any more where the comparison has to be confirmed anew while it reads', async () => {
    const { hub, vendor, push, onOrders } = await world(['a'])
    vendor.set('a', 'LE', 5)
    await receive(hub, 'a', EAST, 9)
    onOrders(async () => { await amend(hub, 'connections', M, SHOP, null, record => ({ ...record, stockConfirmedAt: null })) })
    await push()
    expect(vendor.log).toEqual(['read 1', 'orders'])
  })

  it('is off until a person confirmed the comparison, which changes nothing and shows everything (S2.18)', async () => {
    const items = Array.from({ length: 1_000 }, (_, at) => `i${at}`)
    const { hub, vendor, push } = await world(items, { stockConfirmedAt: null })
    for (const item of items) vendor.set(item, 'LE', 7)
    expect(await push()).toBeNull()
    await receive(hub, 'i3', EAST, 4)
    await receive(hub, 'i4', WEST, 4)
    const compared = await compareStock(hub, SCOPE, SHOP)
    expect(compared).toMatchObject({ is: 'compared', counts: { compared: 2, different: 2, becomeZero: 1, neverCounted: 998 } })
    expect(compared).toMatchObject({ rows: [{ sku: 'i4', store: 7, hub: 0, difference: -7, becomesZero: true }, { sku: 'i3' }] })
    expect(vendor.writes).toEqual([])
    await amend(hub, 'connections', M, SHOP, null, record => ({ ...record, roles: ['orders'] }))
    expect(await confirmComparison(hub, SCOPE, SHOP)).toMatchObject({ is: 'refused', code: 'role_is_off' })
    await amend(hub, 'connections', M, SHOP, null, record => ({ ...record, roles: ['orders', 'inventory'] }))
    expect(await confirmComparison(hub, SCOPE, SHOP)).toMatchObject({ is: 'saved' })
    await hub.time.advance(1_000)
    await amend(hub, 'connections', M, SHOP, null, record => ({ ...record, name: 'Another' }))
    expect(await confirmComparison(hub, SCOPE, SHOP)).toMatchObject({ is: 'saved' })
    for (let turns = 0; turns < 6; turns += 1) await push()
    expect(vendor.writes.map(({ item, quantity }) => `${item}=${quantity}`).toSorted()).toEqual(['i3=4', 'i4=0'])
    const feed = await hub.store.list('feedOfSubject', { merchantId: M, subject: `connection:${SHOP}` }, { limit: 10 })
    expect(feed.items.map(({ kind }) => kind)).toEqual(['connection.stock_confirmed'])
  })

  it('takes off what the store sold and nobody brought yet, and counts it once when it came', async () => {
    const { hub, vendor, push, onOrders, tick } = await world(['a'])
    await receive(hub, 'a', EAST, 10)
    vendor.set('a', 'LE', 10)
    await push()
    vendor.sell('a', 3)
    await tick()
    await push()
    expect(vendor.shows('a')).toBe(7)
    // It comes with the orders of the next reading; committed still has it.
    onOrders(async () => { await order(hub, 'o1', { a: 3 }, 0, { connectionId: SHOP, location: 'LE' }) })
    await tick()
    await push()
    expect(vendor.shows('a')).toBe(7)
    expect(vendor.writes).toEqual([])
  })

  it('reads the store itself up to now before it decides: an order that came with the levels is counted once', async () => {
    const { hub, vendor } = await world(['a'])
    await receive(hub, 'a', EAST, 10)
    vendor.set('a', 'LE', 12, 3)
    const line = { externalId: 'l', sku: 'a', name: 'a', ordered: 3, quantity: 3, requiresShipping: true, parts: [{ work: 'w', location: 'LE', quantity: 3 }] }
    vendor.orders.push(draft({ storeIdentity: 'numbers:shop', updatedAt: hub.clock.now(), purchasedAt: hub.clock.now(), lines: [line] }))
    // Nobody read this store before: the first push waits for its orders, and the next turn goes on.
    for (let turns = 0; turns < 2; turns += 1) await hub.time.settle(pushDueStock(hub, ACCOUNT, hub.clock.now() + 1_000))
    expect(vendor.log.map(line => line.split(' ')[0])).toEqual(expect.arrayContaining(['read', 'orders', 'write']))
    expect(vendor.log.findIndex(line => line === 'orders 1')).toBeLessThan(vendor.log.findIndex(line => line.startsWith('write')))
    expect(vendor.shows('a')).toBe(7)
  })

  it('takes off what an order wants that came a moment ago, and of which the journal does not know yet', async () => {
    const { hub, vendor, push } = await world(['a'])
    vendor.set('a', 'LE', 5)
    await receive(hub, 'a', EAST, 9)
    await order(hub, 'o1', { a: 2 })
    await push()
    expect(vendor.shows('a')).toBe(7)
  })

  it('counts an order that is held for its address', async () => {
    const { hub, vendor, push, tick } = await world(['a'])
    await receive(hub, 'a', EAST, 10)
    vendor.set('a', 'LE', 10)
    await order(hub, 'o1', { a: 4 }, 0, { connectionId: SHOP, location: 'LE', draft: { recipient: null } })
    await untilQuiet(hub)
    await tick()
    await push()
    expect(vendor.shows('a')).toBe(6)
    await cancelOrder(hub, 'o1')
    await untilQuiet(hub)
    await hub.time.advance(6_000)
    await push()
    expect(vendor.shows('a')).toBe(10)
  })

  it('tells in between what changed, and nothing else', async () => {
    const { hub, vendor, push } = await world(['a', 'b'])
    for (const item of ['a', 'b']) { vendor.set(item, 'LE', 5); await receive(hub, item, EAST, 5) }
    await push()
    vendor.log.length = 0
    await receive(hub, 'b', EAST, 2)
    await hub.time.advance(6_000)
    await push()
    expect(vendor.log).toEqual(['read 1', 'orders', 'write b=7'])
  })

  it('compares every number each 15 minutes', async () => {
    const { hub, vendor, push, tick } = await world(['a'])
    vendor.set('a', 'LE', 5)
    await receive(hub, 'a', EAST, 5)
    await push()
    vendor.set('a', 'LE', 50)
    await hub.time.advance(60_000)
    await push()
    expect(vendor.shows('a')).toBe(50)
    await tick()
    await push()
    expect(vendor.shows('a')).toBe(5)
  })

  it('decides anew when the store moved on between reading and writing', async () => {
    const { hub, vendor, push, shown } = await world(['a'])
    vendor.set('a', 'LE', 5)
    await receive(hub, 'a', EAST, 9)
    vendor.afterRead = () => { vendor.afterRead = () => {}; vendor.sell('a', 2) }
    await push()
    expect((await shown())[0]).toMatchObject({ state: 'due', reason: 'stale' })
    await hub.time.advance(6_000)
    await push()
    expect(vendor.shows('a')).toBe(7)
  })

  it('keeps one refused number with its reason while the others go on, and does not ask for it again', async () => {
    const { hub, vendor, push, shown, tick } = await world(['a', 'b'])
    for (const item of ['a', 'b']) { vendor.set(item, 'LE', 5); await receive(hub, item, EAST, 8) }
    vendor.refuses.set('a', 'not_stocked')
    await push()
    expect((await shown()).map(({ item, state, reason }) => [item, state, reason])).toEqual([['a', 'refused', 'not_stocked: Not stocked here'], ['b', 'settled', null]])
    const writes = vendor.log.filter(line => line.startsWith('write')).length
    await tick()
    await push()
    expect(vendor.log.filter(line => line.startsWith('write'))).toHaveLength(writes)
  })

  it('asks before anything when an answer was lost, and writes nothing twice without reading', async () => {
    const { hub, vendor, push, shown } = await world(['a'])
    vendor.set('a', 'LE', 5)
    await receive(hub, 'a', EAST, 9)
    vendor.faults.push('drop')
    await push()
    expect((await shown())[0]).toMatchObject({ state: 'sent', sent: 9 })
    await hub.time.advance(20_000)
    await push()
    expect(vendor.writes).toHaveLength(1)
    await hub.time.advance(120_000)
    await sendDueCalls(hub, ACCOUNT, hub.clock.now() + 1_000, orderEffects)
    await hub.time.advance(20_000)
    await push()
    expect((await shown())[0]).toMatchObject({ state: 'settled', confirmed: 9 })
    expect(vendor.writes).toHaveLength(1)
  })

  it('puts numbers back that surely did not arrive', async () => {
    const { hub, vendor, push, shown } = await world(['a'])
    vendor.set('a', 'LE', 5)
    await receive(hub, 'a', EAST, 9)
    vendor.faults.push('down')
    await expect(push()).rejects.toThrow('connection refused')
    expect((await shown())[0]).toMatchObject({ state: 'due' })
    for (let turns = 0; turns < 2; turns += 1) {
      await hub.time.advance(6_000)
      await push()
    }
    expect(vendor.shows('a')).toBe(9)
  })

  it('works out and shows, but sends nothing, while it observes or is paused', async () => {
    const { hub, vendor, push, shown, tick } = await world(['a'], { mode: 'observe' })
    vendor.set('a', 'LE', 5)
    await receive(hub, 'a', EAST, 9)
    await push()
    expect([vendor.writes, (await shown())[0]?.desired]).toEqual([[], 9])
    await amend(hub, 'connections', M, SHOP, null, found => ({ ...found, mode: 'live' }))
    await tick()
    await push()
    expect(vendor.shows('a')).toBe(9)
  })

  it('leaves alone what it cannot tell apart, and what never had stock here', async () => {
    const { hub, vendor, push } = await world(['a', 'twice', 'never', 'untracked'])
    for (const item of ['a', 'twice', 'never', 'untracked']) vendor.set(item, 'LE', 5)
    for (const item of ['a', 'twice', 'untracked']) await receive(hub, item, EAST, 8)
    await amend(hub, 'items', M, namedId(SHOP, 'twice'), null, found => ({ ...found, twice: true }))
    await amend(hub, 'items', M, namedId(SHOP, 'untracked'), null, found => ({ ...found, tracked: false }))
    await push()
    expect(vendor.writes.map(({ item }) => item)).toEqual(['a'])
    expect(await compareStock(hub, SCOPE, SHOP)).toMatchObject({ counts: { compared: 1, neverCounted: 1, twice: 1, untracked: 1, notStocked: 2 } })
  })
})

describe('the brake on mass zeros (S2.18)', () => {
  const items = Array.from({ length: 12 }, (_, at) => `i${at}`)
  /** All were told, and a buffer that takes everything makes zeros of them. */
  const keptBack = async () => {
    const at = await world(items)
    for (const item of items) { at.vendor.set(item, 'LE', 5); await receive(at.hub, item, EAST, 5) }
    await at.push()
    await amend(at.hub, 'connections', M, SHOP, null, found => ({ ...found, buffer: 100 }))
    await at.tick()
    await at.push()
    return at
  }

  it('keeps zeros back that nothing here explains, and tells them when a person says so', async () => {
    const { hub, vendor, push } = await keptBack()
    expect(vendor.writes).toEqual([])
    expect(await listPushes(hub, SCOPE, SHOP, { limit: 5 })).toMatchObject({ heldBack: 12 })
    expect(await confirmZeros(hub, SCOPE, SHOP)).toMatchObject({ is: 'confirmed', numbers: 12 })
    await hub.time.advance(6_000)
    await push()
    expect(vendor.writes).toHaveLength(12)
  })

  it('keeps what a person said, though a pass decides the same numbers in that moment', async () => {
    const { hub, vendor, push } = await keptBack()
    let passes = 1
    const { store } = hub
    const replaceMany: typeof store.replaceMany = async (kind, records, ...more) => {
      // The pass read the numbers before the person spoke, and writes them first.
      if (kind === 'published' && passes-- > 0) for (const { id } of records.slice(3)) await store.replace('published', (await store.get('published', M, id))!)
      return store.replaceMany(kind, records, ...more)
    }
    expect(await confirmZeros({ ...hub, store: { ...store, replaceMany } }, SCOPE, SHOP)).toMatchObject({ is: 'confirmed', numbers: 12 })
    await hub.time.advance(6_000)
    await push()
    expect(vendor.writes).toHaveLength(12)
  })

  it('tells zeros that the journal says', async () => {
    const { hub, vendor, push } = await world(items)
    for (const item of items) { vendor.set(item, 'LE', 5); await receive(hub, item, EAST, 5); await count(hub, item, EAST, 0) }
    await push()
    expect(vendor.writes).toHaveLength(12)
  })
})

it('tells 3,000 numbers in seconds', async () => {
  const items = Array.from({ length: 3_000 }, (_, at) => `i${at}`)
  const { hub, vendor, push } = await world(items)
  for (const item of items) vendor.set(item, 'LE', 1)
  await stockCommand(hub, SCOPE, items.map(item => ({ cause: item, does: { is: 'counted' as const, sku: item as never, centerId: EAST, quantity: 3, asOf: 1 } })))
  const from = performance.now()
  for (let turns = 0; turns < 20 && vendor.writes.length < 3_000; turns += 1) await push()
  console.log(`3,000 numbers: ${((performance.now() - from) / 1000).toFixed(2)} s`)
  expect(vendor.writes).toHaveLength(3_000)
})
