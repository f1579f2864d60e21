import { z } from 'zod'
import { body, ById, Id, page, paging, query, route, Sku, Time } from './edge.ts'

const Method = z.object({ id: Id, method: z.string(), shipOptionId: Id.nullable(), active: z.boolean(), seenAt: Time.nullable(), version: z.int() })
const Item = z.object({ id: Id, item: z.string(), sku: z.string().nullable(), name: z.string(), tracked: z.boolean(), twice: z.boolean(), chosen: z.boolean(), buffer: z.int().meta({ description: 'Units kept back of it at this store, on top of the connection\'s buffer' }), seenAt: Time, version: z.int() })
/** `foreign`: another app runs it and sets its levels; no center can stand behind it. `ours` false: a person said that somebody else ships from there. */
const Location = z.object({ id: Id, location: z.string(), name: z.string(), centerIds: z.array(Id), foreign: z.boolean(), ours: z.boolean(), version: z.int() })

const Preview = z.object({ frees: z.int(), stays: z.int(), orders: z.array(z.object({ id: Id, number: z.string(), frees: z.boolean(), reasons: z.array(z.string()) })) })
const Undone = z.object({ rows: z.int() })

const methods = z.array(z.strictObject({ method: z.string().min(1).max(255), shipOptionId: Id.nullable(), active: z.boolean().default(true) })).min(1).max(1_000)
const items = z.array(z.strictObject({ item: z.string().min(1).max(255), sku: Sku.nullable().optional(), buffer: z.int().min(0).max(1_000_000).optional() })).min(1).max(1_000)
const locations = z.array(z.strictObject({ location: z.string().min(1).max(255), name: z.string().max(255).optional(), centerIds: z.array(Id).max(100), ours: z.boolean().optional().meta({ description: 'false: somebody else ships from there, and its orders are left out' }) })).min(1).max(1_000)

const path = (kind: string): string => `/v1/connections/{id}/mappings/${kind}`
const read = <T extends z.ZodType>(kind: string, summary: string, one: T) => route({ method: 'GET', path: path(kind), tag: 'mappings', summary, params: ById, query: query(paging), answer: page(one) })
const write = <G extends z.ZodType, T extends z.ZodType>(kind: string, summary: string, given: G, one: T) => route({ method: 'PUT', path: path(kind), tag: 'mappings', summary, params: ById, body: given, answer: z.object({ data: z.array(one) }) })
const undo = (kind: string, summary: string) => route({ method: 'POST', path: `${path(kind)}/undo`, tag: 'mappings', summary, params: ById, body: body({}), answer: Undone })

export const mappingRoutes = {
  listMethods: read('ship-options', 'The store\'s methods, verbatim, and what each means', Method),
  putMethods: route({ method: 'PUT', path: path('ship-options'), tag: 'mappings', summary: 'Map methods; those not named stay as they are; orders that waited go on', params: ById, body: body({ data: methods }), answer: z.object({ data: z.array(Method), freed: z.int() }) }),
  listItems: read('items', 'The store\'s items and their SKUs', Item),
  putItems: write('items', 'Map items to SKUs and set their buffers; what is not said stays as it is', body({ data: items }), Item),
  listLocations: read('locations', 'The store\'s locations and the centers behind them', Location),
  putLocations: write('locations', 'Map locations to centers, or say that they are not ours; a center belongs to one location of a store', body({ data: locations }), Location),
  previewMethods: route({
    method: 'POST', path: `${path('ship-options')}/preview`, tag: 'mappings', summary: 'Which held orders would go on if these were saved (data), or how many wait for each method (methods); changes nothing', params: ById,
    body: body({ data: methods.optional(), methods: z.array(z.string().max(255)).min(1).max(1_000).optional() }), answer: Preview.extend({ rows: z.array(z.object({ method: z.string(), waiting: z.int(), capped: z.boolean() })) }),
  }),
  previewItems: route({ method: 'POST', path: `${path('items')}/preview`, tag: 'mappings', summary: 'Which held orders would go on if these were saved; changes nothing', params: ById, body: body({ data: items }), answer: Preview }),
  undoMethods: undo('ship-options', 'Take the last save of methods back; orders that went on by it are held again until picking begins'),
  undoItems: undo('items', 'Take the last save of items back; orders that went on by it are held again until picking begins'),
  undoLocations: undo('locations', 'Take the last save of locations back'),
}
