import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handOf, inProcessing, type Hand, type Order, orderWhen, parcels, pushIs, refusalOf, scan, shipmentId } from './harness/one-order.ts'
import type { Request, SoldOrder } from './harness/judge/stand-in.ts'
import { type Bill, type Shoppers, shoppersOf } from './harness/shoppers.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { until } from './harness/until.ts'

let stage: Stage
let shoppers: Shoppers
let hand: Hand
beforeAll(async () => {
  stage = await openStage({ speed: 60, items: [{ sku: 'MUG', available: { East: 500 }, shelves: { Allentown: 500 } }] })
  shoppers = shoppersOf(stage.shopify, stage.clock)
  hand = handOf(stage)
})
afterAll(async () => stage?.close())

const bought = async (quantity = 1): Promise<{ bill: Bill; order: Order }> => {
  const bill = shoppers.buy({ lines: [{ sku: 'MUG', quantity }] })
  return { bill, order: await orderWhen(stage, bill, inProcessing, 'in processing') }
}
const atStore = async ({ id }: Bill): Promise<SoldOrder> => (await stage.store.orders()).find((order) => order.id === id)!
const numbersAtStore = async (bill: Bill): Promise<string[]> => (await atStore(bill)).fulfillments.flatMap(({ numbers }) => numbers)
const writesTo = async (operation: string): Promise<Request[]> => (await stage.store.truth()).log.filter((request) => request.operation === operation)
const patch = async (body: Record<string, unknown>) => stage.owner.call('patchConnection', { params: { id: stage.connectionId }, body })
let count = 0
const aNumber = (): string => `1ZROADS${String((count += 1)).padStart(6, '0')}`

describe('a label', () => {
  it('S0.1 S0.5 S0.6 S0.7: goes to the store before any scan, and the store is asked to tell the customer', async () => {
    const { bill, order } = await bought(2)
    const number = aNumber()
    await hand.pick(order)
    await hand.picked(order)
    expect(await hand.label(order, number)).toMatchObject({ code: 'labeled', status: 'processing', subStatus: 'labeled' })
    const told = await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    expect(told.shipments[0]!.parcels).toMatchObject([{ trackingNumber: number, carrier: 'ups', voided: false, tracking: null }])
    expect(await atStore(bill)).toMatchObject({ status: 'FULFILLED', fulfillments: [{ numbers: [number], lines: [{ quantity: 2 }] }] })
    expect((await writesTo('fulfillmentCreate')).at(-1)!.variables).toMatchObject({ fulfillment: { notifyCustomer: true, trackingInfo: { company: 'UPS', numbers: [number] } } })
  })

  it('S0.7: leaves the customer alone where the merchant switched the store\'s mail off', async () => {
    await patch({ settings: { shop: 'northwind.myshopify.com', notifyCustomer: false } })
    const { bill, order } = await bought()
    await hand.ship(order, aNumber())
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    expect((await writesTo('fulfillmentCreate')).at(-1)!.variables).toMatchObject({ fulfillment: { notifyCustomer: false } })
    await patch({ settings: { shop: 'northwind.myshopify.com', notifyCustomer: true } })
  })

  it('S0.2: with a number that stands on another live shipment is refused, and nothing is told', async () => {
    const number = aNumber()
    const [first, second] = [await bought(), await bought()]
    await hand.ship(first.order, number)
    await hand.pick(second.order)
    expect(await refusalOf(hand.label(second.order, number))).toBe('tracking_number_taken')
    await hand.label(second.order, aNumber())
    await orderWhen(stage, second.bill, pushIs('confirmed'), 'told')
    expect(await numbersAtStore(second.bill)).not.toContain(number)
  })

  it('S5.1: printed again, the new number takes the place of the old one at the store', async () => {
    const [old, fresh] = [aNumber(), aNumber()]
    const { bill, order } = await bought()
    await hand.pick(order)
    await hand.label(order, old)
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    expect(await hand.relabel(order, fresh)).toMatchObject({ code: 'relabeled' })
    await until(async () => (await numbersAtStore(bill)).join() === fresh, { for: 'the new number at the store', within: 20_000 })
    const after = await orderWhen(stage, bill, pushIs('confirmed'), 'told again')
    expect(after.shipments[0]!.parcels.map(({ trackingNumber, voided }) => [trackingNumber, voided])).toEqual([[old, true], [fresh, false]])
    expect((await atStore(bill)).fulfillments).toHaveLength(1)
  })

  it('S1.1 S1.4 S1.5 S1.6 S1.7 S1.8 S1.22: every step of the floor moves the order, and a scan that comes twice counts once', async () => {
    const { bill, order } = await bought()
    const at = { params: { id: shipmentId(order) } }
    const number = aNumber()
    expect([order.status, order.subStatus]).toEqual(['processing', null])
    await hand.pick(order)
    const again = scan('ada', `picked ${bill.name}`)
    const once = await stage.floorClient.call('picked', { ...at, body: again })
    expect(once).toMatchObject({ code: 'picked', subStatus: 'picked' })
    expect(await stage.floorClient.call('picked', { ...at, body: again })).toMatchObject({ subStatus: 'picked' })
    const labeled = scan('ada', `label ${bill.name}`)
    const [first, second] = [await stage.floorClient.call('label', { ...at, body: { ...labeled, parcels: parcels([number]) } }), await stage.floorClient.call('label', { ...at, body: { ...labeled, parcels: parcels([number]) } })]
    expect(second).toMatchObject({ subStatus: first.subStatus })
    expect(await hand.handOver(order)).toMatchObject({ status: 'shipped', subStatus: 'awaiting_scan' })
    // The first scan again, a day late: the shipment stays where it is.
    expect(await stage.floorClient.call('picked', { ...at, body: again })).toMatchObject({ status: 'shipped' })
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    expect(await numbersAtStore(bill)).toEqual([number])
  })

  it('S1.5: of two pickers the second is told whose it is', async () => {
    const { order } = await bought()
    await hand.pick(order)
    expect(await refusalOf(stage.floorClient.call('pick', { params: { id: shipmentId(order) }, body: scan('ben') }))).toBe('taken_by')
  })

  it('S1.9 S1.10 S1.11 S1.12: the carrier\'s scans carry it to the door, and a late one takes nothing back', async () => {
    const { bill, order } = await bought()
    const number = aNumber()
    await hand.ship(order, number)
    const report = async (status: 'picked_up' | 'in_transit' | 'out_for_delivery' | 'delivered') => stage.carriers.call('reportScans', { body: { events: [{ eventId: `${number} ${status}`, carrier: 'ups', trackingNumber: number, status, at: new Date(stage.clock.now()).toISOString() }] } })
    for (const [status, subStatus] of [['in_transit', 'in_transit'], ['out_for_delivery', 'out_for_delivery'], ['delivered', 'delivered']] as const) {
      await report(status)
      await orderWhen(stage, bill, (now) => now.status === 'shipped' && now.subStatus === subStatus, subStatus)
    }
    await report('picked_up')
    expect((await orderWhen(stage, bill, () => true, 'there')).subStatus).toBe('delivered')
  })
})

