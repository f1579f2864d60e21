import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CREDENTIALS, openStage, SHOP, type Stage } from './harness/stage.ts'
import { handOf, type Hand, inProcessing, type Order, orderWhen, pushIs, scan, shipmentId } from './harness/one-order.ts'
import type { Request } from './harness/judge/stand-in.ts'
import { type Bill, type Shoppers, shoppersOf } from './harness/shoppers.ts'
import { MINUTE } from './harness/time.ts'
import { until } from './harness/until.ts'

// Two of the ten failures that users report most (SHOPIFY-SHIPSTATION, part C), each named after its number there.

let stage: Stage
let shoppers: Shoppers
let hand: Hand
beforeAll(async () => {
  stage = await openStage({
    speed: 60, items: [{ sku: 'MUG', available: { East: 500 }, shelves: { Allentown: 500 } }],
    scopes: ['read_orders', 'read_products', 'read_locations', 'write_inventory', 'write_merchant_managed_fulfillment_orders', 'write_fulfillments'],
    connection: { settings: { shop: SHOP, tellScans: true } },
  })
  shoppers = shoppersOf(stage.shopify, stage.clock)
  hand = handOf(stage)
})
afterAll(async () => stage?.close())

let count = 0
const aNumber = (): string => `1ZTEN${String((count += 1)).padStart(6, '0')}`
const picked = async (quantity = 1): Promise<{ bill: Bill; order: Order }> => {
  const bill = shoppers.buy({ lines: [{ sku: 'MUG', quantity }] })
  const order = await orderWhen(stage, bill, inProcessing, 'in processing')
  await hand.pick(order)
  await hand.picked(order)
  return { bill, order }
}
const fulfillments = ({ id }: Bill) => stage.shopify.state().orders.find((order) => order.id === id)!.fulfillments
const numbers = (bill: Bill): (string | null)[][] => fulfillments(bill).filter(({ status }) => status === 'SUCCESS').map(({ tracking }) => tracking.map(({ number }) => number))
const lastPush = (order: Order) => order.shipments[0]!.pushes.at(-1)
const writes = async (operation: string, since = 0): Promise<Request[]> => (await stage.store.truth(since)).log.filter((request) => request.operation === operation)
const callOf = async (order: Order) => (await stage.owner.call('listCalls', { query: { limit: 250 } })).data.find((call) => call.shipmentId === shipmentId(order) && call.capability === 'tellShipment')!
const now = async (): Promise<number> => (await stage.store.truth()).log.at(-1)!.seq

describe('C1 tracking never reaches Shopify', () => {
  it('C1 a telling that gave up stands on the order with its code and what to do; a person may have it tried again', async () => {
    const { bill, order } = await picked()
    stage.shopify.order(bill.id, 'hold', { reason: 'OTHER' })
    await hand.label(order, aNumber())
    expect(lastPush(await orderWhen(stage, bill, pushIs('refused'), 'refused'))).toMatchObject({ code: 'upstream_hold', reason: expect.stringMatching(/release it there/) })
    // The order hears of it first, and then its call ends.
    const call = await until(async () => { const found = await callOf(order); return found.state === 'refused' ? found : null }, { for: 'a call that was refused' })
    expect(call).toMatchObject({ state: 'refused', code: 'upstream_hold' })
    await stage.owner.call('retryCall', { params: { id: call.id }, body: {} })
    await until(async () => { const again = await callOf(order); return again.state === 'refused' && again.version > call.version }, { for: 'it to be refused again' })
    expect(numbers(bill)).toEqual([])
  })

  it.each<[string, (bill: Bill) => unknown, (bill: Bill) => unknown]>([
    ['held', (bill) => stage.shopify.order(bill.id, 'hold', { reason: 'OTHER' }), (bill) => stage.shopify.order(bill.id, 'release')],
    ['scheduled for later', (bill) => stage.shopify.order(bill.id, 'schedule', { at: new Date(stage.clock.now() + 10 * MINUTE).toISOString() }), () => stage.clock.advance(10)],
    ['fulfilled by hand', (bill) => stage.shopify.order(bill.id, 'fulfill', { tracking: { company: 'Other', number: 'BY-HAND' } }), (bill) => stage.shopify.order(bill.id, 'unfulfill')],
  ])('C1 what was %s at the store when it left is told by itself once it stands open there, and once', async (_how, before, after) => {
    const { bill, order } = await picked()
    before(bill)
    const number = aNumber()
    await hand.label(order, number)
    await hand.handOver(order)
    await orderWhen(stage, bill, pushIs('refused'), 'refused')
    const since = await now()
    after(bill)
    expect(lastPush(await orderWhen(stage, bill, pushIs('confirmed'), 'told'))).toMatchObject({ code: null, reason: null })
    expect([numbers(bill), (await writes('fulfillmentCreate', since)).length]).toEqual([[[number]], 1])
  })

  it('C1 what a person typed in at the store meanwhile is found there by the next reading, and nothing is sent', async () => {
    const { bill, order } = await picked()
    stage.shopify.order(bill.id, 'hold', { reason: 'OTHER' })
    const number = aNumber()
    await hand.label(order, number)
    await orderWhen(stage, bill, pushIs('refused'), 'refused')
    const since = await now()
    stage.shopify.order(bill.id, 'release')
    stage.shopify.order(bill.id, 'fulfill', { tracking: { company: 'UPS', number } })
    await orderWhen(stage, bill, pushIs('confirmed'), 'confirmed by what the store shows')
    expect(await writes('fulfillmentCreate', since)).toEqual([])
    expect(numbers(bill)).toEqual([[number]])
  })

  it('C1 what was told and is cancelled at the store later is seen, and told again only by hand', async () => {
    const { bill, order } = await picked()
    const number = aNumber()
    await hand.label(order, number)
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    stage.shopify.order(bill.id, 'unfulfill')
    expect(lastPush(await orderWhen(stage, bill, pushIs('failed'), 'taken back'))).toMatchObject({ code: 'cancelled_at_store', reason: expect.stringMatching(/Retry/) })
    const call = await until(async () => { const found = await callOf(order); return found.state === 'failed' ? found : null }, { for: 'a call that failed' })
    expect(numbers(bill)).toEqual([])
    await stage.owner.call('retryCall', { params: { id: call.id }, body: {} })
    await orderWhen(stage, bill, pushIs('confirmed'), 'told again')
    expect(numbers(bill)).toEqual([[number]])
  })
})

