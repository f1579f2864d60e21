import { describe, expect, it } from 'vitest'
import answers from './fixtures/answers.json' with { type: 'json' }
import { itemDraft, orderDraft, quantityDraft, type Taking } from './map.ts'
import { Order, Variant } from './wire.ts'

const raw = answers['orders.page'].data.orders.nodes[0]!
type Raw = typeof raw
const draft = (change: (order: Raw) => unknown = () => {}, denied: string[] = [], taking: Partial<Taking> = {}) => {
  const order = structuredClone(raw)
  change(order)
  return orderDraft(Order.parse(order), { shop: 'vale-daughters.myshopify.com', ...taking }, denied)
}

const part = (line: number, quantity: number) => ({ work: `gid://shopify/FulfillmentOrder/8001 gid://shopify/FulfillmentOrderLineItem/${line}`, location: 'gid://shopify/Location/31', quantity })

it('maps an order', () => {
  expect(draft()).toEqual({
    ref: 'gid://shopify/Order/5001', storeIdentity: 'shopify:vale-daughters.myshopify.com', number: '#1042',
    updatedAt: Date.UTC(2026, 10, 2, 11, 40, 12), purchasedAt: Date.UTC(2026, 10, 2, 9, 15), payment: 'paid', cancelledAt: null, cancelReason: null,
    closed: false, test: false, source: 'web', leftOut: { gift_card: 1, pickup: 1 }, currency: 'USD', total: { minor: 8450, currency: 'USD' }, method: 'Standard Shipping', note: 'Leave at the side door', tags: ['wholesale', 'rush'],
    recipient: { name: 'Robin Vale', address1: '14 Alder Court', address2: 'Unit 3', city: 'Portland', region: 'OR', postalCode: '97205', country: 'US', phone: '+15035550142', email: 'robin.vale@example.com' },
    lines: [
      { externalId: 'gid://shopify/LineItem/6001', sku: 'KETTLE-BLUE', name: 'Kettle - Blue', ordered: 3, quantity: 2, requiresShipping: true, parts: [part(9001, 2)] },
      { externalId: 'gid://shopify/LineItem/6002', sku: null, name: 'Mystery box', ordered: 1, quantity: 1, requiresShipping: true, parts: [part(9002, 1)] },
      // Picked up in the shop: not ours.
      { externalId: 'gid://shopify/LineItem/6003', sku: 'LAMP', name: 'Lamp', ordered: 1, quantity: 0, requiresShipping: true, parts: [] },
      { externalId: 'gid://shopify/LineItem/6004', sku: 'GIFTCARD', name: 'Gift card', ordered: 1, quantity: 0, requiresShipping: false, parts: [] },
    ],
    fulfillments: [{ ref: 'gid://shopify/Fulfillment/7001', cancelled: false, trackingNumbers: ['1Z999AA10123456784'], lines: [{ externalId: 'gid://shopify/LineItem/6001', quantity: 1 }] }],
    upstreamHold: null, scheduledFor: null, warnings: [],
  })
})

const first = (order: Raw): Raw['fulfillmentOrders']['nodes'][number] => order.fulfillmentOrders.nodes[0]!
const setAll = (order: Raw, status: string): void => { for (const work of order.fulfillmentOrders.nodes) work.status = status }

describe('what is still to be shipped', () => {
  it.each([['OPEN', 2], ['IN_PROGRESS', 2], ['ON_HOLD', 2], ['SCHEDULED', 2], ['CLOSED', 0], ['CANCELLED', 0], ['INCOMPLETE', 0], ['TELEPORTED', 0]])('%s leaves %i', (status, quantity) => {
    expect(draft((order) => { first(order).status = status }).lines[0]).toMatchObject({ ordered: 3, quantity })
  })
  it.each([['SHIPPING', 2], ['LOCAL', 0], ['PICK_UP', 0], ['PICKUP_POINT', 0], ['RETAIL', 0], ['NONE', 0], ['DRONE', 0]])('delivery by %s is %i of ours', (methodType, quantity) => {
    expect(draft((order) => { first(order).deliveryMethod = { methodType } }).lines[0]?.quantity).toBe(quantity)
  })
  it('without a delivery method it is ours', () => {
    expect(draft((order) => Object.assign(first(order), { deliveryMethod: null })).lines[0]?.quantity).toBe(2)
  })
  it('over two fulfillment orders it is the sum, with a part at each place', () => {
    const two = draft((order) => { order.fulfillmentOrders.nodes[1]!.deliveryMethod.methodType = 'SHIPPING'; order.fulfillmentOrders.nodes[1]!.lineItems.nodes[0] = { id: 'x', remainingQuantity: 4, lineItem: { id: 'gid://shopify/LineItem/6001' } } })
    expect(two.lines[0]).toMatchObject({ quantity: 6, parts: [{ location: 'gid://shopify/Location/31', quantity: 2 }, { location: 'gid://shopify/Location/32', quantity: 4 }] })
  })
  it('is closed when nobody has anything left', () => {
    expect(draft((order) => setAll(order, 'CLOSED')).closed).toBe(true)
    expect(draft((order) => { for (const work of order.fulfillmentOrders.nodes) for (const line of work.lineItems.nodes) line.remainingQuantity = 0 }).closed).toBe(true)
    // The pickup is still open: not ours, but somebody's.
    expect(draft((order) => { first(order).status = 'CLOSED' }).closed).toBe(false)
  })
  it('no fulfillment order at all is no closed order: a scope may be missing', () => {
    const blind = draft((order) => { order.fulfillmentOrders.nodes = [] })
    expect(blind).toMatchObject({ closed: false, warnings: [expect.stringContaining('scope')] })
    expect(draft((order) => { order.fulfillmentOrders.nodes = []; order.displayFulfillmentStatus = 'FULFILLED' }).closed).toBe(true)
  })
})

