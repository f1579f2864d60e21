import type { DeliveryQueue, HeldDelivery } from '../../kit/emulator/deliveries.ts'
import type { LogEntry, RequestLog } from '../../kit/emulator/request-log.ts'
import { shownOf } from './fulfillment-event.ts'
import { gid, levelGid } from './gid.ts'
import type { Address, Fulfillment, FulfillmentOrder, Order, Shop, Tracking } from './model.ts'
import { displayStatus, isOpen } from './order-status.ts'
import type { World } from './world.ts'
import { iso } from './world.ts'

export interface FulfillmentState {
  readonly shop: string
  readonly id: string
  readonly orderId: string
  readonly locationId: string
  readonly status: Fulfillment['status']
  /** What the admin shows of its way to the customer. */
  readonly displayStatus: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly tracking: readonly Tracking[]
  readonly events: readonly { readonly status: string; readonly happenedAt: string }[]
  readonly lines: readonly { readonly lineItemId: string; readonly sku: string | null; readonly quantity: number }[]
}

export interface OrderState {
  readonly shop: string
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly financial: string
  readonly fulfillment: string
  readonly cancelledAt: string | null
  readonly closedAt: string | null
  readonly address: Address | null
  readonly shipping: { readonly code: string | null; readonly title: string } | null
  readonly lines: readonly { readonly id: string; readonly sku: string | null; readonly quantity: number; readonly currentQuantity: number; readonly requiresShipping: boolean }[]
  readonly fulfillments: readonly FulfillmentState[]
  readonly fulfillmentOrders: readonly {
    readonly id: string; readonly status: string; readonly method: FulfillmentOrder['method']; readonly locationId: string; readonly location: string
    readonly lines: readonly { readonly id: string; readonly lineItemId: string; readonly sku: string | null; readonly total: number; readonly remaining: number }[]
  }[]
}

export interface LevelState {
  readonly shop: string
  readonly id: string
  readonly itemId: string
  readonly sku: string | null
  readonly tracked: boolean
  readonly locationId: string
  readonly location: string
  readonly available: number
  readonly committed: number
  readonly reserved: number
  readonly onHand: number
}

/** The shop's own truth, read by outside checks and by the simulator. */
export interface ShopifyState {
  readonly now: string
  readonly shops: readonly { readonly shop: string; readonly locations: readonly { readonly id: string; readonly name: string }[] }[]
  readonly orders: readonly OrderState[]
  readonly fulfillments: readonly FulfillmentState[]
  readonly levels: readonly LevelState[]
  /** Requests received by operation. */
  readonly calls: Readonly<Record<string, number>>
  readonly log: readonly LogEntry[]
  readonly webhooks: { readonly sent: number; readonly failed: number; readonly dropped: number; readonly gaveUp: number }
  readonly subscriptions: readonly { readonly shop: string; readonly id: string; readonly topic: string; readonly uri: string }[]
  /** Webhooks that did not arrive and fulfillment orders on hold, and why. */
  readonly held: readonly (HeldDelivery | { readonly what: 'fulfillment_order'; readonly account: string; readonly id: string; readonly why: string })[]
  readonly drifted: readonly (Shop['drifted'][number] & { readonly shop: string })[]
}

export interface StateParts { readonly world: World; readonly log: RequestLog; readonly queue: DeliveryQueue }
export interface StateQuery { readonly shop?: string | undefined; readonly after?: number | undefined }

