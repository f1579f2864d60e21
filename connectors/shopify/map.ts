import type { DraftFulfillment, DraftLine, ItemDraft, Level as LevelDraft, OpenPart, OrderDraft } from '../../core/model/drafts.ts'
import type { Instant, Ref } from '../../core/model/ids.ts'
import { moneyOf } from '../kit/money.ts'
import { instantOf } from '../kit/times.ts'
import { deliveryOf, paymentOf, riskOf, stands, workOf } from './codes.ts'
import { dayOf, heldFor, holdOf, isOfService, leftOut, scheduledFor } from './kept-back.ts'
import { methodOf, partMethod } from './method.ts'
import { recipientOf } from './recipient.ts'
import type { Settings } from './settings.ts'
import type { Fulfillment, FulfillmentOrder, Level, Line, Order, Quantities, Variant } from './wire.ts'
import type { z } from 'zod'

/** What a person set of how this shop's orders are taken. */
export type Taking = Pick<Settings, 'shop' | 'importTestOrders' | 'holdRisk'>

/** An order as the store has it, in our terms. `denied`: fields that the store would not show us. */
export function orderDraft(order: Order, { shop, importTestOrders = false, holdRisk = 'cancel' }: Taking, denied: readonly string[] = []): OrderDraft {
  const works = order.fulfillmentOrders.nodes
  const parcels = works.filter(isParcel)
  const ours = parcels.filter(isOurs)
  const total = order.currentTotalPriceSet?.shopMoney
  const risk = riskOf(order.risk?.recommendation ?? null)
  const others = leftOut(order)
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
    ...(order.test && !importTestOrders && { unwanted: 'test_order' as const }),
    ...(HELD_FOR[holdRisk].some((held) => held === risk) && { fraudRisk: risk as 'cancel' | 'investigate' }),
    source: order.sourceName,
    ...(others && { leftOut: others }),
    currency: order.currencyCode,
    total: total ? moneyOf(total.amount, total.currencyCode) : null,
    method: methodOf(order),
    ...recipientOf(order, denied),
    note: order.note || null,
    tags: order.tags,
    lines: order.lineItems.nodes.map((line) => draftLine(order, line, parcels)),
    fulfillments: order.fulfillments.map(draftFulfillment),
    upstreamHold: holdOf(ours),
    scheduledFor: scheduledFor(ours),
    warnings: warningsOf(order),
  }
}

const HELD_FOR: Readonly<Record<NonNullable<Settings['holdRisk']>, readonly string[]>> = { never: [], cancel: ['cancel'], investigate: ['cancel', 'investigate'] }

/** To be shipped in a parcel, now or later, by whomever; not ended. */
function isParcel(work: FulfillmentOrder): boolean {
  const state = workOf(work.status)
  return deliveryOf(work.deliveryMethod?.methodType ?? null) === 'ours' && (state === 'open' || state === 'held')
}

/** Ours to ship and to fulfill, now or later. */
export const isOurs = (work: FulfillmentOrder): boolean => isParcel(work) && !isOfService(work)

export const locationOf = (work: FulfillmentOrder): string | null => work.assignedLocation?.location?.id ?? null

/** `quantity` is what stands open at shippable fulfillment orders: edits, refunds and removals show only there (A2). */
function draftLine(order: Order, line: Line, parcels: readonly FulfillmentOrder[]): DraftLine {
  const parts = line.requiresShipping ? parcels.flatMap((work) => partsOf(order, work, line)) : []
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

const partsOf = (order: Order, work: FulfillmentOrder, line: Line): OpenPart[] => work.lineItems.nodes
  .filter((part) => part.lineItem.id === line.id && part.remainingQuantity > 0)
  .map((part) => ({ work: workRef(work.id, part.id), location: locationOf(work), quantity: part.remainingQuantity, ...saidOf(order, work) }))

/** What the store says of a piece of work besides its units: whose it is, why and until when it is kept back, how it is to be sent. */
function saidOf(order: Order, work: FulfillmentOrder): Partial<OpenPart> {
  if (isOfService(work)) return { othersService: true }
  const [reasons, day, method] = [heldFor(work), dayOf(work), partMethod(order, work)]
  return { ...(reasons.length > 0 && { heldFor: reasons }), ...(day !== null && { scheduledFor: day }), ...(method !== undefined && { method }) }
}

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

function warningsOf(order: Order): string[] {
  const works = order.fulfillmentOrders.nodes
  return [
    ...(paymentOf(order.displayFinancialStatus) === 'unknown' ? [`payment status ${order.displayFinancialStatus ?? 'absent'} is not known`] : []),
    ...works.filter((work) => workOf(work.status) === 'unknown').map((work) => `fulfillment order status ${work.status} is not known`),
    ...works.filter((work) => deliveryOf(work.deliveryMethod?.methodType ?? null) === 'unknown').map((work) => `delivery method ${work.deliveryMethod?.methodType} is not known`),
    ...(riskOf(order.risk?.recommendation ?? null) === 'unknown' ? [`risk recommendation ${order.risk?.recommendation} is not known`] : []),
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

/** Without `available` there is no level to compare with. What is reserved for a draft order is promised as what is sold is, and becomes it. */
export function quantityDraft(item: string, location: string, quantities: z.infer<typeof Quantities>, at: Instant): LevelDraft | null {
  const of = (name: string): number | undefined => quantities.find((quantity) => quantity.name === name)?.quantity
  const available = of('available')
  const committed = of('committed')
  return available === undefined ? null : { item, location, available, ...(committed === undefined ? {} : { committed: committed + Math.max(0, of('reserved') ?? 0) }), at }
}
