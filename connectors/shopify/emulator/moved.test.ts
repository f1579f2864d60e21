import { expect, it } from 'vitest'
import { bench, type Bench } from './bench.ts'

const WORK = 'query Work($query: String, $closed: Boolean, $first: Int = 50, $after: String) { fulfillmentOrders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, includeClosed: $closed) { pageInfo { hasNextPage endCursor } nodes { id status updatedAt assignedLocation { location { name } } order { id updatedAt } lineItems(first: 5) { nodes { remainingQuantity } } } } }'
// oxlint-disable-next-line typescript/no-explicit-any
const workOf = async (made: Bench, variables: Record<string, unknown> = {}): Promise<any[]> => (await made.call(WORK, variables)).body.data.fulfillmentOrders.nodes
const numbers = (made: Bench) => ['East', 'West'].map((location) => { const { available, committed } = made.level('A', location); return [available, committed] })

it('moves what is left to another location, with its units, and leaves the order\'s own time', async () => {
  const made = bench()
  const { ids: [id = ''] } = made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 4 }] })
  const before = made.order(id).updatedAt
  expect(numbers(made)).toEqual([[6, 4], [5, 0]])
  await made.clock.advance(60_000)
  made.emulator.order(id, 'move', { to: 'West' })
  expect(numbers(made)).toEqual([[10, 0], [1, 4]])
  expect(made.order(id).updatedAt).toBe(before)
  const [work] = await workOf(made, { query: `updated_at:>'${before}'` })
  expect(work).toMatchObject({ assignedLocation: { location: { name: 'West' } }, order: { id, updatedAt: before } })
  expect(Date.parse(work.updatedAt)).toBeGreaterThan(Date.parse(before))
})

it('closes what was shipped in part, and what is left stands in a new one', async () => {
  const made = bench()
  const { ids: [id = ''] } = made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 4 }] })
  made.emulator.order(id, 'fulfill', { lines: [{ sku: 'A', quantity: 1 }] })
  made.emulator.order(id, 'move', { to: 'West' })
  expect(numbers(made)).toEqual([[9, 0], [2, 3]])
  expect(await workOf(made)).toMatchObject([{ status: 'OPEN', lineItems: { nodes: [{ remainingQuantity: 3 }] } }])
  expect(new Set((await workOf(made, { closed: true })).map(({ status }) => status))).toEqual(new Set(['CLOSED', 'OPEN']))
})

it('refuses in observed words', () => {
  const made = bench()
  const { ids: [id = ''] } = made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }] })
  expect(() => made.emulator.order(id, 'move', {})).toThrow('Location not found.')
  expect(() => made.emulator.order(id, 'move', { to: 'East' })).toThrow('Cannot change location.')
})

it('lists page by page, in the order of their times', async () => {
  const made = bench()
  made.emulator.placeOrders({ count: 5, lines: [{ sku: 'B', quantity: 1 }] })
  const first = (await made.call(WORK, { first: 3 })).body.data.fulfillmentOrders
  const second = (await made.call(WORK, { first: 3, after: first.pageInfo.endCursor })).body.data.fulfillmentOrders
  expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false])
  expect(new Set([...first.nodes, ...second.nodes].map(({ id }: { id: string }) => id)).size).toBe(5)
})

it('shows only work that the scopes cover', async () => {
  const made = bench({ scopes: ['read_orders', 'read_locations', 'read_inventory', 'read_third_party_fulfillment_orders'] })
  made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }] })
  expect(await workOf(made)).toEqual([])
})
