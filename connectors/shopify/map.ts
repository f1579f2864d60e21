import type { DraftFulfillment, DraftLine, ItemDraft, Level as LevelDraft, OpenPart, OrderDraft } from '../../core/model/drafts.ts'
import type { Instant, Ref } from '../../core/model/ids.ts'
import type { Recipient } from '../../core/model/person.ts'
import { moneyOf } from '../kit/money.ts'
import { instantOf } from '../kit/times.ts'
import { deliveryOf, paymentOf, stands, workOf } from './codes.ts'
import type { Fulfillment, FulfillmentOrder, Level, Line, Order, Quantities, Variant } from './wire.ts'
import type { z } from 'zod'

/** An order as the store has it, in our terms. `denied`: fields that the store would not show us. */
export function orderDraft(order: Order, shop: string, denied: readonly string[] = []): OrderDraft {
  const works = order.fulfillmentOrders.nodes
  const ours = works.filter(isOurs)
  const total = order.currentTotalPriceSet?.shopMoney
  return {
    ref: order.id,
    storeIdentity: `shopify:${shop}`,
    number: order.name,
    updatedAt: instantOf(order.updatedAt) ?? 0,
    purchasedAt: instantOf(order.createdAt) ?? 0,
    payment: paymentOf(order.displayFinancialStatus),
    cancelledAt: instantOf(order.cancelledAt),
    cancelReason: order.cancelReason?.toLowerCase() ?? null,
    closed: isClosed(order),
    ...(isWorkUnknown(order) && { workUnknown: true as const }),
    test: order.test,
    currency: order.currencyCode,
    total: total ? moneyOf(total.amount, total.currencyCode) : null,
    method: methodOf(order),
    recipient: recipientOf(order, denied),
    note: order.note || null,
    tags: order.tags,
    lines: order.lineItems.nodes.map((line) => draftLine(line, ours)),
    fulfillments: order.fulfillments.map(draftFulfillment),
    upstreamHold: holdOf(ours),
    scheduledFor: scheduledFor(ours),
    warnings: warningsOf(order),
  }
}

/** To be shipped in a parcel, now or later: ours to do, unless it ended. */
export function isOurs(work: FulfillmentOrder): boolean {
  const state = workOf(work.status)
  return deliveryOf(work.deliveryMethod?.methodType ?? null) === 'ours' && (state === 'open' || state === 'held')
}

export const locationOf = (work: FulfillmentOrder): string | null => work.assignedLocation?.location?.id ?? null

/** `quantity` is what stands open at shippable fulfillment orders: edits, refunds and removals show only there (A2). */
function draftLine(line: Line, ours: readonly FulfillmentOrder[]): DraftLine {
  const parts = line.requiresShipping ? ours.flatMap((work) => partsOf(work, line)) : []
  return {
    externalId: line.id,
    sku: line.sku?.trim() || null,
    name: line.name,
    ordered: line.currentQuantity,
    quantity: parts.reduce((sum, part) => sum + part.quantity, 0),
    requiresShipping: line.requiresShipping,
    parts,
  }
}

const partsOf = (work: FulfillmentOrder, line: Line): OpenPart[] => work.lineItems.nodes
  .filter((part) => part.lineItem.id === line.id && part.remainingQuantity > 0)
  .map((part) => ({ work: workRef(work.id, part.id), location: locationOf(work), quantity: part.remainingQuantity }))

/** The two ids that telling needs of a piece of work, as one name for the hub to keep. */
export const workRef = (fulfillmentOrder: string, line: string): Ref => `${fulfillmentOrder} ${line}`

function draftFulfillment(fulfillment: Fulfillment): DraftFulfillment {
  return {
    ref: fulfillment.id,
    cancelled: !stands(fulfillment.status),
    trackingNumbers: numbersOf(fulfillment),
    lines: fulfillment.fulfillmentLineItems.nodes.map((line) => ({ externalId: line.lineItem.id, quantity: line.quantity ?? 0 })),
  }
}

export function numbersOf(fulfillment: Fulfillment): string[] {
  return fulfillment.trackingInfo.map((info) => info.number).filter((number) => number !== null)
}

/** No fulfillment order at all may mean a missing scope (A1): then only the store's own word closes the order. */
function isClosed(order: Order): boolean {
  const works = order.fulfillmentOrders.nodes
  if (works.length === 0) return order.displayFulfillmentStatus === 'FULFILLED'
  return works.every((work) => workOf(work.status) === 'ended' || work.lineItems.nodes.every((line) => line.remainingQuantity === 0))
}

