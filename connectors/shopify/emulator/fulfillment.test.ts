import { describe, expect, it } from 'vitest'
import { needSpecs } from '../../../test/support/need.ts'
import { type Answer, type Bench, bench, observedTexts } from './bench.ts'

const CREATE = 'mutation Create($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status displayStatus trackingInfo { number company url } fulfillmentLineItems(first: 10) { nodes { quantity lineItem { sku } } } fulfillmentOrders(first: 5) { nodes { id } } } userErrors { field message } } }'
const UPDATE = 'mutation Update($id: ID!, $tracking: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking) { fulfillment { id trackingInfo { number company url } } userErrors { field message } } }'

interface Group { readonly fulfillmentOrderId: string; readonly fulfillmentOrderLineItems?: readonly { readonly id: string; readonly quantity: number }[] }

const create = ({ call }: Bench, groups: readonly Group[], trackingInfo?: Record<string, unknown>): Promise<Answer> =>
  call(CREATE, { fulfillment: { lineItemsByFulfillmentOrder: groups, ...(trackingInfo ? { trackingInfo } : {}) } })

const errorsOf = ({ body }: Answer): { field: string[]; message: string }[] => body.data.fulfillmentCreate.userErrors

function placed(made: Bench, quantity = 3, location = 'East') {
  const id = made.emulator.placeOrders({ lines: [{ sku: 'A', quantity }, { sku: 'B', quantity: 1 }], location }).ids[0]!
  const [from] = made.order(id).fulfillmentOrders
  return { id, from: from!, a: from!.lines[0]!.id, b: from!.lines[1]!.id }
}

