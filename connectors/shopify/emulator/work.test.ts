import { describe, expect, it } from 'vitest'
import { type Bench, bench } from './bench.ts'

const WORK = `query Work($id: ID!) { order(id: $id) { updatedAt risk { recommendation } sourceName
  lineItems(first: 20) { nodes { sku quantity currentQuantity requiresShipping isGiftCard variant { id } } }
  fulfillmentOrders(first: 20) { nodes { id status requestStatus fulfillAt assignedLocation { location { name isFulfillmentService } } deliveryMethod { methodType }
    fulfillmentHolds { reason reasonNotes } lineItems(first: 20) { nodes { remainingQuantity totalQuantity sku } } } } } }`
const ORDERS = 'query Orders($query: String!) { orders(first: 10, query: $query) { nodes { id } } }'

const place = ({ emulator }: Bench, more: Record<string, unknown> = {}): string => emulator.placeOrders({ lines: [{ sku: 'A', quantity: 4 }], ...more }).ids[0]!
const seen = async (made: Bench, id: string) => (await made.call(WORK, { id })).body.data.order
const works = async (made: Bench, id: string): Promise<string[]> => (await seen(made, id)).fulfillmentOrders.nodes.map((work: { status: string; assignedLocation: { location: { name: string } }; lineItems: { nodes: { remainingQuantity: number }[] } }) =>
  `${work.status} ${work.assignedLocation.location.name} ${work.lineItems.nodes.map(({ remainingQuantity }) => remainingQuantity).join('+')}`)
async function subscribed(made: Bench, ...topics: string[]): Promise<void> {
  for (const topic of topics) await made.call('mutation Hook($topic: WebhookSubscriptionTopic!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: "https://hub.example/hooks" }) { userErrors { message } } }', { topic })
}
const topics = (made: Bench): string[] => made.hooks.map(({ headers }) => headers['x-shopify-topic'] ?? '')
const found = async (made: Bench, query: string): Promise<number> => (await made.call(ORDERS, { query })).body.data.orders.nodes.length

