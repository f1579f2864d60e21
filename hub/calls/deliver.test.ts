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

describe('I21: a lane that became another’s', () => {
  const begin = async (): Promise<{ world: Telling; hold: LaneHold; keys: string[] }> => {
    const world = await tellingHub()
    const orders = [await labeledOrder(world.hub, 'o1'), await labeledOrder(world.hub, 'o2')]
    await carry(world.hub)
    // The merchant's lane is due too.
    const holds = [await take(world.hub, 'w'), await take(world.hub, 'w')]
    return { world, hold: holds.find(hold => hold?.id === accountLane(ACCOUNT))!, keys: orders.map(order => keyOf(order)) }
  }
  const sendHolding = async (hub: Hub, hold: LaneHold) => sendDueCalls(hub, ACCOUNT, hub.clock.now() + 1_000, orderEffects, hold)
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
