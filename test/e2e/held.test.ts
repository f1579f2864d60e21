import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handOf, inProcessing, isHeldFor, orderOf, orderWhen, pushIs } from './harness/one-order.ts'
import { type Bill, type Shoppers, shoppersOf, type Wish } from './harness/shoppers.ts'
import { openStage, type Stage } from './harness/stage.ts'

let stage: Stage
let shoppers: Shoppers
beforeAll(async () => {
  stage = await openStage({
    speed: 60,
    items: [
      { sku: 'MUG', available: { East: 100 }, shelves: { Allentown: 100 } }, { sku: 'TWIN', title: 'Twin, red' }, { sku: 'TWIN', title: 'Twin, blue' }, { sku: null, title: 'Patch' },
      { sku: 'RARE', available: { East: 5 }, shelves: { Allentown: 1 } },
    ],
  })
  shoppers = shoppersOf(stage.shopify, stage.clock)
})
afterAll(async () => stage?.close())

const mug = { sku: 'MUG', quantity: 1 }
/** What is wrong with the order, by the code that it is held with. */
const HELD: Readonly<Record<string, Wish>> = {
  missing_sku: { lines: [mug, { sku: null, quantity: 1 }] },
  duplicate_sku: { lines: [mug, { sku: 'TWIN', quantity: 1 }] },
  invalid_address: { lines: [mug], address: { address1: null, zip: null } },
  person_data_missing: { lines: [mug], address: { firstName: null, lastName: null, company: null, address1: null, address2: null, city: null, zip: null, phone: null } },
  unmapped_ship_option: { lines: [mug], shipping: { title: 'Drone' } },
  upstream_hold: { lines: [mug], hold: { reason: 'HIGH_RISK_OF_FRAUD', notes: 'look twice' } },
  out_of_stock: { lines: [mug, { sku: 'RARE', quantity: 3 }] },
}

describe('an order with something wrong in it', () => {
  const bills = new Map<string, Bill>()

  it.each(Object.keys(HELD))('S1.14 S4.4: is held as %s, says who can mend it, and keeps no other order waiting', async (code) => {
    const bad = shoppers.buy(HELD[code]!)
    bills.set(code, bad)
    const good = shoppers.buy({ lines: [mug] })
    const held = await orderWhen(stage, bad, isHeldFor(code), `held as ${code}`)
    expect(held.reasons.map((reason) => reason.code)).toEqual([code])
    expect(held.reasons[0]).toMatchObject({ message: expect.stringMatching(/\S/), needs: expect.stringMatching(/\S/), who: expect.stringMatching(/merchant|administrator|store/) })
    await orderWhen(stage, good, inProcessing, 'in processing')
  })

  it('S1.14: no address at all is held too', async () => {
    const bad = shoppers.buy({ lines: [mug], address: null })
    const held = await orderWhen(stage, bad, (order) => order.status === 'action_required', 'held')
    expect(held.reasons.map(({ code }) => code)).toEqual(['invalid_address'])
  })

  it.each([
    ['unmapped_ship_option', 'its method is mapped', async () => stage.owner.call('putMethods', { params: { id: stage.connectionId }, body: { data: [{ method: 'Drone', shipOptionId: stage.shipOptions.get('Standard')!, active: true }] } })],
    ['invalid_address', 'its address is completed', async (id: string) => stage.owner.call('patchOrder', { params: { id }, body: { recipient: { name: 'Ada Moss', address1: '1 Row', city: 'Portland', region: 'OR', postalCode: '97201', country: 'US' } } })],
    ['person_data_missing', 'its person is entered', async (id: string) => stage.owner.call('patchOrder', { params: { id }, body: { recipient: { name: 'Ada Moss', address1: '1 Row', city: 'Portland', region: 'OR', postalCode: '97201', country: 'US' } } })],
    ['upstream_hold', 'the store releases it', async (_id: string, bill: Bill) => stage.shopify.order(bill.id, 'release')],
    ['out_of_stock', 'units come', async () => stage.floorClient.call('receive', { body: { merchantId: stage.merchantId, rows: [{ cause: 'truck 1', sku: 'RARE', centerId: stage.centers.get('Allentown')!, quantity: 2 }] } })],
    ['missing_sku', 'its line gets a SKU', async (id: string) => {
      const { lines } = await stage.owner.call('getOrder', { params: { id }, query: {} })
      return stage.owner.call('patchOrder', { params: { id }, body: { lines: [{ id: lines.find(({ sku }) => sku === null)!.id, sku: 'MUG' }] } })
    }],
  ] as const)('S1.14 S4.4: held as %s it goes on once %s', async (code, _what, mend) => {
    const bill = bills.get(code)!
    const { id } = (await orderOf(stage, bill))!
    await mend(id, bill)
    const order = await orderWhen(stage, bill, inProcessing, 'in processing')
    expect(order.reasons).toEqual([])
    const number = `1ZHELD${code.toUpperCase()}`
    await handOf(stage).ship(order, number)
    await orderWhen(stage, bill, pushIs('confirmed'), 'told to the store')
    expect((await stage.store.orders()).find(({ id: each }) => each === bill.id)).toMatchObject({ status: 'FULFILLED', fulfillments: [{ numbers: [number] }] })
  })
})
