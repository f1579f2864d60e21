import { assert, expect, it } from 'vitest'
import type { Source } from '../../core/ports/connector.ts'
import type { OrderDraft } from '../../core/model/drafts.ts'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import { shopify } from './index.ts'
import { isNew, moved, positionOf, type Version } from './position.ts'
import type { View } from './settings.ts'

const at: View = { id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'demo.myshopify.com', notifyCustomer: true }, roles: ['orders'], startAt: 0, baseUrl: null }
const signal = new AbortController().signal
const START = Date.UTC(2026, 10, 1)
const raw = answers['orders.get'].data.nodes[0]!
type Raw = typeof raw
const order = (id: number, updatedAt: string, change: Partial<Raw> = {}): Raw => ({ ...raw, id: `gid://shopify/Order/${id}`, updatedAt, ...change })
const listed = (nodes: readonly object[], endCursor: string | null = null) => ({ data: { orders: { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes } } })
const whole = (...nodes: unknown[]) => ({ data: { nodes } })
/** A page of the list, and the orders of it that are asked for. */
const page = (nodes: Raw[], endCursor: string | null = null): unknown[] => [listed(nodes.map(({ id, createdAt, updatedAt }) => ({ id, createdAt, updatedAt })), endCursor), ...(nodes.length > 0 ? [whole(...nodes)] : [])]

const open = (vendor: readonly unknown[] = [], now = 0): { orders: Source<OrderDraft>; sent: () => Record<string, unknown>[] } => {
  const { host, asked } = scripted(vendor, now)
  const { orders } = shopify.open(at, host)
  return { orders: orders ?? expect.fail('no source'), sent: () => asked.map(({ body }) => (JSON.parse(body ?? '') as { variables: Record<string, unknown> }).variables) }
}
const refs = (items: readonly OrderDraft[]): string[] => items.map((item) => item.ref.replace('gid://shopify/Order/', ''))

it('reads a window page by page, and begins the next ten minutes before the newest that it saw', async () => {
  const { orders, sent } = open([...page([order(1, '2026-11-02T10:00:00Z')], 'one'), ...page([order(2, '2026-11-02T11:00:00Z')]), ...page([])])
  const first = await orders.page(null, START, signal)
  const second = await orders.page(first.next, START, signal)
  await orders.page(second.next, START, signal)
  expect([first.more, second.more]).toEqual([true, false])
  expect(sent().filter(({ ids }) => !ids)).toEqual([
    { first: 250, after: null, query: `updated_at:>='2026-11-01T00:00:00Z'` }, { first: 250, after: 'one', query: `updated_at:>='2026-11-01T00:00:00Z'` },
    { first: 250, after: null, query: `updated_at:>='2026-11-02T10:50:00Z'` },
  ])
})

it('gives out a version once, and a changed one again, though its time is the same', async () => {
  const edited = order(2, '2026-11-02T10:00:01Z', { note: 'changed within the second' })
  const { orders } = open([...page([order(1, '2026-11-02T10:00:00Z'), order(2, '2026-11-02T10:00:01Z')]), ...page([order(1, '2026-11-02T10:00:00Z'), edited, order(3, '2026-11-02T10:00:02Z')])])
  const first = await orders.page(null, START, signal)
  const second = await orders.page(first.next, START, signal)
  expect([refs(first.items), refs(second.items)]).toEqual([['1', '2'], ['2', '3']])
})

it('S0.6: reads again only what is new, or was so young when it was read that it may have changed within its second', async () => {
  const [settled, young, told] = [order(1, '2026-11-02T09:58:59Z'), order(2, '2026-11-02T09:59:30Z'), order(3, '2026-11-02T10:00:00Z')]
  const { orders, sent } = open([...page([settled, young]), listed([settled, young, told]), whole(young, told), listed([young, settled])], Date.UTC(2026, 10, 2, 10))
  const first = await orders.page(null, START, signal)
  const second = await orders.page(first.next, START, signal)
  expect([refs(first.items), refs(second.items)]).toEqual([['1', '2'], ['3']])
  expect(sent().flatMap(({ ids }) => (Array.isArray(ids) ? [ids] : []))).toEqual([[settled.id, young.id], [young.id, told.id]])
})

