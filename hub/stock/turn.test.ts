import { describe, expect, it } from 'vitest'
import type { ConnectionId, OrderId } from '../../core/model/ids.ts'
import { decide } from '../../core/stock/decide.ts'
import { Death, dyingStore } from '../../test/support/deaths.ts'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { addShop } from '../../test/support/level-vendor.ts'
import { memoryDatabase } from '../../test/support/memory-store.ts'
import { addCenters, ask, cancelOrder, count, EAST, M, order, receive, SCOPE, sku, stockOf, untilQuiet, WEST } from '../../test/support/stock.ts'
import { change } from '../change.ts'
import { clearGained, headOf } from './catch-up.ts'
import { checkStock } from './check.ts'
import { stockCommand } from './commands.ts'
import { cut } from './cut.ts'
import { putResults } from './results.ts'
import { settle } from './settle.ts'
import { readSnapshot } from './snapshot.ts'
import { stockPass, stockTurn } from './turn.ts'
import { listInventory } from './views.ts'
import { PUSH_AFTER_MS } from './wake-channels.ts'

async function world() {
  const hub = testHub()
  await addMerchant(hub, M)
  await addCenters(hub)
  return hub
}

describe('the turn of a merchant (S4.1–S4.9a)', () => {
  it('holds everything at one center, or nothing, and puts it on the orders', async () => {
    const hub = await world()
    await receive(hub, 'x', EAST, 3)
    await order(hub, 'first', { x: 2 }, 1)
    await order(hub, 'second', { x: 2 }, 2)
    await untilQuiet(hub)
    const { rows, orders, holds } = await stockOf(hub.store)
    expect(rows).toEqual(['x/east 3 held 2'])
    expect(orders).toEqual(['first processing east short  0', 'second action_required - short 1x 0'])
    expect(holds).toEqual(['first@1 2x/east open ', 'second@1  open 2x'])
  })

  it('serves who waits as soon as units come, oldest first', async () => {
    const hub = await world()
    await order(hub, 'younger', { x: 1 }, 9)
    await order(hub, 'older', { x: 1 }, 1)
    await untilQuiet(hub)
    await receive(hub, 'x', WEST, 1)
    await untilQuiet(hub)
    expect((await stockOf(hub.store)).orders).toEqual(['older processing west short  0', 'younger action_required - short 1x 0'])
    await cancelOrder(hub, 'older')
    await untilQuiet(hub)
    expect((await stockOf(hub.store)).orders).toEqual(['older cancelled west short  0', 'younger processing west short  0'])
    expect((await stockOf(hub.store)).rows).toEqual(['x/west 1 held 1'])
  })

  it('recalls the newest order when a count falls below what is held, and gives the older its units', async () => {
    const hub = await world()
    await receive(hub, 'x', EAST, 4)
    await order(hub, 'old', { x: 2 }, 1)
    await order(hub, 'new', { x: 2 }, 2)
    await untilQuiet(hub)
    await count(hub, 'x', EAST, 3)
    await untilQuiet(hub)
    const { rows, orders } = await stockOf(hub.store)
    expect(orders).toEqual(['new action_required - short 1x 0', 'old processing east short  0'])
    expect(rows).toEqual(['x/east 3 held 2'])
  })

  it('enters units that left once, and takes the fact off the order', async () => {
    const hub = await world()
    await receive(hub, 'x', EAST, 3)
    const id = await order(hub, 'o', { x: 2 })
    await untilQuiet(hub)
    await change(hub, M, id, found => ({
      is: 'changed', code: 'shipped',
      order: {
        ...found, revision: found.revision + 1, shipments: found.shipments.map(shipment => ({ ...shipment, status: 'shipped' as const, subStatus: 'awaiting_scan' as const })),
        todo: [...found.todo, { is: 'want', revision: found.revision + 1 }, { is: 'shipped', cause: 'ship:o', centerId: EAST, lines: [{ sku: sku('x'), quantity: 2 }], at: hub.clock.now() }],
      },
    }))
    await untilQuiet(hub)
    expect(await stockOf(hub.store)).toMatchObject({ rows: ['x/east 1 held 0'], orders: ['o shipped east short  0'] })
  })

  it('answers a stock command after its entry is projected, each row for itself, a repeat as the first', async () => {
    const hub = await world()
    const asks = [
      { cause: 'a', does: { is: 'received' as const, sku: sku('x'), centerId: EAST, delta: 5, at: 1 } },
      { cause: 'b', does: { is: 'counted' as const, sku: sku('y'), centerId: EAST, quantity: 7, asOf: 20 } },
      { cause: 'c', does: { is: 'counted' as const, sku: sku('y'), centerId: EAST, quantity: 1, asOf: 10 } },
      { cause: 'd', does: { is: 'received' as const, sku: sku('x'), centerId: 'nowhere' as typeof EAST, delta: 5, at: 1 } },
      { cause: 'e', does: { is: 'received' as const, sku: sku('x'), centerId: EAST, delta: -5, at: 1 } },
    ]
    const first = await stockCommand(hub, SCOPE, asks)
    expect(first.map(({ code, onHand, isRepeat }) => [code, onHand, isRepeat])).toEqual([['applied', 5, false], ['applied', 7, false], ['older_count_ignored', 7, false], ['unknown_center', null, false], ['not_a_quantity', null, false]])
    expect((await stockCommand(hub, SCOPE, asks.slice(0, 1)))[0]).toMatchObject({ code: 'applied', onHand: 5, isRepeat: true })
    expect((await stockCommand(hub, SCOPE, [{ cause: 'a', does: { is: 'received', sku: sku('x'), centerId: EAST, delta: 6, at: 1 } }]))[0]?.code).toBe('other_before')
    expect((await listInventory(hub, SCOPE, { limit: 10 })).items.map(({ sku: name, onHand }) => [name, onHand])).toEqual([['x', 5], ['y', 7]])
    const bound = { ...SCOPE, actor: { is: 'token' as const, id: 't', role: 'warehouse' as const, merchantId: null, centers: [WEST], scopes: [] } }
    expect((await stockCommand(hub, bound, asks.slice(0, 1)))[0]?.code).toBe('not_your_center')
  })

  it('a receipt that a fast clock dated ahead is in the count that follows, and is not added to it', async () => {
    const hub = await world()
    const now = hub.clock.now()
    await stockCommand(hub, SCOPE, [{ cause: 'r', does: { is: 'received', sku: sku('x'), centerId: EAST, delta: 10, at: now + 3_600_000 } }])
    await hub.time.advance(60_000)
    await count(hub, 'x', EAST, 10)
    expect((await stockOf(hub.store)).rows).toEqual(['x/east 10 held 0'])
  })

  it('takes a snapshot of 1,200 rows, with allocation between', async () => {
    const hub = await world()
    await order(hub, 'o', { s1199: 1 })
    const asks = Array.from({ length: 1_200 }, (_, at) => ({ cause: `s${at}`, does: { is: 'counted' as const, sku: sku(`s${at}`), centerId: EAST, quantity: at, asOf: 1 } }))
    const answers = await stockCommand(hub, SCOPE, asks)
    expect(answers.every(({ code, onHand }, at) => code === 'applied' && onHand === at)).toBe(true)
    await untilQuiet(hub)
    expect((await stockOf(hub.store)).orders).toEqual(['o processing east short  0'])
    expect(await checkStock(hub, SCOPE)).toMatchObject({ code: 'balanced', differences: [], forks: [] })
  })

  it('settles: what was changed before shows in the holds', async () => {
    const hub = await world()
    await receive(hub, 'x', EAST, 3)
    await order(hub, 'o', { x: 2 })
    expect(await settle(hub, M, hub.clock.now())).toBe(true)
    const now = await cut(hub, M, new Set([sku('x')]))
    expect(now.rows).toMatchObject([{ onHand: 3, held: 2 }])
    expect(now.holds).toMatchObject([{ orderId: 'o', lines: [{ quantity: 2 }] }])
  })
})

