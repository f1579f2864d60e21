import { expect, it } from 'vitest'
import { testHub } from '../../test/support/hub.ts'
import { imported } from '../../test/support/orders.ts'
import { addConnection } from '../../test/support/vendor.ts'
import { addMerchant } from '../../test/support/hub.ts'
import { type ConnectionId, MerchantId, type OrderId } from '../../core/model/ids.ts'
import { KINDS, type Kind } from '../../core/ports/records.ts'
import { create } from '../change.ts'
import { type MerchantStore, merchantStore } from './merchant-store.ts'

const M1 = MerchantId.parse('m1')
const M2 = MerchantId.parse('m2')

async function twoMerchants() {
  const hub = testHub()
  for (const merchantId of [M1, M2]) {
    await addMerchant(hub, merchantId)
    await addConnection(hub, { merchantId, id: `shop-${merchantId}` as ConnectionId })
    const id = `o-${merchantId}` as OrderId
    await create(hub, merchantId, { ...imported({ number: `#${merchantId}` }), merchantId, id }, null)
  }
  return { hub, mine: merchantStore(hub.store, M1) }
}

it('I32: answers another merchant’s id like a missing one, in every read', async () => {
  const { mine } = await twoMerchants()
  expect(await mine.get('orders', 'o-m1')).toMatchObject({ id: 'o-m1' })
  expect(await mine.get('orders', 'o-m2')).toBeNull()
  expect(await mine.getMany('orders', ['o-m2', 'o-m1', 'nothing'])).toMatchObject([null, { id: 'o-m1' }, null])
  expect(await mine.get('connections', 'shop-m2')).toBeNull()
  expect(await mine.getMany('connections', ['shop-m1', 'shop-m2'])).toMatchObject([{ id: 'shop-m1' }, null])
  expect((await mine.list('ordersNewest', {}, { limit: 10 })).items.map(({ id }) => id)).toEqual(['o-m1'])
  expect((await mine.list('connectionsOfMerchant', {}, { limit: 10 })).items.map(({ id }) => id)).toEqual(['shop-m1'])
  expect(await mine.count('ordersNewest', {})).toEqual({ value: 1, capped: false })
  expect((await mine.search('orders', [{ word: 'm2', prefix: false }], { limit: 10 })).items).toEqual([])
})

it('I32: cannot be talked into another merchant by what a request names', async () => {
  const { mine, hub } = await twoMerchants()
  const foreign = { merchantId: M2 } as never
  expect((await mine.list('ordersNewest', foreign, { limit: 10 })).items.map(({ id }) => id)).toEqual(['o-m1'])
  const cursor = (await hub.store.list('ordersNewest', { merchantId: M2 }, { limit: 1 })).next
  expect(cursor).toBeNull()
  await create(hub, M2, { ...imported({ number: '#more' }), merchantId: M2, id: 'o-more' as OrderId }, null)
  expect(await mine.count('ordersNewest', foreign)).toEqual({ value: 1, capped: false })
})

it('I32: gives no global kind, no key and no unbound read to a merchant', async () => {
  const { mine } = await twoMerchants()
  const untyped = mine as unknown as { get(kind: Kind, id: string): Promise<unknown>; list(read: string, rest: object, page: object): Promise<unknown> }
  const hidden = (Object.keys(KINDS) as Kind[]).filter((kind) => (KINDS[kind].scope === 'global' && kind !== 'connections') || kind === 'sealedKeys' || kind === 'accessTokens')
  for (const kind of hidden) await expect(untyped.get(kind, 'm2'), kind).rejects.toThrow('not bound to a merchant')
  for (const read of ['everyOrderWithTodo', 'everyConnection', 'openCallsOfAccount', 'everyToken', 'dueLanes', 'sealedKeysByAge']) {
    await expect(untyped.list(read, {}, { limit: 10 }), read).rejects.toThrow('not bound to a merchant')
  }
  expect(Object.keys(mine satisfies MerchantStore).toSorted()).toEqual(['count', 'get', 'getMany', 'list', 'merchantId', 'search'])
})
