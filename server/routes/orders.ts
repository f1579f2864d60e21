import type { ConnectionId, OrderId, ShipOptionId } from '../../core/model/ids.ts'
import type { NewOrder } from '../../core/orders/create.ts'
import type { OrderEdit } from '../../core/orders/edit.ts'
import { commandMany, idsOf } from '../../hub/orders/bulk.ts'
import { type Command, command } from '../../hub/orders/command.ts'
import { createOrder } from '../../hub/orders/create-order.ts'
import { countOrders, getOrder, listOrders, timelineOf } from '../../hub/orders/find.ts'
import { shown } from '../../hub/orders/view.ts'
import { found, given, paged, pageOf } from '../answers.ts'
import type { Ask, Handlers } from '../ask.ts'
import { notFound, Problem, refusal } from '../problem.ts'
import type { Answer } from '../schema.ts'
import { entryView } from './connections.ts'

type Verb = 'cancelOrder' | 'holdOrder' | 'releaseOrder' | 'retryOrder' | 'patchOrder'
type Order = Answer<'getOrder'>
const idOf = (params: { id: string }): OrderId => params.id as OrderId
/** Where a person gave no reason, the note still says that it was one. */
const UNSAID = 'no reason given'

async function carriedOut({ hub, scope, params, commandKey, ifMatch }: Pick<Ask<Verb>, 'hub' | 'scope' | 'params' | 'commandKey' | 'ifMatch'>, wanted: Command): Promise<Order> {
  const done = await command(hub, scope, idOf(params), wanted, commandKey, ifMatch)
  if (done.is === 'done') return shown(hub, done.order)
  if (done.code === 'stale_version') throw new Problem('stale_version', done.message, { current: await getOrder(hub, scope, idOf(params)) })
  throw refusal(done)
}

function bulkCommand(action: 'cancel' | 'hold' | 'release' | 'retry', input: { reason?: string | undefined; shipments?: 'all' | 'unstarted' | undefined }): Command {
  const reason = input.reason ?? UNSAID
  switch (action) {
    case 'cancel': return { does: 'cancel', reason, shipments: input.shipments ?? 'all' }
    case 'hold': return { does: 'hold', reason }
    case 'release': case 'retry': return { does: action }
  }
}

export const orderRoutes: Handlers = {
  listOrders: async ({ hub, scope, query }) => {
    const { status, connectionId, q, updatedSince } = query
    return paged(await listOrders(hub, scope, { status, connectionId: connectionId as ConnectionId | undefined, q, updatedSince }, pageOf(query)), order => order)
  },
  countOrders: async ({ hub, scope }) => countOrders(hub, scope),
  createOrder: async ({ hub, scope, body, newId }) => {
    const { merchantId: _merchantId, ...wanted } = body
    const made = await createOrder(hub, scope, newId, { ...given(wanted), reference: wanted.reference, recipient: given(wanted.recipient) as typeof wanted.recipient & { name: string }, shipOptionId: wanted.shipOptionId as ShipOptionId, lines: wanted.lines.map(line => ({ ...given(line), sku: line.sku, quantity: line.quantity })) } as NewOrder)
    if (made.is === 'refused') throw refusal(made)
    return shown(hub, made.order)
  },
  getOrder: async ({ hub, scope, params }) => found(await getOrder(hub, scope, idOf(params))),
  patchOrder: async ask => {
    const { merchantId: _merchantId, ...edit } = ask.body
    return carriedOut(ask, { does: 'edit', edit: given({ ...edit, recipient: edit.recipient && given(edit.recipient), lines: edit.lines?.map(line => given(line)) }) as OrderEdit })
  },

  cancelOrder: async ask => carriedOut(ask, { does: 'cancel', reason: ask.body.reason ?? UNSAID, shipments: ask.body.shipments }),
  holdOrder: async ask => carriedOut(ask, { does: 'hold', reason: ask.body.reason ?? UNSAID }),
  releaseOrder: async ask => carriedOut(ask, { does: 'release' }),
  retryOrder: async ask => carriedOut(ask, { does: 'retry' }),
  bulkOrders: async ({ hub, scope, body, commandKey }) => {
    const ids = body.ids === undefined ? await idsOf(hub, scope, given(body.filter ?? {}) as Parameters<typeof idsOf>[2]) : body.ids as OrderId[]
    return { results: await commandMany(hub, scope, ids, bulkCommand(body.action, body.input), commandKey) }
  },

  orderTimeline: async ({ hub, scope, params, query }) => paged(found(await timelineOf(hub, scope, idOf(params), pageOf(query))), entryView),
  orderTracking: async ({ hub, scope, params }) => {
    // A shipment is named after its order.
    const order = found(await getOrder(hub, scope, params.id.slice(0, Math.max(0, params.id.lastIndexOf('-'))) as OrderId))
    const shipment = order.shipments.find(one => one.id === params.id)
    if (!shipment) throw notFound()
    return { orderId: order.id, shipmentId: shipment.id, status: shipment.status, subStatus: shipment.subStatus, parcels: shipment.parcels }
  },
}