describe('what follows an entry', () => {
  it('S2.18: wakes soon the stores that show the stock, and no other', async () => {
    const hub = await world()
    await addShop(hub, [])
    await addShop(hub, [], { id: 'unconfirmed' as ConnectionId, account: 'numbers:unconfirmed', stockConfirmedAt: null })
    await receive(hub, 'x', EAST, 1)
    expect(await hub.store.get('lanes', null, 'account:numbers:shop')).toMatchObject({ nextAt: hub.clock.now() + PUSH_AFTER_MS })
    expect(await hub.store.get('lanes', null, 'account:numbers:unconfirmed')).toBeNull()
  })

  it('SKUs are done with that were looked at, unless another entry came since', async () => {
    const hub = await world()
    const gained = ['x', 'y'].map(sku)
    await hub.store.insert('heads', { id: 'head', merchantId: M, version: 0, seq: 5, gained })
    expect(await clearGained(hub, M, 4, new Set(['x']))).toBe(false)
    expect(await headOf(hub, M)).toMatchObject({ gained })
    expect(await clearGained(hub, M, 5, new Set(['x']))).toBe(true)
    expect(await headOf(hub, M)).toMatchObject({ gained: ['y'] })
  })

  it('who waits for units that came is looked at again by later entries, where these have no room for it', async () => {
    const hub = await world()
    await order(hub, 'waits', { x: 1 }, 9_000)
    await untilQuiet(hub)
    for (const round of [1, 2]) {
      for (let n = 0; n < 250; n += 1) await ask(hub, `${round}-${n}`, round + n === 1 ? 'x' : 'y', EAST, 1)
      for (let n = 0; n < 300; n += 1) await order(hub, `${round}o${n}`, { z: 1 }, n)
      await stockPass(hub, M)
    }
    const waits = async () => (await stockOf(hub.store)).orders.find(text => text.startsWith('waits'))
    expect(await waits()).toBe('waits action_required - short 1x 0')
    await untilQuiet(hub)
    expect(await waits()).toBe('waits processing east short  0')
  })

  it('an order that moved on is not recalled for what it was', async () => {
    const hub = await world()
    await receive(hub, 'x', EAST, 1)
    const orderId = await order(hub, 'o', { x: 1 })
    await untilQuiet(hub)
    const reading = await readSnapshot(hub, await headOf(hub, M))
    const nothing = decide(reading.snapshot)
    const { revision } = (await hub.store.get('orders', M, orderId))!
    expect(await putResults(hub, M, reading, { ...nothing, recalls: [{ orderId, revision: revision - 1 }] })).toBe(0)
    expect(await putResults(hub, M, reading, { ...nothing, recalls: [{ orderId, revision }] })).toBe(1)
  })

  it('is not settled before what left is in the journal', async () => {
    const hub = await world()
    await receive(hub, 'x', EAST, 3)
    const id = await order(hub, 'o', { x: 2 })
    await untilQuiet(hub)
    await change(hub, M, id, found => ({ is: 'changed', code: 'shipped', order: { ...found, todo: [...found.todo, { is: 'shipped', cause: 'ship:o', centerId: EAST, lines: [{ sku: sku('x'), quantity: 2 }], at: hub.clock.now() }] } }))
    expect(await settle(hub, M, hub.clock.now())).toBe(true)
    expect((await cut(hub, M)).rows).toMatchObject([{ onHand: 1 }])
  })
})

