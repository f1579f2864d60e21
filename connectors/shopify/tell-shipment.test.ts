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
const byHand = { data: { order: { ...work, fulfillmentOrders: { ...work.fulfillmentOrders, nodes: [] }, fulfillments: work.fulfillments.map((each) => ({ ...each, trackingInfo: [{ number: 'BY-HAND' }] })) } } }
const ours = { data: { order: { ...work, fulfillments: work.fulfillments.map((each) => ({ ...each, trackingInfo: [{ number: 'NEW' }], fulfillmentLineItems: { ...each.fulfillmentLineItems, nodes: [{ quantity: 2, lineItem: { id: 'gid://shopify/LineItem/6001' } }] } })) } } }
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

it('a text that nobody knows is a refusal with the vendor’s words', async () => {
  expect((await send([open, said('Carrier pigeons are not supported.'), open])).outcome).toEqual({ is: 'refused', code: 'rejected', text: 'Carrier pigeons are not supported.', fix: 'operator' })
})

it('neither a fulfillment nor a reason is looked at again, and is no success', async () => {
  expect((await send([open, { data: { fulfillmentCreate: null } }, open])).outcome).toMatchObject({ is: 'refused', code: 'rejected' })
})
