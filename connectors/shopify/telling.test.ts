import { assert, expect, it } from 'vitest'
import type { ShipmentNews } from '../../core/model/drafts.ts'
import { tellingOf, trackingOf } from './telling.ts'
import type { FulfillmentOrder, Work } from './wire.ts'

const page = <T>(nodes: T[]) => ({ pageInfo: { hasNextPage: false, endCursor: null }, nodes })
const gid = (type: string, id: number): string => `gid://shopify/${type}/${id}`

/** [fulfillment order, status, location, [[line, remaining], …], method] */
type WorkOf = [id: number, status: string, location: number, lines: [line: number, remaining: number][], method?: string]
/** [fulfillment, status, numbers, [[line, units], …]] */
type DoneOf = [id: number, status: string, numbers: string[], lines: [line: number, units: number][]]

const workOf = ([id, status, location, lines, method = 'SHIPPING']: WorkOf): FulfillmentOrder => ({
  id: gid('FulfillmentOrder', id), status, fulfillAt: null, assignedLocation: { location: { id: gid('Location', location) } }, deliveryMethod: { methodType: method }, fulfillmentHolds: [],
  lineItems: page(lines.map(([line, remainingQuantity]) => ({ id: gid('FulfillmentOrderLineItem', id * 100 + line), remainingQuantity, lineItem: { id: gid('LineItem', line) } }))),
})
const orderOf = (works: WorkOf[], done: DoneOf[] = [], cancelledAt: string | null = null): Work => ({
  id: gid('Order', 1), cancelledAt, fulfillmentOrders: page(works.map(workOf)),
  fulfillments: done.map(([id, status, numbers, lines]) => ({
    id: gid('Fulfillment', id), status, trackingInfo: numbers.map((number) => ({ number })),
    fulfillmentLineItems: page(lines.map(([line, quantity]) => ({ quantity, lineItem: { id: gid('LineItem', line) } }))),
  })),
})
const newsOf = (lines: [line: number, quantity: number][], numbers: string[], replaces: string[] = []): ShipmentNews => ({
  key: 'k', order: gid('Order', 1), lines: lines.map(([line, quantity]) => ({ externalId: gid('LineItem', line), quantity, parts: [] })),
  parcels: numbers.map((trackingNumber) => ({ carrier: 'ups', trackingNumber, url: null })), replaces, notifyCustomer: true,
})
/** [[fulfillment order, [[line, quantity], …]], …] per call. */
const callsOf = (order: Work, news: ShipmentNews): unknown => {
  const telling = tellingOf(order, news)
  if (telling.is !== 'open') return telling
  const short = (id: string): number => Number(id.slice(id.lastIndexOf('/') + 1))
  return telling.create.map((parts) => parts.map((part) => [short(part.fulfillmentOrderId), part.fulfillmentOrderLineItems.map((line) => [short(line.id) % 100, line.quantity])]))
}

it('takes exactly the units, out of what is open', () => {
  expect(callsOf(orderOf([[8, 'OPEN', 1, [[1, 5], [2, 3]]]]), newsOf([[1, 2], [2, 3]], ['A']))).toEqual([[[8, [[1, 2], [2, 3]]]]])
})

it('takes a line out of two fulfillment orders of one location in one call', () => {
  expect(callsOf(orderOf([[8, 'OPEN', 1, [[1, 1]]], [9, 'IN_PROGRESS', 1, [[1, 2]]]]), newsOf([[1, 3]], ['A']))).toEqual([[[8, [[1, 1]]], [9, [[1, 2]]]]])
})

it('makes one call for each location', () => {
  expect(callsOf(orderOf([[8, 'OPEN', 1, [[1, 1]]], [9, 'OPEN', 2, [[2, 2]]]]), newsOf([[1, 1], [2, 2]], ['A']))).toEqual([[[8, [[1, 1]]]], [[9, [[2, 2]]]]])
})

it('goes on where several calls stopped: only what does not stand under our number yet', () => {
  const order = orderOf([[8, 'CLOSED', 1, [[1, 0]]], [9, 'OPEN', 2, [[2, 2]]]], [[7, 'SUCCESS', ['A'], [[1, 1]]]])
  expect(callsOf(order, newsOf([[1, 1], [2, 2]], ['A']))).toEqual([[[9, [[2, 2]]]]])
})

it('cuts more than 250 lines into calls', () => {
  const lines = Array.from({ length: 300 }, (_, index): [number, number] => [index % 100, 1])
  const work = Array.from({ length: 3 }, (_, index): WorkOf => [8 + index, 'OPEN', 1, lines.slice(index * 100, (index + 1) * 100)])
  const telling = tellingOf(orderOf(work), newsOf(Array.from({ length: 100 }, (_, line): [number, number] => [line, 3]), ['A']))
  expect(telling.is === 'open' && telling.create.map((parts) => parts.reduce((sum, part) => sum + part.fulfillmentOrderLineItems.length, 0))).toEqual([250, 50])
})

