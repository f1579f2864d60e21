import { describe, expect, it } from 'vitest'
import answers from './fixtures/answers.json' with { type: 'json' }
import { itemDraft, orderDraft, quantityDraft, type Taking } from './map.ts'
import { Order, Variant } from './wire.ts'

const raw = answers['orders.get'].data.nodes[0]!
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
    expect(draft((order) => { Object.assign(first(order), { deliveryMethod: { methodType } }) }).lines[0]?.quantity).toBe(quantity)
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

it.each<[string, [string, number][], number | undefined]>([
  ['sold', [['committed', 2]], 2],
  ['sold, and reserved for draft orders', [['committed', 2], ['reserved', 3]], 5],
  ['reserved less than nothing', [['committed', 2], ['reserved', -1]], 2],
  ['not said to be sold', [['reserved', 3]], undefined],
])('what a store has promised of a level: %s', (_what, said, committed) => {
  const quantities = [['available', 9] as const, ...said].map(([name, quantity]) => ({ name, quantity }))
  expect(quantityDraft('i', 'l', quantities, 5)?.committed).toBe(committed)
})

describe('what is not shown is not nothing', () => {
  it('no fulfillment order, a status or a delivery that we do not know: said so', () => {
    expect(draft().workUnknown).toBeUndefined()
    expect(draft((order) => { order.fulfillmentOrders.nodes = [] })).toMatchObject({ closed: false, workUnknown: true })
    expect(draft((order) => { first(order).status = 'TELEPORTED' }).workUnknown).toBe(true)
    expect(draft((order) => { Object.assign(first(order), { deliveryMethod: { methodType: 'DRONE' } }) }).workUnknown).toBe(true)
  })
  it('what the store calls fulfilled, and what was moved to a pickup, is known', () => {
    expect(draft((order) => { order.fulfillmentOrders.nodes = []; order.displayFulfillmentStatus = 'FULFILLED' })).toMatchObject({ closed: true })
    expect(draft((order) => { order.fulfillmentOrders.nodes = []; order.displayFulfillmentStatus = 'FULFILLED' }).workUnknown).toBeUndefined()
    expect(draft((order) => { Object.assign(first(order), { deliveryMethod: { methodType: 'PICK_UP' } }) }).workUnknown).toBeUndefined()
  })
})

const second = (order: Raw): Raw['fulfillmentOrders']['nodes'][number] => order.fulfillmentOrders.nodes[1]!
const atService = (order: Raw, requestStatus: string): void => { Object.assign(first(order), { requestStatus, assignedLocation: { location: { id: 'gid://shopify/Location/31', isFulfillmentService: true } } }) }

describe('work that is kept back, or somebody else’s', () => {
  it('holds of several fulfillment orders are told once each, without the words of the store’s staff', () => {
    const hold = (reason: string) => ({ reason, reasonNotes: 'call Robin Vale' })
    const held = draft((order) => {
      second(order).deliveryMethod.methodType = 'SHIPPING'
      Object.assign(first(order), { status: 'ON_HOLD', fulfillmentHolds: [hold('INCORRECT_ADDRESS'), hold('AWAITING_PAYMENT')] })
      Object.assign(second(order), { status: 'ON_HOLD', fulfillmentHolds: [hold('AWAITING_PAYMENT')] })
    })
    expect(held.upstreamHold).toEqual({ reason: 'incorrect_address; awaiting_payment' })
    expect(JSON.stringify(held.upstreamHold)).not.toContain('Robin')
  })
  it('a schedule is the day of the last part; one without a day is a hold', () => {
    const days = draft((order) => { second(order).deliveryMethod.methodType = 'SHIPPING'; Object.assign(first(order), { status: 'SCHEDULED', fulfillAt: '2026-12-01T00:00:00Z' }); Object.assign(second(order), { status: 'SCHEDULED', fulfillAt: '2027-01-01T00:00:00Z' }) })
    expect(days.scheduledFor).toBe(Date.UTC(2027, 0, 1))
    expect(draft((order) => { first(order).status = 'SCHEDULED' })).toMatchObject({ scheduledFor: null, upstreamHold: { reason: 'scheduled, without a day' } })
  })
  it.each([
    ['PICK_UP', 'pickup'], ['PICKUP_POINT', 'pickup_point'], ['LOCAL', 'local_delivery'], ['RETAIL', 'retail'], ['NONE', 'no_shipping'],
  ])('%s is left out as %s, with its units', (methodType, why) => {
    expect(draft((order) => { Object.assign(second(order), { deliveryMethod: { methodType } }) }).leftOut).toEqual({ gift_card: 1, [why]: 1 })
  })
  it('a gift card that is sent in a parcel is goods; what ended is left out of nothing', () => {
    expect(draft((order) => { order.lineItems.nodes[3]!.requiresShipping = true; second(order).status = 'CLOSED' }).leftOut).toBeUndefined()
  })
  it.each(['UNSUBMITTED', 'SUBMITTED', 'REJECTED', 'MAYBE'])('at another app’s service it is that app’s, whatever is requested of it (%s), and what keeps it back keeps nothing of ours', (status) => {
    const mapped = draft((order) => {
      atService(order, status)
      Object.assign(first(order), { status: 'ON_HOLD', fulfillmentHolds: [{ reason: 'OTHER', reasonNotes: null }] })
    })
    expect(mapped).toMatchObject({ upstreamHold: null, scheduledFor: null, warnings: [] })
    expect(mapped.lines[0]?.parts).toEqual([expect.objectContaining({ othersService: true })])
  })
  it('S2.11: each part of an order with several shipping lines says how it is sent, so that one that is not ours says nothing of ours', () => {
    const lines = (...titles: string[]) => draft((order) => {
      order.shippingLines.nodes = titles.map((title) => ({ title, code: title, isRemoved: false }))
      first(order).deliveryMethod = { methodType: 'SHIPPING', presentedName: 'Economy' } as never
    }).lines[0]?.parts
    expect(lines('Economy', 'Overnight')).toMatchObject([{ method: 'Economy' }])
    expect(lines('Economy')?.[0]).not.toHaveProperty('method')
  })
  it('each part says what keeps it back, so that one that is not ours keeps back nothing', () => {
    const held = draft((order) => { Object.assign(first(order), { status: 'ON_HOLD', fulfillmentHolds: [{ reason: 'OTHER', reasonNotes: null }] }) })
    expect(held.lines[0]?.parts).toMatchObject([{ heldFor: ['other'] }])
    const scheduled = draft((order) => { Object.assign(first(order), { status: 'SCHEDULED', fulfillAt: '2026-12-01T00:00:00Z' }) })
    expect(scheduled.lines[0]?.parts).toMatchObject([{ scheduledFor: Date.UTC(2026, 11, 1) }])
  })
})