it('an order that was deleted after it was listed is nobody\'s fault', async () => {
  const { orders } = open([listed([order(1, '2026-11-02T10:00:00Z'), order(2, '2026-11-02T10:00:00Z')]), whole(null, order(2, '2026-11-02T10:00:00Z'))])
  const { items, unreadable } = await orders.page(null, START, signal)
  expect([refs(items), unreadable]).toEqual([['2'], []])
})

it('I12: one node in a shape that we do not know is named with its reason, and the page goes on; the same again is not told twice', async () => {
  const odd = { ...order(2, '2026-11-02T10:00:01Z'), lineItems: null } as unknown as Raw
  const third = order(3, '2026-11-02T10:00:02Z')
  const nameless = { weather: 'fine' }
  const { orders } = open([listed([order(1, '2026-11-02T10:00:00Z'), odd, nameless]), whole(order(1, '2026-11-02T10:00:00Z'), odd), listed([odd, third]), whole(odd, third)])
  const first = await orders.page(null, START, signal)
  expect(refs(first.items)).toEqual(['1'])
  expect(first.unreadable).toMatchObject([{ ref: 'gid://shopify/Order/2', updatedAt: Date.UTC(2026, 10, 2, 10, 0, 1), reason: expect.stringContaining('lineItems') }, { ref: 'without id' }])
  const second = await orders.page(first.next, START, signal)
  expect([refs(second.items), second.unreadable]).toEqual([['3'], []])
})

it('leaves out an order that is older than startAt, but moves on over it', async () => {
  const { orders, sent } = open([listed([order(1, '2026-11-02T11:00:00Z', { createdAt: '2026-10-31T23:59:59Z' }), order(2, '2026-11-02T10:00:00Z')]), whole(order(2, '2026-11-02T10:00:00Z')), listed([])])
  const { items, next } = await orders.page(null, START, signal)
  await orders.page(next, START, signal)
  expect([refs(items), sent()[1]?.ids, sent()[2]?.query]).toEqual([['2'], [order(2, '').id], `updated_at:>='2026-11-02T10:50:00Z'`])
})

it.each(['', 'nonsense', '{}', '{"v":2}', 'null', '[]'])('a cursor that is not ours (%j) begins anew', async (cursor) => {
  const { orders, sent } = open(page([]))
  await orders.page(cursor, START, signal)
  expect(sent()[0]).toMatchObject({ after: null, query: `updated_at:>='2026-11-01T00:00:00Z'` })
})

it('a page whose next page is itself is a fault, not a loop', async () => {
  const { orders } = open([...page([order(1, '2026-11-02T10:00:00Z')], 'same'), ...page([order(1, '2026-11-02T10:00:00Z')], 'same')])
  const first = await orders.page(null, START, signal)
  await expect(orders.page(first.next, START, signal)).rejects.toMatchObject({ kind: 'malformed', code: 'page_loop' })
})

it('cuts the window before paging gets too deep, and goes on from the newest that it saw', async () => {
  const deep = JSON.stringify({ v: 1, since: START, after: 'p399', high: Date.UTC(2026, 10, 2), pages: 399, seen: {} })
  const { orders, sent } = open([...page([order(1, '2026-11-02T10:00:00Z')], 'p400'), ...page([order(1, '2026-11-02T10:00:00Z')])])
  const { next, more } = await orders.page(deep, START, signal)
  expect(more).toBe(true)
  expect((await orders.page(next, START, signal)).items).toEqual([])
  expect(sent()[2]).toMatchObject({ after: null, query: `updated_at:>='2026-11-02T10:00:00Z'` })
})

it('a second that holds more than paging reaches is not begun again for ever: paging goes on', async () => {
  const deep = JSON.stringify({ v: 1, since: START, after: 'p399', high: START, pages: 399, seen: {} })
  const { orders, sent } = open([...page([order(1, '2026-11-01T00:00:00Z')], 'p400'), listed([])])
  await orders.page((await orders.page(deep, START, signal)).next, START, signal)
  expect(sent()[2]).toMatchObject({ after: 'p400' })
})

