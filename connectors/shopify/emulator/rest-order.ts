import { gid } from './gid.ts'
import type { Address, Fulfillment, Order, Shop } from './model.ts'
import { decimal, displayStatus, shippingOf, totalOf } from './order-status.ts'
import { iso } from './world.ts'

const REST_STATUS: Readonly<Record<string, string | null>> = { FULFILLED: 'fulfilled', PARTIALLY_FULFILLED: 'partial' }

/** The REST-shaped order that the order topics carry (SHOPIFY-SHIPSTATION A6: numbers for ids, the gid beside). */
export function restOrder(shop: Shop, order: Order): Record<string, unknown> {
  return {
    id: order.id,
    admin_graphql_api_id: gid('Order', order.id),
    name: `#${order.number}`,
    order_number: order.number,
    created_at: iso(order.createdAt),
    processed_at: iso(order.createdAt),
    updated_at: iso(order.updatedAt),
    cancelled_at: order.cancelledAt === null ? null : iso(order.cancelledAt),
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    closed_at: order.closedAt === null ? null : iso(order.closedAt),
    currency: shop.currency,
    presentment_currency: shop.currency,
    financial_status: order.financial.toLowerCase(),
    fulfillment_status: REST_STATUS[displayStatus(order)] ?? null,
    email: order.email,
    phone: order.phone,
    note: order.note,
    note_attributes: order.attributes.map(({ key, value }) => ({ name: key, value })),
    tags: order.tags.join(', '),
    test: order.test,
    source_name: order.sourceName,
    total_price: decimal(totalOf(order, 'quantity')),
    current_total_price: decimal(totalOf(order, 'current')),
    total_shipping_price_set: { shop_money: { amount: decimal(shippingOf(order)), currency_code: shop.currency } },
    line_items: order.lines.map((line) => ({
      id: line.id,
      admin_graphql_api_id: gid('LineItem', line.id),
      sku: line.sku,
      title: line.title,
      name: line.title,
      quantity: line.quantity,
      current_quantity: line.current,
      price: decimal(line.price),
      requires_shipping: line.requiresShipping,
      variant_id: line.item?.variant ?? null,
      product_id: line.item?.product ?? null,
    })),
    shipping_lines: order.shippingLines.map(({ id, code, title, price, isRemoved }) => ({ id, code, title, price: decimal(price), source: 'shopify', is_removed: isRemoved })),
    shipping_address: order.address && restAddress(order.address),
    fulfillments: order.fulfillments.map(restFulfillment),
  }
}

/** As the fulfillment topics carry it. */
export function restFulfillment(fulfillment: Fulfillment): Record<string, unknown> {
  const { order, tracking } = fulfillment
  return {
    id: fulfillment.id,
    admin_graphql_api_id: gid('Fulfillment', fulfillment.id),
    order_id: order.id,
    name: `#${order.number}.${fulfillment.number}`,
    status: fulfillment.status.toLowerCase(),
    shipment_status: fulfillment.events.at(-1)?.status.toLowerCase() ?? null,
    created_at: iso(fulfillment.createdAt),
    updated_at: iso(fulfillment.updatedAt),
    location_id: fulfillment.location.id,
    tracking_company: tracking[0]?.company ?? null,
    tracking_number: tracking[0]?.number ?? null,
    tracking_numbers: tracking.map(({ number }) => number),
    tracking_urls: tracking.map(({ url }) => url),
    line_items: fulfillment.lines.map(({ line, quantity }) => ({ id: line.id, sku: line.sku, quantity })),
  }
}

function restAddress(address: Address): Record<string, unknown> {
  return {
    first_name: address.firstName,
    last_name: address.lastName,
    name: [address.firstName, address.lastName].filter(Boolean).join(' ') || null,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    province: address.province,
    province_code: address.provinceCode,
    zip: address.zip,
    country: address.country,
    country_code: address.countryCode,
    phone: address.phone,
  }
}
