import { sees } from './access.ts'
import type { Context } from './context.ts'
import type { ListArguments } from './lists.ts'
import type { FulfillmentOrder } from './model.ts'
import { isOpen } from './order-status.ts'
import { timeOf } from './order-search.ts'
import { type Connection, connection, type Placed, placeOf, unread } from './pages.ts'
import { compares, matches, parseQuery, type Term } from './search.ts'

export interface WorkArguments extends ListArguments { readonly includeClosed?: boolean | null }

/** QueryRoot.fulfillmentOrders: those that the scopes cover, closed ones only where they are asked for; by id unless told. */
export function listWork({ shop, world }: Context, args: WorkArguments): Connection<FulfillmentOrder> {
  const now = world.clock.now()
  const query = parseQuery(args.query)
  const place = placeOf(args.after)
  const valueOf = (work: FulfillmentOrder): number => (args.sortKey === 'UPDATED_AT' ? work.updatedAt : work.id)
  const sign = args.reverse ? -1 : 1
  const after = (one: Omit<Placed<FulfillmentOrder>, 'node'>, other: { readonly value: number; readonly id: number }): number => sign * (one.value - other.value || one.id - other.id)
  const found = shop.fulfillmentOrders.values()
    .filter((work) => (args.includeClosed === true || isOpen(work)) && sees(shop, work, 'read') && matches(query, (term) => workMeets(work, term, now)))
    .map((work): Placed<FulfillmentOrder> => ({ id: work.id, value: valueOf(work), node: work }))
  return connection(unread([...found].sort(after), (placed) => place !== null && after(placed, place) <= 0), args)
}

function workMeets(work: FulfillmentOrder, { field, comparator, value }: Term, now: number): boolean | null {
  switch (field) {
    case 'id': return compares(work.id, comparator, Number(value))
    case 'updated_at': return compares(work.updatedAt, comparator, timeOf(value, now))
    case 'status': return work.status === value.toUpperCase()
    case 'assigned_location_id': return work.location.id === Number(value)
    default: return null
  }
}
