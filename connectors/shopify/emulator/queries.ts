import { covers, sees } from './access.ts'
import type { Context } from './context.ts'
import { invalidId } from './failures.ts'
import { levelOf, numberOf, typeOf } from './gid.ts'
import { countOrders, listItems, listLocations, listOrders, listSubscriptions, listVariants, type ListArguments, oldestShown } from './lists.ts'
import { listWork, type WorkArguments } from './list-work.ts'
import { asNode, type Noded } from './node.ts'
import type { PageArguments } from './pages.ts'

interface ById { readonly id: string }

/** Finds a thing by the type that its gid names. */
const FINDERS: Readonly<Record<string, (context: Context, id: string) => object | null | undefined>> = {
  // What the token may not see is not there by its id either (A1).
  Order: (context, id) => {
    const found = context.shop.orders.get(read(id, 'Order'))
    return found && found.createdAt >= oldestShown(context) ? found : null
  },
  FulfillmentOrder: ({ shop }, id) => {
    const found = shop.fulfillmentOrders.get(read(id, 'FulfillmentOrder'))
    return found && sees(shop, found, 'read') ? found : null
  },
  Fulfillment: ({ shop }, id) => shop.fulfillments.get(read(id, 'Fulfillment')),
  InventoryItem: ({ shop }, id) => shop.items.get(read(id, 'InventoryItem')),
  InventoryLevel: ({ shop }, id) => {
    const place = levelOf(id)
    if (!place) throw invalidId()
    return shop.items.get(place.item)?.levels.get(place.location)
  },
  Location: ({ shop }, id) => shop.locations.get(read(id, 'Location')),
  ProductVariant: ({ shop }, id) => shop.byVariant.get(read(id, 'ProductVariant')),
  BulkOperation: ({ shop }, id) => shop.bulks.get(read(id, 'BulkOperation')),
  WebhookSubscription: ({ shop }, id) => shop.subscriptions.get(read(id, 'WebhookSubscription')),
}

function read(id: string, type: string): number {
  const number = numberOf(id, type)
  if (number === null) throw invalidId()
  return number
}

/** Of any type. One that this stand-in does not have is null, as one that is not there; what is no gid at all is refused. */
function findNode(context: Context, id: string): Noded | null {
  const type = typeOf(id)
  if (type === null) throw invalidId()
  const find = Object.hasOwn(FINDERS, type) && covers(context.shop, type) ? FINDERS[type] : undefined
  const found = find?.(context, id)
  return found ? asNode(type, found) : null
}

const finder = (type: string) => ({ id }: ById, context: Context): object | null => FINDERS[type]?.(context, id) ?? null

/** Fields of QueryRoot. */
export const QUERIES = {
  shop: (_: unknown, { shop }: Context) => shop,
  currentAppInstallation: (_: unknown, { shop }: Context) => shop,
  node: ({ id }: ById, context: Context) => findNode(context, id),
  nodes: ({ ids }: { readonly ids: readonly string[] }, context: Context) => ids.map((id) => findNode(context, id)),
  order: finder('Order'),
  fulfillmentOrder: finder('FulfillmentOrder'),
  fulfillmentOrders: (args: WorkArguments, context: Context) => listWork(context, args),
  inventoryItem: finder('InventoryItem'),
  inventoryLevel: finder('InventoryLevel'),
  location: ({ id }: { readonly id?: string | null }, context: Context) => {
    const [first] = context.shop.locations.values()
    return id === null || id === undefined ? first : FINDERS['Location']?.(context, id)
  },
  bulkOperation: finder('BulkOperation'),
  webhookSubscription: finder('WebhookSubscription'),
  orders: (args: ListArguments, context: Context) => listOrders(context, args),
  ordersCount: (args: ListArguments & { readonly limit?: number | null }, context: Context) => countOrders(context, args),
  inventoryItems: (args: ListArguments, context: Context) => listItems(context, args),
  productVariants: (args: ListArguments, context: Context) => listVariants(context, args),
  locations: (args: PageArguments, context: Context) => listLocations(context, args),
  webhookSubscriptions: (args: PageArguments & { readonly topics?: readonly string[] | null; readonly uri?: string | null }, context: Context) =>
    listSubscriptions(context, args),
}
