import { joinedMethod } from '../../core/orders/mapping.ts'
import { deliveryOf, stands, workOf } from './codes.ts'
import { isOfService } from './kept-back.ts'
import type { FulfillmentOrder, Order } from './wire.ts'

/**
 * How it is to be sent, verbatim: mappings match exactly (S2.11). By the order's one shipping line; where there are several, or none as of a draft
 * order, as the buyer chose it for our own work, and where that says nothing by all of them. Parts that differ have all their names, as a method of its own: it waits for a
 * person until somebody says what that combination means, because the first of them would be a guess.
 */
export function methodOf(order: Order): string | null {
  const standing = standingOf(order)
  const chosen = parcelsOf(order).flatMap((work) => chosenFor(order, work) ?? [])
  return joinedMethod(standing.length === 1 || chosen.length === 0 ? standing : chosen)
}

/** How one piece of work is to be sent; undefined where the order has one method for all. */
export function partMethod(order: Order, work: FulfillmentOrder): string | undefined {
  return standingOf(order).length === 1 ? undefined : chosenFor(order, work)
}

const standingOf = (order: Order): string[] => namesOf((order.shippingLines?.nodes ?? []).filter(({ isRemoved }) => !isRemoved))

/** An edit of the order leaves the name at the work that was chosen at the checkout: what no line has any more is not it. */
function chosenFor(order: Order, { deliveryMethod }: FulfillmentOrder): string | undefined {
  const name = deliveryMethod?.presentedName || undefined
  const standing = standingOf(order)
  const isReplaced = name !== undefined && !standing.includes(name) && namesOf(order.shippingLines?.nodes ?? []).includes(name)
  return isReplaced ? undefined : name
}

const namesOf = (lines: NonNullable<Order['shippingLines']>['nodes']): string[] => lines.flatMap(({ title, code }) => title || code || [])

/**
 * The work that is sent in parcels. What ended counts only once something was shipped, so that the method does not change in the middle of it;
 * and work at a fulfillment service only where there is no other, because that is another's to send.
 */
function parcelsOf(order: Order): readonly FulfillmentOrder[] {
  const works = order.fulfillmentOrders.nodes.filter((work) => deliveryOf(work.deliveryMethod?.methodType ?? null) === 'ours')
  const own = works.filter((work) => !isOfService(work))
  const all = own.length > 0 ? own : works
  const open = all.filter((work) => workOf(work.status) !== 'ended')
  return open.length === 0 || order.fulfillments.some(({ status }) => stands(status)) ? all : open
}
