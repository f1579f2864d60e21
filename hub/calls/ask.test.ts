import { expect, it } from 'vitest'
import { carry, converge, keyOf, labeledOrder, M1, send, tellingHub, type Telling } from '../../test/support/telling.ts'
import type { Order } from '../../core/model/order.ts'
import { SENDINGS } from './turn.ts'

/** What became of the call, and how often it was sent and asked about. */
const endOf = async ({ hub, vendor }: Telling, order: Order) => {
  const call = (await hub.store.get('calls', M1, keyOf(order)))!
  const times = (does: 'send' | 'ask') => vendor.log.filter(one => one.does === does).length
  return { state: call.state, code: call.code, sent: times('send'), asked: times('ask') }
}

it('what the store accepted and then shows nothing of is not sent again: a person looks', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  world.vendor.faults.push('accept')
  await carry(world.hub)
  await send(world.hub)
  world.vendor.told.clear()
  await converge(world.hub)
  expect(await endOf(world, order)).toEqual({ state: 'failed', code: 'vanished', sent: 1, asked: 1 })
})

it(`what is absent every time is sent ${SENDINGS} times, and then a person looks`, async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  for (let times = 0; times < 2 * SENDINGS; times += 1) world.vendor.faults.push('lost', 'ok')
  await converge(world.hub, 200)
  expect(await endOf(world, order)).toEqual({ state: 'failed', code: 'absent_again', sent: SENDINGS, asked: SENDINGS })
})

it('what cannot be asked about for days is not sent again: a person looks', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  await carry(world.hub)
  world.vendor.faults.push('drop')
  await send(world.hub)
  world.vendor.always.set(keyOf(order), 'down')
  const began = world.hub.clock.now()
  await converge(world.hub, 500)
  expect(await endOf(world, order)).toEqual({ state: 'failed', code: 'could_not_ask', sent: 1, asked: 0 })
  expect(world.hub.clock.now() - began).toBeGreaterThan(24 * 3_600_000)
})

it('I29: credentials that are refused while it is asked about stop the connection for a person', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  world.vendor.faults.push('drop', 'auth')
  await converge(world.hub)
  expect(await world.hub.store.get('connections', null, 'shop')).toMatchObject({ state: 'needs_reauth' })
  expect(await endOf(world, order)).toMatchObject({ state: 'unsure', sent: 1, asked: 1 })
})
