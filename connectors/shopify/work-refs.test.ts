import { expect, it } from 'vitest'
import { door } from './door.ts'
import samples from './fixtures/work-webhooks.json' with { type: 'json' }
import type { View } from './settings.ts'
import { TOPICS } from './topics.ts'
import { workRefs } from './work-refs.ts'

const view: View = { id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'vale-daughters.myshopify.com', notifyCustomer: true }, roles: ['orders'], startAt: 0, baseUrl: null }
const read = (topic: string, body: unknown) => door.read({ method: 'POST', path: '/hooks/c', receivedAt: 1, headers: { 'x-shopify-topic': topic }, body: Buffer.from(JSON.stringify(body)) }, view)
const gids = (names: readonly number[]): string[] => names.map((id) => `gid://shopify/FulfillmentOrder/${id}`)

it('has the published sample of every fulfillment order topic that it subscribes to', () => {
  expect(Object.keys(samples).toSorted()).toEqual(Object.keys(TOPICS).filter((topic) => topic.startsWith('fulfillment_orders/')).toSorted())
})

it.each(Object.entries(samples))('S2.28: %s, as it is published, names its fulfillment orders and nothing else', (topic, { body, names }) => {
  expect(read(topic, body)).toMatchObject(gids(names).map((ref) => ({ is: 'changed', capability: 'orders', ref })))
})

it.each<[string, Record<string, unknown>, number[]]>([
  ['a list of merges, as older pages have it', { fulfillment_order_merges: [{ fulfillment_order: { id: 'gid://shopify/FulfillmentOrder/8001' } }] }, [8001]],
  ['an id as text', { merge_intents: [{ fulfillment_order_id: '8002' }] }, [8002]],
  ['a gid where a number was', { merge_intents: [{ fulfillment_order_id: 'gid://shopify/FulfillmentOrder/8002' }] }, [8002]],
  ['locations, lines and holds with bare numbers', { source_location: { id: 31 }, fulfillment_order_line_items: [{ id: 9001 }], fulfillment_hold: { id: 71 }, fulfillment_order: { id: 8001 } }, [8001]],
  ['no name of ours', { fulfillment_order: { id: 'gid://shopify/Order/1' }, merge_intents: null, note: 'fulfillment_order' }, []],
])('reads %s', (_what, body, names) => {
  expect(workRefs(body).filter((ref) => ref !== null)).toEqual(gids(names))
})

it('a body that names none is a hint all the same: refused, it would come eight times more and then no more of its topic would', () => {
  for (const body of [{}, { work: { id: 8001 } }]) expect(read('fulfillment_orders/merged', body)).toMatchObject([{ is: 'unnamed', capability: 'orders', eventId: expect.stringContaining('fulfillment_orders_merged') }])
  expect(read('fulfillment_orders/merged', ['merged'])).toMatchObject({ status: 422 })
})
