import {
  getNullableType, type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType, isScalarType, type OperationDefinitionNode, print, typeFromAST,
} from 'graphql'
import type { Complaint } from './complaints.ts'
import { SCHEMA } from './schema.ts'

interface Problem { readonly path: readonly (string | number)[]; readonly explanation: string }

/** What is wrong with the variables, in Shopify's words: INVALID_VARIABLE with its problems (graphql-base-validation-unhappy-paths.json). */
export function variableComplaints(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): Complaint[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const name = definition.variable.name.value
    const type = typeFromAST(SCHEMA, definition.type) as GraphQLInputType | undefined
    const value = variables[name]
    if (!type || (value === undefined && definition.defaultValue)) return []
    const problems = problemsOf(type, value, [])
    if (problems.length === 0) return []
    const where = problems.filter(({ path }) => path.length > 0).map(({ path, explanation }) => `${path.join('.')} (${explanation})`)
    const start = definition.loc?.startToken
    return [{
      message: `Variable $${name} of type ${print(definition.type)} was provided invalid value${where.length > 0 ? ` for ${where.join(', ')}` : ''}`,
      ...(start ? { locations: [{ line: start.line, column: start.column }] } : {}),
      extensions: { code: 'INVALID_VARIABLE', value: value ?? null, problems },
    }]
  })
}

function problemsOf(type: GraphQLInputType, value: unknown, path: readonly (string | number)[]): Problem[] {
  if (value === null || value === undefined) return isNonNullType(type) ? [{ path, explanation: 'Expected value to not be null' }] : []
  const inner = getNullableType(type)
  if (isListType(inner)) return (Array.isArray(value) ? value : [value]).flatMap((item, index) => problemsOf(inner.ofType, item, [...path, index]))
  if (isInputObjectType(inner)) return objectProblems(inner, value, path)
  if (isEnumType(inner)) {
    const names = inner.getValues().map(({ name }) => name)
    return typeof value === 'string' && names.includes(value) ? [] : [{ path, explanation: `Expected ${JSON.stringify(value)} to be one of: ${names.join(', ')}` }]
  }
  return isScalarType(inner) && !coerces(inner, value) ? [{ path, explanation: explained(inner.name, value) }] : []
}

function objectProblems(type: { readonly name: string; getFields(): Record<string, { readonly type: GraphQLInputType; readonly default?: unknown }> }, value: unknown, path: readonly (string | number)[]): Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ path, explanation: `Expected ${JSON.stringify(value)} to be a key-value object.` }]
  const fields = type.getFields()
  const given = value as Record<string, unknown>
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(fields, name))
  return [
    ...unknown.map((name) => ({ path: [...path, name], explanation: `Field is not defined on ${type.name}` })),
    ...Object.entries(fields).flatMap(([name, field]) => (given[name] === undefined && field.default !== undefined ? [] : problemsOf(field.type, given[name], [...path, name]))),
  ]
}

function coerces(type: { coerceInputValue(value: unknown): unknown }, value: unknown): boolean {
  try {
    type.coerceInputValue(value)
    return true
  } catch {
    return false
  }
}

function explained(type: string, value: unknown): string {
  return type === 'URL' ? `Invalid url ${JSON.stringify(value)}, missing scheme` : `Could not coerce value ${JSON.stringify(value)} to ${type}`
}
