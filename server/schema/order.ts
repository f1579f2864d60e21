import { z } from 'zod'
import { Recipient } from '../../core/model/person.ts'
import { PUSH_STATES, STATUSES, SUB_STATUSES, TRACKING_STATUSES } from '../../core/model/status.ts'
import { body, ById, Id, Moment, Money, own, page, paging, query, results, route, Sku, Time } from './edge.ts'

const Reason = z.object({ code: z.string(), message: z.string(), needs: z.string(), who: z.enum(['merchant', 'administrator', 'store']), subject: z.string().optional() })
const Tracking = z.object({ status: z.enum(TRACKING_STATUSES), at: Time }).nullable()
const Parcel = z.object({ trackingNumber: z.string(), carrier: z.string(), url: z.string().nullable(), voided: z.boolean(), tracking: Tracking })
const Push = z.object({ connectionId: Id.nullable(), channel: z.string(), state: z.enum(PUSH_STATES), code: z.string().nullable(), reason: z.string().nullable(), at: Time })

export const Shipment = z.object({
  id: Id, centerId: Id.nullable(), status: z.enum(STATUSES), subStatus: z.enum(SUB_STATUSES).nullable(),
  lines: z.array(z.object({ lineId: Id, sku: z.string(), quantity: z.int() })),
  carrier: z.string().nullable(), service: z.string().nullable(), labelSource: z.enum(['ours', 'merchant_prepaid', 'channel']).nullable(),
  parcels: z.array(Parcel), pushes: z.array(Push), pickedBy: z.string().nullable(), putBack: z.boolean(),
}).meta({ id: 'Shipment' })

const shape = {
  ...own,
  number: z.string(), externalId: z.string().nullable(), connectionId: Id.nullable(),
  links: z.array(z.object({ connectionId: Id, externalId: z.string(), owner: z.boolean() })),
  channel: z.string(), status: z.enum(STATUSES), subStatus: z.enum(SUB_STATUSES).nullable(), holdKind: z.enum(['on_hold', 'exception']).nullable(),
  reasons: z.array(Reason), kind: z.enum(['b2c', 'b2b', 'removal']), tags: z.array(z.string()), purchasedAt: Time, importedAt: Time,
  method: z.string().nullable(), shipOption: z.object({ id: Id, name: z.string() }).nullable(), destination: z.object({ country: z.string(), region: z.string().nullable() }).nullable(),
  totals: z.object({ total: Money.nullable() }),
  cancelRequest: z.object({ at: Time, reason: z.string(), state: z.enum(['refused', 'partly', 'done']) }).nullable(),
  /** What the store said in words that we do not know, and the like: nothing to do, something to see. */
  warnings: z.array(z.string()), scheduledFor: Time.nullable(),
  shortOf: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  ignoredChanges: z.array(z.object({ at: Time, what: z.string() })),
  lines: z.array(z.object({ id: Id, externalId: z.string().nullable(), sku: z.string().nullable(), name: z.string(), quantity: z.int() })),
  shipments: z.array(Shipment),
}
const recipient = Recipient.nullable()
/** One order, with the person it goes to. */
export const Order = z.object({ ...shape, recipient }).meta({ id: 'Order' })
export type Order = z.infer<typeof Order>
/** An order in a list: without personal data. */
export const OrderInList = z.object(shape).meta({ id: 'OrderInList' })
export type OrderInList = z.infer<typeof OrderInList>

const filters = { status: z.enum(STATUSES).optional(), connectionId: Id.optional(), q: z.string().trim().min(1).max(200).optional(), updatedSince: Moment.optional() }
const scanless = { reason: z.string().trim().max(500).optional() }