describe('what the store changes', () => {
  it('S5.10: an edit before pick is applied, one after it is recorded and never applied', async () => {
    const { bill, order } = await bought()
    shoppers.edit(bill, [{ sku: 'MUG', quantity: 3 }])
    const edited = await orderWhen(stage, bill, (now) => inProcessing(now) && now.lines[0]!.quantity === 3, 'edited')
    await hand.pick(edited)
    shoppers.edit(bill, [{ sku: 'MUG', quantity: 2 }])
    const recorded = await orderWhen(stage, bill, ({ ignoredChanges }) => ignoredChanges.length > 0, 'with a change that came too late')
    expect(recorded.shipments[0]!.lines).toMatchObject([{ sku: 'MUG', quantity: 3 }])
    expect(order.shipments[0]!.lines).toMatchObject([{ sku: 'MUG', quantity: 1 }])
  })

  it('S5.10: a cancel before pick ends it and frees its units; one after it is recorded, and the telling says so', async () => {
    const held = async (): Promise<number> => (await stage.owner.call('listInventory', { query: {} })).data.reduce((sum, row) => sum + row.held, 0)
    const before = await held()
    const { bill, order } = await bought(4)
    expect(await held()).toBe(before + 4)
    shoppers.cancel(bill)
    await orderWhen(stage, bill, ({ status }) => status === 'cancelled', 'cancelled')
    await until(async () => (await held()) === before, { for: 'units that are free again' })
    expect(await stage.floorClient.call('pick', { params: { id: shipmentId(order) }, body: scan() })).toMatchObject({ code: 'put_back', putBack: true, status: 'cancelled' })

    const late = await bought()
    await hand.pick(late.order)
    shoppers.cancel(late.bill)
    expect((await orderWhen(stage, late.bill, ({ cancelRequest }) => cancelRequest !== null, 'with a cancel that came too late')).cancelRequest).toMatchObject({ state: 'refused' })
    await hand.label(late.order, aNumber())
    const told = await orderWhen(stage, late.bill, pushIs('refused'), 'refused by the store')
    expect(told.shipments[0]!.pushes.at(-1)!.reason).toMatch(/cancelled/)
    expect((await atStore(late.bill)).fulfillments).toEqual([])
  })
})

