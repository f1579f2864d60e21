import { describe, expect, it } from 'vitest'
import { needSpecs } from '../../../test/support/need.ts'
import { type Answer, type Bench, bench, observedTexts } from './bench.ts'

const SET = 'mutation Set($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { id createdAt reason changes { name delta item { sku } location { name } } } userErrors { field message code } } }'
const ACTIVATE = 'mutation Activate($item: ID!, $location: ID!, $available: Int, $onHand: Int, $key: String!) { inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available, onHand: $onHand) @idempotent(key: $key) { inventoryLevel { id quantities(names: ["available", "on_hand"]) { name quantity } } userErrors { field message } } }'

let keys = 0
const set = (made: Bench, quantities: readonly Record<string, unknown>[], input: Record<string, unknown> = {}, key = `key ${(keys += 1)}`): Promise<Answer> =>
  made.call(SET, { key, input: { name: 'available', reason: 'correction', quantities, ...input } })
const one = (made: Bench, quantity: unknown, more: Record<string, unknown> = {}): Record<string, unknown> =>
  ({ inventoryItemId: made.item('A'), locationId: made.location('East'), quantity, changeFromQuantity: null, ...more })
const payload = ({ body }: Answer) => body.data.inventorySetQuantities as { inventoryAdjustmentGroup: null | { changes: unknown[] }; userErrors: { field: string[] | null; message: string; code: string | null }[] }

type Refused = readonly [what: string, input: Record<string, unknown>, line: Record<string, unknown>, code: string, message: string, field: readonly string[]]

const REFUSED: readonly Refused[] = [
  ['name', { name: 'sellable' }, {}, 'INVALID_NAME', "The quantity name must be either 'available' or 'on_hand'.", ['input', 'name']],
  ['reason', { reason: 'because' }, {}, 'INVALID_REASON', 'The specified reason is invalid. Valid values are: correction, cycle_count_available, damaged, movement_canceled, movement_created, movement_received, movement_updated, other, promotion, quality_control, received, reservation_created, reservation_deleted, reservation_updated, restock, safety_stock, shrinkage.', ['input', 'reason']],
  ['document', { referenceDocumentUri: 'no uri' }, {}, 'INVALID_REFERENCE_DOCUMENT', 'The specified reference document is invalid.', ['input', 'referenceDocumentUri']],
  ['too high', {}, { quantity: 1_000_000_001 }, 'INVALID_QUANTITY_TOO_HIGH', "The quantity can't be higher than 1,000,000,000.", ['input', 'quantities', '0', 'quantity']],
  ['negative', {}, { quantity: -1 }, 'INVALID_QUANTITY_NEGATIVE', "The quantity can't be negative.", ['input', 'quantities', '0', 'quantity']],
  ['too low', {}, { quantity: -1_000_000_001 }, 'INVALID_QUANTITY_TOO_LOW', "The quantity can't be lower than -1,000,000,000.", ['input', 'quantities', '0', 'quantity']],
  ['item', {}, { inventoryItemId: 'gid://shopify/InventoryItem/1' }, 'INVALID_INVENTORY_ITEM', 'The specified inventory item could not be found.', ['input', 'quantities', '0', 'inventoryItemId']],
  ['location', {}, { locationId: 'gid://shopify/Location/1' }, 'INVALID_LOCATION', 'The specified location could not be found.', ['input', 'quantities', '0', 'locationId']],
]

