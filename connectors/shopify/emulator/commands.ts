import { Refusal } from '../../kit/emulator/refusal.ts'
import type { Body } from '../../kit/emulator/sandbox.ts'
import { fulfill } from './fulfill.ts'
import { cancelFulfillment } from './fulfillment-cancel.ts'
import { gid } from './gid.ts'
import { disconnect } from './item-change.ts'
import type { Address, FulfillmentOrder, Order, Shop } from './model.ts'
import { assessRisk, cancelOrder, editOrder, payOrder } from './order-change.ts'
import { deleteOrder } from './order-delete.ts'
import { moveOrder } from './order-move.ts'
import { type OrderWish, placeOrder } from './order-place.ts'
import { refundOrder } from './order-refund.ts'
import { isFulfillable, standing } from './order-status.ts'
import { somebody } from './people.ts'
import { addressFrom, itemFrom, linesFrom, listOf, locationFrom, METHODS, orderFrom, textOf, timeFrom, wholeOf, wordOf } from './reading.ts'
import { addItem, reserve, setAvailable, stockAt } from './stock.ts'
import { trackingOf } from './tracking.ts'
import { workFrom } from './work-find.ts'
import { holdWork, releaseWork } from './work-hold.ts'
import { scheduleWork } from './work-schedule.ts'
import { mergeWork, splitWork } from './work-split.ts'
import { iso, shopOf, type World } from './world.ts'

