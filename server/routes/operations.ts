import type { Call, Delivery } from '../../core/model/work.ts'
import { merchantStore } from '../../hub/access/merchant-store.ts'
import { orderEffects } from '../../hub/calls/order-effects.ts'
import { dropCall, type Operated, retryCall } from '../../hub/calls/operator.ts'
import { replayDelivery } from '../../hub/deliveries/replay.ts'
import { takeScans } from '../../hub/tracking/events.ts'
import { paged, pageOf } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import { notFound, Problem, refusal } from '../problem.ts'
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
  if (result.is === 'refused') throw new Problem('wrong_state', result.message, { state: result.state, reason: result.code })
  return callView(result.call)
}

export const operationRoutes: Handlers = {
  reportScans: async ({ hub, caller, body }) => ({ results: await takeScans(hub, caller, body.events.map(scan => ({ ...scan, place: scan.place ?? null }))) }),

  listDeliveries: async ({ hub, scope, query }) => {
    const mine = merchantStore(hub.store, scope.merchantId)
    return paged(query.state === undefined ? await mine.list('deliveriesNewest', {}, pageOf(query)) : await mine.list('deliveriesByState', { state: query.state }, pageOf(query)), deliveryView)
  },
  getDelivery: async ({ hub, scope, params }) => {
    const one = await merchantStore(hub.store, scope.merchantId).get('deliveries', params.id)
    if (!one) throw notFound()
    return deliveryView(one)
  },
  replayDelivery: async ({ hub, scope, params }) => {
    const replayed = await replayDelivery(hub, scope, params.id)
    if (replayed.is === 'refused') throw refusal(replayed)
    return deliveryView(replayed.delivery)
  },

  listCalls: async ({ hub, scope, query }) => {
    const mine = merchantStore(hub.store, scope.merchantId)
    return paged(query.state === undefined ? await mine.list('callsNewest', {}, pageOf(query)) : await mine.list('callsByState', { state: query.state }, pageOf(query)), callView)
  },
  getCall: async ({ hub, scope, params }) => {
    const call = await merchantStore(hub.store, scope.merchantId).get('calls', params.id)
    if (!call) throw notFound()
    return callView(call)
  },
  retryCall: async ({ hub, scope, params }) => operated(await retryCall(hub, scope, params.id, orderEffects)),
  dropCall: async ({ hub, scope, params, body }) => operated(await dropCall(hub, scope, params.id, body.reason, orderEffects)),
}
