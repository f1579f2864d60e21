import { sees } from './access.ts'
import type { Context } from './context.ts'
import { pageOfEvents, shownOf } from './fulfillment-event.ts'
import { gid } from './gid.ts'
import type { Fulfillment, FulfillmentEvent, FulfillmentOrder, FulfillmentOrderLine, Hold, Line } from './model.ts'
import { SUPPORTED_ACTIONS } from './order-status.ts'
import { type PageArguments, pageOfList } from './pages.ts'
import { iso } from './world.ts'

type Fields<T> = Readonly<Record<string, (source: T, args: PageArguments, context: Context) => unknown>>

const fulfillmentOrder: Fields<FulfillmentOrder> = {
  id: ({ id }) => gid('FulfillmentOrder', id),
  requestStatus: ({ request }) => request,
  createdAt: ({ createdAt }) => iso(createdAt),
  updatedAt: ({ updatedAt }) => iso(updatedAt),
  fulfillAt: ({ fulfillAt, createdAt }) => iso(fulfillAt ?? createdAt),
  supportedActions: ({ status }) => SUPPORTED_ACTIONS[status].map((action) => ({ action })),
  assignedLocation: ({ location }) => ({ name: location.name, countryCode: 'US', location }),
  deliveryMethod: ({ id, method, presentedName, order }) => ({
    id: gid('DeliveryMethod', id), methodType: method, presentedName, serviceCode: order.shippingLines.find(({ title }) => title === presentedName)?.code,
  }),
  fulfillmentHolds: ({ holds }) => holds,
  orderId: ({ order }) => gid('Order', order.id),
  orderName: ({ order }) => `#${order.number}`,
  orderProcessedAt: ({ order }) => iso(order.createdAt),
  lineItems: ({ lines }, args) => pageOfList(lines, args),
  fulfillments: (source, args) => pageOfList(source.order.fulfillments.filter(({ fulfillmentOrders }) => fulfillmentOrders.includes(source)), args),
}

const part: Fields<FulfillmentOrderLine> = {
  id: ({ id }) => gid('FulfillmentOrderLineItem', id),
  totalQuantity: ({ total }) => total,
  remainingQuantity: ({ remaining }) => remaining,
  sku: ({ line }) => line.sku,
  productTitle: ({ line }) => line.title,
  requiresShipping: ({ line }) => line.requiresShipping,
  inventoryItemId: ({ line }) => line.item && gid('InventoryItem', line.item.id),
  variant: ({ line }) => line.item,
  lineItem: ({ line }) => line,
}

const hold: Fields<Hold> = {
  id: ({ id }) => gid('FulfillmentHold', id),
  reasonNotes: ({ notes }) => notes,
  displayReason: ({ reason }) => reason.toLowerCase().replaceAll('_', ' '),
  heldByRequestingApp: () => false,
}

const fulfillment: Fields<Fulfillment> = {
  id: ({ id }) => gid('Fulfillment', id),
  legacyResourceId: ({ id }) => String(id),
  name: ({ order, number }) => `#${order.number}-F${number}`,
  displayStatus: shownOf,
  createdAt: ({ createdAt }) => iso(createdAt),
  updatedAt: ({ updatedAt }) => iso(updatedAt),
  requiresShipping: ({ lines }) => lines.some(({ line }) => line.requiresShipping),
  totalQuantity: ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0),
  trackingInfo: ({ tracking }, { first }) => tracking.slice(0, first ?? tracking.length),
  deliveredAt: ({ events }) => timeOf(events, 'DELIVERED'),
  inTransitAt: ({ events }) => timeOf(events, 'IN_TRANSIT'),
  events: pageOfEvents,
  fulfillmentLineItems: ({ lines }, args) => pageOfList(lines, args),
  fulfillmentOrders: ({ fulfillmentOrders }, args, { shop }) => pageOfList(fulfillmentOrders.filter((from) => sees(shop, from, 'read')), args),
}

const fulfillmentLine: Fields<{ readonly id: number; readonly line: Line }> = {
  id: ({ id }) => gid('FulfillmentLineItem', id),
  lineItem: ({ line }) => line,
}

const event: Fields<FulfillmentEvent> = {
  id: ({ id }) => gid('FulfillmentEvent', id),
  happenedAt: ({ happenedAt }) => iso(happenedAt),
  createdAt: ({ createdAt }) => iso(createdAt),
}

function timeOf(events: readonly FulfillmentEvent[], wanted: string): string | null {
  const found = events.find(({ status }) => status === wanted)
  return found ? iso(found.happenedAt) : null
}

export const FULFILLMENT_FIELDS = {
  FulfillmentOrder: fulfillmentOrder, FulfillmentOrderLineItem: part, FulfillmentHold: hold, Fulfillment: fulfillment, FulfillmentLineItem: fulfillmentLine, FulfillmentEvent: event,
}
