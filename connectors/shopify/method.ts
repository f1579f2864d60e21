import { deliveryOf, stands, workOf } from './codes.ts'
import { isOfService } from './kept-back.ts'
import type { FulfillmentOrder, Order } from './wire.ts'

/** Between the names of parts that go by different methods. */
const AND = ' + '
/** A mapping's own name is no longer. */
const LONGEST = 255

/**
 * How it is to be sent, verbatim: mappings match exactly (S2.11). By the order's one shipping line; where there are several, or none as of a draft
 * order, as the buyer chose it for our own work, and where that says nothing by all of them. Parts that differ have all their names, as a method of its own: it waits for a
 * person until somebody says what that combination means, because the first of them would be a guess.
 */
export function methodOf(order: Order): string | null {
  const lines = order.shippingLines?.nodes ?? []
  const standing = namesOf(lines.filter(({ isRemoved }) => !isRemoved))
  // An edit of the order leaves the name at the work that was chosen at the checkout.
  const replaced = namesOf(lines).filter((name) => !standing.includes(name))
  const chosen = parcelsOf(order).flatMap(({ deliveryMethod }) => deliveryMethod?.presentedName || []).filter((name) => !replaced.includes(name))
  const names = [...new Set(standing.length === 1 || chosen.length === 0 ? standing : chosen)]
  return names.length > 0 ? names.toSorted().join(AND).slice(0, LONGEST) : null
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
