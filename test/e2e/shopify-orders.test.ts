import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ShopifyState } from '../../connectors/shopify/emulator/index.ts'
import type { Answer } from '../../server/schema.ts'
import { handOf, type Hand, inProcessing, isHeldFor, type Order, orderWhen, pushIs } from './harness/one-order.ts'
import { type Bill, type Shoppers, shoppersOf, type Wish } from './harness/shoppers.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { MINUTE } from './harness/time.ts'
import { until } from './harness/until.ts'

const EAST = { East: 500 }
const level = (stage: Stage, sku: string): number | undefined => stage.shopify.state().levels.find((each) => each.sku === sku)?.available
let count = 0
const aNumber = (): string => `1ZSHOP${String((count += 1)).padStart(6, '0')}`

describe('orders as Shopify has them', () => {
  let stage: Stage
  let shoppers: Shoppers
  let hand: Hand
  beforeAll(async () => {
    stage = await openStage({
      speed: 60, items: ['MUG', 'CUP', 'LAMP'].map((sku) => ({ sku, available: EAST, shelves: { Allentown: 500 } })),
      before: (shopify) => { shopify.addProducts({ items: [{ sku: 'GIFTCARD', requiresShipping: false, tracked: false, giftCard: true }] }) },
    })
    shoppers = shoppersOf(stage.shopify, stage.clock)
    hand = handOf(stage)
  })
  afterAll(async () => stage?.close())

  const buy = (more: Partial<Wish> = {}): Bill => shoppers.buy({ lines: [{ sku: 'MUG', quantity: 2 }], ...more })
  const atStore = ({ id }: Bill): ShopifyState['orders'][number] => stage.shopify.state().orders.find((order) => order.id === id)!
  const units = (bill: Bill): string[] => atStore(bill).fulfillments.flatMap(({ lines }) => lines.map(({ sku, quantity }) => `${quantity} ${sku}`)).toSorted()
  const shipped = async (bill: Bill): Promise<void> => {
    await hand.ship(await orderWhen(stage, bill, inProcessing, 'in processing'), aNumber())
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
  }
  const connection = async (): Promise<Answer<'getConnection'>> => stage.owner.call('getConnection', { params: { id: stage.connectionId }, query: {} })
  const known = async (): Promise<(string | null)[]> => (await stage.owner.call('listOrders', { query: { limit: 250 } })).data.map(({ externalId }) => externalId)

  it('S5.9: what is no parcel is not imported and counted by why; what is left out of an order is counted too', async () => {
    const skipped = [buy({ method: 'PICK_UP' }), buy({ method: 'LOCAL' }), buy({ method: 'PICKUP_POINT' }), buy({ method: 'RETAIL' }), buy({ lines: [{ sku: 'GIFTCARD', quantity: 1 }] }), buy({ test: true })]
    const mixed = shoppers.buy({ lines: [{ sku: 'MUG', quantity: 1 }, { sku: 'GIFTCARD', quantity: 1 }] })
    const tip = stage.shopify.placeOrders({ lines: [{ sku: 'CUP', quantity: 1 }, { custom: true, title: 'Tip', quantity: 1, requiresShipping: false }], shipping: { title: 'Standard' } }).ids[0]!
    await shipped(mixed)
    expect(units(mixed)).toEqual(['1 MUG'])
    expect((await orderWhen(stage, { id: tip, name: 'the tip' }, inProcessing, 'in processing')).lines).toMatchObject([{ sku: 'CUP' }])
    const counts = await until(async () => { const { skipped: said } = await connection(); return Object.keys(said.order).length >= 6 && said }, { for: 'six reasons', stands: connection })
    expect(Object.fromEntries(Object.entries(counts.order).map(([code, { value }]) => [code, value]))).toEqual({ pickup: 1, local_delivery: 1, pickup_point: 1, retail: 1, gift_card: 1, test_order: 1 })
    expect(counts.part).toEqual({ gift_card: { value: 1, capped: false } })
    for (const { id } of skipped) expect(await known()).not.toContain(id)
  })

  it('a scheduled order goes on by itself when its time has come, though no webhook arrives', async () => {
    stage.shopify.setFaults({ dropWebhooks: 1 })
    const bill = buy()
    stage.shopify.order(bill.id, 'schedule', { at: new Date(stage.clock.now() + 8 * MINUTE).toISOString() })
    const held = await orderWhen(stage, bill, isHeldFor('scheduled'), 'held for its day')
    expect(Date.parse(held.scheduledFor ?? '')).toBeGreaterThan(stage.clock.now())
    const free = await until(async () => { const order = await orderWhen(stage, bill, (one) => inProcessing(one) || isHeldFor('scheduled')(one), 'there'); return inProcessing(order) && order }, { for: 'the order in processing' })
    expect(free.reasons).toEqual([])
    stage.shopify.setFaults({})
    await shipped(bill)
    expect(atStore(bill).fulfillment).toBe('FULFILLED')
  })

  it('what Shopify would cancel for fraud is held by setting, and a person lets it go', async () => {
    const [risky, odd] = [buy({ risk: 'CANCEL' }), buy({ risk: 'INVESTIGATE' })]
    const held = await orderWhen(stage, risky, isHeldFor('fraud_risk'), 'held for its risk')
    expect(held.reasons).toMatchObject([{ code: 'fraud_risk', who: 'merchant' }])
    await shipped(odd)
    const late = buy()
    await orderWhen(stage, late, inProcessing, 'in processing')
    stage.shopify.order(late.id, 'risk', { risk: 'CANCEL' })
    await orderWhen(stage, late, isHeldFor('fraud_risk'), 'held once it was rated')
    await stage.owner.call('releaseOrder', { params: { id: held.id }, body: {} })
    await shipped(risky)
    await stage.owner.call('patchConnection', { params: { id: stage.connectionId }, body: { settings: { shop: 'northwind.myshopify.com', holdRisk: 'investigate', importTestOrders: true } } })
    await orderWhen(stage, buy({ risk: 'INVESTIGATE' }), isHeldFor('fraud_risk'), 'held for its risk')
    await orderWhen(stage, buy({ test: true }), inProcessing, 'in processing, as test orders are wanted now')
    await stage.owner.call('patchConnection', { params: { id: stage.connectionId }, body: { settings: { shop: 'northwind.myshopify.com' } } })
  })

  it('split and merged work is one order with the same units, and a refund before pick takes units off it', async () => {
    const bill = buy({ lines: [{ sku: 'MUG', quantity: 3 }] })
    await orderWhen(stage, bill, inProcessing, 'in processing')
    stage.shopify.order(bill.id, 'split', { lines: [{ sku: 'MUG', quantity: 1 }] })
    stage.shopify.order(bill.id, 'refund', { lines: [{ sku: 'MUG', quantity: 1 }], restock: true })
    stage.shopify.order(bill.id, 'merge')
    await orderWhen(stage, bill, (order) => inProcessing(order) && order.lines[0]?.quantity === 2, 'with two left')
    await shipped(bill)
    expect(units(bill)).toEqual(['2 MUG'])
  })

  it('a person who is hidden from us holds the order with what to grant; the address that somebody enters lets it go on', async () => {
    const bill = buy({ address: { firstName: null, lastName: null, company: null, address1: null, city: null, zip: null, phone: null } })
    const held = await orderWhen(stage, bill, isHeldFor('person_data_missing'), 'held for its address')
    expect(held.reasons[0]?.needs).toBe('Allow the connection to read customer data at the store, or enter the address.')
    await stage.owner.call('patchOrder', { params: { id: held.id }, body: { recipient: { name: 'Ada Park', address1: '1 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' } } })
    await shipped(bill)
  })

  it('S5.9: a rule leaves an order out, counted, and what the store sold of it still lowers its number', async () => {
    const saved = await stage.owner.call('putAutomation', { body: { rules: [{ name: 'Wholesale goes elsewhere', when: { tags: ['wholesale'], value: { from: { amount: '10.00', currency: 'USD' } } }, does: { ignore: true } }, { name: 'Look at lamps', when: { skus: ['LAMP'] }, does: { hold: true, tags: ['glass'] } }] }, version: 0 })
    expect(saved).toMatchObject({ id: 'automation', rules: [{ active: true, when: { value: { from: { amount: '10.00', currency: 'USD' } } } }, {}] })
    const before = await until(() => level(stage, 'CUP') !== undefined && level(stage, 'CUP')! < 500 && level(stage, 'CUP'), { for: 'a number for cups' })
    const bill = buy({ lines: [{ sku: 'CUP', quantity: 5 }], tags: ['wholesale'] })
    const lamp = await orderWhen(stage, buy({ lines: [{ sku: 'LAMP', quantity: 1 }] }), isHeldFor('special_requirement'), 'held by a rule')
    expect([lamp.tags, lamp.reasons[0]?.message]).toEqual([['glass'], 'Held for a decision: rule “Look at lamps”.'])
    await until(async () => (await connection()).skipped.order['filtered']?.value === 1, { for: 'the one left out to be counted' })
    // A whole tick: every number was read and decided on anew, with the order known to nobody here.
    const { length } = stage.shopify.state().log
    await until(() => stage.shopify.state().log.slice(length).filter(({ name }) => name === 'LevelsOf').length >= 2, { for: 'levels to be read again' })
    expect([level(stage, 'CUP'), await known()]).toEqual([before - 5, expect.not.arrayContaining([bill.id])])
  })
})

