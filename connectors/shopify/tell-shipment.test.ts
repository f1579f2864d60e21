import { expect, it } from 'vitest'
import type { ShipmentNews } from '../../core/model/drafts.ts'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import { shopify } from './index.ts'
import type { View } from './settings.ts'

const viewOf = (notifyCustomer: boolean): View => ({ id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'demo.myshopify.com', notifyCustomer }, roles: ['tracking'], startAt: 0, baseUrl: null })
const work = answers['orders.work'].data.order
const open = answers['orders.work']
const cancelled = { data: { order: { ...work, fulfillmentOrders: { ...work.fulfillmentOrders, nodes: [] }, cancelledAt: '2026-11-02T12:00:00Z' } } }
const byHand = { data: { order: { ...work, lineItems: { nodes: [] }, fulfillmentOrders: { ...work.fulfillmentOrders, nodes: [] }, fulfillments: work.fulfillments.map((each) => ({ ...each, trackingInfo: [{ number: 'BY-HAND', url: null }] })) } } }
const ours = { data: { order: { ...work, fulfillments: work.fulfillments.map((each) => ({ ...each, trackingInfo: [{ number: 'NEW', url: null }], fulfillmentLineItems: { ...each.fulfillmentLineItems, nodes: [{ quantity: 2, lineItem: { id: 'gid://shopify/LineItem/6001' } }] } })) } } }
const gone = { data: { order: null } }
const said = (message: string) => ({ data: { fulfillmentCreate: { fulfillment: null, userErrors: [{ field: ['fulfillment'], message }] } } })

const news: ShipmentNews = {
  key: 'k', order: 'gid://shopify/Order/5001', lines: [{ externalId: 'gid://shopify/LineItem/6001', quantity: 2, parts: [] }],
  parcels: [{ carrier: 'ups', trackingNumber: 'NEW', url: null }], replaces: [], notifyCustomer: true,
}
const send = async (vendor: unknown[], told = news, mayNotify = true) => {
  const { host, asked } = scripted(vendor)
  const sink = shopify.open(viewOf(mayNotify), host).tellShipment ?? expect.fail('no sink')
  const outcome = await sink.send([told], new AbortController().signal).then(([one]) => one, (error: unknown) => error)
  expect(asked).toHaveLength(vendor.length)
  return { outcome, variables: asked.map(({ body }) => (JSON.parse(body ?? '') as { variables: Record<string, unknown> }).variables) }
}

it('fulfills the lines with their quantities, the number and the flag', async () => {
  const { outcome, variables } = await send([open, answers['fulfillment.create']])
  expect(outcome).toEqual({ is: 'done', ref: 'gid://shopify/Fulfillment/7002' })
  expect(variables[1]).toEqual({ fulfillment: {
    lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/8001', fulfillmentOrderLineItems: [{ id: 'gid://shopify/FulfillmentOrderLineItem/9001', quantity: 2 }] }],
    trackingInfo: { company: 'UPS', numbers: ['NEW'] }, notifyCustomer: true,
  } })
})

it.each([[true, true, true], [true, false, false], [false, true, false]])('customer is told only where the connection (%s) and the news (%s) say so', async (mayNotify, wants, notifyCustomer) => {
  const { variables } = await send([open, answers['fulfillment.create']], { ...news, notifyCustomer: wants }, mayNotify)
  expect(variables[1]).toMatchObject({ fulfillment: { notifyCustomer } })
})

it('replaces the number with all of the new ones', async () => {
  const { outcome, variables } = await send([open, answers['fulfillment.tracking']], { ...news, lines: [{ externalId: 'gid://shopify/LineItem/6001', quantity: 1, parts: [] }], replaces: ['1Z999AA10123456784'] })
  expect(outcome).toEqual({ is: 'done', ref: 'gid://shopify/Fulfillment/7001' })
  expect(variables[1]).toEqual({ id: 'gid://shopify/Fulfillment/7001', tracking: { company: 'UPS', numbers: ['NEW'] }, notifyCustomer: true })
})

// The same words after three different truths (A3): what happened is read from the order.
const CLOSED = 'Fulfillment order 8001 has an unfulfillable status= closed.'
it.each<[string, unknown, unknown]>([
  ['our own earlier success', ours, { is: 'done', ref: 'gid://shopify/Fulfillment/7001' }],
  ['a fulfillment by hand', byHand, { is: 'refused', code: 'fulfilled_elsewhere' }],
  ['a cancelled order', cancelled, { is: 'refused', code: 'order_cancelled' }],
  ['an order that is gone', gone, { is: 'refused', code: 'order_gone' }],
  ['nothing: it changed between our reading and our writing', open, { kind: 'conflict', sent: 'yes', code: 'changed_meanwhile' }],
])('"unfulfillable status= closed." after %s', async (_what, now, expected) => {
  expect((await send([open, said(CLOSED), now])).outcome).toMatchObject(expected as object)
})

it('work that was replaced by other work while we wrote was not moved away: it is read and sent once more', async () => {
  const replaced = { data: { order: JSON.parse(JSON.stringify(work).replaceAll('FulfillmentOrder/8001', 'FulfillmentOrder/8009')) as object } }
  expect((await send([open, said('Fulfillment order does not exist.'), replaced])).outcome).toMatchObject({ kind: 'conflict', sent: 'yes', code: 'changed_meanwhile' })
})

