import { expect, it } from 'vitest'
import { ACCOUNT, connect, M1, shopHub, webhook } from '../../test/support/reading-shop.ts'
import { accept } from './accept.ts'
import { drainDeliveries } from './drain.ts'
import { pollDueSources } from './poll.ts'

const FAR = Number.MAX_SAFE_INTEGER
const NOTHING = Buffer.from(JSON.stringify({ event: 'e1', refs: [], unnamed: true }))

it('S2.28: a hint that does not say of what is taken, and what is read by time is read in the same turn', async () => {
  const { hub, shop } = await shopHub()
  await connect(hub)
  await pollDueSources(hub, ACCOUNT, FAR)
  shop.put({ ref: 'g1' })
  const before = await pollDueSources(hub, ACCOUNT, FAR)
  expect([before! > hub.clock.now(), await orders()]).toEqual([true, 0])
  expect(await accept(hub, 'c1', { ...webhook(hub, 'e1', []), body: NOTHING })).toEqual({ status: 200, body: '' })
  await drainDeliveries(hub, ACCOUNT, FAR)
  await pollDueSources(hub, ACCOUNT, FAR)
  expect(await orders()).toBe(1)
  expect((await hub.store.list('deliveriesNewest', { merchantId: M1 }, { limit: 10 })).items).toMatchObject([{ state: 'done' }])

  async function orders(): Promise<number> { return (await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 10 })).items.length }
})
