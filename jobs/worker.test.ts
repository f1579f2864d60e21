import { afterEach, expect, it } from 'vitest'
import { START } from '../test/support/clock.ts'
import { testHub, type TestHub } from '../test/support/hub.ts'
import { connect, shopHub } from '../test/support/reading-shop.ts'
import { labeledOrder, EFFECTS, tellingHub } from '../test/support/telling.ts'
import type { Hub } from '../hub/hub.ts'
import { take, wake } from '../hub/lanes/lanes.ts'
import type { LaneWork } from '../hub/lanes/work.ts'
import { carryOut } from '../hub/todo/carry-out.ts'
import { sendDueCalls } from '../hub/calls/send.ts'
import { nextSlot, runJob } from './schedule.ts'
import { startWorker, type Worker, type WorkerOptions } from './worker.ts'

const idle: LaneWork = {
  stockTurn: async () => ({ more: false }), carryOut: async () => null, drainDeliveries: async () => null, sendDueCalls: async () => null,
  pollDueSources: async () => null, pushDueStock: async () => null, runJob: async (hub, name) => runJob(hub, name),
}
const real: LaneWork = {
  ...idle,
  carryOut: async (hub, merchantId, deadline) => carryOut(hub, merchantId, deadline, EFFECTS),
  sendDueCalls: async (hub, account, deadline, hold) => sendDueCalls(hub, account, deadline, EFFECTS.calls, hold),
}
const running: { hub: TestHub; worker: Worker }[] = []
afterEach(async () => {
  for (const { hub, worker } of running.splice(0)) await hub.time.settle(worker.stop())
})
function start(hub: TestHub, work: LaneWork = idle, options: Partial<WorkerOptions> = {}): Worker {
  const worker = startWorker(hub, work, { name: 'w', ...options })
  running.push({ hub, worker })
  return worker
}

it('is told at once of what this hub wakes, without looking', async () => {
  const hub = testHub()
  const seen: number[] = []
  start(hub, { ...idle, carryOut: async () => { seen.push(hub.clock.now() - START); return null } })
  await hub.time.advance(7_000)
  await wake(hub, 'merchant:m1')
  await hub.time.advance(0)
  expect(seen).toEqual([7_000])
})

it('finds what another process woke within 15 s', async () => {
  const hub = testHub()
  const other = testHub({ seed: 2, time: hub.time, database: hub.database })
  const seen: number[] = []
  start(hub, { ...idle, carryOut: async () => { seen.push(hub.clock.now() - START); return null } })
  await hub.time.advance(1_000)
  await wake(other, 'merchant:m1')
  await hub.time.advance(15_000)
  expect(seen).toHaveLength(1)
})

it('I19: goes on with what a death left without a lane', async () => {
  const world = await tellingHub()
  await labeledOrder(world.hub)
  const lane = await world.hub.store.get('lanes', null, 'merchant:m1')
  await world.hub.store.remove('lanes', null, 'merchant:m1', lane!.version)
  start(world.hub, real)
  await world.hub.time.advance(2_000)
  expect(world.vendor.effects('ship:o1-1:1')).toBe(1)
})

it('I23: runs a job once in a slot, catches up once after a pause, and does not drift', async () => {
  const hub = testHub()
  const runs: { name: string; at: number }[] = []
  const work = { ...idle, runJob: async (one: Hub, name: string) => { runs.push({ name, at: one.clock.now() - START }); return runJob(one, name) } }
  const first = startWorker(hub, work, { name: 'w' })
  await hub.time.advance(3 * 3_600_000)
  await hub.time.settle(first.stop())
  const stock = runs.filter(({ name }) => name === 'stock')
  expect(stock.map(({ at }) => at)).toEqual(Array.from({ length: 13 }, (_, slot) => slot * 900_000))
  runs.length = 0
  await hub.time.advance(7 * 3_600_000 + 60_000)
  start(hub, work)
  await hub.time.advance(30 * 60_000)
  expect(runs.filter(({ name }) => name === 'stock').map(({ at }) => at)).toEqual([10 * 3_600_000 + 60_000, 10 * 3_600_000 + 900_000, 10 * 3_600_000 + 1_800_000])
  expect(nextSlot({ every: 900_000 }, START)).toBe(START + 900_000)
})

