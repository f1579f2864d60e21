import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { assert, expect, it, type TestContext } from 'vitest'
import { needSpecs } from '../../test/support/need.ts'
import { TRACKING_STATUSES } from '../../core/model/status.ts'
import { deliveryOf, EVENTS, isFollowed, LEVEL_FAULTS, paymentOf, stands, workOf } from './codes.ts'
import { companyOf } from './company.ts'
import { TOPICS } from './topics.ts'

interface Type { name: string; enumValues: { name: string }[] | null }

function typeOf(ctx: Pick<TestContext, 'skip'>, name: string): Type {
  const file = JSON.parse(gunzipSync(readFileSync(join(needSpecs(ctx), 'shopify', 'admin-2026-10.introspection.json.gz'))).toString()) as { data?: { __schema: { types: Type[] } }; __schema?: { types: Type[] } }
  return (file.data ?? (file as { __schema: { types: Type[] } })).__schema.types.find((type) => type.name === name) ?? assert.fail(`no type ${name}`)
}
const valuesOf = (ctx: Pick<TestContext, 'skip'>, name: string): string[] => typeOf(ctx, name).enumValues?.map((value) => value.name) ?? []

it('knows every published value of the statuses that it reads', (ctx) => {
  for (const status of valuesOf(ctx, 'OrderDisplayFinancialStatus')) expect(paymentOf(status), status).not.toBe('unknown')
  for (const status of valuesOf(ctx, 'FulfillmentOrderStatus')) expect(workOf(status), status).not.toBe('unknown')
  for (const type of valuesOf(ctx, 'DeliveryMethodType')) expect(deliveryOf(type), type).not.toBe('unknown')
  expect(valuesOf(ctx, 'FulfillmentStatus').filter((status) => !stands(status)).toSorted()).toEqual(['CANCELLED', 'ERROR', 'FAILURE'])
})

it('subscribes to published topics only, and has a meaning for every line fault', (ctx) => {
  const topics = new Set(valuesOf(ctx, 'WebhookSubscriptionTopic'))
  expect(Object.values(TOPICS).map((topic) => topic.subscribe).filter((name) => !topics.has(name))).toEqual([])
  const perLine = valuesOf(ctx, 'InventorySetQuantitiesUserErrorCode').filter((code) => !/^IDEMPOTENCY_|^INVALID_(NAME|REASON|REFERENCE_DOCUMENT)$|_REQUIRED$/.test(code))
  expect(perLine.filter((code) => !Object.hasOwn(LEVEL_FAULTS, code))).toEqual([])
})

it('leaves what it does not know as it is', () => {
  expect([companyOf('Moonlight Couriers'), companyOf('constructor'), paymentOf('toString'), workOf('__proto__'), deliveryOf('valueOf')]).toEqual(['Moonlight Couriers', 'constructor', 'unknown', 'unknown', 'unknown'])
})

it('says each of our phases in a published word, or not at all', (ctx) => {
  const published = valuesOf(ctx, 'FulfillmentEventStatus')
  expect(Object.keys(EVENTS).toSorted()).toEqual([...TRACKING_STATUSES].toSorted())
  expect(Object.values(EVENTS).filter((status) => status !== null && !published.includes(status))).toEqual([])
})

it('leaves the carriers of its list to Shopify', () => {
  expect(['ups', 'FedEx', 'dhl_express', 'veho', 'Bob’s Vans'].map(isFollowed)).toEqual([true, true, true, false, false])
})
