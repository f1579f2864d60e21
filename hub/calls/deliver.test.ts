import { describe, expect, it } from 'vitest'
import { ACCOUNT, carry, converge, keyOf, labeledOrder, M1, process, send, tellingHub, type Telling } from '../../test/support/telling.ts'
import { FAKE } from '../../test/support/vendor.ts'
import type { AnyConnector } from '../../core/ports/connector.ts'
import type { Stored, Store } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { accountLane, HOLD_MS, type LaneHold } from '../lanes/lane.ts'
import { take } from '../lanes/lanes.ts'
import { orderEffects } from './order-effects.ts'
import { sendDueCalls } from './send.ts'

const callOf = async ({ hub }: Telling, key: string) => hub.store.get('calls', M1, key)

/** A store in which something happens as a call is written down as begun: right before it, or right after. */
const whenStarted = (happens: { before?: () => Promise<unknown>; after?: () => Promise<unknown> }) => (store: Store): Store => ({
  ...store,
  replace: async (kind, record, ...more) => {
    const isStart = kind === 'calls' && (record as Partial<Stored<'calls'>>).state === 'started'
    if (isStart) await happens.before?.()
    const written = await store.replace(kind, record, ...more)
    if (isStart) await happens.after?.()
    return written
  },
})

/** The account's lane; the merchant's is due too. */
const holdOf = async (hub: Hub): Promise<LaneHold> => [await take(hub, 'w'), await take(hub, 'w')].find(hold => hold?.id === accountLane(ACCOUNT))!
const sendHolding = async (hub: Hub, hold: LaneHold) => sendDueCalls(hub, ACCOUNT, hub.clock.now() + 1_000, orderEffects, hold)

it('I17: is asked about where the connector sent and says nothing of it', async () => {
  const world = await tellingHub()
  const silent: AnyConnector = { ...FAKE, open: (at, host) => {
    const { tellShipment, ...can } = FAKE.open(at, host)
    return { ...can, tellShipment: { ...tellShipment!, send: async (...given) => { await tellShipment!.send(...given); return [] } } }
  } }
  const hub = process(world, { connectors: [silent] })
  const order = await labeledOrder(hub)
  await carry(hub)
  await send(hub)
  expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'unsure', code: 'connector_fault' })
  await converge(hub)
  expect(world.vendor.log.map(({ does }) => does)).toEqual(['send', 'ask'])
  expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'done' })
})

it('is not sent by a worker that another was ahead of at `started`', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  await carry(world.hub)
  await send(process(world, { seed: 7, through: whenStarted({ before: async () => send(world.hub) }) }))
  expect(world.vendor.log.map(({ does }) => does)).toEqual(['send'])
  expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'done', attempts: 1 })
})

it('I27: whose connector never ends keeps no other of its connection: that is sent in the same turn', async () => {
  const world = await tellingHub()
  const [first, second] = [await labeledOrder(world.hub, 'o1'), await labeledOrder(world.hub, 'o2')]
  const stuck: AnyConnector = { ...FAKE, open: (at, host) => {
    const { tellShipment, ...can } = FAKE.open(at, host)
    return { ...can, tellShipment: { ...tellShipment!, send: async (updates, signal) => (updates[0]?.key === keyOf(first) ? new Promise(() => {}) : tellShipment!.send(updates, signal)) } }
  } }
  const hub = process(world, { connectors: [stuck] })
  await carry(hub)
  await hub.time.settle(sendDueCalls(hub, ACCOUNT, hub.clock.now() + 60_000, orderEffects))
  expect(await callOf(world, keyOf(first))).toMatchObject({ state: 'unsure', code: 'timeout' })
  expect(await callOf(world, keyOf(second))).toMatchObject({ state: 'done', attempts: 1 })
})

it('I24: that a store puts off closes the gate of its lane: whoever has it next waits too', async () => {
  const world = await tellingHub()
  await labeledOrder(world.hub)
  await carry(world.hub)
  const hold = await holdOf(world.hub)
  world.vendor.retryAfter = '90'
  world.vendor.faults.push('throttle')
  const until = world.hub.clock.now() + 90_000
  expect(await sendHolding(world.hub, hold)).toBe(until)
  expect(await world.hub.store.get('lanes', null, accountLane(ACCOUNT))).toMatchObject({ gate: until })
})

describe('I21: a lane that became another’s', () => {
  const begin = async (): Promise<{ world: Telling; hold: LaneHold; keys: string[] }> => {
    const world = await tellingHub()
    const orders = [await labeledOrder(world.hub, 'o1'), await labeledOrder(world.hub, 'o2')]
    await carry(world.hub)
    return { world, hold: await holdOf(world.hub), keys: orders.map(order => keyOf(order)) }
  }
  const takenByAnother = async ({ hub }: Telling) => {
    const lane = await hub.store.get('lanes', null, accountLane(ACCOUNT))
    await hub.store.replace('lanes', { ...lane!, holder: 'another' })
  }

  it('near the end of its time is not ours by the next renewal: what was begun is not sent', async () => {
    const { world, hold, keys: [key = ''] } = await begin()
    await world.hub.time.advance(HOLD_MS - 3_000)
    await takenByAnother(world)
    await sendHolding(world.hub, hold)
    expect(world.vendor.log).toEqual([])
    expect(await callOf(world, key)).toMatchObject({ state: 'queued', code: 'too_late' })
  })

  it('and ours still near the end of its time is renewed before anything is sent', async () => {
    const { world, hold } = await begin()
    await world.hub.time.advance(HOLD_MS - 3_000)
    await sendHolding(world.hub, hold)
    expect(world.vendor.log).toHaveLength(2)
    expect(hold.until).toBe(world.hub.clock.now() + HOLD_MS)
  })

  it('between `started` and the sending: it is not sent', async () => {
    const { world, hold } = await begin()
    await sendHolding(process(world, { through: whenStarted({ after: async () => { hold.lost = true } }) }), hold)
    expect(world.vendor.log).toEqual([])
  })

  it('while one was sent: the next is not touched, and whoever has the lane knows when it is due', async () => {
    const { world, hold, keys: [, second = ''] } = await begin()
    const before = await callOf(world, second)
    const losing = process(world, { transport: async (request, signal) => { hold.lost = true; return world.vendor.transport(request, signal) } })
    expect(await sendHolding(losing, hold)).toBeNull()
    expect(world.vendor.log).toHaveLength(1)
    expect(await callOf(world, second)).toEqual(before)
  })
})
