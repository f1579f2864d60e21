import { expect, it } from 'vitest'
import type { NewsLine, ShipmentNews } from '../../core/model/drafts.ts'
import { guessed } from './takes.ts'

const gid = (type: string, id: number): string => `gid://shopify/${type}/${id}`
const part = (work: number, line: number, quantity: number, location: string | null = 'east'): NewsLine['parts'][number] =>
  ({ work: `${gid('FulfillmentOrder', work)} ${gid('FulfillmentOrderLineItem', line)}`, location, quantity })
const line = (id: number, quantity: number, ...parts: NewsLine['parts']): NewsLine => ({ externalId: gid('LineItem', id), quantity, parts })
const newsOf = (lines: NewsLine[], replaces: string[] = []): ShipmentNews => ({ key: 'k', order: gid('Order', 1), lines, parcels: [], replaces, notifyCustomer: true })
/** [[fulfillment order, [[line, quantity], …]], …] per call, or null. */
const short = (id: string): number => Number(id.slice(id.lastIndexOf('/') + 1))
const callsOf = (news: ShipmentNews): unknown => guessed(news)?.map((parts) =>
  parts.map((each) => [short(each.fulfillmentOrderId), each.fulfillmentOrderLineItems.map(({ id, quantity }) => [short(id), quantity])])) ?? null

it.each<[string, NewsLine[], unknown]>([
  ['all that stood open of a line', [line(1, 2, part(8, 81, 2))], [[[8, [[81, 2]]]]]],
  ['a line out of two pieces of work', [line(1, 3, part(8, 81, 1), part(9, 91, 2))], [[[8, [[81, 1]]], [9, [[91, 2]]]]]],
  ['one call for each location', [line(1, 1, part(8, 81, 1)), line(2, 2, part(9, 92, 2, 'west'))], [[[8, [[81, 1]]]], [[9, [[92, 2]]]]]],
  ['equal lines as one', [line(1, 1, part(8, 81, 3)), line(1, 2, part(8, 81, 3))], [[[8, [[81, 3]]]]]],
])('without a look: %s', (_what, lines, calls) => {
  expect(callsOf(newsOf(lines))).toEqual(calls)
})

it.each<[string, ShipmentNews]>([
  ['a part of a line: a second fulfillment would find units too', newsOf([line(1, 2, part(8, 81, 3))])],
  ['more than stood open', newsOf([line(1, 3, part(8, 81, 2))])],
  ['nothing that stood open', newsOf([line(1, 2)])],
  ['one line of two', newsOf([line(1, 2, part(8, 81, 2)), line(2, 1)])],
  ['a number that is replaced', newsOf([line(1, 2, part(8, 81, 2))], ['OLD'])],
  ['a name of the work that is not ours', newsOf([line(1, 2, { work: 'w1', location: null, quantity: 2 })])],
  ['a name of the work that says more than we know', newsOf([line(1, 2, { work: `${part(8, 81, 2)?.work} more`, location: null, quantity: 2 })])],
  ['no lines', newsOf([])],
])('looks first for %s', (_what, news) => {
  expect(callsOf(news)).toBeNull()
})

it('cuts more than 250 lines into calls', () => {
  const lines = Array.from({ length: 300 }, (_, at) => line(at, 1, part(8, 1000 + at, 1)))
  expect(guessed(newsOf(lines))?.map(([only]) => only?.fulfillmentOrderLineItems.length)).toEqual([250, 50])
})
