import { expect, it } from 'vitest'
import { dyingStore } from '../../test/support/deaths.ts'
import { testHub } from '../../test/support/hub.ts'
import { EAST } from '../../test/support/orders.ts'
import { ACCOUNT, carry, EFFECTS, keyOf, labeledOrder, M1, process, tellingHub, type Telling } from '../../test/support/telling.ts'
import type { MerchantId, ShipmentId } from '../../core/model/ids.ts'
import { change } from '../change.ts'
import { readFeed, verifyChain } from '../feed/read.ts'
import { carryOut } from './carry-out.ts'

/** Everything that carrying out left behind. */
async function leftBy({ hub }: Telling) {
  const feed = await readFeed(hub, M1, 0, 100)
  const tasks = await hub.store.list('tasksOfCenter', { centerId: EAST }, { limit: 100 })
  const calls = await hub.store.list('callsNewest', { merchantId: M1 }, { limit: 100 })
  return {
    notes: feed.map(({ subject, subjectVersion, kind }) => `${subject} ${subjectVersion} ${kind}`),
    tasks: tasks.items.map(({ seq, cause, does }) => `${seq} ${cause} ${does}`),
    calls: calls.items.map(({ id, state }) => `${id} ${state}`),
    link: (await hub.store.get('links', M1, 'tracking:ups:1ZO1'))?.shipmentId,
    number: (await hub.store.get('numbers', null, 'ups:1ZO1'))?.merchantId,
    lane: (await hub.store.get('lanes', null, `account:${ACCOUNT}`))?.nextAt,
    todo: (await hub.store.get('orders', M1, 'o1'))?.todo,
  }
}

it('does all that an order asks for, each once, and clears it', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  const asked = order.todo.map(({ is }) => is)
  expect(new Set(asked)).toEqual(new Set(['note', 'task', 'link', 'call']))
  expect(await carry(world.hub)).toBeNull()
  const left = await leftBy(world)
  expect(left).toMatchObject({ link: 'o1-1', number: 'm1', todo: [], calls: [`${keyOf(order)} queued`], lane: world.hub.clock.now() })
  expect(left.notes).toHaveLength(asked.filter((is) => is === 'note').length)
  expect(left.tasks).toHaveLength(1)
  await carry(world.hub)
  expect(await leftBy(world)).toEqual(left)
})

it('I19: leaves the same, whichever store operation the process died at', async () => {
  const golden = await tellingHub()
  await labeledOrder(golden.hub)
  const counting = dyingStore(golden.hub.store)
  await carry(process(golden, { through: () => counting.store }))
  const expected = await leftBy(golden)
  for (let at = 1; at <= counting.operations(); at += 1) {
    for (const when of ['before', 'after'] as const) {
      const world = await tellingHub()
      await labeledOrder(world.hub)
      await carry(process(world, { seed: 5, through: (store) => dyingStore(store, at, when).store })).catch(() => null)
      await carry(process(world, { seed: 6 }))
      expect(await leftBy(world), `died ${when} ${at}`).toEqual(expected)
    }
  }
})

