import { assert, expect, it } from 'vitest'
import type { ShipmentNews } from '../../core/model/drafts.ts'
import { tellingOf } from './telling.ts'
import type { FulfillmentOrder, LookedAt } from './wire.ts'

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
const orderOf = (works: WorkOf[], done: DoneOf[] = [], more: Partial<LookedAt> = {}): LookedAt => ({
  id: gid('Order', 1), cancelledAt: null, edited: false, displayFinancialStatus: 'PAID', fulfillmentOrders: page(works.map(workOf)),
  fulfillments: done.map(([id, status, numbers, lines]) => ({
    id: gid('Fulfillment', id), status, trackingInfo: numbers.map((number) => ({ number, url: null })),
    fulfillmentLineItems: page(lines.map(([line, quantity]) => ({ quantity, lineItem: { id: gid('LineItem', line) } }))),
  })),
  ...more,
})
const CANCELLED = { cancelledAt: '2026-01-01T00:00:00Z' }
const owed = (...lines: [line: number, unfulfilledQuantity: number][]): Partial<LookedAt> => ({ lineItems: { nodes: lines.map(([line, unfulfilledQuantity]) => ({ id: gid('LineItem', line), unfulfilledQuantity })) } })
const newsOf = (lines: [line: number, quantity: number][], numbers: string[], replaces: string[] = []): ShipmentNews => ({
  key: 'k', order: gid('Order', 1), lines: lines.map(([line, quantity]) => ({ externalId: gid('LineItem', line), quantity, parts: [] })),
  parcels: numbers.map((trackingNumber) => ({ carrier: 'ups', trackingNumber, url: null })), replaces, notifyCustomer: true,
})
/** [[fulfillment order, [[line, quantity], …]], …] per call. */
const callsOf = (order: LookedAt, news: ShipmentNews): unknown => {
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

it.each<[string, LookedAt | null, ShipmentNews, unknown]>([
  ['our number stands', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [[7, 'SUCCESS', ['A'], [[1, 2]]]]), newsOf([[1, 2]], ['A']), { is: 'done', ref: gid('Fulfillment', 7) }],
  ['our number stands beside one that somebody added', orderOf([], [[7, 'SUCCESS', ['A', 'X'], [[1, 2]]]]), newsOf([[1, 2]], ['A']), { is: 'done' }],
  ['our number stands, and the order was cancelled later', orderOf([], [[7, 'SUCCESS', ['A'], [[1, 2]]]], CANCELLED), newsOf([[1, 2]], ['A']), { is: 'done' }],
  ['the order is gone', null, newsOf([[1, 2]], ['A']), { code: 'order_gone' }],
  ['the order was cancelled', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [], CANCELLED), newsOf([[1, 2]], ['A']), { code: 'order_cancelled' }],
  ['the order was cancelled and its work stands open still', orderOf([[8, 'OPEN', 1, [[1, 2]]]], [], CANCELLED), newsOf([[1, 2]], ['A']), { code: 'order_cancelled' }],
  ['another number stands', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [[7, 'SUCCESS', ['X'], [[1, 2]]]]), newsOf([[1, 2]], ['A']), { code: 'fulfilled_elsewhere' }],
  ['it is on hold', orderOf([[8, 'ON_HOLD', 1, [[1, 2]]]]), newsOf([[1, 2]], ['A']), { code: 'upstream_hold', fix: 'merchant' }],
  ['it is held and scheduled in parts', orderOf([[8, 'ON_HOLD', 1, [[1, 1]]], [9, 'SCHEDULED', 1, [[1, 1]]]]), newsOf([[1, 2]], ['A']), { code: 'scheduled', fix: 'merchant' }],
  ['it is scheduled', orderOf([[8, 'SCHEDULED', 1, [[1, 2]]]]), newsOf([[1, 2]], ['A']), { code: 'scheduled', fix: 'merchant' }],
  ['it was moved to where we do not see it', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [], owed([1, 2])), newsOf([[1, 2]], ['A']), { code: 'moved_away', fix: 'merchant' }],
  ['a part was moved and another fulfilled by hand', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [[7, 'SUCCESS', ['X'], [[1, 1]]]], owed([1, 1])), newsOf([[1, 2]], ['A']), { code: 'fulfilled_elsewhere' }],
  ['it became a pickup', orderOf([[8, 'OPEN', 1, [[1, 2]], 'PICK_UP']], [], owed([1, 2])), newsOf([[1, 2]], ['A']), { code: 'moved_away' }],
  ['its status is one that nobody knows', orderOf([[8, 'TELEPORTED', 1, [[1, 2]]]], [], owed([1, 2])), newsOf([[1, 2]], ['A']), { code: 'moved_away' }],
  ['it was edited', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [], { ...owed([1, 0]), edited: true }), newsOf([[1, 2]], ['A']), { code: 'edited_away', fix: 'merchant' }],
  ['it was refunded', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [], { ...owed([1, 0]), displayFinancialStatus: 'PARTIALLY_REFUNDED' }), newsOf([[1, 2]], ['A']), { code: 'refunded', fix: 'merchant' }],
  ['it was edited and refunded', orderOf([[8, 'CLOSED', 1, [[1, 0]]]], [], { edited: true, displayFinancialStatus: 'REFUNDED' }), newsOf([[1, 2]], ['A']), { code: 'nothing_left', fix: 'merchant' }],
])('%s', (_what, order, news, telling) => {
  expect(tellingOf(order, news)).toMatchObject(telling as object)
})

