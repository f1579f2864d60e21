import { z } from 'zod'
import { body, ById, Id, page, paging, query, route, Sku, Time } from './edge.ts'

const Method = z.object({ id: Id, method: z.string(), shipOptionId: Id.nullable(), active: z.boolean(), seenAt: Time.nullable(), version: z.int() })
const Item = z.object({ id: Id, item: z.string(), sku: z.string().nullable(), name: z.string(), tracked: z.boolean(), twice: z.boolean(), buffer: z.int().meta({ description: 'Units kept back of it at this store, on top of the connection\'s buffer' }), seenAt: Time, version: z.int() })
const Location = z.object({ id: Id, location: z.string(), name: z.string(), centerIds: z.array(Id), version: z.int() })

const methods = z.array(z.strictObject({ method: z.string().min(1).max(255), shipOptionId: Id.nullable(), active: z.boolean().default(true) })).min(1).max(1_000)
const items = z.array(z.strictObject({ item: z.string().min(1).max(255), sku: Sku.nullable().optional(), buffer: z.int().min(0).max(1_000_000).optional() })).min(1).max(1_000)
const locations = z.array(z.strictObject({ location: z.string().min(1).max(255), name: z.string().max(255).optional(), centerIds: z.array(Id).max(100) })).min(1).max(1_000)

const path = (kind: string): string => `/v1/connections/{id}/mappings/${kind}`
const read = <T extends z.ZodType>(kind: string, summary: string, one: T) => route({ method: 'GET', path: path(kind), tag: 'mappings', summary, params: ById, query: query(paging), answer: page(one) })
const write = <G extends z.ZodType, T extends z.ZodType>(kind: string, summary: string, given: G, one: T) => route({ method: 'PUT', path: path(kind), tag: 'mappings', summary, params: ById, body: given, answer: z.object({ data: z.array(one) }) })

export const mappingRoutes = {
  listMethods: read('ship-options', 'The store\'s methods, verbatim, and what each means', Method),
  putMethods: route({ method: 'PUT', path: path('ship-options'), tag: 'mappings', summary: 'Map methods; those not named stay as they are; orders that waited go on', params: ById, body: body({ data: methods }), answer: z.object({ data: z.array(Method), freed: z.int() }) }),
  listItems: read('items', 'The store\'s items and their SKUs', Item),
  putItems: write('items', 'Map items to SKUs and set their buffers; what is not said stays as it is', body({ data: items }), Item),
  listLocations: read('locations', 'The store\'s locations and the centers behind them', Location),
  putLocations: write('locations', 'Map locations to centers; a center belongs to one location of a store', body({ data: locations }), Location),
  previewMethods: route({ method: 'POST', path: `${path('ship-options')}/preview`, tag: 'mappings', summary: 'How many orders wait for each of these methods; changes nothing', params: ById, body: body({ methods: z.array(z.string().max(255)).min(1).max(1_000) }), answer: z.object({ rows: z.array(z.object({ method: z.string(), waiting: z.int(), capped: z.boolean() })) }) }),
}
