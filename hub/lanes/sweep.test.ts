import { expect, it } from 'vitest'
import type { MerchantId, OrderId } from '../../core/model/ids.ts'
import { imported } from '../../test/support/orders.ts'
import { testHub } from '../../test/support/hub.ts'
import { merchantLane } from './lane.ts'
import { sweep } from './sweep.ts'

it('I19: goes on where it stopped, so that a merchant whose work stands still hides no other’s', async () => {
  const hub = testHub()
  const one = (id: string, merchant: string, updatedAt: number) => imported({}, { orderId: id as OrderId, merchantId: merchant as MerchantId, now: updatedAt })
  const stuck = Array.from({ length: 501 }, (_, n) => one(`o${n}`, 'stuck', n))
  await hub.store.insertMany('orders', [...stuck, one('last', 'm2', 9_000)].map((order, n) => ({ ...order, version: 0, updatedAt: n })))
  const asleep = async (): Promise<boolean> => (await hub.store.get('lanes', null, merchantLane('m2' as MerchantId))) === null
  await sweep(hub, 1)
  expect(await asleep()).toBe(true)
  await sweep(hub, 1)
  expect(await asleep()).toBe(false)
  // And begins anew behind the end.
  expect(await sweep(hub, 1)).toBe(1)
  expect(await hub.store.get('lanes', null, merchantLane('stuck' as MerchantId))).not.toBeNull()
})
