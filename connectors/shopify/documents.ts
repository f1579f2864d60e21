import { z } from 'zod'
import {
  connection, FulfillmentLine, FulfillmentOrder, Level, Line, Location, LookedAt, Quantities, Subscription, UserErrors, Variant, WorkLine,
} from './wire.ts'

/** One operation: its document, what it is asked to cost (points, by the formula of the fitted costs), its answer. */
export interface Ask<T> { readonly name: string; readonly document: string; readonly cost: number; readonly wire: z.ZodType<T> }
const ask = <T>(name: string, cost: number, wire: z.ZodType<T>, document: string): Ask<T> => ({ name, cost, wire, document })

// Page sizes: a query may ask for 1,000 points, a connection is asked 2 + ⌊2·ln n⌋ × one node. So 250 nodes cost 11 of one, where a list of ids
// costs one, however long it is: what changed is paged by id, and read by a list. What an order rarely has more of is asked for in few.
export const ORDERS_A_PAGE = 250
export const IDS_A_CALL = 250
/** Of 250 lines each in every page they have, so many stay below the 10 MB that an answer may have. */
export const LONG_A_CALL = 50
export const ITEMS_A_PAGE = 250
export const LEVELS_A_PAGE = 250
export const LOCATIONS_A_CALL = 10
/** Shopify pages at most 25,000 objects deep (docs/api/usage/limits): before that, the list is cut and begun anew behind what was read. */
export const DEEPEST = 20_000

const PAGE = 'pageInfo { hasNextPage endCursor }'
const WORK_LINES = `${PAGE} nodes { id remainingQuantity lineItem { id } }`
const fulfillmentOrder = (lines: number): string => `id status fulfillAt assignedLocation { location { id isFulfillmentService } } deliveryMethod { methodType presentedName }
      fulfillmentHolds { reason reasonNotes } lineItems(first: ${lines}) { ${WORK_LINES} }`
const FULFILLMENT_ORDER = fulfillmentOrder(20)
const FULFILLMENT_LINES = `${PAGE} nodes { quantity lineItem { id } }`
const LINES = `${PAGE} nodes { id sku name currentQuantity requiresShipping isGiftCard }`
interface Sizes { readonly works: number; readonly parts: number; readonly lines: number }
/** 67 points in its short pages. */
const workOf = ({ works, parts }: Sizes): string => `id cancelledAt
    fulfillments(first: 100) { id status trackingInfo(first: 50) { number url } fulfillmentLineItems(first: ${parts}) { ${FULFILLMENT_LINES} } }
    fulfillmentOrders(first: ${works}) { ${PAGE} nodes { ${fulfillmentOrder(parts)} } }`
/** 83 points in its short pages. */
const orderOf = (sizes: Sizes): string => `${workOf(sizes)}
    name createdAt updatedAt cancelReason displayFinancialStatus displayFulfillmentStatus test note tags email phone currencyCode sourceName
    risk { recommendation }
    currentTotalPriceSet { shopMoney { amount currencyCode } }
    shippingAddress { name company address1 address2 city province provinceCode zip countryCodeV2 phone }
    shippingLines(first: 5) { nodes { title code isRemoved } }
    lineItems(first: ${sizes.lines}) { ${LINES} }`
const SHORT: Sizes = { works: 7, parts: 20, lines: 50 }
const LONG: Sizes = { works: 20, parts: 250, lines: 250 }

// One that lacks even these would stop everybody's reading: it is named and left.
const Listed = z.object({ id: z.string().catch('without id'), createdAt: z.string().catch(''), updatedAt: z.string().catch('') }).catch({ id: 'without id', createdAt: '', updatedAt: '' })
export const ORDERS_PAGE = ask('orders.page', 13, z.object({ orders: connection(Listed) }), `query OrdersPage($first: Int!, $after: String, $query: String!) {
  orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) { ${PAGE} nodes { id createdAt updatedAt } }
}`)

export const ORDERS_BY_ID = ask('orders.get', 84, z.object({ nodes: z.array(z.unknown()) }), `query OrdersById($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Order { ${orderOf(SHORT)} } }
}`)
export const LONG_ORDERS_BY_ID = ask('orders.long', 194, z.object({ nodes: z.array(z.unknown()) }), `query LongOrdersById($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Order { ${orderOf(LONG)} } }
}`)

export const ORDER_IDS = ask('orders.of', 1, z.object({ nodes: z.array(z.object({ orderId: z.string() }).nullable()) }), `query OrderIds($ids: [ID!]!) {
  nodes(ids: $ids) { ... on FulfillmentOrder { orderId } }
}`)

const MovedWork = z.object({ id: z.string(), updatedAt: z.string(), order: z.object({ id: z.string(), updatedAt: z.string() }) })
export const WORK_A_PAGE = 250
// What moved, was held or split, may not move its order's own time (A2): so it is asked for by its own.
export const WORK_PAGE = ask('work.page', 24, z.object({ fulfillmentOrders: connection(MovedWork) }), `query WorkPage($first: Int!, $after: String, $query: String!) {
  fulfillmentOrders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, includeClosed: true) { ${PAGE} nodes { id updatedAt order { id updatedAt } } }
}`)

