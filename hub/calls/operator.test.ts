import { expect, it } from 'vitest'
import { ACCOUNT, carry, converge, keyOf, labeledOrder, M1, send, tellingHub, type Telling } from '../../test/support/telling.ts'
import type { Actor } from '../../core/model/actor.ts'
import { MerchantId } from '../../core/model/ids.ts'
import { readTimeline } from '../feed/read.ts'
import { accountLane } from '../lanes/lane.ts'
import { giveBack, take } from '../lanes/lanes.ts'
import { dropCall, retryCall } from './operator.ts'
import { orderEffects } from './order-effects.ts'

const KIM: Actor = { is: 'user', id: 'kim', role: 'owner', merchantId: M1, centers: null, scopes: [] }
const SCOPE = { actor: KIM, merchantId: M1 }
const callOf = async ({ hub }: Telling, key: string) => hub.store.get('calls', M1, key)
const pushOf = async ({ hub }: Telling) => (await hub.store.get('orders', M1, 'o1'))!.shipments[0]!.pushes[0]!

it('tries again what gave up, and asks first about what may have arrived', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  world.vendor.faults.push('drop', 'unknown', 'unknown')
  await converge(world.hub)
  expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'failed' })
  expect(await retryCall(world.hub, SCOPE, keyOf(order), orderEffects)).toMatchObject({ is: 'done', call: { state: 'unsure', attempts: 0 } })
  await converge(world.hub)
  expect(world.vendor.effects(keyOf(order))).toBe(1)
  expect(world.vendor.sentBlindly()).toBe(false)
  expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'done' })
  expect(await pushOf(world)).toMatchObject({ state: 'confirmed' })
})

it('tries again what the store refused, once its reason is mended', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  world.vendor.faults.push('refuse')
  await converge(world.hub)
  await retryCall(world.hub, SCOPE, keyOf(order), orderEffects)
  await converge(world.hub)
  expect(world.vendor.effects(keyOf(order))).toBe(1)
  expect(await pushOf(world)).toMatchObject({ state: 'confirmed' })
})

it('what was refused can be given up: no reading has it told any more', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  world.vendor.faults.push('refuse')
  await converge(world.hub)
  expect(await dropCall(world.hub, SCOPE, keyOf(order), 'told by phone', orderEffects)).toMatchObject({ is: 'done', call: { state: 'failed', code: 'dropped' } })
  expect(await pushOf(world)).toMatchObject({ state: 'failed', reason: 'told by phone' })
})

it('wakes the account’s lane, though it sleeps', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  world.vendor.faults.push('refuse')
  await converge(world.hub)
  for (let hold = await take(world.hub, 'w'); hold; hold = await take(world.hub, 'w')) await giveBack(world.hub, hold, null)
  await retryCall(world.hub, SCOPE, keyOf(order), orderEffects)
  expect(await world.hub.store.get('lanes', null, accountLane(ACCOUNT))).toMatchObject({ nextAt: world.hub.clock.now() })
})

it('cancels the wait of an automatic retry: it is due now, and only once', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  world.vendor.retryAfter = null
  world.vendor.faults.push('down')
  await carry(world.hub)
  await send(world.hub)
  await retryCall(world.hub, SCOPE, keyOf(order), orderEffects)
  await send(world.hub)
  expect(world.vendor.effects(keyOf(order))).toBe(1)
  await converge(world.hub)
  expect(world.vendor.effects(keyOf(order))).toBe(1)
})

it('never sends again what a person dropped, and the order says so', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  await carry(world.hub)
  expect(await dropCall(world.hub, SCOPE, keyOf(order), 'told by phone', orderEffects)).toMatchObject({ is: 'done', call: { state: 'failed', code: 'dropped' } })
  await converge(world.hub)
  expect(world.vendor.log).toEqual([])
  expect(await pushOf(world)).toMatchObject({ state: 'failed', reason: 'told by phone' })
  expect(await dropCall(world.hub, SCOPE, keyOf(order), 'again', orderEffects)).toMatchObject({ is: 'refused', state: 'failed' })
})

it('I32 I38: is a note of who did it, and shows nothing of another merchant’s', async () => {
  const world = await tellingHub()
  const order = await labeledOrder(world.hub)
  await carry(world.hub)
  expect(await retryCall(world.hub, { actor: KIM, merchantId: MerchantId.parse('m2') }, keyOf(order), orderEffects)).toEqual({ is: 'missing' })
  await retryCall(world.hub, SCOPE, keyOf(order), orderEffects)
  const notes = (await readTimeline(world.hub, M1, 'order:o1', 50)).items.filter(({ kind }) => kind.startsWith('call.'))
  expect(notes).toMatchObject([{ actor: { id: 'kim' }, detail: { call: keyOf(order) } }])
  expect(await retryCall(world.hub, SCOPE, 'nothing', orderEffects)).toEqual({ is: 'missing' })
})