describe('test orders and risk, by setting', () => {
  const rated = (recommendation: string, holdRisk?: Taking['holdRisk']) => draft((order) => { order.risk.recommendation = recommendation }, [], holdRisk === undefined ? {} : { holdRisk })
  it.each<[string, Taking['holdRisk'], string | undefined]>([
    ['CANCEL', undefined, 'cancel'], ['INVESTIGATE', undefined, undefined], ['INVESTIGATE', 'investigate', 'investigate'], ['CANCEL', 'investigate', 'cancel'], ['CANCEL', 'never', undefined], ['NONE', 'investigate', undefined], ['ACCEPT', 'investigate', undefined],
  ])('%s with holdRisk %s', (recommendation, holdRisk, held) => {
    expect(rated(recommendation, holdRisk).fraudRisk).toBe(held)
  })
  it('a recommendation that nobody knows holds nothing, and is said', () => {
    expect(rated('PERHAPS', 'investigate')).toMatchObject({ warnings: ['risk recommendation PERHAPS is not known'] })
    expect(rated('PERHAPS', 'investigate').fraudRisk).toBeUndefined()
  })
  it('a test order is not wanted unless it is asked for', () => {
    expect(draft((order) => { order.test = true })).toMatchObject({ test: true, unwanted: 'test_order' })
    expect(draft((order) => { order.test = true }, [], { importTestOrders: true }).unwanted).toBeUndefined()
  })
})

it.each<[string, (order: Raw) => unknown, string[], object]>([
  ['the name by a refusal', (order) => Object.assign(order.shippingAddress, { name: null }), ['name'], { hidden: ['name'], recipient: { name: '', address1: '14 Alder Court' } }],
  ['the street by a refusal', (order) => Object.assign(order.shippingAddress, { address1: null }), ['address1'], { hidden: ['address'], recipient: { name: 'Robin Vale', address1: '' } }],
  ['the name by a null', (order) => Object.assign(order.shippingAddress, { name: null }), [], { hidden: ['name'] }],
  ['e-mail and phone', (order) => Object.assign(order, { email: null, phone: null }), ['email', 'phone'], { hidden: ['email', 'phone'], recipient: { name: 'Robin Vale' } }],
  ['name and street', (order) => Object.assign(order.shippingAddress, { name: null, address1: null }), ['name', 'address1'], { recipient: 'redacted' }],
])('hidden from us: %s', (_what, change, denied, expected) => {
  expect(draft(change, denied)).toMatchObject(expected)
})

it.each<[string, (order: Raw) => unknown, string[], string | undefined]>([
  ['shown', (order) => Object.assign(order.shippingAddress, { name: null, address1: null }), ['name', 'address1'], 'US'],
  ['hidden too', (order) => Object.assign(order.shippingAddress, { name: null, address1: null, countryCodeV2: null }), ['name', 'address1', 'countryCodeV2'], undefined],
  ['hidden with the whole address', (order) => Object.assign(order, { shippingAddress: null }), ['shippingAddress'], undefined],
  ['the recipient’s own, where that is shown', () => {}, [], undefined],
])('the country beside a hidden recipient: %s', (_what, change, denied, country) => {
  expect(draft(change, denied).country).toBe(country)
})

it('a named person’s address without a place is not complete, and nothing says that it is hidden', () => {
  expect(draft((order) => Object.assign(order.shippingAddress, { address1: null, city: null, zip: null })).hidden).toBeUndefined()
})

it.each([['84.5', 8_450], ['84', 8_400], ['84.500', 8_450], ['84.505', 8_451], ['0.0', 0], ['-1.25', -125], ['many', null], ['', null]])('an amount of %s is %s', (amount, minor) => {
  expect(draft((order) => { order.currentTotalPriceSet.shopMoney.amount = amount }).total).toEqual(minor === null ? null : { minor, currency: 'USD' })
})