const FINANCIALS = ['PAID', 'PENDING', 'AUTHORIZED', 'PARTIALLY_PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'VOIDED', 'EXPIRED'] as const
const RISKS = ['ACCEPT', 'CANCEL', 'INVESTIGATE', 'NONE'] as const
const REQUESTS = ['UNSUBMITTED', 'SUBMITTED', 'ACCEPTED', 'REJECTED', 'CANCELLATION_REQUESTED', 'CANCELLATION_ACCEPTED', 'CANCELLATION_REJECTED', 'CLOSED'] as const
const REASONS = ['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF'] as const
const HOLDS = [
  'OTHER', 'AWAITING_PAYMENT', 'AWAITING_RETURN_ITEMS', 'HIGH_RISK_OF_FRAUD', 'INCORRECT_ADDRESS', 'INVENTORY_OUT_OF_STOCK',
  'ONLINE_STORE_POST_PURCHASE_CROSS_SELL', 'UNKNOWN_DELIVERY_DATE',
] as const

/** `POST /_sandbox/orders`: `{ shop?, lines, shipping?, address?, financial?, location?, createdAt?, note?, tags?, … , count? }` */
export function placeOrders(world: World, body: Body): { ids: string[] } {
  const shop = shopOf(world, body['shop'])
  const count = body['count'] === undefined ? 1 : wholeOf(body['count'], 'count', 1, 10_000)
  return { ids: Array.from({ length: count }, () => gid('Order', placeOrder(world, shop, wishFrom(world, shop, body)).id)) }
}

function wishFrom(world: World, shop: Shop, body: Body): OrderWish {
  const { address, email } = somebody(world.random)
  return {
    lines: linesFrom(shop, body['lines'], 1),
    shipping: shippingFrom(body['shipping']),
    address: addressFrom(body['address'], address),
    financial: wordOf(body['financial'], 'financial', FINANCIALS, 'PAID'),
    location: locationFrom(shop, body['location']),
    createdAt: timeFrom(body['createdAt'], 'createdAt'),
    note: textOf(body['note'], 'note'),
    email: body['email'] === undefined ? email : textOf(body['email'], 'email'),
    phone: textOf(body['phone'], 'phone'),
    tags: Array.isArray(body['tags']) ? body['tags'].map(String) : [],
    attributes: body['attributes'] === undefined ? [] : listOf(body['attributes'], 'attributes').map(({ key, value }) => ({ key: String(key), value: String(value) })),
    test: body['test'] === true,
    risk: wordOf(body['risk'], 'risk', RISKS, 'NONE'),
    method: wordOf(body['method'], 'method', METHODS, 'SHIPPING'),
    source: textOf(body['source'], 'source') ?? 'web',
    request: wordOf(body['request'], 'request', REQUESTS, 'UNSUBMITTED'),
    hold: body['hold'] === undefined ? null : holdFrom(body['hold'] as Body),
  }
}

/** One line, several, or with null none. */
function shippingFrom(value: unknown): OrderWish['shipping'] {
  if (value === null) return []
  return Array.isArray(value) ? listOf(value, 'shipping').map(shippingLineFrom) : [shippingLineFrom((value ?? {}) as Body)]
}

function shippingLineFrom({ code, title, price, removed }: Body): OrderWish['shipping'][number] {
  const named = textOf(title, 'shipping.title') ?? textOf(code, 'shipping.code') ?? 'Standard'
  return { code: code === undefined ? named : textOf(code, 'shipping.code'), title: named, price: price === undefined ? 500 : wholeOf(price, 'shipping.price', 0, 1e9), isRemoved: removed === true }
}

function holdFrom(body: Body): { readonly reason: string; readonly notes: string | null } {
  return { reason: wordOf(body['reason'], 'reason', HOLDS, 'OTHER'), notes: textOf(body['notes'], 'notes') }
}

/** `POST /_sandbox/products`: `{ shop?, items: [{ sku | null, title?, variantCount?, available?: { location: n }, tracked?, bundle?, requiresShipping?, price? }] }` */
export function addProducts(world: World, body: Body): { items: { id: string; variantId: string; sku: string | null }[] } {
  const shop = shopOf(world, body['shop'])
  return { items: listOf(body['items'], 'items').flatMap((wish) => addVariants(world, shop, wish)) }
}

function addVariants(world: World, shop: Shop, wish: Body): { id: string; variantId: string; sku: string | null }[] {
  const sku = textOf(wish['sku'], 'sku')
  const count = wish['variantCount'] === undefined ? 1 : wholeOf(wish['variantCount'], 'variantCount', 1, 2000)
  // Not said: stocked everywhere, with nothing.
  const stock = Object.entries((wish['available'] as Body | undefined) ?? Object.fromEntries([...shop.locations.keys()].map((id) => [id, 0])))
  const stocked = stock.flatMap(([name, units]) => {
    const location = locationFrom(shop, name)
    return location ? [{ location, units: wholeOf(units, `available.${name}`, -1e9, 1e9) }] : []
  })
  return Array.from({ length: count }, () => {
    const item = addItem(world, shop, {
      sku, title: textOf(wish['title'], 'title') ?? `Product ${sku ?? 'without SKU'}`, price: wish['price'] === undefined ? 1000 : wholeOf(wish['price'], 'price', 0, 1e9),
      tracked: wish['tracked'] !== false, isBundle: wish['bundle'] === true, requiresShipping: wish['requiresShipping'] !== false, isGiftCard: wish['giftCard'] === true,
    })
    for (const { location, units } of stocked) stockAt(world, item, location, units)
    return { id: gid('InventoryItem', item.id), variantId: gid('ProductVariant', item.variant), sku }
  })
}

/**
 * `POST /_sandbox/levels`: `{ shop?, sku | item, location, available }`: somebody counts by hand in the store's admin; null: does not stock it there any
 * more. `{ …, reserved }`: so many are set aside for draft orders, and taken off what is available.
 */
export function setLevel(world: World, body: Body): { available: number | null } {
  const shop = shopOf(world, body['shop'])
  const item = itemFrom(shop, body)
  const location = locationFrom(shop, body['location']) ?? [...shop.locations.values()][0]
  if (!location) throw new Refusal(409, 'the shop has no location')
  if (body['available'] === null) {
    disconnect(world, shop, item, location)
    return { available: null }
  }
  if (body['reserved'] !== undefined) {
    const level = stockAt(world, item, location, 0)
    reserve(world, shop, level, wholeOf(body['reserved'], 'reserved', 0, 1e9))
    return { available: level.available }
  }
  const available = wholeOf(body['available'], 'available', -1e9, 1e9)
  const delta = setAvailable(world, shop, stockAt(world, item, location, 0), available)
  shop.drifted.push({ at: iso(world.clock.now()), item: item.id, location: location.id, delta, by: 'hand' })
  return { available }
}

export type OrderCommand = 'edit' | 'cancel' | 'pay' | 'hold' | 'release' | 'schedule' | 'split' | 'merge' | 'move' | 'refund' | 'risk' | 'delete' | 'fulfill' | 'unfulfill'

/** `POST /_sandbox/orders/{id}/<name>` */
export function orderCommands(world: World): Readonly<Record<OrderCommand, (id: string, body: Body) => { id: string }>> {
  const on = (run: (shop: Shop, order: Order, body: Body) => unknown) => (id: string, body: Body) => {
    const { shop, order } = orderFrom(world, id)
    run(shop, order, body)
    return { id: gid('Order', order.id) }
  }
  return {
    edit: on((shop, order, body) => {
      const under: Address = order.address ?? somebody(world.random).address
      const address = body['address'] === undefined ? undefined : addressFrom(body['address'], under)
      editOrder(world, shop, order, { lines: body['lines'] === undefined ? [] : linesFrom(shop, body['lines'], 0), address })
    }),
    cancel: on((shop, order, body) => cancelOrder(world, shop, order, wordOf(body['reason'], 'reason', REASONS, 'CUSTOMER'))),
    pay: on((shop, order) => payOrder(world, shop, order)),
    hold: on((shop, order, body) => holdWork(world, shop, order, workFrom(order, body), holdFrom(body))),
    release: on((shop, order, body) => releaseWork(world, shop, order, workFrom(order, body), body['reason'] === undefined ? null : holdFrom(body).reason)),
    schedule: on((shop, order, body) => scheduleWork(world, shop, order, workFrom(order, body), timeFrom(body['at'], 'at') ?? world.clock.now())),
    split: on((shop, order, body) => splitWork(world, shop, order, firstOf(order, body), linesFrom(shop, body['lines'], 1))),
    merge: on((shop, order, body) => mergeWork(world, shop, order, workFrom(order, body))),
    move: on((shop, order, body) => moveOrder(world, shop, order, body)),
    refund: on((shop, order, body) => refundOrder(world, shop, order, { lines: body['lines'] === undefined ? null : linesFrom(shop, body['lines'], 1), restock: body['restock'] === true })),
    risk: on((shop, order, body) => assessRisk(world, shop, order, wordOf(body['risk'], 'risk', RISKS, 'INVESTIGATE'))),
    delete: on((shop, order) => deleteOrder(world, shop, order)),
    fulfill: on((shop, order, body) => fulfillByHand(world, shop, order, body)),
    unfulfill: on((shop, order) => unfulfillByHand(world, shop, order)),
  }
}

const firstOf = (order: Order, body: Body): FulfillmentOrder => workFrom(order, body)[0] as FulfillmentOrder

/** The merchant ships by hand: the given SKUs, or everything; one fulfillment per location, as the admin makes them. */
function fulfillByHand(world: World, shop: Shop, order: Order, body: Body): void {
  const tracking = trackingOf((body['tracking'] as Parameters<typeof trackingOf>[0]) ?? null)
  const open = order.fulfillmentOrders.filter(isFulfillable)
  if (open.length === 0) throw new Refusal(409, 'nothing is open to be fulfilled')
  const left = body['lines'] === undefined ? null : new Map(linesFrom(shop, body['lines'], 1).map(({ sku, quantity }) => [sku, quantity]))
  for (const group of Map.groupBy(open, ({ location }) => location).values()) {
    const groups = group.map((from) => ({ id: gid('FulfillmentOrder', from.id), lines: left && take(from, left) })).filter(({ lines }) => lines === null || lines.length > 0)
    if (groups.length === 0) continue
    const done = fulfill(world, shop, { groups, tracking }, () => true)
    if ('errors' in done) throw new Refusal(409, done.errors[0]?.message ?? 'refused')
  }
  if (left && [...left.values()].some((units) => units > 0)) throw new Refusal(409, 'not all of that was open; what was is fulfilled')
}

/** The merchant takes back every fulfillment of the order that stands. */
function unfulfillByHand(world: World, shop: Shop, order: Order): void {
  const found = standing(order)
  if (found.length === 0) throw new Refusal(409, 'nothing of the order is fulfilled')
  for (const fulfillment of found) cancelFulfillment(world, shop, fulfillment)
}

function take(from: FulfillmentOrder, left: Map<string | null, number>): { id: string; quantity: number }[] {
  return from.lines.flatMap(({ id, line, remaining }) => {
    const quantity = Math.min(remaining, left.get(line.sku) ?? 0)
    if (quantity > 0) left.set(line.sku, (left.get(line.sku) ?? 0) - quantity)
    return quantity > 0 ? [{ id: gid('FulfillmentOrderLineItem', id), quantity }] : []
  })
}
