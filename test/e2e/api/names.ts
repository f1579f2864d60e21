import type { RouteName } from '../../../server/schema.ts'
import type { Request } from './requests.ts'

interface Schema { $ref?: string; type?: string; enum?: unknown; properties?: Record<string, Schema>; items?: Schema; anyOf?: Schema[]; allOf?: Schema[]; oneOf?: Schema[] }
interface Operation { operationId: string; parameters?: { in: string; name: string; schema: Schema }[]; requestBody?: { content: Record<string, { schema: Schema }> } }
interface OpenApi { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }

/** What a field that names a thing is called: an id of ours or of a store's, or what people call and search it by. */
const NAMES = /^(id|ids|\w+Ids?|centers|skus?|items?|location|reference|trackingNumber|q)$/
/** Names that the caller makes up, and what is the 3PL's: its ship options, and the centers that may stand behind a location, which everybody lists. */
const NOT_OF_A_MERCHANT = new Set(['scanId', 'eventId', 'shipOptionId', 'centerIds'])

/** Fields of an operation that name a thing, as `path.id`, `query.q`, `body.lines[].id`. */
export function namesOf(openapi: OpenApi, name: RouteName): Set<string> {
  const operation = Object.values(openapi.paths).flatMap(one => Object.values(one)).find(({ operationId }) => operationId === name)
  if (!operation) throw new Error(`the OpenAPI has no ${name}`)
  const found = new Set<string>()
  const walk = (schema: Schema | undefined, path: string): void => {
    if (schema?.$ref) return walk(openapi.components.schemas[schema.$ref.split('/').at(-1) ?? ''], path)
    for (const one of [schema?.anyOf, schema?.allOf, schema?.oneOf].flatMap(each => each ?? [])) walk(one, path)
    for (const [key, one] of Object.entries(schema?.properties ?? {})) walk(one, `${path}.${key}`)
    if (schema?.items) walk(schema.items, `${path}[]`)
    const last = path.replaceAll('[]', '').split('.').at(-1) ?? ''
    if (schema?.type === 'string' && !schema.enum && NAMES.test(last) && !NOT_OF_A_MERCHANT.has(last)) found.add(path)
  }
  for (const parameter of operation.parameters ?? []) walk(parameter.schema, `${parameter.in}.${parameter.name}`)
  walk(operation.requestBody?.content['application/json']?.schema, 'body')
  return found
}

/** Where two requests about two sides' things differ, written the same way. */
export function namesIn(one: Request, other: Request): string[] {
  const [mine, theirs] = [leaves(one), leaves(other)]
  return [...mine.keys()].filter(path => theirs.has(path) && mine.get(path) !== theirs.get(path))
}

function leaves({ params = {}, query = {}, body = {} }: Request): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const one of value) walk(one, `${path}[]`)
    else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) walk(one, `${path}.${key}`)
    else found.set(path, value)
  }
  walk(params, 'path')
  walk(query, 'query')
  walk(body, 'body')
  return found
}