it('C1: a part that can be told is told, and what it made is said beside why the rest is not', async () => {
  const more = { ...news, lines: [...news.lines, { externalId: 'gid://shopify/LineItem/6999', quantity: 1, parts: [] }] }
  expect((await send([open, answers['fulfillment.create']], more)).outcome).toMatchObject({ is: 'refused', ref: 'gid://shopify/Fulfillment/7002', text: expect.stringMatching(/^told but for 1 of its units/) })
})

it('a text that nobody knows is a refusal with the vendor’s words', async () => {
  expect((await send([open, said('Carrier pigeons are not supported.'), open])).outcome).toEqual({ is: 'refused', code: 'rejected', text: 'Carrier pigeons are not supported.', fix: 'operator' })
})

it('neither a fulfillment nor a reason is looked at again, and is no success', async () => {
  expect((await send([open, { data: { fulfillmentCreate: null } }, open])).outcome).toMatchObject({ is: 'refused', code: 'rejected' })
})

// Telling without a reading: what the store showed last is all that the lines had open.
const parts = [{ work: 'gid://shopify/FulfillmentOrder/8001 gid://shopify/FulfillmentOrderLineItem/9001', location: 'gid://shopify/Location/31', quantity: 2 }]
const first: ShipmentNews = { ...news, lines: [{ externalId: 'gid://shopify/LineItem/6001', quantity: 2, parts }] }
const twoPlaces: ShipmentNews = {
  ...first, lines: [...first.lines, { externalId: 'gid://shopify/LineItem/6002', quantity: 1, parts: [{ work: 'gid://shopify/FulfillmentOrder/8003 gid://shopify/FulfillmentOrderLineItem/9004', location: 'gid://shopify/Location/32', quantity: 1 }] }],
}
const made = (id: number, totalQuantity: number, status = 'SUCCESS') => ({ data: { fulfillmentCreate: { fulfillment: { id: `gid://shopify/Fulfillment/${id}`, status, totalQuantity }, userErrors: [] } } })

it('a first telling is one call, of 10 points', async () => {
  const { outcome, variables } = await send([made(7002, 2)], first)
  expect(outcome).toEqual({ is: 'done', ref: 'gid://shopify/Fulfillment/7002' })
  expect(variables[0]).toMatchObject({ fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/8001', fulfillmentOrderLineItems: [{ id: 'gid://shopify/FulfillmentOrderLineItem/9001', quantity: 2 }] }] } })
})

it.each<[string, unknown, unknown[], unknown]>([
  ['fulfilled by hand', said(CLOSED), [byHand], { is: 'refused', code: 'fulfilled_elsewhere' }],
  ['cancelled', said(CLOSED), [cancelled], { is: 'refused', code: 'order_cancelled' }],
  ['told by ourselves', said('Invalid fulfillment order line item quantity requested.'), [ours], { is: 'done', ref: 'gid://shopify/Fulfillment/7001' }],
  ['gone', said('Fulfillment order does not exist.'), [gone], { is: 'refused', code: 'order_gone' }],
  ['open in another piece of work', said('Fulfillment order does not exist.'), [open, made(7002, 2)], { is: 'done', ref: 'gid://shopify/Fulfillment/7002' }],
  ['open, and the vendor does not say why not', said('No pigeons.'), [open, open], { is: 'refused', code: 'rejected', text: 'No pigeons.' }],
  ['assigned to a service whose work we may only read', said('Fulfillment order does not exist.'), [open, said('Fulfillment order does not exist.'), open], { is: 'refused', code: 'moved_away' }],
  ['half done: the answer counts fewer units', made(7001, 1), [ours], { is: 'done', ref: 'gid://shopify/Fulfillment/7001' }],
  ['open: what was made does not stand, by the answer', made(7009, 2, 'ERROR'), [open, open], { is: 'refused', code: 'rejected', text: 'the fulfillment is ERROR, with 2 of 2 units' }],
])('a first telling that finds the order %s looks, once, and decides by that', async (_what, answer, then, expected) => {
  expect((await send([answer, ...then], first)).outcome).toMatchObject(expected as object)
})

it('tells two locations in two calls, and the store mails once', async () => {
  const { outcome, variables } = await send([made(7002, 2), made(7003, 1)], twoPlaces)
  expect(outcome).toEqual({ is: 'done', ref: 'gid://shopify/Fulfillment/7002' })
  expect(variables.map((each) => (each as { fulfillment: { notifyCustomer: boolean } }).fulfillment.notifyCustomer)).toEqual([true, false])
})

it.each([429, 502, 422])('a fault after the first of two calls leaves the telling in doubt, whatever it was (%s)', async (status) => {
  expect((await send([made(7002, 2), { status, body: '' }], twoPlaces)).outcome).toMatchObject({ sent: 'maybe' })
})

it('S0.7: where a part stands already, the rest goes without another mail', async () => {
  const partly = { data: { order: { ...work, fulfillments: ours.data.order.fulfillments } } }
  const lines = twoPlaces.lines.map((line) => ({ ...line, parts: [] }))
  const { variables } = await send([partly, made(7003, 1)], { ...news, lines })
  expect(variables[1]).toMatchObject({ fulfillment: { notifyCustomer: false, lineItemsByFulfillmentOrder: [{ fulfillmentOrderLineItems: [{ id: 'gid://shopify/FulfillmentOrderLineItem/9002', quantity: 1 }] }] } })
})
