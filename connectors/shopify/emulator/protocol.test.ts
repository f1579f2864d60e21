import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needSpecs } from '../../../test/support/need.ts'
import { bench } from './bench.ts'

const SET = 'mutation Set($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code } } }'

describe('the token', () => {
  it('that is wrong or missing is 401, with errors as a string', async () => {
    const { call } = bench()
    for (const token of ['shpat_other', '']) {
      const { status, body } = await call('{ shop { id } }', {}, { 'X-Shopify-Access-Token': token })
      expect(status).toBe(401)
      expect(body).toEqual({ errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' })
    }
  })

})

describe('the address', () => {
  it.each([
    ['GET', '/admin/api/2026-10/graphql.json'],
    ['POST', '/admin/api/2024-01/graphql.json'],
    ['POST', '/admin/api/2026-10/orders.json'],
    ['POST', '/'],
  ])('%s %s is not found', async (method, url) => {
    const { emulator } = bench()
    const { status } = await emulator.handle({ method, url, headers: { 'x-shopify-access-token': 'shpat_bench' }, body: '{}' })
    expect(status).toBe(404)
  })

  it('answers with its version', async () => {
    const { headers } = await bench().call('{ shop { id } }')
    expect(headers['x-shopify-api-version']).toBe('2026-10')
  })
})

describe('what cannot be read', () => {
  it.each(['', 'not json', '[]', '{"query":""}', '{"variables":{}}'])('%j is 400', async (body) => {
    const { emulator } = bench()
    const reply = await emulator.handle({ method: 'POST', url: '/admin/api/2026-10/graphql.json', headers: { 'x-shopify-access-token': 'shpat_bench' }, body })
    expect(reply.status).toBe(400)
  })

  it.each([
    ['{ shop {\n id\n', { message: 'syntax error, unexpected end of file at [3, 1]', extensions: { code: 'PARSE_ERROR' } }],
    ['query Q { shop { nope } }', { message: "Field 'nope' doesn't exist on type 'Shop'", path: ['query Q', 'shop', 'nope'], extensions: { code: 'undefinedField', typeName: 'Shop', fieldName: 'nope' } }],
    ['query Q { shop }', { message: "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)", extensions: { code: 'selectionMismatch', nodeName: "field 'shop'", typeName: 'Shop' } }],
    ['{ order { id } }', { message: "Field 'order' is missing required arguments: id", extensions: { code: 'missingRequiredArguments' } }],
    ['{ order(id: "1", number: 2) { id } }', { message: "Field 'order' doesn't accept argument 'number'", extensions: { code: 'argumentNotAccepted' } }],
    ['{ shop @other { id } }', { message: 'Directive @other is not defined', extensions: { code: 'undefinedDirective' } }],
    ['query Q($a: ID) { shop { id } }', { message: 'Variable $a is declared by Q but not used', extensions: { code: 'variableNotUsed' } }],
    ['query Q { order(id: $a) { id } }', { message: 'Variable $a is used by Q but not declared', extensions: { code: 'variableNotDefined' } }],
    ['mutation M @idempotent(key: "k") { webhookSubscriptionDelete(id: "1") { userErrors { message } } }', { message: "'@idempotent' can't be applied to mutations (allowed: fields)", extensions: { code: 'directiveCannotBeApplied' } }],
    ['mutation M { webhookSubscriptionDelete(id: "1") { userErrors { code } } }', { message: "Field 'code' doesn't exist on type 'UserError'", extensions: { code: 'undefinedField' } }],
  ])('%s', async (query, error) => {
    const { status, body } = await bench().call(query)
    expect(status).toBe(200)
    expect(body.errors[0]).toMatchObject(error)
    expect(body.data).toBeUndefined()
  })

  it.each([
    [{}, 'An operation name is required'],
    [{ operationName: 'C' }, 'No operation named "C"'],
  ])('two operations, and %j, is refused', async (more, message) => {
    const { emulator } = bench()
    const body = JSON.stringify({ query: 'query A { shop { id } } query B { shop { name } }', ...more })
    const reply = await emulator.handle({ method: 'POST', url: '/admin/api/2026-10/graphql.json', headers: { 'x-shopify-access-token': 'shpat_bench' }, body })
    expect(JSON.parse(reply.body)).toMatchObject({ errors: [{ message }] })
  })

  it('names every variable that is wrong', async () => {
    const input = { name: 'available', reason: 'correction', quantities: [{ inventoryItemId: 'x', locationId: null, quantity: '7', other: 1 }] }
    const { body } = await bench().call(SET, { input, key: 'k' })
    expect(body.errors).toHaveLength(1)
    expect(body.errors[0].extensions.code).toBe('INVALID_VARIABLE')
    expect(body.errors[0].extensions.problems).toEqual([
      { path: ['quantities', 0, 'other'], explanation: 'Field is not defined on InventoryQuantityInput' },
      { path: ['quantities', 0, 'locationId'], explanation: 'Expected value to not be null' },
      { path: ['quantities', 0, 'quantity'], explanation: 'Could not coerce value "7" to Int' },
    ])
    expect(body.errors[0].message).toBe(
      'Variable $input of type InventorySetQuantitiesInput! was provided invalid value for quantities.0.other (Field is not defined on InventoryQuantityInput), '
      + 'quantities.0.locationId (Expected value to not be null), quantities.0.quantity (Could not coerce value "7" to Int)')
  })

  it('refuses a variable that is missing, and an address that is none', async () => {
    const { call } = bench()
    const missing = await call('query Q($id: ID!) { order(id: $id) { id } }')
    expect(missing.body.errors[0]).toMatchObject({ message: 'Variable $id of type ID! was provided invalid value', extensions: { code: 'INVALID_VARIABLE', value: null } })
    const url = await call('mutation M($t: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: "1", trackingInfoInput: $t) { userErrors { message } } }', { t: { url: 'no address' } })
    expect(url.body.errors[0].extensions.problems[0].explanation).toContain('missing scheme')
  })

  it('survives a deep nesting', async () => {
    const { body } = await bench().call(`${'{ shop '.repeat(15_000)}`)
    expect(body.errors[0].extensions.code).toBe('PARSE_ERROR')
  })

  it.each(['gid://shopify/Product/1', 'gid://shopify/Order/x', '1', ''])('id %j of an order is RESOURCE_NOT_FOUND', async (id) => {
    const { body } = await bench().call('query Q($id: ID!) { order(id: $id) { id } }', { id })
    expect(body).toMatchObject({ errors: [{ message: 'invalid id', path: ['order'], extensions: { code: 'RESOURCE_NOT_FOUND' } }], data: { order: null } })
  })

  it('an id of nothing is null', async () => {
    const { body } = await bench().call('{ order(id: "gid://shopify/Order/1") { id } nodes(ids: ["gid://shopify/Order/1", "gid://shopify/Draft/1"]) { id } }')
    expect(body.data).toEqual({ order: null, nodes: [null, null] })
  })
})

describe('limits', () => {
  type Make = (count: number) => readonly [string, Record<string, unknown>]
  const cases: readonly (readonly [string, Make])[] = [
    ['nodes', (count) => ['query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array.from({ length: count }, () => 'gid://shopify/Order/1') }]],
    ['inventorySetQuantities', (count) => [SET, { key: 'k', input: { name: 'available', reason: 'other', quantities: Array.from({ length: count }, (_, index) => ({ inventoryItemId: `gid://shopify/InventoryItem/${index}`, locationId: 'gid://shopify/Location/1', quantity: 1, changeFromQuantity: null })) } }]],
  ]
  it.each(cases)('%s takes 250 and not 251', async (_name, make) => {
    const { call } = bench()
    expect((await call(...make(250))).body.errors).toBeUndefined()
    expect((await call(...make(251))).body.errors[0]).toMatchObject({
      message: 'The input array size of 251 is greater than the maximum allowed of 250.', extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
    })
  })

  it('a fulfillment order takes 512 lines and not 513', async () => {
    const { call } = bench()
    const mutation = 'mutation M($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) { userErrors { message } } }'
    const fulfillment = (count: number) => ({ fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1',
      fulfillmentOrderLineItems: Array.from({ length: count }, (_, index) => ({ id: `gid://shopify/FulfillmentOrderLineItem/${index}`, quantity: 1 })) }] } })
    expect((await call(mutation, fulfillment(512))).body.errors).toBeUndefined()
    expect((await call(mutation, fulfillment(513))).body.errors[0].extensions.code).toBe('MAX_INPUT_SIZE_EXCEEDED')
  })

  it.each(['', '(first: 251)', '(first: -1)', '(first: 1, after: "none")'])('orders%s is refused', async (args) => {
    const { body } = await bench().call(`{ orders${args} { nodes { id } } }`)
    expect(body.errors[0].extensions.code).toBe('BAD_REQUEST')
  })
})

describe('cost', () => {
  it('is what was fitted to real answers', async (ctx) => {
    const folder = join(needSpecs(ctx), 'shopify/example-operations')
    const { call, location } = bench({ plan: 'plus' })
    const cost = async (name: string, variables: Record<string, unknown>): Promise<number> =>
      (await call(readFileSync(join(folder, `${name}.graphql`), 'utf8'), variables)).body.extensions.cost.requestedQueryCost
    expect(await cost('orders-page', { first: 50, query: '' })).toBe(828)
    expect(await cost('orders-page', { first: 90, query: '' })).toBe(946)
    expect(await cost('inventory-items-page', { first: 250, locationId: location('East') })).toBe(35)
    expect(await cost('fulfillment-orders-by-ids', { ids: ['gid://shopify/FulfillmentOrder/1'] })).toBe(13)
    expect(await cost('fulfillment-create', { fulfillment: { lineItemsByFulfillmentOrder: [] } })).toBe(11)
    expect(await cost('inventory-set', { key: 'k', input: { name: 'available', reason: 'other', quantities: [] } })).toBe(10)
    expect(await cost('webhook-subscription-create', { topic: 'ORDERS_CREATE', sub: { uri: 'https://hub.example/hooks' } })).toBe(11)
    expect(await cost('fulfillment-tracking-update', { fulfillmentId: 'gid://shopify/Fulfillment/1', trackingInfoInput: {} })).toBe(51)
    expect(await cost('connect-probe', {})).toBe(13)
  })

  it('above 1000 is refused, whatever is in the bucket', async () => {
    const { body } = await bench({ plan: 'plus' }).call('{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id variant { id } } } fulfillmentOrders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } } } }')
    expect(body.errors[0].extensions).toMatchObject({ code: 'MAX_COST_EXCEEDED', maxCost: 1000 })
    expect(body.data).toBeUndefined()
  })

  it('empties the bucket, is refused as HTTP 200 without data, and comes back at 100 a second', async () => {
    const { emulator, call, clock } = bench()
    emulator.placeOrders({ lines: [{ sku: 'D', quantity: 1 }], count: 250 })
    const query = '{ orders(first: 250) { nodes { lineItems(first: 10) { nodes { id variant { id inventoryItem { id } } } } risk { recommendation } shippingAddress { zip } fulfillmentOrders(first: 10) { nodes { id assignedLocation { name } lineItems(first: 10) { nodes { id } } } } } } }'
    const first = await call(query)
    const { requestedQueryCost, actualQueryCost, throttleStatus } = first.body.extensions.cost
    expect(actualQueryCost).toBeLessThan(requestedQueryCost)
    expect(throttleStatus).toEqual({ maximumAvailable: 2000, currentlyAvailable: 2000 - actualQueryCost, restoreRate: 100 })
    let answer = first
    for (let tries = 0; tries < 50 && !answer.body.errors; tries += 1) answer = await call(query)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }], extensions: { cost: { actualQueryCost: null } } })
    expect(answer.body.data).toBeUndefined()
    const short = requestedQueryCost - answer.body.extensions.cost.throttleStatus.currentlyAvailable
    await clock.advance(short * 10 - 200)
    expect((await call(query)).body.errors).toBeDefined()
    await clock.advance(400)
    expect((await call(query)).body.errors).toBeUndefined()
  })
})