describe('inventorySetQuantities', () => {
  it('sets available and moves on hand by the same delta', async () => {
    const made = bench()
    made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 4 }] })
    const answer = await set(made, [one(made, 11, { changeFromQuantity: 6 })])
    expect(payload(answer)).toMatchObject({
      userErrors: [], inventoryAdjustmentGroup: { changes: [{ name: 'available', delta: 5, item: { sku: 'A' }, location: { name: 'East' } }, { name: 'on_hand', delta: 5 }] },
    })
    expect(made.level('A', 'East')).toMatchObject({ available: 11, committed: 4, onHand: 15 })
  })

  it('sets on hand, from which committed comes off', async () => {
    const made = bench()
    made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 4 }] })
    expect(payload(await set(made, [one(made, 6, { changeFromQuantity: 10 })], { name: 'on_hand' })).userErrors).toEqual([])
    expect(made.level('A', 'East')).toMatchObject({ available: 2, committed: 4, onHand: 6 })
  })

  it('compares where it is told what was there', async () => {
    const made = bench()
    const stale = payload(await set(made, [one(made, 3, { changeFromQuantity: 9 })]))
    expect(stale.userErrors).toMatchObject([{ field: ['input', 'quantities', '0', 'changeFromQuantity'], code: 'CHANGE_FROM_QUANTITY_STALE' }])
    expect(made.level('A', 'East').available).toBe(10)
    expect(payload(await set(made, [one(made, 3, { changeFromQuantity: 10 })])).userErrors).toEqual([])
  })

  it('wants changeFromQuantity to be present, null allowed', async () => {
    const made = bench()
    const { body } = await made.call(SET, { key: 'k', input: { name: 'available', reason: 'correction', quantities: [{ inventoryItemId: made.item('A'), locationId: made.location('East'), quantity: 1 }] } })
    expect(body).toMatchObject({
      errors: [{ message: 'InventoryQuantityInput must include the following argument: changeFromQuantity.', path: ['inventorySetQuantities'], extensions: { code: 'INVALID_FIELD_ARGUMENTS' } }],
      data: { inventorySetQuantities: null },
    })
    expect(made.level('A', 'East').available).toBe(10)
  })

  it('wants the directive, with a key', async () => {
    const made = bench()
    const input = { name: 'available', reason: 'correction', quantities: [one(made, 1)] }
    const bare = await made.call('mutation M($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) { userErrors { code } } }', { input })
    expect(bare.body).toMatchObject({
      errors: [{ message: 'The @idempotent directive is required for this mutation but was not provided.', path: ['inventorySetQuantities'], extensions: { code: 'BAD_REQUEST' } }],
      data: { inventorySetQuantities: null },
    })
    const noKey = await made.call('mutation M($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) @idempotent { userErrors { code } } }', { input })
    expect(noKey.body.errors[0]).toMatchObject({ message: "Directive 'idempotent' is missing required arguments: key", extensions: { code: 'missingRequiredArguments' } })
    expect((await set(made, [one(made, 1)], {}, ' ')).body.errors[0].extensions.code).toBe('BAD_REQUEST')
    expect(made.level('A', 'East').available).toBe(10)
  })

  it('answers the same key alike without a second effect, and no other parameters under it', async () => {
    const made = bench()
    const first = await set(made, [one(made, 7)], {}, 'same')
    made.emulator.setLevel({ sku: 'A', location: 'East', available: 9 })
    const again = await set(made, [one(made, 7)], {}, 'same')
    expect(payload(again)).toEqual(payload(first))
    expect(made.level('A', 'East').available).toBe(9)
    expect(made.emulator.state().log.at(-1)?.outcome).toBe('replayed')
    expect(payload(await set(made, [one(made, 8)], {}, 'same')).userErrors).toMatchObject([{ field: null, code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' }])
    expect(made.level('A', 'East').available).toBe(9)
  })

  it('wants a new key after a refusal', async () => {
    const made = bench()
    await set(made, [one(made, -1)], {}, 'bad')
    expect(payload(await set(made, [one(made, -1)], {}, 'bad')).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED' }])
  })

  it('may forget a key (forgetKeys): then only the comparison guards', async () => {
    const made = bench({}, { forgetKeys: 1 })
    await set(made, [one(made, 7, { changeFromQuantity: 10 })], {}, 'same')
    expect(payload(await set(made, [one(made, 7, { changeFromQuantity: 10 })], {}, 'same')).userErrors).toMatchObject([{ code: 'CHANGE_FROM_QUANTITY_STALE' }])
  })

  it.each(REFUSED)('refuses a wrong %s', async (_what, input, line, code, message, field) => {
    const made = bench()
    expect(payload(await set(made, [one(made, 1, line)], input))).toEqual({ inventoryAdjustmentGroup: null, userErrors: [{ field, message, code }] })
    expect(made.level('A', 'East').available).toBe(10)
  })

  it('refuses in observed words', (ctx) => {
    const observed = observedTexts(needSpecs(ctx), 'inventorySetQuantities')
    const twice = 'The combination of inventoryItemId and locationId must be unique.'
    // The text of a wrong document is the enum's own description.
    const said = [...REFUSED.filter(([what]) => what !== 'document').map(([, , , , message]) => message), twice]
    expect(said.toSorted()).toEqual(observed.toSorted())
  })

  it('refuses what is not stocked there; the code is null since 2026-10 has none for it', async () => {
    const made = bench()
    expect(payload(await set(made, [one(made, 1, { inventoryItemId: made.item('C') })])).userErrors).toEqual([
      { field: ['input', 'quantities', '0', 'inventoryItemId'], message: 'The specified inventory item is not stocked at the location.', code: null },
    ])
  })

  it('refuses a pair that stands twice, and names every bad line; one bad line undoes all', async () => {
    const made = bench()
    expect(payload(await set(made, [one(made, 1), one(made, 2)])).userErrors.map(({ code, field }) => [code, field?.[2]])).toEqual([
      ['NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', '0'], ['NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', '1'],
    ])
    const { inventoryAdjustmentGroup, userErrors } = payload(await set(made, [one(made, 1), one(made, 1, { locationId: 'gid://shopify/Location/1' }), one(made, 1, { inventoryItemId: made.item('B'), changeFromQuantity: 1 })]))
    expect(inventoryAdjustmentGroup).toBeNull()
    expect(userErrors.map(({ code, field }) => [code, field?.[2]])).toEqual([['INVALID_LOCATION', '1'], ['CHANGE_FROM_QUANTITY_STALE', '2']])
    expect(made.level('A', 'East').available).toBe(10)
  })

  it('takes an item that is not tracked, silently', async () => {
    const made = bench()
    expect(payload(await set(made, [one(made, 5, { inventoryItemId: made.item('D') })])).userErrors).toEqual([])
  })

  it('refuses ids of another type', async () => {
    const made = bench()
    expect((await set(made, [one(made, 5, { inventoryItemId: made.location('East') })])).body.errors[0].extensions.code).toBe('RESOURCE_NOT_FOUND')
  })

  it('is followed by a hand where drift is on', async () => {
    const made = bench({}, { drift: 1 })
    await set(made, [one(made, 7)])
    expect(made.level('A', 'East').available).not.toBe(7)
    expect(made.emulator.state().drifted).toMatchObject([{ by: 'fault', delta: made.level('A', 'East').available - 7 }])
  })
})

describe('inventoryActivate', () => {
  const activate = async (made: Bench, variables: Record<string, unknown> = {}) =>
    (await made.call(ACTIVATE, { item: made.item('C'), location: made.location('East'), key: `a ${(keys += 1)}`, ...variables })).body.data.inventoryActivate

  it('stocks an item', async () => {
    const made = bench()
    expect((await activate(made, { available: 4 })).inventoryLevel.quantities).toEqual([{ name: 'available', quantity: 4 }, { name: 'on_hand', quantity: 4 }])
    expect(made.level('C', 'East').available).toBe(4)
    expect(await activate(made)).toMatchObject({ userErrors: [], inventoryLevel: {} })
  })

  it.each([
    [{ location: 'gid://shopify/Location/1' }, ['locationId'], "The product couldn't be stocked because the location wasn't found."],
    [{ item: 'gid://shopify/InventoryItem/1' }, ['inventoryItemId'], "The product couldn't be stocked at East because the product was deleted."],
    [{ available: 1, onHand: 1 }, ['available'], "The product couldn't be stocked at East because not allowed to set available and on_hand quantities at the same time."],
    [{ onHand: 2_000_000_000 }, ['onHand'], "The product couldn't be stocked at East because the quantity needs to be between -1 billion and 1 billion."],
  ])('refuses %j', async (variables, field, message) => {
    expect(await activate(bench(), variables)).toEqual({ inventoryLevel: null, userErrors: [{ field, message }] })
  })

  it('sets no number where it is stocked already', async () => {
    const made = bench()
    const item = made.item('A')
    expect((await activate(made, { item, available: 1 })).userErrors).toEqual([{ field: ['available'], message: 'Not allowed to set available quantity when the item is already active at the location.' }])
    expect((await activate(made, { item, onHand: 1 })).userErrors).toEqual([{ field: ['onHand'], message: 'Not allowed to set an on_hand quantity when the item is already active at the location.' }])
    expect(made.level('A', 'East').available).toBe(10)
  })

  it('wants the directive too', async () => {
    const made = bench()
    const { body } = await made.call(ACTIVATE.replace(' @idempotent(key: $key)', '').replace(', $key: String!', ''), { item: made.item('C'), location: made.location('East') })
    expect(body.errors[0].extensions.code).toBe('BAD_REQUEST')
  })
})

describe('reading levels', () => {
  it('available, committed, reserved and on hand in one request; null where it is not stocked', async () => {
    const made = bench()
    made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 3 }] })
    expect([made.emulator.setLevel({ sku: 'A', location: 'East', reserved: 5 }), made.emulator.setLevel({ sku: 'A', location: 'East', reserved: 2 })]).toEqual([{ available: 2 }, { available: 5 }])
    const { body } = await made.call('query Q($location: ID!) { inventoryItems(first: 10) { nodes { sku tracked inventoryLevel(locationId: $location) { id quantities(names: ["available", "committed", "reserved", "on_hand"]) { name quantity } } inventoryLevels(first: 5) { nodes { location { name } } } } } }', { location: made.location('East') })
    const [a, , c, d] = body.data.inventoryItems.nodes
    expect(a).toMatchObject({ sku: 'A', inventoryLevel: { quantities: [{ name: 'available', quantity: 5 }, { name: 'committed', quantity: 3 }, { name: 'reserved', quantity: 2 }, { name: 'on_hand', quantity: 10 }] } })
    expect(a.inventoryLevels.nodes).toEqual([{ location: { name: 'East' } }, { location: { name: 'West' } }])
    expect(c.inventoryLevel).toBeNull()
    expect(d.tracked).toBe(false)
    const node = await made.call('query Q($id: ID!) { nodes(ids: [$id]) { ... on InventoryLevel { item { sku } location { name } } } inventoryLevel(id: $id) { isActive } }', { id: a.inventoryLevel.id })
    expect(node.body.data).toEqual({ nodes: [{ item: { sku: 'A' }, location: { name: 'East' } }], inventoryLevel: { isActive: true } })
  })

  it('pages, and finds by SKU', async () => {
    const made = bench()
    const seen: string[] = []
    for (let after: string | null = null; ;) {
      const { body } = await made.call('query Q($after: String) { inventoryItems(first: 3, after: $after) { pageInfo { hasNextPage endCursor } nodes { sku } } }', { after })
      seen.push(...body.data.inventoryItems.nodes.map(({ sku }: { sku: string }) => sku))
      if (!body.data.inventoryItems.pageInfo.hasNextPage) break
      after = body.data.inventoryItems.pageInfo.endCursor
    }
    expect(seen).toEqual(['A', 'B', 'C', 'D'])
    expect((await made.call(`{ inventoryItems(first: 3, query: "sku:'B'") { nodes { sku } } }`)).body.data.inventoryItems.nodes).toEqual([{ sku: 'B' }])
  })

  it('refuses a quantity that has no such name', async () => {
    const made = bench()
    const { body } = await made.call('{ inventoryItems(first: 1) { nodes { inventoryLevels(first: 1) { nodes { quantities(names: ["sellable"]) { name } } } } } }')
    expect(body.errors[0].extensions.code).toBe('BAD_REQUEST')
  })
})

