import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { buildSchema, execute, type ExecutionResult, type GraphQLSchema, NoDeprecatedCustomRule, parse, validate } from 'graphql'
import { expect, it, type TestContext } from 'vitest'
import { needSpecs } from '../../test/support/need.ts'
import * as documents from './documents.ts'
import { type Counted, requestedCost } from './emulator/cost.ts'
import answers from './fixtures/answers.json' with { type: 'json' }

const levelsOf = documents.levelsAt(['gid://shopify/Location/31', 'gid://shopify/Location/32'])
const asks = [...Object.values(documents).filter((value) => typeof value === 'object' && 'document' in value), levelsOf] as documents.Ask<unknown>[]
const cases = asks.map((ask) => [ask.name, ask] as const)

let whole: GraphQLSchema | undefined
/** The whole published schema. It deprecates fields that its interfaces do not: not ours to judge, so it is taken as it is. */
function published(ctx: Pick<TestContext, 'skip'>): GraphQLSchema {
  const file = join(needSpecs(ctx), 'shopify', 'admin-2026-10.graphql.gz')
  return (whole ??= buildSchema(gunzipSync(readFileSync(file)).toString(), { assumeValid: true }))
}

it.for(cases)('%s is valid against the whole published schema, and uses nothing deprecated', ([, ask], ctx) => {
  const schema = published(ctx)
  expect(validate(schema, parse(ask.document)).map((error) => error.message)).toEqual([])
  expect(validate(schema, parse(ask.document), [NoDeprecatedCustomRule]).map((error) => error.message)).toEqual([])
})

const TYPE_OF_NODE: Readonly<Record<string, string>> = {
  'orders.of': 'FulfillmentOrder', 'orders.lines': 'Order', 'orders.fulfillmentOrders': 'Order', 'orders.workLines': 'FulfillmentOrder',
  'orders.fulfillmentLines': 'Fulfillment', 'fulfillment.events': 'Fulfillment', 'levels.more': 'InventoryItem', 'levels.get': 'InventoryLevel',
}

it.for(cases)('%s: the fixture is an answer that the published schema allows', async ([name, ask], ctx) => {
  const { data } = answers[name as keyof typeof answers]
  const result = await (execute({
    schema: published(ctx), document: parse(ask.document), rootValue: data, variableValues: VARIABLES,
    fieldResolver: (source: Record<string, unknown>, _args, _context, info) => source[String(info.path.key)],
    typeResolver: (value) => TYPE_OF_NODE[name] ?? /^gid:\/\/shopify\/(\w+)/.exec(String((value as { id?: string }).id))?.[1],
  }) as Promise<ExecutionResult>)
  expect(result.errors ?? []).toEqual([])
  expect(JSON.parse(JSON.stringify(result.data))).toEqual(data)
})

const VARIABLES = {
  id: 'gid://shopify/Order/1', ids: [], first: 1, after: null, query: '', at0: 'gid://shopify/Location/31', at1: 'gid://shopify/Location/32', key: 'k', topic: 'ORDERS_CREATE', item: 'gid://shopify/InventoryItem/4001', location: 'gid://shopify/Location/31', available: 1, filename: 'levels.jsonl', mutation: '', path: '', client: '',
  to: {}, tracking: {}, notifyCustomer: false, input: { name: 'available', reason: 'correction', quantities: [] }, fulfillment: { lineItemsByFulfillmentOrder: [] },
  event: { fulfillmentId: 'gid://shopify/Fulfillment/1', status: 'IN_TRANSIT' },
}

const subset = buildSchema(readFileSync(new URL('./emulator/schema.graphql', import.meta.url), 'utf8'))
const sizes: Readonly<Record<string, number>> = { 'orders.page': documents.ORDERS_A_PAGE, 'items.page': documents.ITEMS_A_PAGE, 'levels.page': documents.LEVELS_A_PAGE, 'work.page': documents.WORK_A_PAGE }

it.each(cases)('%s asks for the points that the fitted formula gives it, within the 1,000 that a query may cost', (name, ask) => {
  const document = parse(ask.document)
  const [operation] = document.definitions.filter((definition) => definition.kind === 'OperationDefinition')
  const cost = requestedCost({ schema: subset, operation: operation as Counted['operation'], fragments: new Map(), variables: { first: sizes[name] ?? 0 } })
  expect(ask.cost).toBe(cost)
  expect(cost).toBeLessThanOrEqual(1000)
})

it('each page asks for 250, the most there is: none of them is too dear for it', () => {
  expect(sizes).toEqual({ 'orders.page': 250, 'items.page': 250, 'levels.page': 250, 'work.page': 250 })
  for (const { name, document } of asks.filter(({ document: text }) => text.includes('$after'))) {
    expect(/\(first: (250|\$first), after: \$after/.test(document), name).toBe(true)
  }
})

it('so many locations as one call asks for are counted too', () => {
  const most = documents.levelsAt(Array.from({ length: documents.LOCATIONS_A_CALL }, (_, at) => `gid://shopify/Location/${at + 1}`))
  const [operation] = parse(most.document).definitions
  expect(requestedCost({ schema: subset, operation: operation as Counted['operation'], fragments: new Map(), variables: {} })).toBe(most.cost)
})

it('sends what the schema leaves out of its types: the directive, and nothing that a hold on an app would need', () => {
  expect(documents.SET_LEVELS.document).toContain('@idempotent(key: $key)')
  for (const ask of asks) expect(ask.document).not.toContain('heldByApp')
})
