import { expect, it } from 'vitest'
import type { LevelUpdate } from '../../core/model/drafts.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import { shopify } from './index.ts'
import type { View } from './settings.ts'

const at: View = { id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'demo.myshopify.com', notifyCustomer: true }, roles: ['inventory'], startAt: 0, baseUrl: null }
const update = (id: number, quantity = id, changeFrom: number | null = 0): LevelUpdate => ({ key: `k${id}`, item: `gid://shopify/InventoryItem/${id}`, location: 'gid://shopify/Location/31', quantity, changeFrom })
const userError = (index: number | null, code: string | null, message = 'a text') => ({ field: index === null ? ['input', 'name'] : ['input', 'quantities', String(index), 'quantity'], code, message })
const answer = (...userErrors: unknown[]) => ({ data: { inventorySetQuantities: { inventoryAdjustmentGroup: userErrors.length > 0 ? null : { createdAt: '2026-01-01T00:00:00Z' }, userErrors } } })

interface Sent { key: string; input: { quantities: { inventoryItemId: string; changeFromQuantity: number | null }[] } }
const run = async (updates: LevelUpdate[], ...answers: unknown[]) => {
  const { host, asked } = scripted(answers)
  const sink = shopify.open(at, host).setLevels ?? expect.fail('no sink')
  const sent = (): Sent[] => asked.map(({ body }) => (JSON.parse(body ?? '') as { variables: Sent }).variables)
  const outcomes = await sink.send(updates, new AbortController().signal).catch((error: unknown) => error)
  expect(asked).toHaveLength(answers.length)
  return { outcomes, sent: sent() }
}
const done = { is: 'done' }

it('sends every line with its comparison, null where there is none', async () => {
  const { outcomes, sent } = await run([update(1, 5, null), update(2, 6, 3)], answer())
  expect(outcomes).toEqual([done, done])
  expect(sent[0]?.input).toEqual({
    name: 'available', reason: 'correction',
    quantities: [
      { inventoryItemId: update(1).item, locationId: update(1).location, quantity: 5, changeFromQuantity: null },
      { inventoryItemId: update(2).item, locationId: update(2).location, quantity: 6, changeFromQuantity: 3 },
    ],
  })
})

it('drops what is named and sends the rest again under another key, until the rest is taken', async () => {
  const { outcomes, sent } = await run([update(1), update(2), update(3), update(4)],
    answer(userError(1, 'CHANGE_FROM_QUANTITY_STALE'), userError(3, 'INVALID_INVENTORY_ITEM')), answer(userError(0, 'INVALID_LOCATION')), answer())
  expect(outcomes).toMatchObject([{ code: 'location_gone', fix: 'merchant' }, { code: 'stale', fix: 'none' }, done, { code: 'item_gone', fix: 'merchant' }])
  expect(sent.map(({ input }) => input.quantities.length)).toEqual([4, 2, 1])
  expect(new Set(sent.map(({ key }) => key)).size).toBe(3)
})

it('where lines are named beside a fault of the whole, the named ones are dropped and the rest goes again', async () => {
  const { outcomes, sent } = await run([update(1), update(2)], answer(userError(null, 'INVALID_NAME'), userError(1, 'INVALID_LOCATION')), answer())
  expect(outcomes).toMatchObject([done, { code: 'location_gone' }])
  expect(sent.map(({ input }) => input.quantities.length)).toEqual([2, 1])
})

it('has the same key for the same lines, in any process, and another for other lines or numbers', async () => {
  const keys = await Promise.all([[update(1), update(2)], [update(1), update(2)], [update(2), update(1)], [update(1), update(2, 9)], [update(1)], [{ ...update(1), key: 'other' }], [update(1, 1, 7)], [{ ...update(1), location: 'gid://shopify/Location/32' }]].map(async (updates) => (await run(updates, answer())).sent[0]?.key))
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(keys[0]).toBe(keys[1])
  expect(new Set(keys).size).toBe(7)
})

it('stocks nothing where the merchant did not allow it: it is set like any other, and the store says no', async () => {
  const { outcomes, sent } = await run([{ ...update(1, 5, null), stock: true }], answer(userError(0, null, 'The specified inventory item is not stocked at the location.')))
  expect(outcomes).toMatchObject([{ is: 'refused', code: 'not_stocked', fix: 'merchant' }])
  expect(sent).toHaveLength(1)
})