describe('fulfillmentCreate', () => {
  it('ships all that remains, closes the order, and lowers on hand', async () => {
    const made = bench()
    const { id, from } = placed(made)
    const { body } = await create(made, [{ fulfillmentOrderId: from.id }], { number: '1Z9', company: 'UPS' })
    expect(body.data.fulfillmentCreate).toMatchObject({
      userErrors: [],
      fulfillment: {
        status: 'SUCCESS', displayStatus: 'FULFILLED', trackingInfo: [{ number: '1Z9', company: 'UPS', url: 'https://www.ups.com/track?tracknum=1Z9' }],
        fulfillmentLineItems: { nodes: [{ quantity: 3, lineItem: { sku: 'A' } }, { quantity: 1, lineItem: { sku: 'B' } }] }, fulfillmentOrders: { nodes: [{ id: from.id }] },
      },
    })
    expect(made.order(id)).toMatchObject({ fulfillment: 'FULFILLED', closedAt: expect.any(String), fulfillmentOrders: [{ status: 'CLOSED', lines: [{ remaining: 0, total: 3 }, { remaining: 0 }] }] })
    expect(made.level('A', 'East')).toMatchObject({ available: 7, committed: 0, onHand: 7 })
  })

  it('ships in parts until nothing is left; lines of one call are added up', async () => {
    const made = bench()
    const { id, from, a, b } = placed(made)
    await create(made, [{ fulfillmentOrderId: from.id, fulfillmentOrderLineItems: [{ id: a, quantity: 1 }, { id: a, quantity: 1 }] }])
    expect(made.order(id)).toMatchObject({ fulfillment: 'PARTIALLY_FULFILLED', closedAt: null, fulfillmentOrders: [{ status: 'OPEN', lines: [{ remaining: 1 }, { remaining: 1 }] }] })
    expect(made.level('A', 'East')).toMatchObject({ available: 7, committed: 1, onHand: 8 })
    await create(made, [{ fulfillmentOrderId: from.id, fulfillmentOrderLineItems: [{ id: a, quantity: 1 }, { id: b, quantity: 1 }] }])
    expect(made.order(id)).toMatchObject({ fulfillment: 'FULFILLED', fulfillments: [{}, {}], fulfillmentOrders: [{ status: 'CLOSED' }] })
  })

  it('shows in the order: fulfillments is a list', async () => {
    const made = bench()
    const { id, from } = placed(made)
    await create(made, [{ fulfillmentOrderId: from.id }], { numbers: ['1', '2'], urls: ['https://a.example/1', 'https://a.example/2'], company: 'Van' })
    const { body } = await made.call('query Q($id: ID!) { order(id: $id) { displayFulfillmentStatus fulfillments(first: 5) { id status createdAt updatedAt displayStatus trackingInfo { number company url } fulfillmentLineItems(first: 5) { nodes { id quantity lineItem { id sku } } } } } }', { id })
    expect(body.data.order).toMatchObject({
      displayFulfillmentStatus: 'FULFILLED',
      fulfillments: [{ trackingInfo: [{ number: '1', company: 'Van', url: 'https://a.example/1' }, { number: '2', company: 'Van', url: 'https://a.example/2' }] }],
    })
  })

  it('refuses in Shopify\'s words, all or nothing', async () => {
    const made = bench()
    const [one, two, west] = [placed(made), placed(made), placed(made, 1, 'West')]
    const line = (id: string, quantity: number): Pick<Group, 'fulfillmentOrderLineItems'> => ({ fulfillmentOrderLineItems: [{ id, quantity }] })
    const refusals: [readonly Group[], string][] = [
      [[{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1' }], 'Fulfillment order does not exist.'],
      [[], 'Fulfillment order does not exist.'],
      [[{ fulfillmentOrderId: one.from.id, ...line('gid://shopify/FulfillmentOrderLineItem/1', 1) }], 'Fulfillment order line item does not exist.'],
      [[{ fulfillmentOrderId: one.from.id, ...line(two.a, 1) }], 'Fulfillment order line item does not exist.'],
      [[{ fulfillmentOrderId: one.from.id, ...line(one.a, 4) }], 'Invalid fulfillment order line item quantity requested.'],
    ]
    for (const [groups, message] of refusals) expect(errorsOf(await create(made, groups))).toEqual([{ field: ['fulfillment'], message }])
    expect(errorsOf(await create(made, [{ fulfillmentOrderId: one.from.id }, { fulfillmentOrderId: two.from.id }]))[0]!.message).toMatch(
      /^All fulfillment orders must belong to the same order\. Multiple orders with ids \[\d+, \d+\] were found\.$/)
    expect(errorsOf(await create(made, [{ fulfillmentOrderId: one.from.id, ...line(one.a, 1) }, { fulfillmentOrderId: one.from.id, ...line(one.b, 0) }]))).toEqual([
      { field: ['fulfillment', 'lineItemsByFulfillmentOrder', '1', 'fulfillmentOrderLineItems', '0', 'quantity'], message: 'Quantity must be greater than 0' },
    ])
    expect(west.from.location).toBe('West')
    expect(made.emulator.state().fulfillments).toEqual([])
    expect(made.emulator.state().log.at(-1)).toMatchObject({ outcome: 'refused', applied: true })
  })

  it('refuses two locations', async () => {
    const made = bench()
    const id = made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1, location: 'East' }, { sku: 'A', quantity: 1, location: 'West' }] }).ids[0]!
    const groups = made.order(id).fulfillmentOrders.map((from) => ({ fulfillmentOrderId: from.id }))
    expect(errorsOf(await create(made, groups))[0]!.message).toMatch(/^All fulfillment orders must be assigned to a single location\. Multiple locations with ids \[\d+, \d+\] were found\.$/)
  })

  it('answers alike for closed by us, by hand, and for a cancelled order', async () => {
    const made = bench()
    for (const end of ['fulfill', 'cancel'] as const) {
      const { id, from } = placed(made, 1)
      made.emulator.order(id, end)
      expect(errorsOf(await create(made, [{ fulfillmentOrderId: from.id }]))).toEqual([
        { field: ['fulfillment'], message: `Fulfillment order ${from.id.split('/').at(-1)} has an unfulfillable status= closed.` },
      ])
    }
    const { id, from } = placed(made, 1)
    made.emulator.order(id, 'hold')
    expect(errorsOf(await create(made, [{ fulfillmentOrderId: from.id }]))[0]!.message).toContain('unfulfillable status= on_hold.')
  })

  it.each(['gid://shopify/Order/1', 'nonsense'])('refuses the id %s before anything else', async (fulfillmentOrderId) => {
    const { body } = await create(bench(), [{ fulfillmentOrderId }])
    expect(body).toMatchObject({ errors: [{ message: 'invalid id', extensions: { code: 'RESOURCE_NOT_FOUND' } }], data: { fulfillmentCreate: null } })
  })

  it('does not see what its scopes do not cover', async () => {
    const made = bench({ locations: [{ name: 'East', isService: true }, { name: 'West' }], scopes: ['read_orders', 'write_merchant_managed_fulfillment_orders'] })
    const id = made.emulator.placeOrders({ lines: [{ sku: 'D', quantity: 1 }] }).ids[0]!
    expect(errorsOf(await create(made, [{ fulfillmentOrderId: made.order(id).fulfillmentOrders[0]!.id }]))[0]!.message).toBe('Fulfillment order does not exist.')
  })
})