describe('a connection with stock only', () => {
  let stage: Stage
  let shoppers: Shoppers
  let hand: Hand
  beforeAll(async () => {
    stage = await openStage({ speed: 150, roles: ['inventory'], items: [{ sku: 'MUG', available: EAST, shelves: { Allentown: 500 } }] })
    shoppers = shoppersOf(stage.shopify, stage.clock)
    hand = handOf(stage)
  })
  afterAll(async () => stage?.close())

  const forward = async ({ id, name }: Bill, quantity: number): Promise<Order> => stage.owner.call('createOrder', { body: {
    reference: `SS-${name}`, shipOptionId: stage.shipOptions.get('Standard') ?? '', lines: [{ sku: 'MUG', quantity }], storeOrder: { connectionId: stage.connectionId, externalId: id },
    recipient: { name: 'Ada Park', address1: '1 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' },
  } })
  const now = async ({ id }: Order): Promise<Order> => stage.owner.call('getOrder', { params: { id }, query: {} })
  /** Two ticks later, the number that the store shows. */
  const atRest = async (): Promise<number | undefined> => {
    const from = stage.clock.now()
    await until(() => stage.clock.now() > from + 32 * MINUTE, { for: 'two ticks' })
    return level(stage, 'MUG')
  }

  it('S2.16: sold, forwarded, shipped, told by hand and cancelled: the store shows exactly what is free whenever nothing is under way', async () => {
    const [one, two, three] = [3, 4, 5].map((quantity) => shoppers.buy({ lines: [{ sku: 'MUG', quantity }] })) as [Bill, Bill, Bill]
    expect(await atRest()).toBe(488)
    const [first, second] = [await forward(one, 3), await forward(two, 4)]
    expect(first.links).toEqual([{ connectionId: stage.connectionId, externalId: one.id, owner: false }])
    await hand.ship(await until(async () => { const order = await now(first); return inProcessing(order) && order }, { for: 'the first in processing' }), '1ZFORWARD1')
    expect(await atRest()).toBe(488)
    stage.shopify.order(one.id, 'fulfill', { tracking: { company: 'UPS', number: '1ZFORWARD1' } })
    shoppers.cancel(two)
    shoppers.cancel(three)
    expect(await atRest()).toBe(493)
    expect((await now(second)).ignoredChanges).toMatchObject([{ what: expect.stringContaining('cancelled') }])
    await stage.owner.call('cancelOrder', { params: { id: second.id }, body: {} })
    expect(await atRest()).toBe(497)
    expect((await stage.owner.call('listOrders', { query: { limit: 250 } })).data).toHaveLength(2)
  })
})
