import type { LeftOut, OrderDraft } from '../../core/model/drafts.ts'
import type { Instant } from '../../core/model/ids.ts'
import { instantOf } from '../kit/times.ts'
import { leftOutOf, workOf } from './codes.ts'
import type { FulfillmentOrder, Order } from './wire.ts'

/** Run by a fulfillment service: another app's, which ships it, sets its levels and alone may fulfill it (A1). What store and service request of each other is theirs. */
export const isOfService = (work: FulfillmentOrder): boolean => work.assignedLocation?.location?.isFulfillmentService === true

/**
 * Why the store keeps work back that is to be shipped, each reason once: a fulfillment order may have several holds, and an order several
 * fulfillment orders. What the store's staff wrote beside a hold is left there: it may name the customer.
 */
export function holdOf(ours: readonly FulfillmentOrder[]): OrderDraft['upstreamHold'] {
  const reasons = ours.flatMap(heldFor)
  return reasons.length > 0 ? { reason: [...new Set(reasons)].join('; ') } : null
}

/** Why one piece of work is kept back; empty: it is not. */
export function heldFor(work: FulfillmentOrder): string[] {
  if (work.status === 'ON_HOLD') return work.fulfillmentHolds.length > 0 ? work.fulfillmentHolds.map(({ reason }) => reason.toLowerCase()) : ['on hold']
  return work.status === 'SCHEDULED' && instantOf(work.fulfillAt) === null ? ['scheduled, without a day'] : []
}

/** From when on it is to be shipped; null: now, or at no day that is known. */
export const dayOf = (work: FulfillmentOrder): Instant | null => (work.status === 'SCHEDULED' ? instantOf(work.fulfillAt) : null)

/** The day of the last part that is scheduled: the whole order waits for it. */
export function scheduledFor(ours: readonly FulfillmentOrder[]): Instant | null {
  const times = ours.map(dayOf).filter((at) => at !== null)
  return times.length > 0 ? Math.max(...times) : null
}

/** Units that are sold and no parcel of ours, by why. Gift cards that are sent in a parcel are goods like any. */
export function leftOut(order: Order): OrderDraft['leftOut'] {
  const units: Partial<Record<LeftOut, number>> = {}
  const add = (why: LeftOut, more: number): void => { if (more > 0) units[why] = (units[why] ?? 0) + more }
  const lines = new Map(order.lineItems.nodes.map((line) => [line.id, line]))
  for (const line of lines.values()) if (line.isGiftCard && !line.requiresShipping) add('gift_card', line.currentQuantity)
  for (const work of order.fulfillmentOrders.nodes) {
    const why = leftOutOf(work.deliveryMethod?.methodType ?? null)
    if (why === null || workOf(work.status) === 'ended') continue
    for (const part of work.lineItems.nodes) if (lines.get(part.lineItem.id)?.isGiftCard !== true) add(why, part.remainingQuantity)
  }
  return Object.keys(units).length > 0 ? units : undefined
}