describe('fulfillmentTrackingInfoUpdate', () => {
  it('replaces the tracking', async () => {
    const made = bench()
    const { id, from } = placed(made)
    await create(made, [{ fulfillmentOrderId: from.id }], { numbers: ['1', '2'], company: 'UPS' })
    const [fulfillment] = made.order(id).fulfillments
    const before = made.order(id).updatedAt
    const { body } = await made.call(UPDATE, { id: fulfillment!.id, tracking: { number: '3' } })
    expect(body.data.fulfillmentTrackingInfoUpdate).toEqual({ fulfillment: { id: fulfillment!.id, trackingInfo: [{ number: '3', company: null, url: null }] }, userErrors: [] })
    expect(made.order(id).fulfillments[0]!.tracking).toEqual([{ number: '3', company: null, url: null }])
    expect(made.order(id).updatedAt > before).toBe(true)
  })

  it.each<[string, Record<string, unknown>, (string | null)[]]>([
    ['a listed company makes the address', { numbers: ['1', '2'], company: 'UPS' }, ['https://www.ups.com/track?tracknum=1', 'https://www.ups.com/track?tracknum=2']],
    ['written otherwise it is another company', { number: '1', company: 'ups' }, [null]],
    ['an address that is given wins, by its place', { numbers: ['1', '2'], urls: ['https://a.example/1'], company: 'UPS' }, ['https://a.example/1', 'https://www.ups.com/track?tracknum=2']],
    ['without a company there is only the given one', { numbers: ['1', '2'], urls: ['https://a.example/1', 'https://a.example/2'] }, ['https://a.example/1', 'https://a.example/2']],
  ])('addresses: %s', async (_what, tracking, urls) => {
    const made = bench()
    const { id, from } = placed(made)
    await create(made, [{ fulfillmentOrderId: from.id }], tracking)
    expect(made.order(id).fulfillments[0]!.tracking.map(({ url }) => url)).toEqual(urls)
  })

  it('refuses a fulfillment that is not there', async () => {
    const { body } = await bench().call(UPDATE, { id: 'gid://shopify/Fulfillment/1', tracking: { number: '3' } })
    expect(body.data.fulfillmentTrackingInfoUpdate).toEqual({ fulfillment: null, userErrors: [{ field: ['fulfillmentId'], message: 'Fulfillment does not exist.' }] })
  })
})

const EVENT = 'mutation Event($event: FulfillmentEventInput!) { fulfillmentEventCreate(fulfillmentEvent: $event) { fulfillmentEvent { id status happenedAt } userErrors { field message } } }'
const EVENTS = 'query Events($id: ID!) { order(id: $id) { fulfillments { status displayStatus inTransitAt deliveredAt events(first: 10) { nodes { status happenedAt message } } } } }'
const FULFILLS = ['read_orders', 'write_fulfillments', 'write_merchant_managed_fulfillment_orders']

describe('fulfillmentEventCreate', () => {
  const told = async (made: Bench) => {
    const { id, from } = placed(made)
    await create(made, [{ fulfillmentOrderId: from.id }], { number: 'X1', company: 'Van' })
    return { id, fulfillmentId: made.order(id).fulfillments[0]!.id }
  }

  it('adds an event, and shows the one that was made last, whenever it happened', async () => {
    const made = bench({ scopes: FULFILLS })
    const { id, fulfillmentId } = await told(made)
    for (const [status, happenedAt] of [['IN_TRANSIT', '2026-11-20T10:05:00Z'], ['DELIVERED', '2026-11-20T12:00:00.700Z'], ['OUT_FOR_DELIVERY', '2026-11-20T11:00:00Z']] as const) {
      const { body } = await made.call(EVENT, { event: { fulfillmentId, status, happenedAt } })
      expect(body.data.fulfillmentEventCreate).toMatchObject({ userErrors: [], fulfillmentEvent: { status } })
      expect(body.extensions.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 })
    }
    const { body } = await made.call(EVENTS, { id })
    expect(body.data.order.fulfillments).toEqual([{
      status: 'SUCCESS', displayStatus: 'OUT_FOR_DELIVERY', inTransitAt: '2026-11-20T10:05:00Z', deliveredAt: '2026-11-20T12:00:00Z',
      events: { nodes: [{ status: 'IN_TRANSIT', happenedAt: '2026-11-20T10:05:00Z', message: null }, { status: 'OUT_FOR_DELIVERY', happenedAt: '2026-11-20T11:00:00Z', message: null }, { status: 'DELIVERED', happenedAt: '2026-11-20T12:00:00Z', message: null }] },
    }])
  })

  it('adds the same event twice: nothing at the vendor stops a repeat', async () => {
    const made = bench({ scopes: FULFILLS })
    const { id, fulfillmentId } = await told(made)
    for (let times = 0; times < 2; times += 1) await made.call(EVENT, { event: { fulfillmentId, status: 'IN_TRANSIT', happenedAt: '2026-11-20T10:05:00Z' } })
    expect(made.order(id).fulfillments[0]!.events).toHaveLength(2)
  })

  it('refuses what is not there, an unknown status, and a token without the scope', async () => {
    const made = bench({ scopes: FULFILLS })
    const unknown = await made.call(EVENT, { event: { fulfillmentId: 'gid://shopify/Fulfillment/1', status: 'DELIVERED' } })
    expect(unknown.body.data.fulfillmentEventCreate).toEqual({ fulfillmentEvent: null, userErrors: [{ field: ['fulfillmentEvent', 'fulfillmentId'], message: 'Fulfillment does not exist.' }] })
    expect((await made.call(EVENT, { event: { fulfillmentId: 'gid://shopify/Fulfillment/1', status: 'TELEPORTED' } })).body.errors[0].extensions.code).toBe('INVALID_VARIABLE')
    const plain = bench({ scopes: FULFILLS.filter((scope) => scope !== 'write_fulfillments') })
    const { fulfillmentId } = await told(plain)
    expect((await plain.call(EVENT, { event: { fulfillmentId, status: 'DELIVERED' } })).body.errors[0]).toMatchObject({ extensions: { code: 'ACCESS_DENIED' }, path: ['fulfillmentEventCreate'] })
  })
})

