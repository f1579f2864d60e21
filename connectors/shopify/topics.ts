import type { ConnectionRole } from '../../core/model/setup.ts'
import type { SourceName } from '../../core/ports/connector.ts'

/** How a topic's body names what changed. All are hints: the thing itself is read again. */
export type Naming = 'order' | 'order_id' | 'order_edit' | 'fulfillment_orders' | 'level'
export interface Topic { subscribe: string; capability: SourceName; naming: Naming; role: ConnectionRole; includeFields?: string[] }

const ORDER_FIELDS = ['id', 'admin_graphql_api_id', 'updated_at']
const order = (subscribe: string): Topic => ({ subscribe, capability: 'orders', naming: 'order', role: 'orders', includeFields: ORDER_FIELDS })
const work = (subscribe: string): Topic => ({ subscribe, capability: 'orders', naming: 'fulfillment_orders', role: 'orders' })
const level = (subscribe: string): Topic => ({ subscribe, capability: 'levels', naming: 'level', role: 'inventory' })

/**
 * Header value → what it is. Order topics are asked for their ids only (`includeFields`): a hint needs no person.
 * Published names: WebhookSubscriptionTopic.
 */
export const TOPICS: Readonly<Record<string, Topic>> = {
  'orders/create': order('ORDERS_CREATE'),
  'orders/updated': order('ORDERS_UPDATED'),
  'orders/cancelled': order('ORDERS_CANCELLED'),
  'orders/delete': { subscribe: 'ORDERS_DELETE', capability: 'orders', naming: 'order', role: 'orders' },
  'orders/edited': { subscribe: 'ORDERS_EDITED', capability: 'orders', naming: 'order_edit', role: 'orders' },
  // The store rates an order some time after it was placed, and need not touch the order for it.
  'orders/risk_assessment_changed': { subscribe: 'ORDERS_RISK_ASSESSMENT_CHANGED', capability: 'orders', naming: 'order_id', role: 'orders', includeFields: ['order_id'] },
  'refunds/create': { subscribe: 'REFUNDS_CREATE', capability: 'orders', naming: 'order_id', role: 'orders', includeFields: ['id', 'order_id'] },
  'fulfillment_orders/order_routing_complete': work('FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE'),
  'fulfillment_orders/moved': work('FULFILLMENT_ORDERS_MOVED'),
  'fulfillment_orders/split': work('FULFILLMENT_ORDERS_SPLIT'),
  'fulfillment_orders/merged': work('FULFILLMENT_ORDERS_MERGED'),
  'fulfillment_orders/placed_on_hold': work('FULFILLMENT_ORDERS_PLACED_ON_HOLD'),
  'fulfillment_orders/hold_released': work('FULFILLMENT_ORDERS_HOLD_RELEASED'),
  'fulfillment_orders/cancelled': work('FULFILLMENT_ORDERS_CANCELLED'),
  'fulfillment_orders/rescheduled': work('FULFILLMENT_ORDERS_RESCHEDULED'),
  'fulfillment_orders/scheduled_fulfillment_order_ready': work('FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY'),
  'inventory_levels/update': level('INVENTORY_LEVELS_UPDATE'),
  'inventory_levels/connect': level('INVENTORY_LEVELS_CONNECT'),
}
