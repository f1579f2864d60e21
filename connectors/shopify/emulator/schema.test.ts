import { gunzipSync } from 'node:zlib'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildSchema, type GraphQLArgument, type GraphQLInputField, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isScalarType,
  isSpecifiedScalarType, isIntrospectionType, parse, print, validate,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { needSpecs } from '../../../test/support/need.ts'
import { SCHEMA, SDL } from './schema.ts'

/** The operations of the example folder that this stand-in answers. */
const OPERATIONS = [
  'connect-probe', 'orders-page', 'fulfillment-create', 'fulfillment-orders-by-ids', 'fulfillment-tracking-update', 'inventory-items-page', 'inventory-set',
  'webhook-subscription-create',
]

function published(specs: string): GraphQLSchema {
  return buildSchema(gunzipSync(readFileSync(join(specs, 'shopify/admin-2026-10.graphql.gz'))).toString(), { assumeValid: true })
}

const defaultOf = ({ astNode }: GraphQLArgument | GraphQLInputField): string | null => (astNode?.defaultValue ? print(astNode.defaultValue) : null)

/** What an input of ours says, as theirs must say it too. */
function inputFaults(where: string, ours: readonly (GraphQLArgument | GraphQLInputField)[], theirs: readonly (GraphQLArgument | GraphQLInputField)[]): string[] {
  const known = new Map(theirs.map((each) => [each.name, each]))
  const wrong = ours.flatMap((each) => {
    const other = known.get(each.name)
    if (!other) return [`${where}.${each.name} is not published`]
    const differs = String(each.type) !== String(other.type) || defaultOf(each) !== defaultOf(other)
    return differs ? [`${where}.${each.name}: ${String(each.type)} = ${defaultOf(each)}, published ${String(other.type)} = ${defaultOf(other)}`] : []
  })
  const missing = theirs.filter((each) => String(each.type).endsWith('!') && defaultOf(each) === null && !ours.some(({ name }) => name === each.name))
  return [...wrong, ...missing.map(({ name }) => `${where}.${name} is required and missing`)]
}

function faults(ours: GraphQLSchema, theirs: GraphQLSchema): string[] {
  return Object.values(ours.getTypeMap()).flatMap((type): string[] => {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) return []
    const other = theirs.getType(type.name)
    if (!other) return [`${type.name} is not published`]
    if (isScalarType(type)) return isScalarType(other) ? [] : [`${type.name} is no scalar there`]
    if (isEnumType(type)) {
      const values = isEnumType(other) ? other.getValues().map(({ name }) => name) : []
      return type.getValues().filter(({ name }) => !values.includes(name)).map(({ name }) => `${type.name}.${name} is not published`)
    }
    if (isInputObjectType(type)) {
      return isInputObjectType(other) ? inputFaults(type.name, Object.values(type.getFields()), Object.values(other.getFields())) : [`${type.name} is no input there`]
    }
    const isPair = (isObjectType(type) && isObjectType(other)) || (isInterfaceType(type) && isInterfaceType(other))
    if (!isPair) return [`${type.name} is of another kind`]
    const interfaces = type.getInterfaces().filter(({ name }) => !other.getInterfaces().some((each) => each.name === name))
    return [
      ...interfaces.map(({ name }) => `${type.name} does not implement ${name} there`),
      ...Object.values(type.getFields()).flatMap((field) => {
        const twin = other.getFields()[field.name]
        if (!twin) return [`${type.name}.${field.name} is not published`]
        const differs = String(field.type) === String(twin.type) ? [] : [`${type.name}.${field.name}: ${String(field.type)}, published ${String(twin.type)}`]
        return [...differs, ...inputFaults(`${type.name}.${field.name}`, field.args, twin.args)]
      }),
    ]
  })
}

describe('our subset of the published schema', () => {
  it('says field by field what the published one says', (ctx) => {
    expect(faults(SCHEMA, published(needSpecs(ctx)))).toEqual([])
  })

  it('would be found to differ', (ctx) => {
    const changed = SDL.replace('quantity: Int!', 'quantity: Int').replace('ORDERS_CREATE', 'ORDERS_MADE').replace('reverse: Boolean = false', 'reverse: Boolean = true')
    const found = faults(buildSchema(changed), published(needSpecs(ctx)))
    expect(found).toHaveLength(3)
  })

  it('has the directives with the same arguments and places', (ctx) => {
    const theirs = published(needSpecs(ctx)).getDirective('idempotent')
    const ours = SCHEMA.getDirective('idempotent')
    expect(ours?.locations).toEqual(theirs?.locations)
    expect(ours?.args.map(({ name, type }) => `${name}: ${String(type)}`)).toEqual(theirs?.args.map(({ name, type }) => `${name}: ${String(type)}`))
  })

  it('validates the example operations', (ctx) => {
    const folder = join(needSpecs(ctx), 'shopify/example-operations')
    const judged = OPERATIONS.map((name) => [name, validate(SCHEMA, parse(readFileSync(join(folder, `${name}.graphql`), 'utf8'))).map(({ message }) => message)])
    expect(judged).toEqual(OPERATIONS.map((name) => [name, []]))
  })

  it('carries no descriptions: they are not ours', () => {
    expect(SDL).not.toContain('"""')
  })
})
