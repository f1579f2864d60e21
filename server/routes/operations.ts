import type { Call, Delivery } from '../../core/model/work.ts'
import { merchantStore } from '../../hub/access/merchant-store.ts'
import { orderEffects } from '../../hub/calls/order-effects.ts'
import { dropCall, type Operated, retryCall } from '../../hub/calls/operator.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import { notFound, Problem } from '../problem.ts'
import type { Answer } from '../schema.ts'

const deliveryView = (one: Delivery): Answer<'getDelivery'> => ({
  id: one.id, merchantId: one.merchantId, connectionId: one.connectionId, receivedAt: time(one.receivedAt), state: one.state, attempts: one.attempts, dueAt: time(one.dueAt), reason: one.reason, version: one.version,
})

const callView = (call: Call): Answer<'getCall'> => ({
  id: call.id, merchantId: call.merchantId, connectionId: call.connectionId, role: call.role, capability: call.capability, orderId: call.orderId, shipmentId: call.shipmentId, state: call.state,
  createdAt: time(call.createdAt), dueAt: time(call.dueAt), startedAt: timeOr(call.startedAt), finishedAt: timeOr(call.finishedAt), attempts: call.attempts, asks: call.asks, code: call.code, reason: call.reason, version: call.version,
})

function operated(result: Operated): Answer<'getCall'> {
  if (result.is === 'missing') throw notFound()
  if (result.is === 'refused') throw new Problem('state_forbids', result.message, { state: result.state, reason: result.code })
  return callView(result.call)
}

export const operationRoutes: Handlers = {
  listDeliveries: async ({ hub, scope, query }) => {
    const mine = merchantStore(hub.store, scope.merchantId)
    const page = { limit: query.limit, after: query.cursor ?? null }
    const { items, next } = query.state === undefined ? await mine.list('deliveriesNewest', {}, page) : await mine.list('deliveriesByState', { state: query.state }, page)
    return { data: items.map(deliveryView), nextCursor: next }
  },
  getDelivery: async ({ hub, scope, params }) => {
    const one = await merchantStore(hub.store, scope.merchantId).get('deliveries', params.id)
    if (!one) throw notFound()
    return deliveryView(one)
  },

  listCalls: async ({ hub, scope, query }) => {
    const mine = merchantStore(hub.store, scope.merchantId)
    const page = { limit: query.limit, after: query.cursor ?? null }
    const { items, next } = query.state === undefined ? await mine.list('callsNewest', {}, page) : await mine.list('callsByState', { state: query.state }, page)
    return { data: items.map(callView), nextCursor: next }
  },
  getCall: async ({ hub, scope, params }) => {
    const call = await merchantStore(hub.store, scope.merchantId).get('calls', params.id)
    if (!call) throw notFound()
    return callView(call)
  },
  retryCall: async ({ hub, scope, params }) => operated(await retryCall(hub, scope, params.id, orderEffects)),
  dropCall: async ({ hub, scope, params, body }) => operated(await dropCall(hub, scope, params.id, body.reason, orderEffects)),
}