// What the lines still owe says why a telling cannot be: nothing else tells "moved away" from "edited away".
export const ORDER_WORK = ask('orders.work', 81, z.object({ order: LookedAt.nullable() }), `query OrderWork($id: ID!) {
  order(id: $id) { ${workOf(SHORT)} edited displayFinancialStatus lineItems(first: 250) { nodes { id unfulfilledQuantity } } }
}`)

const rest = <T extends z.ZodType>(node: T) => z.object({ node: z.object({ rest: connection(node) }).nullable() })

export const MORE_LINES = ask('orders.lines', 14, rest(Line), `query MoreLines($id: ID!, $after: String) {
  node(id: $id) { ... on Order { rest: lineItems(first: 250, after: $after) { ${LINES} } } }
}`)
export const MORE_FULFILLMENT_ORDERS = ask('orders.fulfillmentOrders', 190, rest(FulfillmentOrder), `query MoreFulfillmentOrders($id: ID!, $after: String) {
  node(id: $id) { ... on Order { rest: fulfillmentOrders(first: 250, after: $after) { ${PAGE} nodes { ${FULFILLMENT_ORDER} } } } }
}`)
export const MORE_WORK_LINES = ask('orders.workLines', 25, rest(WorkLine), `query MoreWorkLines($id: ID!, $after: String) {
  node(id: $id) { ... on FulfillmentOrder { rest: lineItems(first: 250, after: $after) { ${WORK_LINES} } } }
}`)
export const MORE_FULFILLMENT_LINES = ask('orders.fulfillmentLines', 25, rest(FulfillmentLine), `query MoreFulfillmentLines($id: ID!, $after: String) {
  node(id: $id) { ... on Fulfillment { rest: fulfillmentLineItems(first: 250, after: $after) { ${FULFILLMENT_LINES} } } }
}`)

export const ORDERS_COUNT = ask('orders.count', 10, z.object({ ordersCount: z.object({ count: z.int() }).nullable() }), `query OrdersCount($query: String!) {
  ordersCount(query: $query, limit: 10000) { count precision }
}`)

// One variant has one inventory item; InventoryItem.variant is deprecated, so names are read from the variant's side.
export const ITEMS_PAGE = ask('items.page', 24, z.object({ productVariants: connection(Variant) }), `query ItemsPage($first: Int!, $after: String, $query: String) {
  productVariants(first: $first, after: $after, query: $query) { ${PAGE} nodes { id displayName inventoryItem { id sku tracked updatedAt } } }
}`)
const Item = z.object({ id: z.string(), sku: z.string().nullish(), tracked: z.boolean(), updatedAt: z.string().nullish() })
export const ITEMS_BY_ID = ask('items.get', 1, z.object({ nodes: z.array(Item.nullable()) }), `query ItemsById($ids: [ID!]!) {
  nodes(ids: $ids) { ... on InventoryItem { id sku tracked updatedAt } }
}`)

// In one answer: read apart, an order placed in between would be counted twice or not at all.
const QUANTITIES = 'quantities(names: ["available", "committed", "reserved"]) { name quantity }'
const LEVEL = `item { id } location { id } ${QUANTITIES}`
const ItemLevels = z.looseObject({ id: z.string(), tracked: z.boolean() })
export type ItemLevels = z.infer<typeof ItemLevels>

/** The levels of many items at these locations, one alias a location. Not stocked there: null. */
export function levelsAt(locations: readonly string[]): Ask<{ nodes: (ItemLevels | null)[] }> {
  const variables = locations.map((_, index) => `$at${index}: ID!`).join(' ')
  const fields = locations.map((_, index) => `at${index}: inventoryLevel(locationId: $at${index}) { ${QUANTITIES} }`).join(' ')
  return ask('levels.of', 1 + 2 * locations.length, z.object({ nodes: z.array(ItemLevels.nullable()) }), `query LevelsOf($ids: [ID!]! ${variables}) {
  nodes(ids: $ids) { ... on InventoryItem { id tracked ${fields} } }
}`)
}
export const LevelAt = z.object({ quantities: Quantities }).nullable()

const Levels = z.object({ id: z.string(), inventoryLevels: connection(Level) })
export const LEVELS_PAGE = ask('levels.page', 343, z.object({ inventoryItems: connection(Levels) }), `query LevelsPage($first: Int!, $after: String) {
  inventoryItems(first: $first, after: $after) { ${PAGE} nodes { id inventoryLevels(first: 50) { ${PAGE} nodes { ${LEVEL} } } } }
}`)
export const MORE_LEVELS = ask('levels.more', 47, rest(Level), `query MoreLevels($id: ID!, $after: String) {
  node(id: $id) { ... on InventoryItem { rest: inventoryLevels(first: 250, after: $after) { ${PAGE} nodes { ${LEVEL} } } } }
}`)
export const LEVELS_BY_ID = ask('levels.get', 4, z.object({ nodes: z.array(Level.nullable()) }), `query LevelsById($ids: [ID!]!) {
  nodes(ids: $ids) { ... on InventoryLevel { ${LEVEL} } }
}`)

