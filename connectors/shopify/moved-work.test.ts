import { expect, it } from 'vitest'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import { shopify } from './index.ts'
import type { View } from './settings.ts'

const at: View = { id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'demo.myshopify.com', notifyCustomer: true }, roles: ['orders'], startAt: 0, baseUrl: null }
const signal = new AbortController().signal
const raw = answers['orders.get'].data.nodes[0]!
const order = (id: number, change: object = {}) => ({ ...raw, id: `gid://shopify/Order/${id}`, ...change })
const work = (id: number, updatedAt: string, orderAt: string) => ({ id: `gid://shopify/FulfillmentOrder/${id}`, updatedAt, order: { id: `gid://shopify/Order/${id}`, updatedAt: orderAt } })
const page = (nodes: unknown[], endCursor: string | null = null) => ({ data: { fulfillmentOrders: { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes } } })

const LATER = Date.UTC(2026, 10, 2, 11, 9)
const open = (...vendor: unknown[]) => openAt(LATER, ...vendor)
const openAt = (now: number, ...vendor: unknown[]) => {
  const { host, asked } = scripted(vendor, now)
  const { movedOrders } = shopify.open(at, host)
  return { moved: movedOrders ?? expect.fail('no source'), sent: () => asked.map(({ body }) => (JSON.parse(body ?? '') as { variables: { query?: string; ids?: string[]; after?: string | null } }).variables) }
}
const [TEN, ELEVEN] = ['2026-11-02T10:00:00Z', '2026-11-02T11:00:00Z'] as const

it('S5.10: reads the orders whose work has a newer time than they have, once', async () => {
  const { moved, sent } = open(page([work(1, ELEVEN, TEN), work(2, TEN, TEN), work(3, TEN, ELEVEN)]), { data: { nodes: [order(1)] } }, page([work(1, ELEVEN, TEN)]))
  const first = await moved.page(null, 0, signal)
  expect([first.items.map(({ ref }) => ref), first.more]).toEqual([['gid://shopify/Order/1'], false])
  expect(sent()[1]?.ids).toEqual(['gid://shopify/Order/1'])
  // The next window begins ten minutes before the newest; what was followed there is not followed again.
  expect((await moved.page(first.next, 0, signal)).items).toEqual([])
  expect(sent()[2]?.query).toBe("updated_at:>='2026-11-02T10:50:00Z'")
})

it('S5.10: follows again what it saw so soon that it may have changed once more within its second', async () => {
  const moved = page([work(1, ELEVEN, TEN)])
  const at = openAt(Date.parse(ELEVEN) + 400, moved, { data: { nodes: [order(1)] } }, moved, { data: { nodes: [order(1)] } })
  const { next } = await at.moved.page(null, 0, signal)
  expect((await at.moved.page(next, 0, signal)).items).toHaveLength(1)
})

it('goes on page by page in one window', async () => {
  const { moved, sent } = open(page([work(1, TEN, TEN)], 'one'), page([work(2, ELEVEN, TEN)]), { data: { nodes: [order(2)] } })
  const first = await moved.page(null, 0, signal)
  const second = await moved.page(first.next, 0, signal)
  expect([first.more, second.more, second.items.length]).toEqual([true, false, 1])
  expect(sent().map(({ after }) => after)).toEqual([null, 'one', undefined])
  expect(sent()[0]?.query).toBe(sent()[1]?.query)
})

it('leaves out an order that is older than startAt, and one that is gone', async () => {
  const { moved } = open(page([work(1, ELEVEN, TEN), work(2, ELEVEN, TEN)]), { data: { nodes: [order(1, { createdAt: '2026-10-01T00:00:00Z' }), null] } })
  expect((await moved.page(null, Date.UTC(2026, 10, 1), signal)).items).toEqual([])
})

it('I12: one in a shape that we do not know is named, and the others come', async () => {
  const odd = order(1, { lineItems: null })
  const { moved } = open(page([work(1, ELEVEN, TEN), work(2, ELEVEN, TEN)]), { data: { nodes: [odd, order(2)] } })
  const read = await moved.page(null, 0, signal)
  expect(read.items.map(({ ref }) => ref)).toEqual(['gid://shopify/Order/2'])
  expect(read.unreadable).toMatchObject([{ ref: 'gid://shopify/Order/1', reason: expect.stringContaining('lineItems') }])
})

it('cuts the window before paging gets too deep: the store shows no more than 25,000 of one list', async () => {
  const pages = Array.from({ length: 80 }, (_, at) => page([work(at, at === 79 ? ELEVEN : TEN, ELEVEN)], `p${at}`))
  const { moved, sent } = open(...pages, page([]))
  let cursor: string | null = null
  for (let read = 0; read < 81; read += 1) cursor = (await moved.page(cursor, 0, signal)).next
  expect([sent()[79]?.after, sent()[80]?.after, sent()[80]?.query]).toEqual(['p78', null, `updated_at:>='${ELEVEN}'`])
})

it('a second that holds more than paging reaches is not begun again for ever: paging goes on', async () => {
  const { moved, sent } = open(page([work(1, ELEVEN, ELEVEN)], 'next'), page([]))
  const at = Date.parse(ELEVEN)
  const { next } = await moved.page(JSON.stringify({ since: at, after: 'last', high: at, deep: 1_000_000, seen: {} }), 0, signal)
  await moved.page(next, 0, signal)
  expect(sent().map(({ after }) => after)).toEqual(['last', 'next'])
})

it('a cursor that is not ours begins anew', async () => {
  const { moved } = open(page([]))
  expect(await moved.page('old', 0, signal)).toMatchObject({ items: [], more: false })
})
