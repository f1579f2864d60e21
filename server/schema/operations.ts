import { z } from 'zod'
import { CALL_STATES } from '../../core/model/work.ts'
import { TRACKING_STATUSES } from '../../core/model/status.ts'
import { body, ById, Id, Moment, NoQuery, page, PAGE_LIMIT, paging, query, route, Time } from './edge.ts'

const Delivery = z.object({ id: Id, merchantId: Id, connectionId: Id, receivedAt: Time, state: z.enum(['pending', 'done', 'failed']), attempts: z.int(), dueAt: Time, reason: z.string().nullable(), version: z.int() }).meta({ id: 'Delivery' })
const Call = z.object({
  id: Id, merchantId: Id, connectionId: Id, role: z.enum(['tracking', 'inventory']), capability: z.string(), orderId: Id.nullable(), shipmentId: Id.nullable(), state: z.enum(CALL_STATES),
  createdAt: Time, dueAt: Time, startedAt: Time.nullable(), finishedAt: Time.nullable(), attempts: z.int(), asks: z.int(), code: z.string().nullable(), reason: z.string().nullable(), version: z.int(),
}).meta({ id: 'Call' })

const scan = z.strictObject({ eventId: z.string().trim().min(1).max(200), carrier: z.string().trim().min(1).max(60), trackingNumber: z.string().trim().min(1).max(100), status: z.enum(TRACKING_STATUSES), at: Moment, place: z.string().max(200).optional() })
const Scans = z.strictObject({ events: z.array(scan).min(1).max(1_000) })
const Event = z.object({ id: Id, merchantId: Id.nullable().meta({ description: 'null: of the 3PL itself' }), seq: z.int(), type: z.string(), subject: z.object({ kind: z.string(), id: Id }), version: z.int(), at: Time, changed: z.array(z.string()) }).meta({ id: 'Event' })

export const operationRoutes = {
  reportScans: route({ method: 'POST', path: '/v1/tracking/events', tag: 'tracking', summary: 'Carriers\' scans; a number not known yet is kept 7 days', body: Scans, answer: z.object({ results: z.array(z.object({ eventId: z.string(), ok: z.boolean(), code: z.string(), detail: z.string().nullable() })) }) }),
  listDeliveries: route({ method: 'GET', path: '/v1/deliveries', tag: 'operations', summary: 'What came in, newest first', query: query({ state: z.enum(['pending', 'done', 'failed']).optional(), ...paging }), answer: page(Delivery) }),
  getDelivery: route({ method: 'GET', path: '/v1/deliveries/{id}', tag: 'operations', summary: 'One delivery', params: ById, query: query({}), answer: Delivery }),
  replayDelivery: route({ method: 'POST', path: '/v1/deliveries/{id}/replay', tag: 'operations', summary: 'Take it in again; harmless where it was taken in before', params: ById, body: body({}), answer: Delivery }),
  listCalls: route({ method: 'GET', path: '/v1/calls', tag: 'operations', summary: 'What goes out, newest first', query: query({ state: z.enum(CALL_STATES).optional(), ...paging }), answer: page(Call) }),
  getCall: route({ method: 'GET', path: '/v1/calls/{id}', tag: 'operations', summary: 'One call', params: ById, query: query({}), answer: Call }),
  retryCall: route({ method: 'POST', path: '/v1/calls/{id}/retry', tag: 'operations', summary: 'Try a failed or refused call again', params: ById, body: body({}), answer: Call }),
  dropCall: route({ method: 'POST', path: '/v1/calls/{id}/drop', tag: 'operations', summary: 'Give a call up, with a reason', params: ById, body: body({ reason: z.string().trim().min(1).max(500) }), answer: Call }),
  listEvents: route({ method: 'GET', path: '/v1/events', tag: 'events', summary: 'Everything that happened, in order; nothing is missed within 30 days. An operator who names no merchant reads what the 3PL did for none', query: query({ after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(50) }), answer: z.object({ data: z.array(Event), nextCursor: z.string() }) }),
  getOpenapi: route({ method: 'GET', path: '/v1/openapi.json', tag: 'health', summary: 'This document', query: NoQuery, answer: z.record(z.string(), z.unknown()) }),
  live: route({ method: 'GET', path: '/health/live', tag: 'health', summary: 'The process answers', query: NoQuery, answer: z.object({ ok: z.literal(true) }) }),
  ready: route({ method: 'GET', path: '/health/ready', tag: 'health', summary: 'Ready for work; details only to an operator', query: NoQuery, answer: z.object({ ok: z.boolean(), checks: z.array(z.object({ name: z.string(), ok: z.boolean() })).optional() }) }),
}
