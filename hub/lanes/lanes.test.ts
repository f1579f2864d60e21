import { expect, it } from 'vitest'
import { START } from '../../test/support/clock.ts'
import { testHub } from '../../test/support/hub.ts'
import { HOLD_MS, type LaneHold } from './lane.ts'
import { gate, giveBack, nextDue, renew, take, wake } from './lanes.ts'

const A = 'account:a' as const
const laneOf = async (hub: ReturnType<typeof testHub>, id = A) => hub.store.get('lanes', null, id)
function two() {
  const one = testHub()
  return { one, two: testHub({ seed: 2, time: one.time, database: one.database }), time: one.time }
}

it('I20: gives a due lane to one worker, whoever asks and however many', async () => {
  const { one, two: other } = two()
  for (let index = 0; index < 40; index += 1) await wake(one, `account:a${index}`)
  const holds = (await Promise.all(Array.from({ length: 60 }, async (_, index) => take(index % 2 ? one : other, `w${index}`)))).filter((hold): hold is LaneHold => hold !== null)
  expect(new Set(holds.map(({ id }) => id)).size).toBe(holds.length)
  while (holds.length < 40) holds.push((await take(one, 'last'))!)
  expect(new Set(holds.map(({ id }) => id)).size).toBe(40)
  expect(await take(one, 'w')).toBeNull()
})

it('loses no wake while a lane is held: it is due again when given back', async () => {
  const { one, two: other } = two()
  await wake(one, A)
  const hold = await take(one, 'w')
  await wake(other, A)
  expect(await giveBack(one, hold!, null)).toBe(true)
  expect(await laneOf(one)).toMatchObject({ holder: null, nextAt: one.clock.now(), wokenFor: null })
  const again = await take(one, 'w')
  expect(await giveBack(one, again!, null)).toBe(true)
  expect(await nextDue(one)).toBeNull()
})

it('loses no wake though it came after the holder’s time was over, and the holder still gave back', async () => {
  const { one, two: other, time } = two()
  await wake(one, A)
  const slow = await take(one, 'w')
  await time.advance(HOLD_MS + 1)
  await wake(other, A)
  expect(await giveBack(one, slow!, null)).toBe(true)
  expect(await nextDue(one)).toBe(one.clock.now())
})

it('loses no wake between any two steps of a holder and a waker', async () => {
  const lost: number[] = []
  for (let seed = 1; seed <= 300; seed += 1) {
    const hub = testHub({ seed })
    const other = testHub({ seed: seed + 1000, time: hub.time, database: hub.database })
    let work = 0
    const random = hub.seeded
    const pause = async (): Promise<void> => { for (let turns = random.between(0, 3); turns > 0; turns -= 1) await Promise.resolve() }
    const waker = async (): Promise<void> => {
      for (let index = 0; index < 5; index += 1) {
        await pause()
        work += 1
        await wake(other, A)
      }
    }
    const worker = async (): Promise<void> => {
      for (let round = 0; round < 8; round += 1) {
        const hold = await take(hub, 'w')
        if (hold) {
          work = 0
          await pause()
          await giveBack(hub, hold, null)
        }
        await pause()
      }
    }
    await Promise.all([waker(), worker()])
    if (work > 0 && (await nextDue(hub)) === null) lost.push(seed)
  }
  expect(lost).toEqual([])
})

it('I20: refuses whatever an expired holder still writes, once another has the lane', async () => {
  const { one, two: other, time } = two()
  await wake(one, A)
  const stale = await take(one, 'w')
  await time.advance(HOLD_MS)
  const fresh = await take(other, 'v')
  expect(fresh).not.toBeNull()
  expect(await renew(one, stale!)).toBe(false)
  expect(stale!.lost).toBe(true)
  expect(await giveBack(one, { ...stale!, lost: false }, null)).toBe(false)
  expect(await gate(one, { ...stale!, lost: false }, START)).toBe(false)
  expect(await laneOf(one)).toMatchObject({ holder: fresh!.holder })
})

it('renews, and another cannot take it meanwhile', async () => {
  const { one, two: other, time } = two()
  await wake(one, A)
  const hold = await take(one, 'w')
  await time.advance(HOLD_MS - 1)
  expect(await renew(one, hold!)).toBe(true)
  await time.advance(HOLD_MS - 1)
  expect(await take(other, 'v')).toBeNull()
  expect(hold!.until).toBe(one.clock.now() + 1)
})

it('I26: keeps the vendor’s “not before”, over wakes and turns, and never longer than an hour', async () => {
  const { one, time } = two()
  await wake(one, A)
  const hold = await take(one, 'w')
  const year = 365 * 86_400_000
  expect(await gate(one, hold!, one.clock.now() + year)).toBe(true)
  await giveBack(one, hold!, one.clock.now())
  await wake(one, A)
  expect(await take(one, 'w')).toBeNull()
  expect(await nextDue(one)).toBe(one.clock.now() + 3_600_000)
  await time.advance(3_600_000)
  const again = await take(one, 'w')
  expect(again).not.toBeNull()
  await giveBack(one, again!, null)
  expect(await laneOf(one)).toMatchObject({ gate: null, nextAt: null })
})

it('wakes earlier, never later, and costs no write where it is due already', async () => {
  const { one } = two()
  await wake(one, A, START + 500)
  await wake(one, A, START + 900)
  expect(await laneOf(one)).toMatchObject({ nextAt: START + 500, version: 1 })
  await wake(one, A, START)
  await wake(one, A, START)
  expect(await laneOf(one)).toMatchObject({ nextAt: START, version: 2 })
})
