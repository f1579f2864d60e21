import { Refusal } from '../../kit/emulator/refusal.ts'
import { gid } from './gid.ts'
import type { Address, Financial, FulfillmentOrder, Item, Line, Location, Order, ShippingLine, Shop } from './model.ts'
import { restOrder } from './rest-order.ts'
import { routeLines } from './routing.ts'
import { commit } from './stock.ts'
import { secondOf, tellSearch, type World } from './world.ts'

/** A line as a shopper puts it into the basket. */
export interface LineWish { readonly item: Item | null; readonly sku: string | null; readonly title: string; readonly quantity: number; readonly price: number; readonly location: Location | null; readonly method?: FulfillmentOrder['method'] | null; readonly presentedName?: string | null; readonly requiresShipping?: boolean }

export interface OrderWish {
  readonly lines: readonly LineWish[]
  readonly shipping: readonly Omit<ShippingLine, 'id'>[]
  readonly address: Address | null
  readonly financial: Financial
  readonly location: Location | null
  readonly createdAt: number | null
  readonly note: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly tags: readonly string[]
  readonly attributes: Order['attributes']
  readonly test: boolean
  readonly risk: Order['risk']
  readonly method: FulfillmentOrder['method']
  readonly source: string
  readonly request: FulfillmentOrder['request']
  readonly hold: { readonly reason: string; readonly notes: string | null } | null
}

/** A shopper buys: the order stands, is routed to locations, and its units are committed there. */
export function placeOrder(world: World, shop: Shop, wish: OrderWish): Order {
  if (wish.lines.length === 0) throw new Refusal(422, 'an order has at least one line')
  const createdAt = wish.createdAt ?? secondOf(world.clock)
  const order: Order = {
    id: world.id(), number: shop.nextOrder, createdAt, updatedAt: createdAt, indexedAt: null,
    cancelledAt: null, cancelReason: null, closedAt: null, financial: wish.financial, edited: false,
    note: wish.note, email: wish.email, phone: wish.phone, tags: wish.tags, attributes: wish.attributes, test: wish.test, risk: wish.risk,
    sourceName: wish.source, address: wish.address,
    shippingLines: wish.shipping.map((line) => ({ id: world.id(), ...line })),
    lines: [], fulfillmentOrders: [], fulfillments: [],
  }
  shop.nextOrder += 1
  shop.orders.set(order.id, order)
  const wanted = wish.lines.map((line) => ({ line: addLine(world, order, line), location: line.location ?? wish.location }))
  const chosen = new Map(wanted.map(({ line }, at) => [line, deliveryOf(line, wish.lines[at], wish)]))
  for (const { location, lines } of routeLines(shop, wanted)) {
    for (const group of Map.groupBy(lines, (line) => JSON.stringify(chosen.get(line))).values()) {
      const made = openFulfillmentOrder(world, shop, order, location, chosen.get(group[0] as Line) ?? { method: wish.method, presentedName: null })
      if (location.isService) made.request = wish.request
      for (const line of group) addUnits(world, shop, made, line, line.current)
      if (wish.hold) hold(world, made, wish.hold)
    }
  }
  tellSearch(world, shop, order)
  world.emit(shop, 'ORDERS_CREATE', () => restOrder(shop, order))
  if (order.financial === 'PAID') world.emit(shop, 'ORDERS_PAID', () => restOrder(shop, order))
  world.emit(shop, 'FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE', () => ({ fulfillment_order: { id: gid('FulfillmentOrder', order.fulfillmentOrders[0]?.id ?? 0), status: 'open' } }))
  return order
}

type Delivery = Pick<FulfillmentOrder, 'method' | 'presentedName'>

/** As its line says; else as the order's first shipping line that stands. */
function deliveryOf({ requiresShipping }: Line, wish: LineWish | undefined, { method, shipping }: OrderWish): Delivery {
  const presentedName = wish?.presentedName === undefined ? (shipping.find(({ isRemoved }) => !isRemoved)?.title ?? null) : wish.presentedName
  return { method: requiresShipping ? (wish?.method ?? method) : 'NONE', presentedName }
}

export function addLine(world: World, order: Order, { item, sku, title, quantity, price, requiresShipping }: LineWish): Line {
  const line: Line = { id: world.id(), order, item, sku, title, price, quantity, current: quantity, requiresShipping: requiresShipping ?? item?.requiresShipping ?? true, isGiftCard: item?.isGiftCard ?? false }
  order.lines.push(line)
  return line
}

export function openFulfillmentOrder(world: World, shop: Shop, order: Order, location: Location, { method, presentedName }: Delivery): FulfillmentOrder {
  const made: FulfillmentOrder = {
    id: world.id(), order, location, method, presentedName, status: 'OPEN', fulfillAt: null, request: 'UNSUBMITTED', createdAt: order.updatedAt, updatedAt: order.updatedAt, holds: [], lines: [],
  }
  order.fulfillmentOrders.push(made)
  shop.fulfillmentOrders.set(made.id, made)
  return made
}

/** Adds units of a line to a fulfillment order, and commits them. */
export function addUnits(world: World, shop: Shop, to: FulfillmentOrder, line: Line, units: number): void {
  let found = to.lines.find((candidate) => candidate.line === line)
  if (!found) {
    found = { id: world.id(), line, total: 0, remaining: 0, committed: 0 }
    to.lines.push(found)
  }
  found.total += units
  found.remaining += units
  commit(world, shop, found, to.location, units)
}

function hold(world: World, target: FulfillmentOrder, { reason, notes }: { readonly reason: string; readonly notes: string | null }): void {
  target.holds = [...target.holds, { id: world.id(), reason, notes }]
  target.status = 'ON_HOLD'
}