describe('fulfillment orders', () => {
  it('may be held for several reasons, and are free when the last is taken back', async () => {
    const made = bench()
    await subscribed(made, 'FULFILLMENT_ORDERS_PLACED_ON_HOLD', 'FULFILLMENT_ORDERS_HOLD_RELEASED')
    const id = place(made)
    made.emulator.order(id, 'hold', { reason: 'INCORRECT_ADDRESS', notes: 'call' })
    made.emulator.order(id, 'hold', { reason: 'AWAITING_PAYMENT' })
    expect((await seen(made, id)).fulfillmentOrders.nodes[0]).toMatchObject({ status: 'ON_HOLD', fulfillmentHolds: [{ reason: 'INCORRECT_ADDRESS', reasonNotes: 'call' }, { reason: 'AWAITING_PAYMENT' }] })
    expect([await found(made, 'fulfillment_status:on_hold'), await found(made, 'fulfillment_status:unshipped')]).toEqual([1, 1])
    made.emulator.order(id, 'release', { reason: 'INCORRECT_ADDRESS' })
    expect(await works(made, id)).toEqual(['ON_HOLD East 4'])
    made.emulator.order(id, 'release')
    expect(await works(made, id)).toEqual(['OPEN East 4'])
    expect(() => made.emulator.order(id, 'release')).toThrow('no fulfillment order that is on_hold')
    await made.clock.advance(1_000)
    expect(topics(made)).toEqual(['fulfillment_orders/placed_on_hold', 'fulfillment_orders/placed_on_hold', 'fulfillment_orders/hold_released', 'fulfillment_orders/hold_released'])
  })

  it('that are scheduled open by themselves, and the order’s own time stays', async () => {
    const made = bench()
    await subscribed(made, 'FULFILLMENT_ORDERS_RESCHEDULED', 'FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY')
    const id = place(made)
    const at = new Date(made.clock.now() + 3_600_000).toISOString()
    made.emulator.order(id, 'schedule', { at })
    const before = await seen(made, id)
    expect(before.fulfillmentOrders.nodes[0]).toMatchObject({ status: 'SCHEDULED', fulfillAt: `${at.slice(0, 19)}Z` })
    expect(await found(made, 'fulfillment_status:scheduled')).toBe(1)
    const refused = await made.call('mutation { fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: "' + before.fulfillmentOrders.nodes[0].id + '" }] }) { userErrors { message } } }')
    expect(refused.body.data.fulfillmentCreate.userErrors[0].message).toMatch(/unfulfillable status= scheduled/)
    await made.clock.advance(3_601_000)
    expect(await works(made, id)).toEqual(['OPEN East 4'])
    expect((await seen(made, id)).updatedAt).toBe(before.updatedAt)
    expect(topics(made)).toEqual(['fulfillment_orders/rescheduled', 'fulfillment_orders/scheduled_fulfillment_order_ready'])
  })

  it('are split and merged, and what is sold of them stays sold', async () => {
    const made = bench()
    const id = place(made)
    made.emulator.order(id, 'split', { lines: [{ sku: 'A', quantity: 1 }] })
    expect(await works(made, id)).toEqual(['OPEN East 3', 'OPEN East 1'])
    expect(made.level('A', 'East')).toMatchObject({ available: 6, committed: 4 })
    expect(() => made.emulator.order(id, 'split', { lines: [{ sku: 'A', quantity: 9 }] })).toThrow('Invalid fulfillment order line item quantity')
    made.emulator.order(id, 'merge')
    expect(await works(made, id)).toEqual(['OPEN East 4', 'CLOSED East 0'])
    expect(made.level('A', 'East')).toMatchObject({ available: 6, committed: 4 })
    expect(() => made.emulator.order(id, 'merge')).toThrow('At least two')
  })

  it('are told in the published shapes: a merge by the numbers of those that went into it', async () => {
    const made = bench()
    await subscribed(made, 'FULFILLMENT_ORDERS_SPLIT', 'FULFILLMENT_ORDERS_MERGED')
    const id = place(made)
    made.emulator.order(id, 'split', { lines: [{ sku: 'A', quantity: 1 }] })
    made.emulator.order(id, 'merge')
    await made.clock.advance(1_000)
    const [split, merged] = made.hooks.map(({ body }) => JSON.parse(body) as unknown)
    const named = { id: expect.stringMatching(/^gid:/), status: expect.stringMatching(/^[a-z_]+$/) }
    const line = { id: expect.any(Number), quantity: expect.any(Number) }
    expect(split).toEqual({ split_line_items: [{ id: expect.stringMatching(/^gid:/), quantity: 1 }], fulfillment_order: named, remaining_fulfillment_order: named, replacement_fulfillment_order: null })
    expect(merged).toEqual({
      merge_intents: [3, 1].map((quantity) => ({ fulfillment_order_id: expect.any(Number), fulfillment_order_line_items: [{ ...line, quantity }] })),
      fulfillment_order_merges: { fulfillment_order: named },
    })
  })

  it('move to another location with what is sold: whole as themselves, partly fulfilled as another', async () => {
    const made = bench()
    const [whole, partly] = [place(made), place(made)]
    made.emulator.order(whole, 'move', { to: 'West' })
    expect(await works(made, whole)).toEqual(['OPEN West 4'])
    made.emulator.order(partly, 'fulfill', { lines: [{ sku: 'A', quantity: 1 }] })
    made.emulator.order(partly, 'move', { to: 'West' })
    expect(await works(made, partly)).toEqual(['CLOSED East 0', 'OPEN West 3'])
    expect([made.level('A', 'East').committed, made.level('A', 'West').committed]).toEqual([0, 7])
    expect(() => made.emulator.order(whole, 'move', { to: 'West' })).toThrow('Cannot change location.')
  })

  it('at a fulfillment service have a request status, and are seen with the scopes of services only', async () => {
    const made = bench({ locations: [{ name: 'East' }, { name: 'West' }, { name: 'Other 3PL', isService: true }] })
    const id = made.emulator.placeOrders({ lines: [{ sku: null, custom: true, title: 'Box', quantity: 1, location: 'Other 3PL' }], request: 'SUBMITTED' }).ids[0]!
    expect((await seen(made, id)).fulfillmentOrders.nodes).toMatchObject([{ requestStatus: 'SUBMITTED', assignedLocation: { location: { isFulfillmentService: true } } }])
  })
})