export const LOCATIONS = ask('locations', 13, z.object({ locations: connection(Location) }), `query Locations($after: String) {
  locations(first: 250, after: $after) { ${PAGE} nodes { id name isActive isFulfillmentService } }
}`)

const Probe = z.object({
  shop: z.object({ name: z.string(), myshopifyDomain: z.string() }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
})
export const PROBE = ask('probe', 3, Probe, `query Probe {
  shop { name myshopifyDomain } currentAppInstallation { accessScopes { handle } }
}`)

const Written = z.object({ id: z.string() }).nullish()
// Scalars cost nothing: the answer itself says whether it stands, and with how many units.
const Fulfilled = z.object({ id: z.string(), status: z.string(), totalQuantity: z.int() }).nullish()
export const FULFILL = ask('fulfillment.create', 10, z.object({ fulfillmentCreate: z.object({ fulfillment: Fulfilled, userErrors: UserErrors }).nullable() }), `mutation Fulfill($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status totalQuantity } userErrors { field message } }
}`)

export const TELL_SCAN = ask('fulfillment.event', 10, z.object({ fulfillmentEventCreate: z.object({ fulfillmentEvent: Written, userErrors: UserErrors }).nullable() }), `mutation TellScan($event: FulfillmentEventInput!) {
  fulfillmentEventCreate(fulfillmentEvent: $event) { fulfillmentEvent { id } userErrors { field message } }
}`)
const Scanned = z.object({ status: z.string(), events: z.object({ nodes: z.array(z.object({ status: z.string(), happenedAt: z.string() })) }) })
export const SCANS = ask('fulfillment.events', 10, z.object({ node: Scanned.nullable() }), `query Scans($id: ID!) {
  node(id: $id) { ... on Fulfillment { status events(first: 50, reverse: true) { nodes { status happenedAt } } } }
}`)

// 50 points where its neighbours cost 10 (observed costs, 2026-06): never sent blindly.
export const RETRACK = ask('fulfillment.tracking', 50, z.object({ fulfillmentTrackingInfoUpdate: z.object({ fulfillment: Written, userErrors: UserErrors }).nullable() }), `mutation Retrack($id: ID!, $tracking: FulfillmentTrackingInput!, $notifyCustomer: Boolean) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notifyCustomer) { fulfillment { id } userErrors { field message } }
}`)

// The directive and `changeFromQuantity` are optional in the schema and required by the server from 2026-04 on.
export const SET_LEVELS = ask('levels.set', 10, z.object({ inventorySetQuantities: z.object({ inventoryAdjustmentGroup: z.object({ createdAt: z.string() }).nullish(), userErrors: UserErrors }).nullable() }), `mutation SetLevels($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { createdAt } userErrors { field message code } }
}`)
export const STOCK_ITEM = ask('levels.activate', 10, z.object({ inventoryActivate: z.object({ userErrors: UserErrors }).nullable() }), `mutation StockItem($item: ID!, $location: ID!, $available: Int!, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) { userErrors { field message } }
}`)

const Target = z.object({ url: z.string(), parameters: z.array(z.object({ name: z.string(), value: z.string() })) })
export const STAGE_UPLOAD = ask('bulk.stage', 11, z.object({ stagedUploadsCreate: z.object({ stagedTargets: z.array(Target).nullish(), userErrors: UserErrors }).nullable() }), `mutation StageUpload($filename: String!) {
  stagedUploadsCreate(input: [{ resource: BULK_MUTATION_VARIABLES, filename: $filename, mimeType: "text/jsonl", httpMethod: POST }]) { stagedTargets { url parameters { name value } } userErrors { field message } }
}`)
export const RUN_BULK = ask('bulk.run', 10, z.object({ bulkOperationRunMutation: z.object({ bulkOperation: Written, userErrors: UserErrors }).nullable() }), `mutation RunBulk($mutation: String!, $path: String!, $client: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path, clientIdentifier: $client) { bulkOperation { id } userErrors { field message code } }
}`)
const Bulk = z.object({ status: z.string(), url: z.string().nullish() })
export const BULK = ask('bulk.get', 1, z.object({ bulkOperation: Bulk.nullable() }), `query Bulk($id: ID!) {
  bulkOperation(id: $id) { status url }
}`)

export const SUBSCRIPTIONS = ask('webhooks.list', 13, z.object({ webhookSubscriptions: connection(Subscription) }), `query Subscriptions($after: String) {
  webhookSubscriptions(first: 250, after: $after) { ${PAGE} nodes { id topic uri } }
}`)
export const SUBSCRIBE = ask('webhooks.create', 10, z.object({ webhookSubscriptionCreate: z.object({ webhookSubscription: Written, userErrors: UserErrors }).nullable() }), `mutation Subscribe($topic: WebhookSubscriptionTopic!, $to: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $to) { webhookSubscription { id } userErrors { field message } }
}`)
export const UNSUBSCRIBE = ask('webhooks.delete', 10, z.object({ webhookSubscriptionDelete: z.object({ userErrors: UserErrors }).nullable() }), `mutation Unsubscribe($id: ID!) {
  webhookSubscriptionDelete(id: $id) { userErrors { field message } }
}`)

