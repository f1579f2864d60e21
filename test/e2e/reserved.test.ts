import { expect, it } from 'vitest'
import { manyItems } from '../support/many-items.ts'

const MINUTE = 60_000

it('S2.16: units that the store set aside for a draft order are never published as available, whatever becomes of the draft', async () => {
  const it = await manyItems([{ sku: 'A', available: { '3PL': 10 }, shelf: 10 }, { sku: 'B', available: { '3PL': 3 }, shelf: 10 }], { locations: [{ name: '3PL' }] })
  const shown = (): number[][] => it.shop.state().levels.map(({ available, committed, reserved }) => [available, committed, reserved])
  const tick = async (): Promise<number[][]> => { await it.hub.time.advance(16 * MINUTE); return shown() }
  const reserve = (sku: string, reserved: number): unknown => it.shop.setLevel({ sku, location: '3PL', reserved })
  expect(await tick()).toEqual([[10, 0, 0], [10, 0, 0]])

  for (const sku of ['A', 'B']) reserve(sku, 4)
  expect(await tick()).toEqual([[6, 0, 4], [6, 0, 4]])
  // Somebody counts B by hand: its number is set anew, and leaves room for the draft.
  it.shop.setLevel({ sku: 'B', location: '3PL', available: 9 })
  expect((await tick())[1]).toEqual([6, 0, 4])

  // The draft of A becomes an order: what was set aside is sold.
  reserve('A', 0)
  it.shop.placeOrders({ lines: [{ sku: 'A', quantity: 4 }] })
  await it.wake()
  expect((await tick())[0]).toEqual([6, 4, 0])
  // That of B is thrown away.
  reserve('B', 0)
  expect((await tick())[1]).toEqual([10, 0, 0])

  const set = it.shop.state().log.filter(({ name }) => name === 'SetLevels').flatMap(({ variables }) => (variables as { input: { quantities: { quantity: number }[] } }).input.quantities.map(({ quantity }) => quantity))
  expect(set).toEqual([10, 6])
  await it.hub.time.settle(it.worker.stop())
})