/** Hidden by a missing scope, not routed yet, or in a state or delivery that is new to us: not the same as nothing left. */
function isWorkUnknown(order: Order): boolean {
  const works = order.fulfillmentOrders.nodes
  if (works.length === 0) return isWanted(order) && !isClosed(order)
  return works.some((work) => (workOf(work.status) === 'unknown' || deliveryOf(work.deliveryMethod?.methodType ?? null) === 'unknown') && work.lineItems.nodes.some((line) => line.remainingQuantity > 0))
}

const isWanted = (order: Order): boolean => order.lineItems.nodes.some((line) => line.requiresShipping && line.currentQuantity > 0)

/** Verbatim: mappings match exactly (S2.11). A draft order can have none. */
function methodOf(order: Order): string | null {
  const line = order.shippingLines?.nodes.find((candidate) => !candidate.isRemoved)
  return line?.title || line?.code || null
}

function recipientOf(order: Order, denied: readonly string[]): OrderDraft['recipient'] {
  const address = order.shippingAddress
  if (denied.includes('shippingAddress')) return 'redacted'
  if (!address) return null
  // A protected field comes back null: an address that names neither person nor street is hidden from us, not empty.
  if (!address.name && !address.company && !address.address1) return 'redacted'
  const optional: Partial<Record<keyof Recipient, string | null>> = {
    company: address.company, address2: address.address2, region: address.provinceCode ?? address.province,
    postalCode: address.zip, phone: address.phone || order.phone, email: order.email,
  }
  return {
    name: address.name ?? '', address1: address.address1 ?? '', city: address.city ?? '', country: address.countryCodeV2 ?? '',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value)),
  }
}

function holdOf(ours: readonly FulfillmentOrder[]): OrderDraft['upstreamHold'] {
  const held = ours.find((work) => work.status === 'ON_HOLD')
  if (!held) return null
  const reasons = held.fulfillmentHolds.map((hold) => [hold.reason.toLowerCase(), hold.reasonNotes].filter(Boolean).join(': '))
  return { reason: reasons.join('; ') || 'on hold' }
}

function scheduledFor(ours: readonly FulfillmentOrder[]): Instant | null {
  const times = ours.filter((work) => work.status === 'SCHEDULED').map((work) => instantOf(work.fulfillAt)).filter((at) => at !== null)
  return times.length > 0 ? Math.min(...times) : null
}

function warningsOf(order: Order): string[] {
  const works = order.fulfillmentOrders.nodes
  return [
    ...(paymentOf(order.displayFinancialStatus) === 'unknown' ? [`payment status ${order.displayFinancialStatus ?? 'absent'} is not known`] : []),
    ...works.filter((work) => workOf(work.status) === 'unknown').map((work) => `fulfillment order status ${work.status} is not known`),
    ...works.filter((work) => deliveryOf(work.deliveryMethod?.methodType ?? null) === 'unknown').map((work) => `delivery method ${work.deliveryMethod?.methodType} is not known`),
    // A missing scope looks like "no fulfillment orders", not like an error.
    ...(works.length === 0 && isWanted(order) && !order.cancelledAt ? ['no fulfillment order is visible: not routed yet, or a fulfillment order scope is missing'] : []),
  ]
}

export function itemDraft(variant: z.infer<typeof Variant>): ItemDraft {
  const { id, sku, tracked, updatedAt } = variant.inventoryItem
  return { ref: id, sku: sku?.trim() || null, name: variant.displayName ?? sku ?? '', tracked, updatedAt: instantOf(updatedAt) }
}

export function levelDraft(level: z.infer<typeof Level>, at: Instant): LevelDraft | null {
  return quantityDraft(level.item.id, level.location.id, level.quantities, at)
}

/** Without `available` there is no level to compare with. */
export function quantityDraft(item: string, location: string, quantities: z.infer<typeof Quantities>, at: Instant): LevelDraft | null {
  const of = (name: string): number | undefined => quantities.find((quantity) => quantity.name === name)?.quantity
  const available = of('available')
  const committed = of('committed')
  return available === undefined ? null : { item, location, available, ...(committed === undefined ? {} : { committed }), at }
}
