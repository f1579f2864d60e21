import { expect, it } from 'vitest'
import { M1, process, send, tellingHub, type Telling } from '../../test/support/telling.ts'
import { FAKE } from '../../test/support/vendor.ts'
import type { LevelUpdate } from '../../core/model/drafts.ts'
import type { Call } from '../../core/model/work.ts'
import type { AnyConnector, Asked, Outcome } from '../../core/ports/connector.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { sendNow } from './levels.ts'
import { sealUpdates } from './payload.ts'

const UPDATES: LevelUpdate[] = [{ key: 'l1', item: 'i1', location: 'a', quantity: 3, changeFrom: 2 }, { key: 'l2', item: 'i2', location: 'a', quantity: 0, changeFrom: 1 }]
const started = async ({ hub }: Telling, more: Partial<Call> = {}): Promise<Stored<'calls'>> => {
  const now = hub.clock.now()
  await hub.store.insert('calls', {
    id: 'levels:1', merchantId: M1, version: 0, connectionId: 'shop' as Call['connectionId'], account: 'fake:shop', role: 'inventory', capability: 'setLevels', subject: 'shop', orderId: null, shipmentId: null,
    sealed: await sealUpdates(hub, M1, UPDATES), state: 'started', createdAt: now, dueAt: now, startedAt: now, handle: null, attempts: 1, asks: 0, code: null, reason: null, ref: null, finishedAt: null, ...more,
  })
  return (await hub.store.get('calls', M1, 'levels:1'))!
}
const callOf = async ({ hub }: Telling) => hub.store.get('calls', M1, 'levels:1')

/** The store's connector with its answers about levels written out. */
async function levelsWorld(answers: { send?: () => Promise<readonly Outcome[]>; ask?: () => Promise<readonly Asked[]> }) {
  const world = await tellingHub()
  const connector: AnyConnector = { ...FAKE, open: (at, host) => ({ ...FAKE.open(at, host), setLevels: { batch: 2, repeatable: true, send: answers.send ?? (async () => []), ask: answers.ask ?? (async () => []) } }) }
  return { ...world, hub: { ...process(world), connectors: new Map([['fake', connector]]) } }
}
const shopOf = async ({ hub }: Telling) => (await hub.store.get('connections', null, 'shop'))!

it('records what became of each number before the call is settled', async () => {
  const world = await levelsWorld({ send: async () => [{ is: 'done' }, { is: 'refused', code: 'stale', text: 'moved', fix: 'none' }] })
  const seen: unknown[] = []
  const sent = await sendNow(world.hub, await shopOf(world), await started(world), UPDATES, async (outcomes) => { seen.push(outcomes, (await callOf(world))!.state) })
  expect(sent).toMatchObject({ is: 'answered', outcomes: [{ is: 'done' }, { code: 'stale' }] })
  expect(seen).toEqual([[{ is: 'done' }, expect.anything()], 'started'])
  expect(await callOf(world)).toMatchObject({ state: 'done', finishedAt: expect.any(Number) })
})

it('is asked about, and never sent again, where the end is not known', async () => {
  let sent = 0
  const world = await levelsWorld({ send: async () => { sent += 1; throw new VendorError('unavailable', 'maybe', 'reset') }, ask: async () => [{ is: 'done' }, { is: 'absent' }] })
  expect(await sendNow(world.hub, await shopOf(world), await started(world), UPDATES)).toMatchObject({ is: 'unsure' })
  const unsure = await callOf(world)
  expect(unsure).toMatchObject({ state: 'unsure' })
  await world.hub.time.advance(unsure!.dueAt - world.hub.clock.now())
  await send(world.hub)
  expect(await callOf(world)).toMatchObject({ state: 'superseded', code: 'not_all_arrived' })
  expect(sent).toBe(1)
})

it('of a dead sender rests for the settle time, is asked about, and is done where the store shows it', async () => {
  const world = await levelsWorld({ ask: async () => [{ is: 'done' }, { is: 'done' }] })
  await started(world)
  await send(world.hub)
  expect(await callOf(world)).toMatchObject({ state: 'unsure', code: 'no_result' })
  await world.hub.time.advance(100_000)
  await send(world.hub)
  expect(await callOf(world)).toMatchObject({ state: 'done' })
})

it('I21: is not sent when it comes to it too late', async () => {
  let sent = 0
  const world = await levelsWorld({ send: async () => { sent += 1; return [{ is: 'done' }, { is: 'done' }] } })
  const call = await started(world)
  await world.hub.time.advance(60_000)
  expect(await sendNow(world.hub, await shopOf(world), call, UPDATES)).toMatchObject({ is: 'not_sent', error: { code: 'too_late' } })
  expect(sent).toBe(0)
  expect(await callOf(world)).toMatchObject({ state: 'superseded' })
})

it.each([
  [new VendorError('throttled', 'yes', 'slow'), 'superseded', 'connected'], [new VendorError('rejected', 'yes', 'no'), 'refused', 'connected'], [new VendorError('auth', 'yes', 'who'), 'superseded', 'needs_reauth'],
])('ends at “%s” without another try', async (error, state, connection) => {
  const world = await levelsWorld({ send: async () => { throw error } })
  expect(await sendNow(world.hub, await shopOf(world), await started(world), UPDATES)).toMatchObject({ is: 'not_sent' })
  expect(await callOf(world)).toMatchObject({ state })
  expect(await shopOf(world)).toMatchObject({ state: connection })
})

it('is confirmed when the last of its numbers can be', async () => {
  const world = await levelsWorld({ send: async () => [{ is: 'done', confirmAfter: 9_000 }, { is: 'done', confirmAfter: 5_000 }] })
  await sendNow(world.hub, await shopOf(world), await started(world), UPDATES)
  expect(await callOf(world)).toMatchObject({ state: 'accepted', dueAt: 9_000 })
})

it('is doubted where the connector’s answers do not match the updates', async () => {
  const world = await levelsWorld({ send: async () => [{ is: 'done' }] })
  expect(await sendNow(world.hub, await shopOf(world), await started(world), UPDATES)).toMatchObject({ is: 'unsure' })
})