const tags = z.array(z.string().trim().min(1).max(100)).max(100)
const line = z.strictObject({ sku: Sku, quantity: z.int().min(1).max(100_000), name: z.string().max(500).optional() })
const NewOrder = body({
  reference: z.string().trim().min(1).max(200).meta({ description: 'Unique in its merchant: a repeat with the same content answers the same order' }),
  purchasedAt: Moment.optional(), shipOptionId: Id, recipient: Recipient.strict(), note: z.string().max(2_000).optional(), tags: tags.default([]),
  storeOrder: z.strictObject({ connectionId: Id, externalId: Id }).optional().meta({ description: 'The order of a connected store that this one forwards, by the store\'s own id: its units are then not counted as sold twice' }),
  lines: z.array(line).min(1).max(1_000),
})
// Not Recipient.partial(): its defaults would empty what is not given.
const text = (max: number) => z.string().max(max).optional()
const part = { name: text(255), company: text(255), address1: text(255), address2: text(255), city: text(255), region: text(100), postalCode: text(40), country: text(2), phone: text(60), email: text(255) }
const PatchOrder = body({
  recipient: z.strictObject(part).optional(),
  shipOptionId: Id.optional(), tags: tags.optional(),
  lines: z.array(z.strictObject({ id: Id, quantity: z.int().min(0).max(100_000).optional(), sku: Sku.optional() })).min(1).max(1_000).optional(),
})
const Cancel = body({ shipments: z.enum(['all', 'unstarted']).default('all'), ...scanless })
const Bulk = body({
  action: z.enum(['cancel', 'hold', 'release', 'retry']), ids: z.array(Id).min(1).max(1_000).optional(),
  filter: z.strictObject({ status: z.enum(STATUSES).optional(), connectionId: Id.optional() }).optional(), input: z.strictObject({ ...scanless, shipments: z.enum(['all', 'unstarted']).optional() }).default({}),
}).refine(asked => (asked.ids === undefined) !== (asked.filter === undefined), { path: ['ids'], message: 'Give ids or a filter, not both' })

const Count = z.object({ value: z.int(), capped: z.boolean() })
const Entry = z.object({ seq: z.int(), at: Time, kind: z.string(), version: z.int(), actor: z.object({ is: z.string(), id: z.string().nullable() }), changed: z.array(z.string()), detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) })

const command = <G extends z.ZodType>(does: string, summary: string, given: G) => route({ method: 'POST', path: `/v1/orders/{id}/${does}`, tag: 'orders', summary, params: ById, body: given, answer: Order })

export const orderRoutes = {
  listOrders: route({ method: 'GET', path: '/v1/orders', tag: 'orders', summary: 'Orders, newest first; with updatedSince, oldest change first', query: query({ ...filters, ...paging }), answer: page(OrderInList) }),
  countOrders: route({ method: 'GET', path: '/v1/orders/counts', tag: 'orders', summary: 'Orders by status, counted up to 10,000', query: query({}), answer: z.object({ all: Count, ...Object.fromEntries(STATUSES.map(status => [status, Count])) as Record<(typeof STATUSES)[number], typeof Count> }) }),
  createOrder: route({ method: 'POST', path: '/v1/orders', tag: 'orders', summary: 'Make an order; a known reference with the same content answers that order', body: NewOrder, answer: Order }),
  getOrder: route({ method: 'GET', path: '/v1/orders/{id}', tag: 'orders', summary: 'One order', params: ById, query: query({}), answer: Order }),
  patchOrder: route({ method: 'PATCH', path: '/v1/orders/{id}', tag: 'orders', summary: 'Change recipient, ship option, lines or tags before it is picked', params: ById, body: PatchOrder, answer: Order, replaces: true }),
  cancelOrder: command('cancel', 'Cancel: from pick on refused, with what has begun', Cancel),
  holdOrder: command('hold', 'Keep it back until it is released', body(scanless)),
  releaseOrder: command('release', 'Let a held order go on', body({})),
  retryOrder: command('retry', 'Look again at what it waits for', body({})),
  bulkOrders: route({ method: 'POST', path: '/v1/orders/bulk', tag: 'orders', summary: 'One command for many orders, a result for each', body: Bulk, answer: results({ id: Id }) }),
  orderTimeline: route({ method: 'GET', path: '/v1/orders/{id}/timeline', tag: 'orders', summary: 'What happened to it, and by whom', params: ById, query: query(paging), answer: page(Entry) }),
  orderTracking: route({ method: 'GET', path: '/v1/shipments/{id}/tracking', tag: 'shipments', summary: 'Numbers, links and where the parcels are', params: ById, query: query({}), answer: z.object({ orderId: Id, shipmentId: Id, status: z.enum(STATUSES), subStatus: z.enum(SUB_STATUSES).nullable(), parcels: z.array(Parcel) }) }),
}
