import { sees } from './access.ts'
import type { Context } from './context.ts'
import { gid } from './gid.ts'
import type { Address, Line, Order, ShippingLine } from './model.ts'
import { money } from './money.ts'
import { displayStatus, fulfilledOf, shippingOf, totalOf } from './order-status.ts'
import { type PageArguments, pageOfList } from './pages.ts'
import { iso } from './world.ts'

type Fields<T> = Readonly<Record<string, (source: T, args: PageArguments, context: Context) => unknown>>

const order: Fields<Order> = {
  id: ({ id }) => gid('Order', id),
  legacyResourceId: ({ id }) => String(id),
  name: ({ number }) => `#${number}`,
  createdAt: ({ createdAt }) => iso(createdAt),
  processedAt: ({ createdAt }) => iso(createdAt),
  updatedAt: ({ updatedAt }) => iso(updatedAt),
  cancelledAt: ({ cancelledAt }) => cancelledAt && iso(cancelledAt),
  closed: ({ closedAt }) => closedAt !== null,
  closedAt: ({ closedAt }) => closedAt && iso(closedAt),
  confirmed: () => true,
  displayFinancialStatus: ({ financial }) => financial,
  displayFulfillmentStatus: displayStatus,
  fullyPaid: ({ financial }) => financial === 'PAID',
  unpaid: ({ financial }) => financial === 'PENDING',
  currencyCode: (_, __, { shop }) => shop.currency,
  presentmentCurrencyCode: (_, __, { shop }) => shop.currency,
  customAttributes: ({ attributes }) => attributes,
  requiresShipping: ({ lines }) => lines.some(({ requiresShipping }) => requiresShipping),
  totalPriceSet: (source, _, { shop }) => money(shop, totalOf(source, 'quantity')),
  currentTotalPriceSet: (source, _, { shop }) => money(shop, totalOf(source, 'current')),
  currentShippingPriceSet: (source, _, { shop }) => money(shop, shippingOf(source)),
  shippingAddress: ({ address, id }) => address && { ...address, order: id },
  risk: ({ risk }) => ({ recommendation: risk }),
  shippingLine: ({ shippingLines }) => shippingLines.find(({ isRemoved }) => !isRemoved),
  shippingLines: ({ shippingLines }, args) => pageOfList(shippingLines, args),
  lineItems: ({ lines }, args) => pageOfList(lines, args),
  fulfillmentOrders: ({ fulfillmentOrders }, args, { shop }) => pageOfList(fulfillmentOrders.filter((each) => sees(shop, each, 'read')), args),
  fulfillments: ({ fulfillments }, { first }) => fulfillments.slice(0, first ?? fulfillments.length),
}

/** `quantity` is what was ordered; edits, refunds and removals show in `currentQuantity` only (A2). */
const lineItem: Fields<Line> = {
  id: ({ id }) => gid('LineItem', id),
  name: ({ title }) => title,
  currentQuantity: ({ current }) => current,
  unfulfilledQuantity: (line) => Math.max(0, line.current - fulfilledOf(line)),
  nonFulfillableQuantity: () => 0,
  originalUnitPriceSet: ({ price }, _, { shop }) => money(shop, price),
  variant: ({ item }) => item,
}

const shippingLine: Fields<ShippingLine> = {
  id: ({ id }) => gid('ShippingLine', id),
  source: () => 'shopify',
  custom: () => false,
  originalPriceSet: ({ price }, _, { shop }) => money(shop, price),
}

const address: Fields<Address & { readonly order: number }> = {
  id: ({ order: id }) => `${gid('MailingAddress', id)}?model_name=Address`,
  name: ({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(' ') || null,
  countryCodeV2: ({ countryCode }) => countryCode,
}

export const ORDER_FIELDS = { Order: order, LineItem: lineItem, ShippingLine: shippingLine, MailingAddress: address }
