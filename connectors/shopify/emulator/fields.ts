import type { GraphQLResolveInfo } from 'graphql'
import { BULK_FIELDS } from './bulk.ts'
import type { Context } from './context.ts'
import { FULFILLMENT_FIELDS } from './fields-fulfillment.ts'
import { INVENTORY_FIELDS } from './fields-inventory.ts'
import { ORDER_FIELDS } from './fields-order.ts'
import { SHOP_FIELDS } from './fields-shop.ts'
import { MUTATIONS } from './mutations.ts'
import { QUERIES } from './queries.ts'

type Resolver = (source: unknown, args: never, context: Context, info: GraphQLResolveInfo) => unknown

/** How each field of each type is made of what the shop holds. A field that is not here is a property of that name. */
export const FIELDS: Readonly<Record<string, Readonly<Record<string, Resolver>>>> = {
  ...ORDER_FIELDS,
  ...FULFILLMENT_FIELDS,
  ...INVENTORY_FIELDS,
  ...SHOP_FIELDS,
  ...BULK_FIELDS,
  QueryRoot: rooted(QUERIES),
  Mutation: rooted(MUTATIONS),
} as Readonly<Record<string, Readonly<Record<string, Resolver>>>>

function rooted(table: Readonly<Record<string, (args: never, context: Context, info: GraphQLResolveInfo) => unknown>>): Record<string, Resolver> {
  return Object.fromEntries(Object.entries(table).map(([name, run]): [string, Resolver] => [name, (_source, args, context, info) => run(args, context, info)]))
}
