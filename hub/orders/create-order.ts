import { OrderId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import { created, type NewOrder } from '../../core/orders/create.ts'
import { skuOf } from '../../core/orders/intake.ts'
import type { Stored } from '../../core/ports/store.ts'
import { create } from '../change.ts'
import type { Hub, Scope } from '../hub.ts'
import { connectionOf } from '../connections/found.ts'
import { claim, linkNames } from '../receive/names.ts'
import { rejudgeOrder, waitsForSetup } from '../mappings/reevaluate.ts'
import { type Refused, refuse } from '../refused.ts'
import { surroundingsOf } from './surroundings.ts'

export type Ordered = { is: 'created' | 'exists'; order: Stored<'orders'> } | Refused

/**
 * An order made by hand or API. Its reference is claimed first and fixes its id, so that a repeat, whatever died in between, makes one
 * order: the same content answers it, other content is refused with its id.
 */
export async function createOrder(hub: Hub, scope: Scope, id: string, input: NewOrder): Promise<Ordered> {
  const { merchantId, actor } = scope
  const option = await hub.store.get('shipOptions', null, input.shipOptionId)
  if (!option) return refuse('invalid_input', 'There is no such ship option.', { fields: [{ field: 'shipOptionId', message: 'unknown' }] })
  const wanted = await idFor(hub, scope, OrderId.parse(id), input)
  if (typeof wanted === 'object') return wanted
  const orderId = await claim(hub, merchantId, referenceOf(input), wanted)
  const personDigest = await hub.vault.digestPerson(merchantId, { recipient: input.recipient, ...(input.note !== undefined && { note: input.note }) })
  const there = await hub.store.get('orders', merchantId, orderId)
  if (there) return known(there, input, personDigest)
  const around = await surroundingsOf(hub, merchantId, { connectionId: null, method: null, shipOptionId: input.shipOptionId, skus: input.lines.map(({ sku }) => sku.trim()) })
  const born = created(input, { orderId, merchantId, personDigest }, around, { now: hub.clock.now(), actor, commandKey: null })
  if (born.is !== 'changed') return refuse(born.code, 'The order could not be made.')
  const made = await create(hub, merchantId, born.order, born.person ?? null)
  if (made.is === 'refused') return refuse(made.code, made.message)
  if (made.is === 'exists') return known(made.order, input, personDigest)
  // Switched on while this was on its way: whoever did that has not seen it wait.
  const looked = waitsForSetup(made.order) ? await rejudgeOrder(hub, scope, made.order) : null
  return { is: 'created', order: looked?.is === 'changed' ? looked.order : made.order }
}

const referenceOf = ({ reference }: NewOrder): string => `ref:api:${reference}`

/**
 * The id that this order is made under: where it names a store's order, whoever comes first with that name fixes it, as on every road
 * (ARCHITECTURE 4). Refused where the store's order stands here already under another reference, by import or by hand.
 */
async function idFor(hub: Hub, scope: Scope, id: OrderId, input: NewOrder): Promise<OrderId | Refused> {
  const { storeOrder } = input
  if (!storeOrder) return id
  const connection = await connectionOf(hub, scope, storeOrder.connectionId)
  if (!connection || connection.state === 'disconnected') return refuse('invalid_input', 'There is no such connection.', { fields: [{ field: 'storeOrder.connectionId', message: 'unknown, or disconnected' }] })
  const names = linkNames(connection, { storeIdentity: connection.storeIdentity, ref: storeOrder.externalId })
  const mine = await hub.store.get('links', scope.merchantId, referenceOf(input))
  const orderId = await claim(hub, scope.merchantId, names.identity, mine?.orderId ?? id)
  const there = mine?.orderId === orderId ? null : await hub.store.get('orders', scope.merchantId, orderId)
  if (there && (there.channel !== 'api' || there.number !== input.reference)) return refuse('duplicate_reference', `The store’s order ${storeOrder.externalId} stands here as ${there.number}.`, { detail: { id: there.id } })
  await claim(hub, scope.merchantId, names.reference, orderId)
  return orderId
}

/** What was asked for at first decides, not what a person made of it since. */
function known(order: Stored<'orders'>, input: NewOrder, personDigest: string): Ordered {
  if (isSame(order, input, personDigest)) return { is: 'exists', order }
  return refuse('duplicate_reference', `Reference ${input.reference} stands for another order.`, { detail: { id: order.id } })
}

function isSame(order: Order, input: NewOrder, personDigest: string): boolean {
  const asked = input.lines.map(({ sku, quantity }) => [skuOf(sku), quantity])
  const stands = order.lines.map(({ sku, quantity, editedFrom }) => [sku, editedFrom ?? quantity])
  const isOption = order.edited?.includes('shipOption') === true || order.shipOptionId === input.shipOptionId
  const isStoreOrder = JSON.stringify(order.links.filter(({ owner }) => !owner).map(({ connectionId, externalId }) => [connectionId, externalId]).slice(0, 1)) === JSON.stringify(input.storeOrder ? [[input.storeOrder.connectionId, input.storeOrder.externalId]] : [])
  return isStoreOrder && isOption && order.sourceDigest === personDigest && JSON.stringify(asked) === JSON.stringify(stands)
}