it('mends the stores’ webhooks at the start and every hour', async () => {
  const { hub, shop } = await shopHub()
  const reachable = { ...hub, publicUrl: 'https://hub.test' }
  await connect(hub)
  start(reachable, real)
  await hub.time.advance(3 * 3_600_000)
  expect(shop.ensured).toEqual(Array.from({ length: 4 }, () => 'https://hub.test/hooks/c1'))
})

it('I20: shares lanes with another worker, and nobody works one twice at once', async () => {
  const hub = testHub()
  const other = testHub({ seed: 2, time: hub.time, database: hub.database })
  const at = new Set<string>()
  let turns = 0
  const carry = (one: Hub): LaneWork['carryOut'] => async (_hub, merchantId) => {
    expect(at.has(merchantId)).toBe(false)
    at.add(merchantId)
    turns += 1
    await one.clock.sleep(200)
    at.delete(merchantId)
    return turns < 200 ? one.clock.now() : null
  }
  for (let index = 0; index < 20; index += 1) await wake(hub, `merchant:m${index}`)
  start(hub, { ...idle, carryOut: carry(hub) }, { concurrency: 4 })
  start(other, { ...idle, carryOut: carry(other) }, { concurrency: 4, name: 'v' })
  await hub.time.advance(60_000)
  expect(turns).toBeGreaterThanOrEqual(200)
})

it('survives whatever a lane throws, and the store being away', async () => {
  let isAway = false
  const hub = testHub({ through: (store) => new Proxy(store, { get: (target, name, receiver) => {
    if (isAway) return async () => { throw new TypeError('store away') }
    return Reflect.get(target, name, receiver) as unknown
  } }) })
  let turns = 0
  start(hub, { ...idle, carryOut: async () => { turns += 1; throw new TypeError('poison') } })
  await hub.time.advance(1_000)
  isAway = true
  await hub.time.advance(60_000)
  isAway = false
  await wake(hub, 'merchant:m1')
  await hub.time.advance(60_000)
  expect(turns).toBeGreaterThan(1)
})

it('I22: stops within 25 s: gives back what it works at, takes nothing more', async () => {
  const hub = testHub()
  const worker = startWorker(hub, { ...idle, carryOut: async () => { await hub.clock.sleep(3_000); return hub.clock.now() } }, { name: 'w' })
  await wake(hub, 'merchant:m1')
  await hub.time.advance(500)
  const begun = hub.clock.now()
  expect(await hub.time.settle(worker.stop())).toBe(0)
  expect(hub.clock.now() - begun).toBeLessThanOrEqual(3_000)
  expect(await hub.store.get('lanes', null, 'merchant:m1')).toMatchObject({ holder: null })

  const stuck = startWorker(hub, { ...idle, carryOut: async () => new Promise(() => {}) }, { name: 'w' })
  await hub.time.advance(100)
  const asked = hub.clock.now()
  expect(await hub.time.settle(stuck.stop())).toBe(1)
  expect(hub.clock.now() - asked).toBeLessThanOrEqual(25_000)
})

it('takes over at once what a killed process held, where the store serves one process', async () => {
  const hub = testHub()
  await wake(hub, 'merchant:m1')
  await take(hub, 'dead')
  const seen: number[] = []
  const next = testHub({ seed: 2, time: hub.time, database: hub.database })
  start(next, { ...idle, carryOut: async () => { seen.push(hub.clock.now() - START); return null } }, { alone: true })
  await hub.time.advance(1_000)
  expect(seen).toEqual([0])
})

it('is woken by ticks too, and lets go of them', async () => {
  const hub = testHub()
  let isTicking = true
  const worker = startWorker(hub, idle, { name: 'w', ticks: () => () => { isTicking = false } })
  await hub.time.advance(100)
  await hub.time.settle(worker.stop())
  expect(isTicking).toBe(false)
  expect(hub.time.next()).toBeNull()
})