describe('refunds, tips, gift cards, tests, risk', () => {
  it('a refund takes units out of the open work, back to the shelf or not; what was shipped stays so', async () => {
    const made = bench()
    await subscribed(made, 'REFUNDS_CREATE')
    const id = place(made)
    made.emulator.order(id, 'refund', { lines: [{ sku: 'A', quantity: 1 }], restock: true })
    expect(made.level('A', 'East')).toMatchObject({ available: 7, committed: 3 })
    made.emulator.order(id, 'refund', { lines: [{ sku: 'A', quantity: 1 }] })
    expect(made.level('A', 'East')).toMatchObject({ available: 7, committed: 2 })
    expect(await works(made, id)).toEqual(['OPEN East 2'])
    made.emulator.order(id, 'fulfill')
    made.emulator.order(id, 'refund')
    expect(made.order(id)).toMatchObject({ financial: 'REFUNDED', fulfillment: 'FULFILLED', lines: [{ quantity: 4, currentQuantity: 0 }] })
    expect(() => made.emulator.order(id, 'refund')).toThrow('nothing to refund')
    await made.clock.advance(1_000)
    expect(JSON.parse(made.hooks[0]!.body)).toMatchObject({ order_id: expect.any(Number), restock: true })
  })

  it('lines that nothing is shipped for, and lines with a delivery of their own', async () => {
    const made = bench()
    made.emulator.addProducts({ items: [{ sku: 'GIFT', requiresShipping: false, tracked: false, giftCard: true }] })
    const id = made.emulator.placeOrders({ lines: [{ sku: 'GIFT', quantity: 1 }, { custom: true, title: 'Tip', quantity: 1, requiresShipping: false }, { sku: 'A', quantity: 1, method: 'PICK_UP' }, { sku: 'B', quantity: 1 }], source: 'pos' }).ids[0]!
    const order = await seen(made, id)
    expect(order).toMatchObject({ sourceName: 'pos', risk: { recommendation: 'NONE' } })
    expect(order.lineItems.nodes).toMatchObject([{ isGiftCard: true, requiresShipping: false }, { sku: null, variant: null, requiresShipping: false, isGiftCard: false }, {}, {}])
    expect(order.fulfillmentOrders.nodes.map((work: { deliveryMethod: { methodType: string } }) => work.deliveryMethod.methodType)).toEqual(['NONE', 'PICK_UP', 'SHIPPING'])
  })

  it('a risk moves on', async () => {
    const made = bench()
    const id = place(made)
    made.emulator.order(id, 'risk', { risk: 'CANCEL' })
    expect((await seen(made, id)).risk).toEqual({ recommendation: 'CANCEL' })
  })
})

describe('what is not there, and what is not shown', () => {
  it('a deleted order is gone from reads and search, and its units are free; one that is paid and open cannot be deleted', async () => {
    const made = bench()
    await subscribed(made, 'ORDERS_DELETE')
    const [test, paid] = [place(made, { test: true }), place(made)]
    expect(() => made.emulator.order(paid, 'delete')).toThrow('only once it is cancelled or archived')
    made.emulator.order(test, 'delete')
    expect([(await made.call(WORK, { id: test })).body.data.order, await found(made, '')]).toEqual([null, 1])
    expect(made.level('A', 'East')).toMatchObject({ available: 6, committed: 4 })
    await made.clock.advance(1_000)
    expect(JSON.parse(made.hooks[0]!.body)).toEqual({ id: Number(test.split('/').at(-1)) })
  })

  it('a protected field that the app was not granted is refused by name, beside everything else', async () => {
    const made = bench({ hidden: ['MailingAddress.name', 'Order.email'] })
    const id = place(made)
    const { body } = await made.call('query Person($id: ID!) { order(id: $id) { id email shippingAddress { name city } } }', { id })
    expect(body.data.order).toMatchObject({ id, email: null, shippingAddress: { name: null, city: expect.stringMatching(/./) } })
    expect(body.errors.map((error: { path: string[]; extensions: { code: string } }) => [error.path.at(-1), error.extensions.code])).toEqual([['email', 'ACCESS_DENIED'], ['name', 'ACCESS_DENIED']])
  })
})
