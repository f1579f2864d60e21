import type { Context } from './context.ts'
import type { Item, Location, Order, Subscription } from './model.ts'
import type { Entry } from './ordered.ts'
import { orderMeets, timeOf } from './order-search.ts'
import { type Connection, connection, type PageArguments, pageOfList, type Placed, placeOf, unread } from './pages.ts'
import { compares, lowerBound, matches, parseQuery, type Query, type Term } from './search.ts'

export interface ListArguments extends PageArguments { readonly query?: string | null; readonly sortKey?: string | null }

/** Without read_all_orders an app finds the orders of the last 60 days only (A1). */
const REACH = 60 * 24 * 3_600_000
export const oldestShown = ({ shop, world }: Context): number => (shop.scopes.has('read_all_orders') ? Number.NEGATIVE_INFINITY : world.clock.now() - REACH)

/** Sort keys of orders: which index, and which field of a query bounds it from below. */
const SORTS: Readonly<Record<string, { readonly index: 'byUpdated' | 'byCreated' | 'byId'; readonly field: string }>> = {
  UPDATED_AT: { index: 'byUpdated', field: 'updated_at' },
  CREATED_AT: { index: 'byCreated', field: 'created_at' },
  PROCESSED_AT: { index: 'byCreated', field: 'processed_at' },
  ID: { index: 'byId', field: 'id' },
  ORDER_NUMBER: { index: 'byId', field: 'id' },
}

export function listOrders(context: Context, args: ListArguments): Connection<Order> {
  return connection(found(context, args).map(({ key, id, value }) => ({ value: key, id, node: value })), args)
}

/** Counts up to the limit, 10,000 unless told. */
export function countOrders(context: Context, args: ListArguments & { readonly limit?: number | null }): { readonly count: number; readonly precision: 'AT_LEAST' | 'EXACT' } {
  const limit = args.limit ?? Number.POSITIVE_INFINITY
  let count = 0
  for (const _ of found(context, args)) {
    if (count === limit) return { count, precision: 'AT_LEAST' }
    count += 1
  }
  return { count, precision: 'EXACT' }
}

function found(context: Context, args: ListArguments): IteratorObject<Entry<Order>> {
  const { shop, world } = context
  const now = world.clock.now()
  shop.indexes.catchUp(now)
  const { index, field } = SORTS[args.sortKey ?? 'PROCESSED_AT'] ?? { index: 'byCreated', field: 'processed_at' }
  const query = parseQuery(args.query)
  const oldest = oldestShown(context)
  const meets = ({ value: order }: Entry<Order>): boolean =>
    order.createdAt >= oldest && matches(query, (term) => orderMeets(order, term, now))
  const bound = lowerBound(query, field, (text) => (field === 'id' ? Number(text) : timeOf(text, now)))
  const place = placeOf(args.after)
  if (args.reverse) return Iterator.from(shop.indexes[index].before(place?.value ?? Number.POSITIVE_INFINITY, place?.id ?? 0)).filter(meets)
  const all = Iterator.from(shop.indexes[index].from(bound ?? Number.NEGATIVE_INFINITY, 0)).filter(meets)
  return place ? unread(all, ({ key, id }) => key < place.value || (key === place.value && id <= place.id)) : all
}

export function listItems(context: Context, args: ListArguments): Connection<Item> {
  return itemsBy(context, args, ({ id }) => id)
}

export function listVariants(context: Context, args: ListArguments): Connection<Item> {
  return itemsBy(context, args, ({ variant }) => variant)
}

function itemsBy(context: Context, args: ListArguments, key: (item: Item) => number): Connection<Item> {
  const place = placeOf(args.after)
  const query = parseQuery(args.query)
  const all = args.reverse ? [...context.shop.items.values()].toReversed().values() : candidates(context, query)
  const now = context.world.clock.now()
  const met = all.filter((item) => matches(query, (term) => itemMeets(item, term, now, key)))
  const items = unread(met, (item) => place !== null && (args.reverse ? key(item) >= place.id : key(item) <= place.id))
    .map((item): Placed<Item> => ({ id: key(item), value: key(item), node: item }))
  return connection(items, args)
}

/** All items in order of id; where the query is one SKU, only its own. */
function candidates({ shop }: Context, query: Query): IteratorObject<Item> {
  const isSku = query.is === 'term' && query.term.field === 'sku'
  return isSku ? (shop.bySku.get(query.term.value) ?? []).values() : shop.items.values()
}

function itemMeets(item: Item, { field, comparator, value }: Term, now: number, key: (item: Item) => number): boolean | null {
  switch (field) {
    case 'sku': return item.sku === value
    case 'id': return compares(key(item), comparator, Number(value))
    case 'created_at': return compares(item.createdAt, comparator, timeOf(value, now))
    case 'updated_at': return compares(item.updatedAt, comparator, timeOf(value, now))
    case null: return `${item.sku ?? ''} ${item.title}`.toLowerCase().includes(value.toLowerCase())
    default: return null
  }
}

/** By id; the published default is by name, which for a handful of locations on one page is a matter of looks. */
export function listLocations({ shop }: Context, args: PageArguments): Connection<Location> {
  return pageOfList([...shop.locations.values()], args)
}

export function listSubscriptions({ shop }: Context, args: PageArguments & { readonly topics?: readonly string[] | null; readonly uri?: string | null }): Connection<Subscription> {
  const { topics, uri } = args
  const wanted = [...shop.subscriptions.values()].filter((each) => (!topics?.length || topics.includes(each.topic)) && (!uri || each.uri === uri))
  return pageOfList(wanted, args)
}
