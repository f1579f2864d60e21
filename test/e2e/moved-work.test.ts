import { expect, it } from 'vitest'
import { type ManyItems, manyItems } from '../support/many-items.ts'
import { M } from '../support/stock.ts'

const MINUTE = 60_000

/** What the shop shows of A and B, by location. */
const shownBy = ({ shop }: ManyItems) => Object.fromEntries(shop.state().levels.map(({ sku, location, available, committed }) => [`${sku} ${location}`, [available, committed]]))

it('part C no. 3: a moved fulfillment order re-opens stock at the shop, and what we publish is never more than is free, nor counted twice (S2.16, S5.10)', async () => {
  const it = await manyItems([{ sku: 'A', available: { '3PL': 0, Shop: 5 }, shelf: 5 }, { sku: 'B', available: { '3PL': 0, Shop: 1 }, shelf: 1 }], { locations: [{ name: '3PL' }, { name: 'Shop' }] })
  await it.hub.time.advance(MINUTE)
  const { ids: [order = ''] } = it.shop.placeOrders({ lines: [{ sku: 'A', quantity: 3 }, { sku: 'B', quantity: 1 }], location: 'Shop' })
  await it.wake()
  await it.hub.time.advance(16 * MINUTE)
  // It is to be shipped by us, wherever the shop counts it.
  expect(shownBy(it)).toEqual({ 'A 3PL': [2, 0], 'A Shop': [2, 3], 'B 3PL': [0, 0], 'B Shop': [0, 1] })
  const updatedAt = it.shop.state().orders[0]?.updatedAt

  it.shop.order(order, 'move', { to: '3PL' })
  expect(shownBy(it)).toEqual({ 'A 3PL': [-1, 3], 'A Shop': [5, 0], 'B 3PL': [-1, 1], 'B Shop': [1, 0] })
  expect(it.shop.state().orders[0]?.updatedAt).toBe(updatedAt)
  const before = it.shop.state().log.at(-1)?.seq ?? 0
  await it.hub.time.advance(16 * MINUTE)
  // The order was found by its work's own time: what is committed at our location now is known, and not sold twice.
  expect(shownBy(it)).toEqual({ 'A 3PL': [2, 3], 'A Shop': [5, 0], 'B 3PL': [0, 1], 'B Shop': [1, 0] })
  const { items: [known] } = await it.hub.store.list('ordersNewest', { merchantId: M }, { limit: 1 })
  const ours = it.shop.state().shops[0]?.locations[0]?.id
  expect(known?.lines.map(({ parts }) => parts.map(({ location }) => location))).toEqual([[ours], [ours]])
  const written = it.shop.state().log.filter(({ seq, name }) => seq > before && name === 'SetLevels').flatMap(({ variables }) => (variables as { input: { quantities: { quantity: number }[] } }).input.quantities.map(({ quantity }) => quantity))
  expect([written.length, ...new Set(written)]).toEqual([2, 0, 2])
  await it.hub.time.settle(it.worker.stop())
})