describe('a connection', () => {
  const calls = async (state: 'queued' | 'done') => (await stage.owner.call('listCalls', { query: { state } })).data

  it('paused in one role queues, and goes on when it is resumed', async () => {
    await stage.owner.call('pauseConnection', { params: { id: stage.connectionId }, body: { roles: ['tracking'] } })
    const { bill, order } = await bought()
    const number = aNumber()
    await hand.ship(order, number)
    await orderWhen(stage, bill, pushIs('queued'), 'with a telling that waits')
    const seen = (await stage.store.truth()).log.at(-1)!.seq
    stage.clock.advance(6)
    await until(async () => (await stage.store.truth(seen)).log.some(({ operation }) => operation === 'orders'), { for: 'a hub that still reads orders' })
    expect(await numbersAtStore(bill)).toEqual([])
    expect(await calls('queued')).toHaveLength(1)
    await stage.owner.call('resumeConnection', { params: { id: stage.connectionId }, body: {} })
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    expect(await numbersAtStore(bill)).toEqual([number])
  })

  it('paused as a whole takes webhooks in and brings their orders afterwards', async () => {
    await stage.owner.call('pauseConnection', { params: { id: stage.connectionId }, body: {} })
    const bill = shoppers.buy({ lines: [{ sku: 'MUG', quantity: 1 }] })
    await until(async () => (await stage.owner.call('listDeliveries', { query: { state: 'pending' } })).data.length > 0, { for: 'a delivery that waits' })
    expect((await stage.owner.call('listOrders', { query: { limit: 250 } })).data.some(({ externalId }) => externalId === bill.id)).toBe(false)
    await stage.owner.call('resumeConnection', { params: { id: stage.connectionId }, body: {} })
    await orderWhen(stage, bill, inProcessing, 'in processing')
  })

  it('in mode observe imports and decides, and sends nothing until it is live', async () => {
    await patch({ mode: 'observe' })
    const { bill, order } = await bought()
    const number = aNumber()
    const [fulfilled, levels] = [(await writesTo('fulfillmentCreate')).length, (await writesTo('inventorySetQuantities')).length]
    await hand.ship(order, number)
    await stage.floorClient.call('receive', { body: { merchantId: stage.merchantId, rows: [{ cause: 'while observing', sku: 'MUG', centerId: stage.centers.get('Allentown')!, quantity: 7 }] } })
    const seen = (await stage.store.truth()).log.at(-1)!.seq
    stage.clock.advance(16)
    await until(async () => (await stage.store.truth(seen)).log.some(({ name }) => name === 'LevelsOf'), { for: 'a hub that looks at the levels' })
    await until(async () => (await stage.owner.call('listPushes', { query: { connectionId: stage.connectionId, state: 'due' } })).data.length === 1, { for: 'a number that it would tell' })
    expect([(await writesTo('fulfillmentCreate')).length, (await writesTo('inventorySetQuantities')).length]).toEqual([fulfilled, levels])
    await patch({ mode: 'live' })
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    await until(async () => (await writesTo('inventorySetQuantities')).length > levels, { for: 'the number at the store', within: 20_000 })
  })

  it('S5.11: that wants it so is told when the carrier has it, and not before', async () => {
    await patch({ tellWhen: 'handed_over' })
    const { bill, order } = await bought()
    const number = aNumber()
    await hand.pick(order)
    await hand.picked(order)
    await hand.label(order, number)
    expect((await orderWhen(stage, bill, ({ subStatus }) => subStatus === 'labeled', 'labeled')).shipments[0]!.pushes).toEqual([])
    expect(await numbersAtStore(bill)).toEqual([])
    await hand.handOver(order)
    await orderWhen(stage, bill, pushIs('confirmed'), 'told')
    expect(await numbersAtStore(bill)).toEqual([number])
    await patch({ tellWhen: 'labeled' })
  })

  it('S0.6 S0.8: whose tracking role is off is told nothing, and the order says so', async () => {
    await patch({ roles: ['orders', 'inventory'] })
    const { bill, order } = await bought()
    await hand.ship(order, aNumber())
    const untold = await orderWhen(stage, bill, ({ status }) => status === 'shipped', 'shipped')
    expect(untold.shipments[0]!.pushes).toMatchObject([{ state: 'not_applicable', reason: expect.stringMatching(/share/i) }])
    expect(await numbersAtStore(bill)).toEqual([])
    await patch({ roles: ['orders', 'tracking', 'inventory'] })
  })
})
