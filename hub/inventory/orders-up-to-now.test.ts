import { expect, it } from 'vitest'
import { VendorError } from '../../core/ports/connector.ts'
import { connect, shopHub } from '../../test/support/reading-shop.ts'
import { ordersUpToNow } from './orders-up-to-now.ts'

async function world() {
  const { hub, shop } = await shopHub()
  const connection = await connect(hub)
  const upToNow = async () => ordersUpToNow(hub, (await hub.store.get('connections', null, connection.id))!, hub.clock.now() + 5_000, null, new Set())
  return { hub, shop, connection, upToNow }
}

it('S2.16: a store’s orders are up to now where all of them were read, and not where the store does not answer', async () => {
  const { hub, shop, upToNow } = await world()
  expect(await upToNow()).toBe(true)
  await hub.time.advance(60_000)
  shop.faults.push(new VendorError('unavailable', 'yes', 'down'))
  expect(await upToNow()).toBe(false)
})
