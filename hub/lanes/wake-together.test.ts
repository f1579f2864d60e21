import { expect, it, vi } from 'vitest'
import { testHub } from '../../test/support/hub.ts'
import { giveBack, take } from './lanes.ts'
import { wakeTogether } from './wake-together.ts'

const A = 'account:a' as const

it('reads the lane once for a crowd, and again for who comes after it was read', async () => {
  const hub = testHub()
  await wakeTogether(hub, A)
  const get = vi.spyOn(hub.store, 'get')
  await Promise.all(Array.from({ length: 40 }, async () => wakeTogether(hub, A)))
  expect(get).toHaveBeenCalledTimes(1)
  await wakeTogether(hub, A)
  expect(get).toHaveBeenCalledTimes(2)
})

it('loses no wake to one that was begun before it', async () => {
  const hub = testHub()
  await wakeTogether(hub, A)
  // The first reads the lane as it is due; then a worker takes it and sees what was written until then; the second comes after that.
  const first = wakeTogether(hub, A)
  await first
  const hold = await take(hub, 'w')
  const second = wakeTogether(hub, A)
  await second
  await giveBack(hub, hold!, null)
  expect(await hub.store.get('lanes', null, A)).toMatchObject({ holder: null, nextAt: hub.clock.now() })
})

it('tells everybody of a wake that failed, and the next one is tried anew', async () => {
  const hub = testHub()
  const get = vi.spyOn(hub.store, 'get').mockRejectedValueOnce(new Error('store is away'))
  const told = await Promise.allSettled([wakeTogether(hub, A), wakeTogether(hub, A)])
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  get.mockRestore()
  await wakeTogether(hub, A)
  expect(await hub.store.get('lanes', null, A)).toMatchObject({ nextAt: hub.clock.now() })
})