it.each([
  ['PAID', 'paid'], ['PARTIALLY_REFUNDED', 'paid'], ['PENDING', 'unpaid'], ['AUTHORIZED', 'unpaid'], ['PARTIALLY_PAID', 'unpaid'], ['REFUNDED', 'unpaid'], ['VOIDED', 'unpaid'], ['EXPIRED', 'unpaid'],
  ['PAID_LATER', 'unknown'], ['constructor', 'unknown'], [null, 'unknown'],
])('payment %s is %s', (status, payment) => {
  const mapped = draft((order) => Object.assign(order, { displayFinancialStatus: status }))
  expect(mapped.payment).toBe(payment)
  expect(mapped.warnings).toHaveLength(payment === 'unknown' ? 1 : 0)
})

it('keeps a hold with its reasons, and a date', () => {
  const held = draft((order) => Object.assign(first(order), { status: 'ON_HOLD', fulfillmentHolds: [{ reason: 'HIGH_RISK_OF_FRAUD', reasonNotes: 'call first' }, { reason: 'OTHER', reasonNotes: null }] }))
  expect(held.upstreamHold).toEqual({ reason: 'high_risk_of_fraud; other' })
  const scheduled = draft((order) => Object.assign(first(order), { status: 'SCHEDULED', fulfillAt: '2026-12-01T00:00:00Z' }))
  expect(scheduled.scheduledFor).toBe(Date.UTC(2026, 11, 1))
})

it('shows a cancellation with its reason', () => {
  expect(draft((order) => Object.assign(order, { cancelledAt: '2026-11-03T00:00:00Z', cancelReason: 'FRAUD' }))).toMatchObject({ cancelledAt: Date.UTC(2026, 10, 3), cancelReason: 'fraud' })
})

it.each<[string, (order: Raw) => unknown, string[], unknown]>([
  ['hidden by a refusal', () => {}, ['shippingAddress'], 'redacted'],
  ['hidden by nulls', (order) => Object.assign(order.shippingAddress, { name: null, address1: null }), [], 'redacted'],
  ['absent', (order) => Object.assign(order, { shippingAddress: null }), [], null],
  ['with a province that has no code', (order) => Object.assign(order.shippingAddress, { provinceCode: null }), [], expect.objectContaining({ region: 'Oregon' })],
])('a recipient %s', (_what, change, denied, recipient) => {
  expect(draft(change, denied).recipient).toEqual(recipient)
})

it.each<[string, (order: Raw) => unknown, string | null]>([
  ['none', (order) => { order.shippingLines.nodes = [] }, null],
  ['only removed ones', (order) => { order.shippingLines.nodes[1]!.isRemoved = true }, null],
  ['verbatim', (order) => { order.shippingLines.nodes[1]!.title = ' Express  (2 days) ' }, ' Express  (2 days) '],
  ['a title that is empty: the code', (order) => { order.shippingLines.nodes[1]!.title = '' }, 'STD'],
])('a method: %s', (_what, change, method) => {
  expect(draft(change).method).toBe(method)
})

it('a failed or cancelled fulfillment does not stand', () => {
  const statuses = ['SUCCESS', 'CANCELLED', 'ERROR', 'FAILURE', 'OPEN']
  expect(statuses.map((status) => draft((order) => { order.fulfillments[0]!.status = status }).fulfillments[0]?.cancelled)).toEqual([false, true, true, true, false])
})

it('maps items and levels; without available there is no level', () => {
  const items = answers['items.page'].data.productVariants.nodes.map((node) => itemDraft(Variant.parse(node)))
  expect(items).toEqual([
    { ref: 'gid://shopify/InventoryItem/4001', sku: 'KETTLE-BLUE', name: 'Kettle - Blue', tracked: true, updatedAt: Date.UTC(2026, 9, 30, 8) },
    { ref: 'gid://shopify/InventoryItem/4002', sku: null, name: 'Mystery box', tracked: false, updatedAt: Date.UTC(2026, 9, 30, 8, 0, 1) },
  ])
  expect(quantityDraft('i', 'l', [{ name: 'available', quantity: -2 }], 5)).toEqual({ item: 'i', location: 'l', available: -2, at: 5 })
  expect(quantityDraft('i', 'l', [{ name: 'committed', quantity: 2 }], 5)).toBeNull()
})

describe('what is not shown is not nothing', () => {
  it('no fulfillment order, a status or a delivery that we do not know: said so', () => {
    expect(draft().workUnknown).toBeUndefined()
    expect(draft((order) => { order.fulfillmentOrders.nodes = [] })).toMatchObject({ closed: false, workUnknown: true })
    expect(draft((order) => { first(order).status = 'TELEPORTED' }).workUnknown).toBe(true)
    expect(draft((order) => { first(order).deliveryMethod = { methodType: 'DRONE' } }).workUnknown).toBe(true)
  })
  it('what the store calls fulfilled, and what was moved to a pickup, is known', () => {
    expect(draft((order) => { order.fulfillmentOrders.nodes = []; order.displayFulfillmentStatus = 'FULFILLED' })).toMatchObject({ closed: true })
    expect(draft((order) => { order.fulfillmentOrders.nodes = []; order.displayFulfillmentStatus = 'FULFILLED' }).workUnknown).toBeUndefined()
    expect(draft((order) => { first(order).deliveryMethod = { methodType: 'PICK_UP' } }).workUnknown).toBeUndefined()
  })
})