it('reads long orders whole: lines, fulfillment orders, their lines, fulfillment lines', async () => {
  const more = { hasNextPage: true, endCursor: 'next' }
  const long = structuredClone(raw)
  long.lineItems.pageInfo = more as never
  long.fulfillmentOrders.pageInfo = more as never
  long.fulfillmentOrders.nodes[0]!.lineItems.pageInfo = more as never
  long.fulfillments[0]!.fulfillmentLineItems.pageInfo = more as never
  const { orders, sent } = open([whole(long), whole(long), answers['orders.fulfillmentOrders'], answers['orders.workLines'], answers['orders.fulfillmentLines'], answers['orders.lines']])
  const [draft] = await orders.get(['gid://shopify/Order/5001'], signal)
  assert(typeof draft === 'object')
  expect(draft.lines.map((line) => [line.externalId.split('/').at(-1), line.quantity])).toEqual([['6001', 7], ['6002', 1], ['6003', 0], ['6004', 0], ['6051', 4]])
  expect(draft.fulfillments[0]?.lines).toHaveLength(2)
  expect(sent().slice(2).map(({ id, after }) => [id, after])).toEqual([
    ['gid://shopify/Order/5001', 'next'], ['gid://shopify/FulfillmentOrder/8001', 'next'], ['gid://shopify/Fulfillment/7001', 'next'], ['gid://shopify/Order/5001', 'next'],
  ])
})

it('many long orders cost one more call together, not calls of each: a page of nothing else still ends in time', async () => {
  const [short, ...long] = [1, 2, 3, 4].map((id) => structuredClone(order(id, '2026-11-02T10:00:00Z')))
  const whole2 = structuredClone(long)
  for (const { fulfillmentOrders } of long) fulfillmentOrders.nodes[0]!.lineItems.pageInfo = { hasNextPage: true, endCursor: 'next' } as never
  for (const { fulfillmentOrders } of whole2) fulfillmentOrders.nodes[0]!.lineItems.nodes.push({ ...fulfillmentOrders.nodes[0]!.lineItems.nodes[0]!, remainingQuantity: 5 })
  const { orders, sent } = open([...page([short!, ...long]), whole(...whole2)])
  const { items } = await orders.page(null, START, signal)
  expect(items.map(({ lines }) => lines[0]?.quantity)).toEqual([2, 7, 7, 7])
  expect(sent()[2]?.ids).toEqual(long.map(({ id }) => id))
})

it('a long order that is too dear with long pages is paged through from what there is, and is not refused', async () => {
  const long = structuredClone(order(1, '2026-11-02T10:00:00Z'))
  long.lineItems.pageInfo = { hasNextPage: true, endCursor: 'next' } as never
  const dear = { errors: [{ message: 'Query cost is 21000, which exceeds the single query max cost limit (1000).', extensions: { code: 'MAX_COST_EXCEEDED' } }] }
  const { orders, sent } = open([...page([long]), dear, answers['orders.lines']])
  const { items, unreadable } = await orders.page(null, START, signal)
  expect([refs(items), unreadable, sent()[3]]).toMatchObject([['1'], [], { id: long.id, after: 'next' }])
})

it('what follows of one order and begins where it began, or is refused, is that order\'s trouble alone', async () => {
  const again = { hasNextPage: true, endCursor: 'same' }
  const odd = structuredClone(order(2, '2026-11-02T10:00:00Z'))
  odd.lineItems.pageInfo = again as never
  const loop = { data: { node: { rest: { pageInfo: again, nodes: [] } } } }
  const { orders } = open([...page([order(1, '2026-11-02T10:00:00Z'), odd]), whole(odd), loop])
  const { items, unreadable } = await orders.page(null, START, signal)
  expect([refs(items), unreadable]).toMatchObject([['1'], [{ ref: odd.id, reason: expect.stringContaining('begins where this one began') }]])
})

