import type { ConnectionRole } from '../../core/model/setup.ts'
import type { HintName } from '../../core/ports/connector.ts'

/** How a topic's body names what changed. All are hints: the thing itself is read again. */
export type Naming = 'order' | 'order_id' | 'order_edit' | 'fulfillment_orders' | 'level' | 'item' | 'location' | 'bulk_operation'
/** `does`: what the hint leads to (`ended` wakes the call that follows a bulk operation). `role`: who needs it. */
export interface Topic { subscribe: string; does: HintName | 'ended'; naming: Naming; role: ConnectionRole; includeFields?: string[] }

const ORDER_FIELDS = ['id', 'admin_graphql_api_id', 'updated_at']
const order = (subscribe: string): Topic => ({ subscribe, does: 'orders', naming: 'order', role: 'orders', includeFields: ORDER_FIELDS })
const ofOrder = (subscribe: string): Topic => ({ subscribe, does: 'orders', naming: 'order_id', role: 'orders', includeFields: ['id', 'order_id'] })
const work = (subscribe: string): Topic => ({ subscribe, does: 'orders', naming: 'fulfillment_orders', role: 'orders' })
const level = (subscribe: string): Topic => ({ subscribe, does: 'levels', naming: 'level', role: 'inventory' })
const item = (subscribe: string): Topic => ({ subscribe, does: 'items', naming: 'item', role: 'inventory', includeFields: ['id', 'admin_graphql_api_id'] })
const location = (subscribe: string): Topic => ({ subscribe, does: 'locations', naming: 'location', role: 'inventory', includeFields: ['id', 'admin_graphql_api_id'] })

/**
 * Header value → what it is. Only what leads to something: an order, item or list of locations that is read again, a stock step that is woken, a
 * call that is asked about. Order topics are asked for their ids only (`includeFields`): a hint needs no person. Left out are products,
 * whose SKUs come with their items, and locations that are gone, of which there is nothing to read. Published names: WebhookSubscriptionTopic.
 */
export const TOPICS: Readonly<Record<string, Topic>> = {
  'orders/create': order('ORDERS_CREATE'),
  'orders/updated': order('ORDERS_UPDATED'),
  'orders/paid': order('ORDERS_PAID'),
  'orders/cancelled': order('ORDERS_CANCELLED'),
  'orders/delete': { subscribe: 'ORDERS_DELETE', does: 'orders', naming: 'order', role: 'orders' },
  'orders/edited': { subscribe: 'ORDERS_EDITED', does: 'orders', naming: 'order_edit', role: 'orders' },
  'orders/risk_assessment_changed': { subscribe: 'ORDERS_RISK_ASSESSMENT_CHANGED', does: 'orders', naming: 'order_id', role: 'orders' },
  'refunds/create': ofOrder('REFUNDS_CREATE'),
  'fulfillments/create': ofOrder('FULFILLMENTS_CREATE'),
  'fulfillments/update': ofOrder('FULFILLMENTS_UPDATE'),
  'fulfillment_orders/order_routing_complete': work('FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE'),
  'fulfillment_orders/moved': work('FULFILLMENT_ORDERS_MOVED'),
  'fulfillment_orders/split': work('FULFILLMENT_ORDERS_SPLIT'),
  'fulfillment_orders/merged': work('FULFILLMENT_ORDERS_MERGED'),
  'fulfillment_orders/placed_on_hold': work('FULFILLMENT_ORDERS_PLACED_ON_HOLD'),
  'fulfillment_orders/hold_released': work('FULFILLMENT_ORDERS_HOLD_RELEASED'),
  'fulfillment_orders/cancelled': work('FULFILLMENT_ORDERS_CANCELLED'),
  'fulfillment_orders/rescheduled': work('FULFILLMENT_ORDERS_RESCHEDULED'),
  'fulfillment_orders/scheduled_fulfillment_order_ready': work('FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY'),
  'inventory_items/create': item('INVENTORY_ITEMS_CREATE'),
  'inventory_items/update': item('INVENTORY_ITEMS_UPDATE'),
  'inventory_items/delete': item('INVENTORY_ITEMS_DELETE'),
  'inventory_levels/update': level('INVENTORY_LEVELS_UPDATE'),
  'inventory_levels/connect': level('INVENTORY_LEVELS_CONNECT'),
  'inventory_levels/disconnect': level('INVENTORY_LEVELS_DISCONNECT'),
  'locations/create': location('LOCATIONS_CREATE'),
  'locations/activate': location('LOCATIONS_ACTIVATE'),
  'bulk_operations/finish': { subscribe: 'BULK_OPERATIONS_FINISH', does: 'ended', naming: 'bulk_operation', role: 'inventory' },
}

/** What is subscribed for these roles: name at the vendor → the fields asked for, or all. */
export function wantedTopics(roles: readonly ConnectionRole[]): ReadonlyMap<string, readonly string[] | null> {
  const hints = Object.values(TOPICS).filter(({ role }) => roles.includes(role))
  return new Map([...(roles.length > 0 ? [UNINSTALLED] : []), ...hints.map(({ subscribe, includeFields = null }) => [subscribe, includeFields] as [string, readonly string[] | null])])
}

/** The shop as it was, of which only its name is wanted; it is a command, read in commands.ts. */
const UNINSTALLED: readonly [string, readonly string[]] = ['APP_UNINSTALLED', ['id', 'myshopify_domain']]
