import type { Order, Todo } from '../../core/model/order.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type CallEffects, saidBy } from '../calls/effects.ts'
import { sealUpdates } from '../calls/payload.ts'
import { type News, tellOrder, writeCall } from '../calls/settle.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'

/**
 * Makes the call that an order asks for, under the todo's key, and wakes the account's lane. Older calls of the same shipment that did not
 * begin are taken out first: what they would have said is in this one. Nothing the second time, also after the call has ended.
 */
export async function queueCall(hub: Hub, order: Stored<'orders'>, todo: Extract<Todo, { is: 'call' }>, effects: CallEffects): Promise<void> {
  const telling = { key: todo.key, connectionId: todo.connectionId, shipmentId: todo.shipmentId }
  const there = await hub.store.get('calls', order.merchantId, todo.key)
  const connection = await hub.store.get('connections', null, todo.connectionId)
  if (!there) {
    if (connection?.merchantId !== order.merchantId) {
      await change(hub, order.merchantId, order.id, (now) => effects.settled(now, telling, { state: 'failed', code: 'disconnected', reason: 'the connection is gone', ref: null }, hub.clock.now()))
      return
    }
    const createdAt = await supersede(hub, order, todo, effects)
    // What superseding wrote on the order counts in what is told.
    const current = (await hub.store.get('orders', order.merchantId, order.id)) ?? order
    const news = saidBy(effects, current, todo.capability, telling)
    await hub.store.insert('calls', {
      id: todo.key, merchantId: order.merchantId, version: 0, connectionId: connection.id, account: connection.account,
      role: 'tracking', capability: todo.capability, subject: todo.shipmentId, orderId: order.id, shipmentId: todo.shipmentId,
      sealed: await sealUpdates(hub, order.merchantId, news ? [news] : []), state: 'queued', createdAt, dueAt: hub.clock.now(),
      startedAt: null, handle: null, attempts: 0, asks: 0, code: null, reason: null, ref: null, finishedAt: null,
    })
  }
  if (connection && (!there || there.finishedAt === null)) await wake(hub, accountLane(connection.account))
}

/** Ends what did not begin; answers a time of making that is later than all others' of this shipment, so that calls have an order. */
async function supersede(hub: Hub, order: Order, todo: Extract<Todo, { is: 'call' }>, effects: CallEffects): Promise<number> {
  let createdAt = hub.clock.now()
  let after: string | null = null
  do {
    const page: { items: readonly Stored<'calls'>[]; next: string | null } = await hub.store.list('callsOfSubject', { merchantId: order.merchantId, subject: todo.shipmentId }, { limit: 100, after })
    for (const call of page.items) {
      createdAt = Math.max(createdAt, call.createdAt + 1)
      await replace(hub, effects, call, todo)
    }
    after = page.next
  } while (after !== null)
  return createdAt
}

const REPLACED = { is: 'superseded', code: 'replaced', reason: null } as const satisfies News

/** The call first: if it just began, it goes on. Then its order, again where a death left that undone. */
async function replace(hub: Hub, effects: CallEffects, call: Stored<'calls'>, todo: Extract<Todo, { is: 'call' }>): Promise<void> {
  const isOlder = call.capability === todo.capability && call.connectionId === todo.connectionId && call.id !== todo.key
  if (!isOlder) return
  const wasReplaced = call.state === 'superseded' && call.code === REPLACED.code
  if (wasReplaced || (call.state === 'queued' && (await writeCall(hub, call, REPLACED)))) await tellOrder(hub, effects, call, REPLACED)
}