describe('scopes', () => {
  const scopes = ['read_orders', 'read_locations']

  it('that are missing deny the field, the rest is answered', async () => {
    const { call, emulator } = bench({ scopes })
    emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }] })
    const { status, body } = await call('{ orders(first: 1) { nodes { name lineItems(first: 1) { nodes { sku variant { id } } } } } }')
    expect(status).toBe(200)
    expect(body.data.orders.nodes[0]).toEqual({ name: '#1001', lineItems: { nodes: [{ sku: 'A', variant: null }] } })
    expect(body.errors).toMatchObject([{
      message: 'Access denied for variant field. Required access: `read_products` access scope.',
      path: ['orders', 'nodes', 0, 'lineItems', 'nodes', 0, 'variant'],
      extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_products` access scope.' },
    }])
  })

  it('that are missing make fulfillment orders invisible, without an error', async () => {
    const { call, emulator } = bench({ scopes })
    emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }] })
    const id = emulator.state().orders[0]?.fulfillmentOrders[0]?.id
    const { body } = await call('query Q($id: ID!) { orders(first: 1) { nodes { fulfillmentOrders(first: 5) { nodes { id } } } } fulfillmentOrder(id: $id) { id } nodes(ids: [$id]) { id } }', { id })
    expect(body).toMatchObject({ data: { orders: { nodes: [{ fulfillmentOrders: { nodes: [] } }] }, fulfillmentOrder: null, nodes: [null] } })
    expect(body.errors).toBeUndefined()
  })

  it.each([
    ['{ inventoryItems(first: 1) { nodes { id } } }', 'inventoryItems'],
    ['mutation { fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [] }) { userErrors { message } } }', 'fulfillmentCreate'],
    ['mutation { inventorySetQuantities(input: { name: "available", reason: "other", quantities: [] }) @idempotent(key: "k") { userErrors { message } } }', 'inventorySetQuantities'],
  ])('deny %s', async (query, field) => {
    const { emulator, call } = bench({ scopes })
    const { body } = await call(query)
    expect(body.errors[0]).toMatchObject({ path: [field], extensions: { code: 'ACCESS_DENIED' } })
    expect(emulator.state().log[0]?.outcome).toBe('denied')
  })

  it('of the hold\'s app is one that nobody has', async () => {
    const { call, emulator } = bench()
    emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }], hold: { reason: 'INCORRECT_ADDRESS', notes: 'no number' } })
    const { body } = await call('{ orders(first: 1) { nodes { fulfillmentOrders(first: 1) { nodes { status fulfillmentHolds { reason reasonNotes heldByApp { id } } } } } } }')
    expect(body.data.orders.nodes[0].fulfillmentOrders.nodes[0]).toEqual({ status: 'ON_HOLD', fulfillmentHolds: [{ reason: 'INCORRECT_ADDRESS', reasonNotes: 'no number', heldByApp: null }] })
    expect(body.errors[0].message).toBe('Access denied for heldByApp field. Required access: `read_apps` access scope.')
  })
})

describe('the request log', () => {
  it('has every call with its variables, kind and outcome', async () => {
    const { call, emulator } = bench()
    await call('query Orders($q: String) { orders(first: 1, query: $q) { nodes { id } } }', { q: 'id:1' })
    await call('mutation { fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [] }) { userErrors { message } } }')
    await call('{ nope }')
    await call('{ shop { id } }', {}, { 'X-Shopify-Access-Token': 'wrong' })
    expect(emulator.state().log.map(({ operation, name, kind, variables, outcome, account }) => ({ operation, name, kind, variables, outcome, account }))).toEqual([
      { operation: 'orders', name: 'Orders', kind: 'read', variables: { q: 'id:1' }, outcome: 'ok', account: 'bench.myshopify.com' },
      { operation: 'fulfillmentCreate', name: null, kind: 'write', variables: {}, outcome: 'refused', account: 'bench.myshopify.com' },
      { operation: 'nope', name: null, kind: 'read', variables: {}, outcome: 'invalid', account: 'bench.myshopify.com' },
      { operation: 'shop', name: null, kind: 'read', variables: {}, outcome: 'unauthorized', account: null },
    ])
    expect(emulator.state().calls).toEqual({ orders: 1, fulfillmentCreate: 1, nope: 1, shop: 1 })
  })
})
