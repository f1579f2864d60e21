import type { FulfillmentOrder, Shop } from './model.ts'

/** What a type or field wants (`requiredAccess` of the published 2026-10 schema): any one of the scopes. */
interface Access { readonly scopes: readonly string[]; readonly text: string }

const any = (...scopes: readonly string[]): Access => {
  const words = scopes.map((scope) => `\`${scope}\` access scope`)
  return { scopes, text: `${words.length > 1 ? `${words.slice(0, -1).join(', ')} or ` : ''}${words.at(-1)}.` }
}
const READ_FULFILLMENT_ORDERS = any(
  'read_assigned_fulfillment_orders', 'read_merchant_managed_fulfillment_orders', 'read_third_party_fulfillment_orders', 'read_marketplace_fulfillment_orders',
)
const fulfills = any('write_assigned_fulfillment_orders', 'write_merchant_managed_fulfillment_orders', 'write_third_party_fulfillment_orders')
const WRITE_FULFILLMENT_ORDERS: Access = { ...fulfills, text: `${fulfills.text} Also: The user must have fulfill_and_ship_orders permission.` }
const also = (scope: string, permission: string): Access => ({ ...any(scope), text: `${any(scope).text} Also: The user must have a permission to ${permission}.` })

const OF_TYPE: Readonly<Record<string, Access>> = {
  Order: any('read_orders', 'read_marketplace_orders', 'read_quick_sale'),
  LineItem: any('read_orders', 'read_marketplace_orders'),
  Fulfillment: any('read_orders', 'read_marketplace_orders', ...READ_FULFILLMENT_ORDERS.scopes),
  InventoryItem: any('read_inventory', 'read_products'),
  InventoryLevel: any('read_inventory'),
  Location: any('read_locations', 'read_inventory', 'read_markets_home'),
  ProductVariant: any('read_products'),
}

const OF_FIELD: Readonly<Record<string, Access>> = {
  'QueryRoot.ordersCount': any('read_orders', 'read_marketplace_orders'),
  'Mutation.fulfillmentCreate': WRITE_FULFILLMENT_ORDERS,
  'Mutation.fulfillmentTrackingInfoUpdate': WRITE_FULFILLMENT_ORDERS,
  // The published schema asks for no scope; a fulfillment is cancelled by whoever may make one.
  'Mutation.fulfillmentCancel': WRITE_FULFILLMENT_ORDERS,
  'Mutation.fulfillmentEventCreate': { ...any('write_fulfillments'), text: `${any('write_fulfillments').text} Also: The user must have fulfill_and_ship_orders permission.` },
  'Mutation.inventorySetQuantities': also('write_inventory', 'update an inventory'),
  'Mutation.inventoryActivate': also('write_inventory', 'activate an inventory item'),
  'FulfillmentHold.heldByApp': any('read_apps'),
}

/** The access that this field lacks, as text; null where nothing does. */
export function lacking(shop: Shop, parent: string, field: string, returned: string): string | null {
  const wanted = OF_FIELD[`${parent}.${field}`] ?? OF_TYPE[returned.replace(/Connection$/, '')]
  return wanted === undefined || has(shop, wanted) ? null : wanted.text
}

/** Whether the shop's token covers a type at all: a node that it does not cover is null. */
export function covers(shop: Shop, type: string): boolean {
  if (type === 'FulfillmentOrder') return has(shop, READ_FULFILLMENT_ORDERS)
  const wanted = OF_TYPE[type]
  return wanted === undefined || has(shop, wanted)
}

/** Fulfillment orders that the scopes do not cover are not there: no error says so (A1). */
export function sees(shop: Shop, { location }: FulfillmentOrder, mode: 'read' | 'write'): boolean {
  // Services here are other apps': since 2024-10 nobody else may fulfill their work, whatever the scopes (A1).
  if (location.isService && mode === 'write') return false
  const kinds = location.isService ? ['assigned', 'third_party'] : ['merchant_managed']
  const modes = mode === 'read' ? ['read', 'write'] : ['write']
  return kinds.some((kind) => modes.some((each) => shop.scopes.has(`${each}_${kind}_fulfillment_orders`)))
}

/** write_x includes read_x, as Shopify grants it. */
function has(shop: Shop, { scopes }: Access): boolean {
  return scopes.some((scope) => shop.scopes.has(scope) || shop.scopes.has(scope.replace(/^read_/, 'write_')))
}

/** What a merchant's app for this hub is given where the starter names no scopes. */
export const USUAL_SCOPES: readonly string[] = [
  'read_orders', 'read_products', 'read_locations', 'read_inventory', 'write_inventory',
  'read_merchant_managed_fulfillment_orders', 'write_merchant_managed_fulfillment_orders',
  'read_third_party_fulfillment_orders', 'write_third_party_fulfillment_orders',
  'read_assigned_fulfillment_orders', 'write_assigned_fulfillment_orders', 'write_fulfillments',
]
