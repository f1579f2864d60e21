import { assert, expect, it } from 'vitest'
import type { ScanNews } from '../../core/model/drafts.ts'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import { shopify } from './index.ts'
import type { View } from './settings.ts'

const at: View = { id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'demo.myshopify.com', notifyCustomer: false }, roles: ['tracking'], startAt: 0, baseUrl: null }
const news: ScanNews = { key: 'k', made: 'gid://shopify/Fulfillment/7001', status: 'in_transit', at: Date.parse('2026-11-03T08:00:00.400Z') }
const said = (message: string) => ({ data: { fulfillmentEventCreate: { fulfillmentEvent: null, userErrors: [{ field: ['fulfillmentEvent', 'fulfillmentId'], message }] } } })
const shows = (status: string, ...nodes: { status: string; happenedAt: string }[]) => ({ data: { node: { status, events: { nodes } } } })
const denied = { errors: [{ message: 'Access denied', path: ['fulfillmentEventCreate'], extensions: { code: 'ACCESS_DENIED' } }], data: { fulfillmentEventCreate: null } }

const run = async (does: 'send' | 'ask', vendor: unknown[], told = news) => {
  const { host, asked } = scripted(vendor)
  const sink = shopify.open(at, host).tellScan
  assert(sink)
  const [outcome] = await (does === 'send' ? sink.send([told], new AbortController().signal) : sink.ask([told], null, new AbortController().signal))
  expect(asked).toHaveLength(vendor.length)
  return { outcome, variables: asked.map(({ body }) => (JSON.parse(body ?? '') as { variables: unknown }).variables) }
}

it('tells a scan as an event of its fulfillment, with its time', async () => {
  const { outcome, variables } = await run('send', [answers['fulfillment.event']])
  expect(outcome).toEqual({ is: 'done', ref: 'gid://shopify/FulfillmentEvent/7101' })
  expect(variables).toEqual([{ event: { fulfillmentId: 'gid://shopify/Fulfillment/7001', status: 'IN_TRANSIT', happenedAt: '2026-11-03T08:00:00.400Z' } }])
})

it('a phase that the store has no word for is not told', async () => {
  expect((await run('send', [], { ...news, status: 'at_depot' })).outcome).toEqual({ is: 'done' })
})

it.each<[string, unknown, unknown]>([
  ['its fulfillment is gone', said('Fulfillment does not exist.'), { is: 'refused', code: 'fulfillment_gone', fix: 'none' }],
  ['it does not like it', said('No pigeons.'), { is: 'refused', code: 'rejected', text: 'No pigeons.' }],
  ['it says nothing', { data: { fulfillmentEventCreate: null } }, { is: 'refused', code: 'rejected' }],
  // A refusal of this call, and no reason to stop the connection.
  ['the app lacks the scope', denied, { is: 'refused', code: 'missing_scope', fix: 'merchant' }],
])('the store refuses, where %s', async (_what, answer, expected) => {
  expect((await run('send', [answer])).outcome).toMatchObject(expected as object)
})

it.each<[string, unknown, unknown]>([
  ['it is there, to the second', shows('SUCCESS', { status: 'IN_TRANSIT', happenedAt: '2026-11-03T08:00:00Z' }), { is: 'done' }],
  ['another time is another scan', shows('SUCCESS', { status: 'IN_TRANSIT', happenedAt: '2026-11-03T08:00:01Z' }), { is: 'absent' }],
  ['another status is another scan', shows('SUCCESS', { status: 'DELIVERED', happenedAt: '2026-11-03T08:00:00Z' }), { is: 'absent' }],
  ['nothing is there', shows('SUCCESS'), { is: 'absent' }],
  ['the fulfillment was cancelled', shows('CANCELLED'), { is: 'refused', code: 'fulfillment_gone' }],
  ['the fulfillment is not there', { data: { node: null } }, { is: 'refused', code: 'fulfillment_gone' }],
])('asked: %s', async (_what, answer, expected) => {
  expect((await run('ask', [answer])).outcome).toMatchObject(expected as object)
})

it('wants scans only where a person switched it on, and of carriers that are not on Shopify’s list', () => {
  const wants = (tellScans: boolean | undefined, carrier: string) => shopify.wantsScans?.({ ...at.settings, ...(tellScans === undefined ? {} : { tellScans }) }, carrier)
  expect([wants(true, 'veho'), wants(true, 'ups'), wants(false, 'veho'), wants(undefined, 'veho')]).toEqual([true, false, false, false])
})