describe('two hubs on one database (I14, I20)', () => {
  it('race for every entry and agree', async () => {
    const database = memoryDatabase()
    const [one, two] = [testHub({ database, seed: 1 }), testHub({ database, seed: 2 })]
    await addMerchant(one, M)
    await addCenters(one)
    for (let at = 0; at < 30; at += 1) {
      await ask(one, `r${at}`, 'x', at % 2 ? EAST : WEST, 1)
      await order(at % 2 ? one : two, `o${at}`, { x: 1 + (at % 3) }, at)
    }
    const cancels = [3, 7, 11].map(async at => cancelOrder(two, `o${at}`))
    for (let turns = 0; turns < 20; turns += 1) await Promise.all([stockTurn(one, M, one.clock.now()), stockTurn(two, M, two.clock.now()), ...cancels])
    const { rows, holds, orders, pending } = await stockOf(one.store)
    const held = rows.reduce((sum, row) => sum + Number(/held (\d+)/.exec(row)?.[1]), 0)
    expect(held).toBeLessThanOrEqual(30)
    expect(held).toBe(holds.reduce((sum, hold) => sum + Number(/ (\d+)x\//.exec(hold)?.[1] ?? 0), 0))
    expect(orders.filter(text => / [12]$/.test(text))).toEqual([])
    expect(pending).toBe(0)
    expect(await checkStock(two, SCOPE)).toMatchObject({ code: 'balanced', forks: [] })
  })
})

describe('a death at every store operation of a turn (I19)', () => {
  const begin = async () => {
    const database = memoryDatabase()
    const hub = testHub({ database })
    await addMerchant(hub, M)
    await addCenters(hub)
    await receive(hub, 'x', EAST, 4)
    await order(hub, 'old', { x: 2 }, 1)
    await order(hub, 'new', { x: 2 }, 2)
    await untilQuiet(hub)
    await order(hub, 'late', { y: 1, x: 1 }, 3)
    await untilQuiet(hub)
    await cancelOrder(hub, 'old')
    await ask(hub, 'y', 'y', EAST, 1)
    await hub.store.insert('stockCommands', { id: 'count', merchantId: M, version: 0, askedAt: hub.clock.now(), does: { is: 'counted', sku: sku('x'), centerId: EAST, quantity: 3, asOf: hub.clock.now() }, state: 'pending', result: null, seq: null })
    return database
  }
  const run = async (at: number, when: 'before' | 'after') => {
    const database = await begin()
    let died = false
    const dying = testHub({ database, seed: 5, through: store => dyingStore(store, at, when).store })
    try {
      await untilQuiet(dying)
    } catch (error) {
      if (!(error instanceof Death)) throw error
      died = true
    }
    const after = testHub({ database, seed: 6 })
    await untilQuiet(after)
    return { end: await stockOf(after.store), died, check: await checkStock(after, SCOPE) }
  }

  it('reaches the same end', async () => {
    const whole = await run(Number.POSITIVE_INFINITY, 'before')
    expect(whole.died).toBe(false)
    expect(whole.end.orders).toEqual(['late processing east short  0', 'new processing east short  0', 'old cancelled east short  0'])
    let deaths = 0
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at += 1) {
        const { end, died, check } = await run(at, when)
        expect({ at, when, end, code: check.code }).toEqual({ at, when, end: whole.end, code: 'balanced' })
        if (!died) break
        deaths += 1
      }
    }
    expect(deaths).toBeGreaterThan(40)
  })
})

it('passes that find nothing write nothing', async () => {
  const hub = await world()
  await receive(hub, 'x', EAST, 1)
  await order(hub, 'o' as OrderId, { x: 1 })
  await untilQuiet(hub)
  expect(await stockPass(hub, M)).toBe('nothing')
})
