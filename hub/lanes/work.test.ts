import { expect, it } from 'vitest'
import { testHub } from '../../test/support/hub.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { Hub } from '../hub.ts'
import { HOLD_MS, type LaneId } from './lane.ts'
import { take, wake } from './lanes.ts'
import { type LaneWork, TURN_MS, workLane } from './work.ts'

const idle: LaneWork = {
  stockTurn: async () => ({ more: false }), carryOut: async () => null, drainDeliveries: async () => null, sendDueCalls: async () => null,
  pollDueSources: async () => null, pushDueStock: async () => null, runJob: async () => null,
}
async function turnOf(hub: ReturnType<typeof testHub>, id: LaneId, work: Partial<LaneWork>) {
  await wake(hub, id)
  const hold = await take(hub, 'w')
  await hub.time.settle(workLane(hub, { ...idle, ...work }, hold!))
  return hub.store.get('lanes', null, id)
}

it('does the steps of an account in their order, and comes back for the earliest', async () => {
  const hub = testHub()
  const seen: string[] = []
  const step = (name: string, due: number | null) => async (_hub: Hub, account: string) => { seen.push(`${name} ${account}`); return due }
  const now = hub.clock.now()
  const lane = await turnOf(hub, 'account:a:b', {
    drainDeliveries: step('drain', null), sendDueCalls: step('send', now + 9_000), pollDueSources: step('poll', now + 5_000), pushDueStock: step('push', null),
  })
  expect(seen).toEqual(['drain a:b', 'send a:b', 'poll a:b', 'push a:b'])
  expect(lane).toMatchObject({ holder: null, nextAt: now + 5_000 })
})

it('takes stock before it carries out, and turns again while there is more', async () => {
  const hub = testHub()
  const seen: string[] = []
  const lane = await turnOf(hub, 'merchant:m1', { stockTurn: async () => { seen.push('stock'); return { more: true } }, carryOut: async () => { seen.push('carry'); return null } })
  expect(seen).toEqual(['stock', 'carry'])
  expect(lane).toMatchObject({ nextAt: hub.clock.now() })
})

it('I12 I24: lets no step starve another, whether it fails or takes all the time', async () => {
  const hub = testHub()
  const shares: Record<string, number> = {}
  const slow = (name: keyof LaneWork) => async (_hub: Hub, _account: string, deadline: number) => {
    shares[name] = deadline - hub.clock.now()
    await hub.clock.sleep(name === 'drainDeliveries' ? 30_000 : shares[name])
    return null
  }
  await turnOf(hub, 'account:a', { drainDeliveries: slow('drainDeliveries'), sendDueCalls: async () => { throw new TypeError('poison') }, pollDueSources: slow('pollDueSources'), pushDueStock: slow('pushDueStock') })
  expect(shares).toEqual({ drainDeliveries: TURN_MS / 4, pollDueSources: 100, pushDueStock: 100 })
  expect(hub.lines).toMatchObject([{ event: 'lane_step_failed', fields: { lane: 'account:a', step: 'sendDueCalls' } }])
})

it('puts a failing step off, longer each time, and lets the others go on', async () => {
  const hub = testHub()
  let [polls, pushes] = [0, 0]
  const work = { pollDueSources: async () => { polls += 1; throw new TypeError('poison') }, pushDueStock: async () => { pushes += 1; return null } }
  const waits: number[] = []
  for (let turn = 0; turn < 12; turn += 1) {
    const lane = await turnOf(hub, 'account:a', work)
    waits.push(lane!.nextAt! - hub.clock.now())
    await turnOf(hub, 'account:a', work)
    await hub.time.advance(waits.at(-1)!)
  }
  expect(polls).toBe(12)
  expect(pushes).toBe(24)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(500)
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_500)
  expect(Math.max(...waits.slice(7))).toBeGreaterThan(10_000)
})

it('an outage of a vendor is a warning with its count, and its end is told; a fault of ours is an error', async () => {
  const hub = testHub()
  const away = { pollDueSources: async () => { throw new VendorError('unavailable', 'maybe', 'down') } }
  for (let turn = 0; turn < 2; turn += 1) {
    await turnOf(hub, 'account:a', away)
    await hub.time.advance(60_500)
  }
  await turnOf(hub, 'account:a', { pollDueSources: async () => null })
  await turnOf(hub, 'account:a', { pollDueSources: async () => null })
  await turnOf(hub, 'account:a', { pollDueSources: async () => { throw new TypeError('poison') } })
  expect(hub.lines.map(({ level, event, fields }) => [level, event, fields['attempts']])).toEqual([
    ['warn', 'lane_step_failed', 1], ['warn', 'lane_step_failed', 2], ['info', 'lane_step_works_again', 2], ['error', 'lane_step_failed', 1],
  ])
})

it('I24: ends the turn and closes the account’s gate where the vendor says so', async () => {
  const hub = testHub()
  let pushes = 0
  const lane = await turnOf(hub, 'account:a', { pollDueSources: async () => { throw new VendorError('throttled', 'yes', 'slow', { retryAfter: 90_000 }) }, pushDueStock: async () => { pushes += 1; return null } })
  expect(pushes).toBe(0)
  expect(lane).toMatchObject({ gate: hub.clock.now() + 90_000, nextAt: hub.clock.now() + 90_000 })
})

it('keeps the lane as long as a step takes, and leaves it where it was lost', async () => {
  const hub = testHub()
  const other = testHub({ seed: 2, time: hub.time, database: hub.database })
  await turnOf(hub, 'account:a', { drainDeliveries: async () => {
    for (let seconds = 0; seconds < 10; seconds += 1) {
      await hub.clock.sleep(HOLD_MS / 2)
      expect(await take(other, 'v')).toBeNull()
    }
    return null
  } })
  let pushes = 0
  await turnOf(hub, 'account:a', {
    drainDeliveries: async (_hub, _account, _deadline, hold) => {
      const lane = await other.store.get('lanes', null, 'account:a')
      await other.store.replace('lanes', { ...lane!, holder: 'another' })
      await hub.clock.sleep(HOLD_MS)
      expect(hold.lost).toBe(true)
      return null
    },
    pushDueStock: async () => { pushes += 1; return null },
  })
  expect(pushes).toBe(0)
  expect(await hub.store.get('lanes', null, 'account:a')).toMatchObject({ holder: 'another' })
  expect(hub.time.next()).toBeNull()
})