describe('items that a merchant changes', () => {
  it('takes a number for an item that is not tracked, and sells it all the same (A4)', async () => {
    const made = bench()
    const line = one(made, 4, { inventoryItemId: made.item('D') })
    expect(payload(await set(made, [line])).userErrors).toEqual([])
    made.emulator.placeOrders({ lines: [{ sku: 'D', quantity: 9 }] })
    expect(made.level('D', 'East')).toMatchObject({ tracked: false, committed: 0 })
  })

  it('refuses the parent of a bundle by its code, and a deleted variant as one that is not there', async () => {
    const made = bench()
    made.emulator.changeItem({ sku: 'A', bundle: true })
    const [a, b] = [one(made, 4), one(made, 5, { inventoryItemId: made.item('B') })]
    expect(payload(await set(made, [a, b])).userErrors).toMatchObject([{ field: ['input', 'quantities', '0', 'inventoryItemId'], code: 'NON_MUTABLE_INVENTORY_ITEM' }])
    made.emulator.changeItem({ sku: 'B', deleted: true })
    expect(payload(await set(made, [b])).userErrors).toMatchObject([{ code: 'INVALID_INVENTORY_ITEM' }])
    const { body } = await made.call('query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [made.item('A'), made.item('B')] })
    expect(body.data.nodes).toEqual([{ id: made.item('A') }, null])
  })

  it('moves the item\'s own time, so that a reading by time finds it', async () => {
    const made = bench()
    await made.clock.advance(5_000)
    const since = new Date(made.clock.now()).toISOString()
    made.emulator.changeItem({ sku: 'D', tracked: true })
    const { body } = await made.call('query Q($query: String!) { inventoryItems(first: 9, query: $query) { nodes { sku tracked } } }', { query: `updated_at:>='${since}'` })
    expect(body.data.inventoryItems.nodes).toEqual([{ sku: 'D', tracked: true }])
  })
})