it('takes a new key where the vendor says that the old one is spent', async () => {
  const { outcomes, sent } = await run([update(1)], answer(userError(null, 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED')), answer())
  expect(outcomes).toEqual([done])
  expect(sent[0]?.key).not.toBe(sent[1]?.key)
})

it('does not take new keys for ever', async () => {
  const { outcomes } = await run([update(1)], ...Array.from({ length: 4 }, () => answer(userError(null, 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'))))
  expect(outcomes).toMatchObject([{ is: 'refused', code: 'rejected', fix: 'operator' }])
})

it('counts the spent keys of each rest by themselves', async () => {
  const spent = answer(userError(null, 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED'))
  const { outcomes } = await run([update(1), update(2)], spent, spent, answer(userError(1, 'INVALID_LOCATION')), spent, spent, answer())
  expect(outcomes).toMatchObject([done, { code: 'location_gone' }])
})

it('a write under the same key that still runs is unsure', async () => {
  const { outcomes } = await run([update(1)], answer(userError(null, 'IDEMPOTENCY_CONCURRENT_REQUEST')))
  expect(outcomes).toBeInstanceOf(VendorError)
  expect(outcomes).toMatchObject({ kind: 'conflict', sent: 'maybe', code: 'in_flight' })
})

it.each([
  ['a fault of the whole batch', [userError(null, 'INVALID_NAME')], 'rejected', 'operator'],
  ['a code that is new', [userError(0, 'BRAND_NEW'), userError(1, 'BRAND_NEW')], 'rejected', 'operator'],
  ['an index that does not exist', [userError(7, 'INVALID_LOCATION')], 'location_gone', 'merchant'],
  ['words without a code', [userError(0, null, 'The specified inventory item is not stocked at the location.'), userError(1, null, 'It is not stocked there.')], 'not_stocked', 'merchant'],
])('%s', async (_what, errors, code, fix) => {
  const { outcomes } = await run([update(1), update(2)], answer(...errors))
  expect(outcomes).toMatchObject([{ is: 'refused', code, fix }, { is: 'refused', code, fix }])
})

it('neither result nor reason is malformed, and may have happened', async () => {
  expect((await run([update(1)], { data: { inventorySetQuantities: null } })).outcomes).toMatchObject({ kind: 'malformed', sent: 'maybe' })
})

const EAST = 'gid://shopify/Location/31'
const WEST = 'gid://shopify/Location/32'
const here = (id: number, location: string, quantity: number, changeFrom: number, ...others: [string, number][]): LevelUpdate =>
  ({ ...update(id, quantity, changeFrom), key: `k${id} ${location}`, location, beside: others.map(([at, available]) => ({ location: at, available })) })
const rowsOf = (sent: Sent[]) => sent.map(({ input }) => input.quantities.map((row) => { const { inventoryItemId, locationId, quantity, changeFromQuantity } = row as unknown as Record<string, string>; return [Number(inventoryItemId?.split('/').at(-1)), locationId === EAST ? 'east' : 'west', quantity, changeFromQuantity] }))

it('S2.16: a number goes with its item’s other locations as they were read, and one that moved there refuses it; the rest goes again', async () => {
  const { outcomes, sent } = await run([here(1, WEST, 1, 3, [EAST, 7]), here(2, EAST, 5, 4, [WEST, 0])], answer(userError(1, 'CHANGE_FROM_QUANTITY_STALE')), answer())
  expect(outcomes).toMatchObject([{ is: 'refused', code: 'stale' }, done])
  expect(rowsOf(sent)).toEqual([[[1, 'west', 1, 3], [1, 'east', 7, 7], [2, 'east', 5, 4], [2, 'west', 0, 0]], [[2, 'east', 5, 4], [2, 'west', 0, 0]]])
})

it('S2.16: two numbers of one item guard each other: where one moved, neither is set', async () => {
  const { outcomes, sent } = await run([here(1, EAST, 5, 7, [WEST, 3]), here(1, WEST, 1, 3, [EAST, 7]), update(2)], answer(userError(0, 'CHANGE_FROM_QUANTITY_STALE')), answer())
  expect(outcomes).toMatchObject([{ code: 'stale' }, { code: 'stale' }, done])
  expect(rowsOf(sent)).toEqual([[[1, 'east', 5, 7], [1, 'west', 1, 3], [2, 'east', 2, 0]], [[2, 'east', 2, 0]]])
})

it('a location that only stands beside and is not to be had is left out, and keeps no number from being set', async () => {
  const { outcomes, sent } = await run([here(1, WEST, 1, 3, [EAST, 7])], answer(userError(1, 'INVALID_LOCATION')), answer())
  expect(outcomes).toEqual([done])
  expect(rowsOf(sent).at(-1)).toEqual([[1, 'west', 1, 3]])
})

it('a call has 250 quantities at most, those of one item together', async () => {
  const { outcomes, sent } = await run(Array.from({ length: 130 }, (_, at) => here(at + 1, WEST, 1, 3, [EAST, 7])), answer(), answer())
  expect(outcomes).toHaveLength(130)
  expect(rowsOf(sent).map((rows) => rows.length)).toEqual([250, 10])
})