/** Everything, of one shop or of all. `after` leaves out what the log had up to that seq. */
export function stateOf({ world, log, queue }: StateParts, { shop, after }: StateQuery = {}): ShopifyState {
  const shops = [...world.shops.values()].filter(({ domain }) => shop === undefined || domain === shop)
  const orders = shops.flatMap((each) => [...each.orders.values()].map((order) => orderState(each, order)))
  return {
    now: new Date(world.clock.now()).toISOString(),
    shops: shops.map(({ domain, locations }) => ({ shop: domain, locations: [...locations.values()].map(({ id, name }) => ({ id: gid('Location', id), name })) })),
    orders,
    fulfillments: orders.flatMap(({ fulfillments }) => fulfillments),
    levels: shops.flatMap(levelStates),
    calls: log.counts(shop),
    log: log.entries(shop, after),
    webhooks: queue.counts(shop),
    subscriptions: shops.flatMap(({ domain, subscriptions }) =>
      [...subscriptions.values()].map(({ id, topic, uri }) => ({ shop: domain, id: gid('WebhookSubscription', id), topic, uri }))),
    held: [...queue.held(shop), ...shops.flatMap(heldOrders)],
    drifted: shops.flatMap(({ domain, drifted }) => drifted.map((each) => ({ shop: domain, ...each }))),
  }
}

function orderState(shop: Shop, order: Order): OrderState {
  const shipping = order.shippingLines.find(({ isRemoved }) => !isRemoved)
  return {
    shop: shop.domain,
    id: gid('Order', order.id),
    name: `#${order.number}`,
    createdAt: iso(order.createdAt),
    updatedAt: iso(order.updatedAt),
    financial: order.financial,
    fulfillment: displayStatus(order),
    cancelledAt: order.cancelledAt === null ? null : iso(order.cancelledAt),
    closedAt: order.closedAt === null ? null : iso(order.closedAt),
    address: order.address,
    shipping: shipping ? { code: shipping.code, title: shipping.title } : null,
    lines: order.lines.map(({ id, sku, quantity, current, requiresShipping }) => ({ id: gid('LineItem', id), sku, quantity, currentQuantity: current, requiresShipping })),
    fulfillments: order.fulfillments.map((each) => fulfillmentState(shop, each)),
    fulfillmentOrders: order.fulfillmentOrders.map(fulfillmentOrderState),
  }
}

function fulfillmentState(shop: Shop, each: Fulfillment): FulfillmentState {
  return {
    shop: shop.domain, id: gid('Fulfillment', each.id), orderId: gid('Order', each.order.id), locationId: gid('Location', each.location.id), status: each.status, displayStatus: shownOf(each),
    createdAt: iso(each.createdAt), updatedAt: iso(each.updatedAt), tracking: each.tracking,
    events: each.events.map(({ status, happenedAt }) => ({ status, happenedAt: iso(happenedAt) })),
    lines: each.lines.map(({ line, quantity }) => ({ lineItemId: gid('LineItem', line.id), sku: line.sku, quantity })),
  }
}

function fulfillmentOrderState({ id, status, method, location, lines }: FulfillmentOrder): OrderState['fulfillmentOrders'][number] {
  return {
    id: gid('FulfillmentOrder', id), status, method, locationId: gid('Location', location.id), location: location.name,
    lines: lines.map((part) => ({
      id: gid('FulfillmentOrderLineItem', part.id), lineItemId: gid('LineItem', part.line.id), sku: part.line.sku, total: part.total, remaining: part.remaining,
    })),
  }
}

function levelStates({ domain, items }: Shop): LevelState[] {
  return [...items.values()].flatMap(({ id, sku, tracked, levels }) => [...levels.values()].map(({ location, available, committed, reserved }) => ({
    shop: domain, id: levelGid(location.id, id), itemId: gid('InventoryItem', id), sku, tracked, locationId: gid('Location', location.id), location: location.name,
    available, committed, reserved, onHand: available + committed + reserved,
  })))
}

function heldOrders({ domain, fulfillmentOrders }: Shop): ShopifyState['held'] {
  return [...fulfillmentOrders.values()].filter((each) => isOpen(each) && each.holds.length > 0).map(({ id, holds }) => ({
    what: 'fulfillment_order' as const, account: domain, id: gid('FulfillmentOrder', id), why: holds.map(({ reason }) => reason).join(', '),
  }))
}