it.each<[string, LookedAt, [line: number, quantity: number][], unknown, object]>([
  ['a line of two was fulfilled by hand', orderOf([[8, 'OPEN', 1, [[1, 2]]]], [[7, 'SUCCESS', ['X'], [[2, 1]]]]), [[1, 2], [2, 1]], [[[8, [[1, 2]]]]], { code: 'fulfilled_elsewhere', text: 'told but for 1 of its units: the store has these units fulfilled under another number' }],
  ['one unit of two was', orderOf([[8, 'OPEN', 1, [[1, 1]]]], [[7, 'SUCCESS', ['X'], [[1, 1]]]]), [[1, 2]], [[[8, [[1, 1]]]]], { code: 'fulfilled_elsewhere' }],
  ['a line was edited away', orderOf([[8, 'OPEN', 1, [[1, 2]]]], [], { ...owed([1, 2]), edited: true }), [[1, 2], [2, 1]], [[[8, [[1, 2]]]]], { code: 'edited_away' }],
  ['one unit of two was refunded', orderOf([[8, 'OPEN', 1, [[1, 1]]]], [], { ...owed([1, 1]), displayFinancialStatus: 'PARTIALLY_REFUNDED' }), [[1, 2]], [[[8, [[1, 1]]]]], { code: 'refunded' }],
  ['a part is held', orderOf([[8, 'OPEN', 1, [[1, 2]]], [9, 'ON_HOLD', 1, [[2, 3]]]]), [[1, 2], [2, 3]], [[[8, [[1, 2]]]]], { code: 'upstream_hold', fix: 'merchant' }],
])('C1 C7: what left and stands open is told, and why the rest is not: %s', (_what, order, lines, calls, why) => {
  const telling = tellingOf(order, newsOf(lines, ['A']))
  expect(callsOf(order, newsOf(lines, ['A']))).toEqual(calls)
  expect(telling).toMatchObject({ is: 'open', why })
})

it('C5: what stands open where a person said that others ship from is never told, by whatever road it is told', () => {
  const order = orderOf([[8, 'ON_HOLD', 1, [[1, 2]]], [9, 'OPEN', 2, [[1, 2]]]], [], owed([1, 4]))
  expect(tellingOf(order, { ...newsOf([[1, 2]], ['A']), notAt: [gid('Location', 2)] })).toMatchObject({ is: 'refused', code: 'upstream_hold' })
  expect(callsOf(order, newsOf([[1, 2]], ['A']))).toEqual([[[9, [[1, 2]]]]])
})

it('C5: what another app’s service is to ship is never fulfilled by us, though the scopes would show it', () => {
  const order = orderOf([[8, 'OPEN', 1, [[1, 2]]], [9, 'OPEN', 2, [[1, 3]]]], [], owed([1, 5]))
  Object.assign(order.fulfillmentOrders.nodes[0]!.assignedLocation!.location!, { isFulfillmentService: true })
  expect(callsOf(order, newsOf([[1, 2]], ['A']))).toEqual([[[9, [[1, 2]]]]])
  expect(tellingOf(order, newsOf([[1, 5]], ['A']))).toMatchObject({ is: 'open', why: { code: 'moved_away' } })
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

it('C7: what a person added beside our old number stays when that is replaced', () => {
  const telling = tellingOf(orderOf([], [[7, 'SUCCESS', ['OLD', 'BY-HAND'], [[1, 2]]]]), newsOf([[1, 2]], ['NEW'], ['OLD']))
  assert(telling.is === 'open')
  expect(telling.retrack).toEqual([{ id: gid('Fulfillment', 7), tracking: { company: 'UPS', numbers: ['NEW', 'BY-HAND'] } }])
})
