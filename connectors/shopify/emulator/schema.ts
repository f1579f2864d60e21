import { readFileSync } from 'node:fs'
import { buildSchema, getNamedType, GraphQLError, type GraphQLFieldResolver, GraphQLScalarType, type GraphQLSchema, isLeafType } from 'graphql'
import { lacking } from './access.ts'
import type { Context } from './context.ts'
import { denied, tooMany } from './failures.ts'
import { FIELDS } from './fields.ts'
import { unwrapped } from './node.ts'

/** Our own subset of the published schema (schema.graphql), held equal to it by schema.test.ts. */
export const SDL = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8')

export const SCHEMA: GraphQLSchema = withScalars(buildSchema(SDL))

/** Arrays in inputs hold 250 at most, the lines of a fulfillment order 512 (limits page; the input type's description). */
const MOST = 250
const MOST_BY_NAME: Readonly<Record<string, number>> = { fulfillmentOrderLineItems: 512 }

/** Protected customer data is granted by kind of field, whatever the scopes (A1). */
const PROTECTED = 'approval to access protected customer data.'

/** Every field goes through here: scopes first, then sizes of arguments, then the table of fields, then the property of that name. */
export const resolveField: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const { fieldName, parentType } = info
  const named = getNamedType(info.returnType)
  if (context.shop.hidden.has(`${parentType.name}.${fieldName}`)) {
    context.outcome = 'denied'
    throw denied(fieldName, PROTECTED)
  }
  if (!isLeafType(named)) {
    const text = lacking(context.shop, parentType.name, fieldName, named.name)
    if (text !== null) {
      context.outcome = 'denied'
      throw denied(fieldName, text)
    }
  }
  if (parentType.name === 'Mutation' || parentType.name === 'QueryRoot') checkSizes(args)
  const thing = unwrapped(source)
  const table = FIELDS[parentType.name]
  const make = table && Object.hasOwn(table, fieldName) ? table[fieldName] : undefined
  if (make) return make(thing, args as never, context, info)
  const value: unknown = (thing as Record<string, unknown>)[fieldName]
  return typeof value === 'function' ? value(args, context, info) : value
}

function checkSizes(value: unknown, name = ''): void {
  if (Array.isArray(value)) {
    const most = MOST_BY_NAME[name] ?? MOST
    if (value.length > most) throw tooMany(value.length, most)
    for (const item of value) checkSizes(item)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) checkSizes(inner, key)
  }
}

/** Custom scalars take what Shopify takes. */
function withScalars(schema: GraphQLSchema): GraphQLSchema {
  const url = schema.getType('URL')
  if (url instanceof GraphQLScalarType) {
    url.coerceInputValue = (value: unknown) => {
      if (typeof value === 'string' && URL.canParse(value)) return value
      throw new GraphQLError(`Invalid url '${String(value)}', missing scheme`)
    }
  }
  return schema
}