it.each<[string, Work | null, ShipmentNews, unknown]>([
  ['our number stands', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [[7, 'SUCCESS', ['A'], [[1, 2]]]]), newsOf([[1, 2]], ['A']), { is: 'done', ref: gid('Fulfillment', 7) }],
  ['our number stands beside one that somebody added', orderOf([], [[7, 'SUCCESS', ['A', 'X'], [[1, 2]]]]), newsOf([[1, 2]], ['A']), { is: 'done' }],
  ['our number stands, and the order was cancelled later', orderOf([], [[7, 'SUCCESS', ['A'], [[1, 2]]]], '2026-01-01T00:00:00Z'), newsOf([[1, 2]], ['A']), { is: 'done' }],
  ['the order is gone', null, newsOf([[1, 2]], ['A']), { code: 'order_gone' }],
  ['the order was cancelled', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [], '2026-01-01T00:00:00Z'), newsOf([[1, 2]], ['A']), { code: 'order_cancelled' }],
  ['another number stands', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [[7, 'SUCCESS', ['X'], [[1, 2]]]]), newsOf([[1, 2]], ['A']), { code: 'fulfilled_elsewhere' }],
  ['another fulfillment took a part', orderOf([[8, 'OPEN', 1, [[1, 1]]]], [[7, 'SUCCESS', ['X'], [[1, 1]]]]), newsOf([[1, 2]], ['A']), { code: 'fulfilled_elsewhere' }],
  ['it is on hold', orderOf([[8, 'ON_HOLD', 1, [[1, 2]]]]), newsOf([[1, 2]], ['A']), { code: 'upstream_hold', fix: 'merchant' }],
  ['it is scheduled', orderOf([[8, 'SCHEDULED', 1, [[1, 2]]]]), newsOf([[1, 2]], ['A']), { code: 'upstream_hold' }],
  ['it was refunded', orderOf([[8, 'CLOSED', 1, [[1, 0]]]]), newsOf([[1, 2]], ['A']), { code: 'nothing_left', fix: 'merchant' }],
  ['it became a pickup', orderOf([[8, 'OPEN', 1, [[1, 2]], 'PICK_UP']]), newsOf([[1, 2]], ['A']), { code: 'nothing_left' }],
  ['its status is one that nobody knows', orderOf([[8, 'TELEPORTED', 1, [[1, 2]]]]), newsOf([[1, 2]], ['A']), { code: 'nothing_left' }],
])('%s', (_what, order, news, telling) => {
  expect(tellingOf(order, news)).toMatchObject(telling as object)
})

it.each<[string, DoneOf[], number[], number]>([
  ['the old number stands: it is replaced', [[7, 'SUCCESS', ['OLD'], [[1, 2]]]], [7], 0],
  ['both stand: the old one goes', [[7, 'SUCCESS', ['OLD', 'NEW'], [[1, 2]]]], [7], 0],
  ['the telling of the old one never arrived: it is told with the new one', [], [], 1],
  ['the old one was cancelled: it is told anew', [[7, 'CANCELLED', ['OLD'], [[1, 2]]]], [], 1],
  ['a foreign one stands too: it is left alone', [[6, 'SUCCESS', ['X'], [[2, 1]]], [7, 'SUCCESS', ['OLD'], [[1, 2]]]], [7], 0],
])('after a relabel: %s', (_what, done, retracked, created) => {
  const telling = tellingOf(orderOf([[8, 'OPEN', 1, [[1, 2]]]], done), newsOf([[1, 2]], ['NEW'], ['OLD']))
  assert(telling.is === 'open')
  expect([telling.retrack.map((each) => each.id), telling.create.length]).toEqual([retracked.map((id) => gid('Fulfillment', id)), created])
})

it.each<[string, ShipmentNews['parcels'], unknown]>([
  ['a carrier of the list, by its exact name', [{ carrier: 'fedex', trackingNumber: '1', url: null }], { company: 'FedEx', numbers: ['1'] }],
  ['punctuation and case do not matter to us', [{ carrier: 'DHL_Express', trackingNumber: '1', url: null }], { company: 'DHL Express', numbers: ['1'] }],
  ['another carrier, with its address', [{ carrier: 'Moonlight Couriers', trackingNumber: '1', url: 'https://m.example/1' }], { company: 'Moonlight Couriers', numbers: ['1'], urls: ['https://m.example/1'] }],
  ['addresses stand at the numbers’ places: all or none', [{ carrier: 'ups', trackingNumber: '1', url: 'https://u.example/1' }, { carrier: 'ups', trackingNumber: '2', url: null }], { company: 'UPS', numbers: ['1', '2'] }],
  ['two carriers have no one company', [{ carrier: 'ups', trackingNumber: '1', url: null }, { carrier: 'usps', trackingNumber: '2', url: null }], { numbers: ['1', '2'] }],
  ['an address that is none is left out', [{ carrier: 'ups', trackingNumber: '1', url: 'javascript:alert(1)' }], { company: 'UPS', numbers: ['1'] }],
  ['no parcels', [], null],
])('tracking: %s', (_what, parcels, tracking) => {
  expect(trackingOf({ ...newsOf([], []), parcels })).toEqual(tracking)
})
