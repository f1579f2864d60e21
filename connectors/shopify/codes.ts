import type { LeftOut, OrderDraft } from '../../core/model/drafts.ts'
import type { TrackingStatus } from '../../core/model/status.ts'
import { companyOf, isListed } from './company.ts'

// Values of the published schema 2026-10. What is not in a table is unknown, and is said so; never a guess.

/** OrderDisplayFinancialStatus. Partially refunded is paid for what is still to be shipped (its quantities tell). */
const PAYMENT: Readonly<Record<string, OrderDraft['payment']>> = {
  PAID: 'paid', PARTIALLY_REFUNDED: 'paid',
  AUTHORIZED: 'unpaid', PENDING: 'unpaid', PARTIALLY_PAID: 'unpaid', EXPIRED: 'unpaid', VOIDED: 'unpaid', REFUNDED: 'unpaid',
}
export const paymentOf = (status: string | null): OrderDraft['payment'] => (status !== null && Object.hasOwn(PAYMENT, status) ? PAYMENT[status] : undefined) ?? 'unknown'

/** FulfillmentOrderStatus: `open` may be fulfilled now, `held` later, `ended` never again. */
const WORK: Readonly<Record<string, 'open' | 'held' | 'ended'>> = {
  OPEN: 'open', IN_PROGRESS: 'open', ON_HOLD: 'held', SCHEDULED: 'held', CLOSED: 'ended', CANCELLED: 'ended', INCOMPLETE: 'ended',
}
export const workOf = (status: string): 'open' | 'held' | 'ended' | 'unknown' => (Object.hasOwn(WORK, status) ? WORK[status] : undefined) ?? 'unknown'

/** DeliveryMethodType: only parcels are a 3PL's; pickup, retail and the shop's own driver are not. */
const DELIVERY: Readonly<Record<string, 'ours' | 'theirs'>> = {
  SHIPPING: 'ours', LOCAL: 'theirs', NONE: 'theirs', PICKUP_POINT: 'theirs', PICK_UP: 'theirs', RETAIL: 'theirs',
}
/** A fulfillment order without a delivery method (a draft order, an import) is to be shipped. */
export const deliveryOf = (type: string | null): 'ours' | 'theirs' | 'unknown' => (type === null ? 'ours' : Object.hasOwn(DELIVERY, type) ? DELIVERY[type] : undefined) ?? 'unknown'

/** What each of theirs is in our words. NONE needs no carrier at all: digital goods, gift cards, tips. */
const HANDED_OUT: Readonly<Record<string, LeftOut>> = { LOCAL: 'local_delivery', NONE: 'no_shipping', PICKUP_POINT: 'pickup_point', PICK_UP: 'pickup', RETAIL: 'retail' }
export const leftOutOf = (type: string | null): LeftOut | null => (type !== null && Object.hasOwn(HANDED_OUT, type) ? HANDED_OUT[type] : undefined) ?? null

/** OrderRiskRecommendationResult. */
const RISK: Readonly<Record<string, 'cancel' | 'investigate' | 'none'>> = { ACCEPT: 'none', NONE: 'none', INVESTIGATE: 'investigate', CANCEL: 'cancel' }
export const riskOf = (recommendation: string | null): 'cancel' | 'investigate' | 'none' | 'unknown' => (recommendation === null ? 'none' : Object.hasOwn(RISK, recommendation) ? RISK[recommendation] : undefined) ?? 'unknown'

/** FulfillmentStatus: what did not stand. OPEN and PENDING are the deprecated names of a fulfillment that does. */
const UNDONE = new Set(['CANCELLED', 'ERROR', 'FAILURE'])
export const stands = (status: string): boolean => !UNDONE.has(status)

/**
 * For "integrated" carriers Shopify follows the parcel itself (A3), and which of its list those are is not published with the schema: what is on
 * the list counts as followed, because an event cannot be taken back.
 */
export const isFollowed = (carrier: string): boolean => isListed(companyOf(carrier))

/**
 * Our phases → FulfillmentEventStatus; null: nothing to tell. FAILURE is a parcel that will not arrive; a delivery exception is one that
 * could not be delivered this time.
 */
export const EVENTS: Readonly<Record<TrackingStatus, string | null>> = {
  received: null, at_depot: null, unknown: null, picked_up: 'CARRIER_PICKED_UP', in_transit: 'IN_TRANSIT', out_for_delivery: 'OUT_FOR_DELIVERY', delivered: 'DELIVERED',
  delivery_exception: 'ATTEMPTED_DELIVERY', returning: 'FAILURE', returned: 'FAILURE',
}

type Fix = 'merchant' | 'operator' | 'none'

/** InventorySetQuantitiesUserErrorCode → our code, and who can mend it. */
export const LEVEL_FAULTS: Readonly<Record<string, { code: string; fix: Fix }>> = {
  CHANGE_FROM_QUANTITY_STALE: { code: 'stale', fix: 'none' },
  COMPARE_QUANTITY_STALE: { code: 'stale', fix: 'none' },
  // Not in the published enum of 2026-10; public code and older versions have it, so it is not to surprise us.
  ITEM_NOT_STOCKED_AT_LOCATION: { code: 'not_stocked', fix: 'merchant' },
  INVALID_INVENTORY_ITEM: { code: 'item_gone', fix: 'merchant' },
  INVALID_LOCATION: { code: 'location_gone', fix: 'merchant' },
  NON_MUTABLE_INVENTORY_ITEM: { code: 'not_settable', fix: 'merchant' },
  INVALID_QUANTITY_NEGATIVE: { code: 'invalid_quantity', fix: 'operator' },
  INVALID_QUANTITY_TOO_HIGH: { code: 'invalid_quantity', fix: 'operator' },
  INVALID_QUANTITY_TOO_LOW: { code: 'invalid_quantity', fix: 'operator' },
  NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR: { code: 'duplicate', fix: 'operator' },
}