it('leaves each effect once, though two processes carry out at once', async () => {
  const world = await tellingHub()
  for (let index = 1; index <= 10; index += 1) await labeledOrder(world.hub, `o${index}`)
  const other = process(world, { seed: 9 })
  await world.hub.time.settle(Promise.all([carry(world.hub), carry(other), carry(world.hub)]))
  await world.hub.time.settle(carry(other))
  const left = await leftBy(world)
  for (const list of [left.notes, left.tasks, left.calls]) expect(new Set(list).size).toBe(list.length)
  expect(left.calls).toHaveLength(10)
  expect(left.tasks.map((task) => Number(task.split(' ')[0]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(await verifyChain(world.hub, M1)).toMatchObject({ is: 'whole' })
})

it('I12: puts off the order whose work fails, and no other waits for it', async () => {
  const world = await tellingHub()
  for (let index = 1; index <= 3; index += 1) await labeledOrder(world.hub, `o${index}`)
  let tries = 0
  const effects = { ...EFFECTS, applyEarlyScans: async (_hub: unknown, _carrier: string, number: string) => {
    if (number !== '1ZO1') return
    tries += 1
    throw new TypeError('poison')
  } }
  const due = await carryOut(world.hub, M1, world.hub.clock.now() + 1_000, effects)
  expect(due).toBeGreaterThan(world.hub.clock.now())
  expect((await leftBy(world)).calls).toHaveLength(3)
  expect((await leftBy(world)).todo).toMatchObject([{ is: 'link' }])
  await carryOut(world.hub, M1, world.hub.clock.now() + 1_000, effects)
  expect(tries).toBe(1)
  await world.hub.time.advance(due! - world.hub.clock.now())
  await carryOut(world.hub, M1, world.hub.clock.now() + 1_000, effects)
  expect(tries).toBe(2)
  expect(world.hub.lines.filter(({ event }) => event === 'todo_failed')).toHaveLength(2)
})

it('gets behind any number of orders that fail, though a turn is short', async () => {
  const world = await tellingHub()
  for (let index = 10; index < 90; index += 1) {
    await labeledOrder(world.hub, `o${index}`)
    await world.hub.time.advance(1)
  }
  const slow = { ...EFFECTS, applyEarlyScans: async (_hub: unknown, _carrier: string, number: string) => {
    await world.hub.clock.sleep(300)
    if (number !== '1ZO89') throw new TypeError('poison')
  } }
  for (let turn = 0; turn < 40; turn += 1) await world.hub.time.settle(carryOut(world.hub, M1, world.hub.clock.now() + 1_000, slow))
  expect((await world.hub.store.get('orders', M1, 'o89'))!.todo).toEqual([])
})

it.each(['is gone', 'is another merchant’s'])('marks a telling as failed whose connection %s, and goes on', async (where) => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  const shop = (await world.hub.store.get('connections', null, 'shop'))!
  if (where === 'is gone') await world.hub.store.remove('connections', null, 'shop', shop.version)
  else await world.hub.store.replace('connections', { ...shop, merchantId: 'm2' as MerchantId })
  await carry(world.hub)
  expect(await leftBy(world)).toMatchObject({ calls: [], lane: undefined })
  const after = await world.hub.store.get('orders', M1, order.id)
  expect(after!.shipments[0]!.pushes).toMatchObject([{ state: 'failed', reason: 'the connection is gone' }])
  expect(after!.todo.filter(({ is }) => is === 'call')).toEqual([])
})

it('I10: leaves a number to the shipment that had it first, and reports the second', async () => {
  const world = await tellingHub()
  await labeledOrder(world.hub, 'o1', ['1ZSAME'])
  await carry(world.hub)
  await labeledOrder(world.hub, 'o2', ['1ZSAME'])
  await carry(world.hub)
  expect(await world.hub.store.get('numbers', null, 'ups:1ZSAME')).toMatchObject({ shipmentId: 'o1-1' })
  expect(world.hub.lines.filter(({ event }) => event === 'tracking_number_taken')).toMatchObject([{ fields: { shipmentId: 'o2-1' } }])
})

it('clears nothing that came in between: only what it did', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  const racing = { ...EFFECTS, applyEarlyScans: async () => {
    await change(world.hub, M1, order.id, (now) => ({ is: 'changed', code: 'x', order: { ...now, todo: [...now.todo, { is: 'task', does: 'stop', cause: 'late', centerId: EAST, shipmentId: 'o1-1' as ShipmentId, at: 1 }] } }))
  } }
  await world.hub.time.settle(carryOut(world.hub, M1, world.hub.clock.now() + 1_000, racing))
  expect((await leftBy(world)).todo).toMatchObject([{ is: 'task', cause: 'late' }])
  expect(testHub().lines).toEqual([])
})