it.each([
  ['costs too much', { errors: [{ message: 'Query cost is 21000, which exceeds the single query max cost limit (1000).', extensions: { code: 'MAX_COST_EXCEEDED' } }] }],
  ['is too much to answer', { errors: [{ message: 'Internal error. Looks like something went wrong on our end.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }],
])('a list that %s is asked for in halves; an order that is refused alone is named, and no other waits for it', async (_, refusal) => {
  const all = [1, 2, 3, 4].map((id) => order(id, '2026-11-02T10:00:00Z'))
  const { orders, sent } = open([...page(all).slice(0, 1), refusal, whole(all[0], all[1]), refusal, whole(all[2]), refusal])
  const { items, unreadable } = await orders.page(null, START, signal)
  expect(sent().slice(1).map(({ ids }) => (ids as string[]).length)).toEqual([4, 2, 2, 1, 1])
  expect([refs(items), unreadable]).toMatchObject([['1', '2', '3'], [{ ref: all[3]!.id }]])
})

it('a list that is not answered in time is asked for in quarters; a store that is away is asked no more', async () => {
  const all = [1, 2, 3, 4, 5].map((id) => order(id, '2026-11-02T10:00:00Z'))
  const away = { status: 503, body: '' }
  const { orders, sent } = open([page(all)[0], away, whole(all[0], all[1]), whole(all[2], all[3]), whole(all[4])])
  expect(refs((await orders.page(null, START, signal)).items)).toEqual(['1', '2', '3', '4', '5'])
  expect(sent().slice(1).map(({ ids }) => (ids as string[]).length)).toEqual([5, 2, 2, 1])
  const gone = open([page(all)[0], away, away])
  await expect(gone.orders.page(null, START, signal)).rejects.toMatchObject({ kind: 'unavailable' })
  expect(gone.sent()).toHaveLength(3)
})

it('I12: one order alone that is not answered in time is weather, and no fault of the order', async () => {
  await expect(open([page([order(1, '2026-11-02T10:00:00Z')])[0], { status: 503, body: '' }]).orders.page(null, START, signal)).rejects.toMatchObject({ kind: 'unavailable' })
})

it('gets by the id of a fulfillment order, and asks for nothing that cannot be an order', async () => {
  const { orders, sent } = open([whole({ orderId: 'gid://shopify/Order/5001' }, null), whole(raw)])
  const drafts = await orders.get(['gid://shopify/FulfillmentOrder/8001', 'nonsense', 'gid://shopify/FulfillmentOrder/9', 'gid://shopify/Order/5001'], signal)
  expect(drafts.map((draft) => (typeof draft === 'object' ? draft.ref : draft))).toEqual(['gid://shopify/Order/5001', 'gone', 'gone', 'gid://shopify/Order/5001'])
  expect(sent().map(({ ids }) => ids)).toEqual([['gid://shopify/FulfillmentOrder/8001', 'gid://shopify/FulfillmentOrder/9'], ['gid://shopify/Order/5001']])
  expect(await open().orders.get(['nonsense'], signal)).toEqual(['gone'])
})

it('answers for each id in its place: one that is gone takes no other along', async () => {
  const { orders } = open([whole(null, order(2, '2026-11-02T10:00:00Z'), null, order(4, '2026-11-02T10:00:00Z'))])
  const drafts = await orders.get([1, 2, 3, 4].map((id) => order(id, '').id), signal)
  expect(drafts.map((draft) => (typeof draft === 'object' ? refs([draft])[0] : draft))).toEqual(['gone', '2', 'gone', '4'])
})

it('keeps its memory of versions bounded', () => {
  const versions = Array.from({ length: 5_000 }, (_, id): Version => ({ ref: `gid://shopify/Order/${id}`, updatedAt: START + id, digest: 'abcdefgh', isSettled: true }))
  const position = moved(positionOf(null, START), versions, null, START)
  expect(JSON.stringify(position).length).toBeLessThan(50_000)
  expect([isNew(position, versions[4_999]!), isNew(position, versions[0]!)]).toEqual([false, true])
})
