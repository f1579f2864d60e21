import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProcessing, isHeldFor, orderWhen } from './harness/one-order.ts'
import { type Shoppers, shoppersOf } from './harness/shoppers.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { until } from './harness/until.ts'

let stage: Stage
let shoppers: Shoppers
beforeAll(async () => {
  stage = await openStage({
    speed: 60, locations: ['East', 'West'], centers: { Allentown: 'East', Bethlehem: 'East', Reno: 'West' },
    items: [
      { sku: 'MUG', available: { East: 60, West: 60 }, shelves: { Allentown: 20, Bethlehem: 40, Reno: 60 } },
      { sku: 'LAMP', available: { East: 40, West: 60 }, shelves: { Bethlehem: 40, Reno: 60 } },
      { sku: 'ROPE', available: { East: 0, West: 60 }, shelves: { Reno: 60 } },
    ],
  })
  shoppers = shoppersOf(stage.shopify, stage.clock)
})
afterAll(async () => stage?.close())

const methods = async () => (await stage.owner.call('listMethods', { params: { id: stage.connectionId }, query: {} })).data
const map = async (method: string, option: string | null, active = true) =>
  stage.owner.call('putMethods', { params: { id: stage.connectionId }, body: { data: [{ method, shipOptionId: option === null ? null : stage.shipOptions.get(option)!, active }] } })
const mug = (title: string) => ({ lines: [{ sku: 'MUG', quantity: 1 }], shipping: { title } })

describe('a method of the store', () => {
  it('S2.11 S2.12: is found by its first order, which waits until it is mapped', async () => {
    const bill = shoppers.buy(mug('Owl post'))
    await orderWhen(stage, bill, isHeldFor('unmapped_ship_option'), 'held')
    expect((await methods()).find(({ method }) => method === 'Owl post')).toMatchObject({ shipOptionId: null, seenAt: expect.any(String) })
    expect((await stage.owner.call('previewMethods', { params: { id: stage.connectionId }, body: { methods: ['Owl post'] } })).rows).toEqual([{ method: 'Owl post', waiting: 1, capped: false }])
    await map('Owl post', '2-Day Express')
    const order = await orderWhen(stage, bill, inProcessing, 'in processing')
    expect(order.shipOption).toEqual({ id: stage.shipOptions.get('2-Day Express'), name: '2-Day Express' })
  })

  it('S2.13 S2.15: has one option, and is matched to the letter', async () => {
    const [exact, other] = [shoppers.buy(mug('Owl post')), shoppers.buy(mug('owl post'))]
    expect((await orderWhen(stage, exact, inProcessing, 'in processing')).shipOption?.name).toBe('2-Day Express')
    await orderWhen(stage, other, isHeldFor('unmapped_ship_option'), 'held')
  })

  it('S2.14: counts only while it is active', async () => {
    await map('Owl post', '2-Day Express', false)
    const bill = shoppers.buy(mug('Owl post'))
    await orderWhen(stage, bill, isHeldFor('inactive_ship_option'), 'held')
    await map('Owl post', 'Standard')
    expect((await orderWhen(stage, bill, inProcessing, 'in processing')).shipOption?.name).toBe('Standard')
  })
})

describe('an order with several methods', () => {
  const EAST = { sku: 'MUG', quantity: 1, location: 'East' }
  const buy = (lines: readonly object[], shipping: readonly object[]) => ({ name: 'an order with several methods', id: stage.shopify.placeOrders({ lines, shipping }).ids[0]! })

  it('S2.11: goes by the one of its own parcels, not by the pickup that the store lists first', async () => {
    const bill = buy([{ ...EAST, method: 'PICK_UP', presentedName: 'Downtown Store' }, { ...EAST, sku: 'LAMP', presentedName: 'Standard' }], [{ title: 'Downtown Store' }, { title: 'Standard' }])
    expect((await orderWhen(stage, bill, inProcessing, 'in processing')).shipOption?.name).toBe('Standard')
  })

  it('S2.12: with two for its parcels it waits until somebody says what the two together mean', async () => {
    const bill = buy([{ ...EAST, presentedName: 'Overnight' }, { ...EAST, sku: 'LAMP', location: 'West', presentedName: 'Economy' }], [{ title: 'Overnight' }, { title: 'Economy' }])
    expect((await orderWhen(stage, bill, isHeldFor('unmapped_ship_option'), 'held')).method).toBe('Economy + Overnight')
    await map('Economy + Overnight', '2-Day Express')
    expect((await orderWhen(stage, bill, inProcessing, 'in processing')).shipOption?.name).toBe('2-Day Express')
  })
})

describe('where an order ships from', () => {
  it.each([
    ['the preferred center, where it has everything', [['MUG', 2]], 'Allentown'],
    ['the next one that has everything', [['MUG', 1], ['LAMP', 1]], 'Bethlehem'],
    ['the only one, though the store named another location', [['MUG', 1], ['LAMP', 1], ['ROPE', 1]], 'Reno'],
  ] as const)('S1.19 S4.1 S4.3 S4.9a: %s', async (_what, lines, center) => {
    const bill = shoppers.buy({ lines: lines.map(([sku, quantity]) => ({ sku, quantity })) })
    const order = await orderWhen(stage, bill, inProcessing, 'in processing')
    expect(order.shipments.map(({ centerId }) => centerId)).toEqual([stage.centers.get(center)])
    const kinds = async (): Promise<string[]> => (await stage.owner.call('orderTimeline', { params: { id: order.id }, query: {} })).data.map(({ kind }) => kind)
    await until(async () => (await kinds()).includes('order.imported'), { for: 'its import in the timeline', stands: kinds })
  })
})