describe('C7 a later parcel or a late event overwrites the earlier', () => {
  it('C7 two boxes of one shipment are told together, and one that is labeled anew leaves the other', async () => {
    const { bill, order } = await picked(2)
    const [one, two, three] = [aNumber(), aNumber(), aNumber()]
    await hand.label(order, one, two)
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    expect(numbers(bill)).toEqual([[one, two]])
    await hand.relabel(order, one, three)
    await until(() => JSON.stringify(numbers(bill)) === JSON.stringify([[one, three]]), { for: 'both numbers at the store', stands: () => numbers(bill) })
    expect((await writes('fulfillmentTrackingInfoUpdate')).filter(({ variables }) => JSON.stringify(variables).includes(three))).toHaveLength(1)
  })

  it('C7 a number that a person added at the store stays when ours is replaced', async () => {
    const { bill, order } = await picked()
    const [old, next] = [aNumber(), aNumber()]
    await hand.label(order, old)
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    const answer = await fetch(`${stage.shopify.url}/admin/api/2026-10/graphql.json`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-shopify-access-token': CREDENTIALS.accessToken },
      body: JSON.stringify({ query: 'mutation Hand($id: ID!, $tracking: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking) { userErrors { message } } }', variables: { id: fulfillments(bill)[0]!.id, tracking: { company: 'UPS', numbers: [old, 'BY-HAND'] } } }),
    })
    expect(answer.ok).toBe(true)
    await hand.relabel(order, next)
    await until(() => JSON.stringify(numbers(bill)) === JSON.stringify([[next, 'BY-HAND']]), { for: 'the number of the person beside ours', stands: () => numbers(bill) })
  })

  it('C7 S0.13 S0.14 S0.15 S0.16: scans of a carrier that the store does not follow are told once each, and a late one never takes "delivered" back', async () => {
    const { bill, order } = await picked()
    const trackingNumber = aNumber()
    await stage.floorClient.call('label', { params: { id: shipmentId(order) }, body: { ...scan(), parcels: [{ carrier: 'veho', trackingNumber }] } })
    await hand.handOver(order)
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    const report = async (status: 'picked_up' | 'in_transit' | 'out_for_delivery' | 'delivered', minute: number) => stage.carriers.call('reportScans', {
      body: { events: [{ eventId: `${trackingNumber}-${status}`, carrier: 'veho', trackingNumber, status, at: new Date(stage.clock.now() + minute * 60_000).toISOString() }] },
    })
    const shown = (): string[] => fulfillments(bill)[0]!.events.map(({ status }) => status)
    await report('picked_up', 0)
    await until(() => shown().length === 1, { for: 'the first scan at the store' })
    await report('delivered', 10)
    await until(() => shown().length === 2, { for: 'the last scan at the store' })
    await report('out_for_delivery', 5)
    await report('delivered', 10)
    await stage.carriers.call('reportScans', { body: { events: [{ eventId: `${trackingNumber}-again`, carrier: 'veho', trackingNumber, status: 'delivered', at: new Date(stage.clock.now()).toISOString() }] } })
    // Whatever was to be told of these is told before what comes after them.
    const other = await picked()
    await hand.label(other.order, aNumber())
    await orderWhen(stage, other.bill, pushIs('confirmed'), 'told')
    expect(shown()).toEqual(['CARRIER_PICKED_UP', 'DELIVERED'])
    expect(fulfillments(bill)[0]).toMatchObject({ displayStatus: 'DELIVERED', tracking: [{ company: 'Veho', number: trackingNumber, url: expect.stringContaining(trackingNumber) }] })
  })

  it('C7 a carrier that the store follows itself is left to it', async () => {
    const { bill, order } = await picked()
    const number = aNumber()
    await hand.label(order, number)
    await hand.handOver(order)
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    await stage.carriers.call('reportScans', { body: { events: [{ eventId: `${number}-in`, carrier: 'ups', trackingNumber: number, status: 'in_transit', at: new Date(stage.clock.now()).toISOString() }] } })
    await orderWhen(stage, bill, ({ subStatus }) => subStatus === 'in_transit', 'in transit')
    expect((await stage.owner.call('listCalls', { query: { limit: 250 } })).data.filter((call) => call.capability === 'tellScan' && call.shipmentId === shipmentId(order))).toEqual([])
  })
})