describe('a fulfillment that is taken back', () => {
  const CANCEL = 'mutation Cancel($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { id status displayStatus } userErrors { field message } } }'

  it('stays in the list, cancelled, and its units stand open again', async () => {
    const made = bench()
    const { id, from } = placed(made)
    await create(made, [{ fulfillmentOrderId: from.id }], { number: '1Z9', company: 'UPS' })
    const { body } = await made.call(CANCEL, { id: made.order(id).fulfillments[0]!.id })
    expect(body.data.fulfillmentCancel).toMatchObject({ fulfillment: { status: 'CANCELLED', displayStatus: 'CANCELED' }, userErrors: [] })
    expect(made.order(id)).toMatchObject({ fulfillment: 'UNFULFILLED', closedAt: null, fulfillments: [{ status: 'CANCELLED' }], fulfillmentOrders: [{ status: 'CLOSED' }, { status: 'OPEN', lines: [{ remaining: 3 }, { remaining: 1 }] }] })
    expect(made.level('A', 'East')).toMatchObject({ available: 7, committed: 3, onHand: 10 })
  })

  it('in part: its units go back into the work that is still open; a second time changes nothing', async () => {
    const made = bench()
    const { id, from, a } = placed(made)
    await create(made, [{ fulfillmentOrderId: from.id, fulfillmentOrderLineItems: [{ id: a, quantity: 2 }] }])
    for (let times = 0; times < 2; times += 1) await made.call(CANCEL, { id: made.order(id).fulfillments[0]!.id })
    expect(made.order(id)).toMatchObject({ fulfillmentOrders: [{ status: 'OPEN', lines: [{ remaining: 3 }, { remaining: 1 }] }] })
    expect(() => made.emulator.order(id, 'unfulfill')).toThrow('nothing of the order is fulfilled')
  })

  it('is refused where it is not there', async () => {
    const { body } = await bench().call(CANCEL, { id: 'gid://shopify/Fulfillment/1' })
    expect(body.data.fulfillmentCancel).toEqual({ fulfillment: null, userErrors: [{ field: ['id'], message: 'Fulfillment not found.' }] })
  })
})

it('every text that was observed is said, and no other', async (ctx) => {
  const observed = observedTexts(needSpecs(ctx), 'fulfillmentCreate')
  const made = bench()
  const [one, two] = [placed(made), placed(made)]
  const split = made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1, location: 'East' }, { sku: 'A', quantity: 1, location: 'West' }] }).ids[0]!
  const closed = placed(made, 1)
  made.emulator.order(closed.id, 'fulfill')
  const line = (id: string, quantity: number): Group => ({ fulfillmentOrderId: one.from.id, fulfillmentOrderLineItems: [{ id, quantity }] })
  const refusals: readonly (readonly Group[])[] = [
    [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1' }],
    [{ fulfillmentOrderId: one.from.id }, { fulfillmentOrderId: two.from.id }],
    made.order(split).fulfillmentOrders.map(({ id }) => ({ fulfillmentOrderId: id })),
    [line(one.a, 0)],
    [line(two.a, 1)],
    [line(one.a, 9)],
    [{ fulfillmentOrderId: closed.from.id }],
  ]
  const said = await Promise.all(refusals.map(async (groups) => errorsOf(await create(made, groups))[0]!.message))
  expect(said.map((message) => message.replaceAll(/\d{5,}/g, '<id>')).toSorted()).toEqual(observed.toSorted())
})
