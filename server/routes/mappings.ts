import type { CenterId, ConnectionId, ShipOptionId, Sku } from '../../core/model/ids.ts'
import type { ItemMapping, LocationMapping, MethodMapping } from '../../core/model/setup.ts'
import { listItems, putItems } from '../../hub/mappings/items.ts'
import { listLocations, putLocations } from '../../hub/mappings/locations.ts'
import { listMethods, previewMethods, putMethods } from '../../hub/mappings/ship-options.ts'
import { found, given, paged, pageOf } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import { refusal } from '../problem.ts'
import type { Answer } from '../schema.ts'

const methodView = (one: MethodMapping): Answer<'listMethods'>['data'][number] => ({ id: one.id, method: one.method, shipOptionId: one.shipOptionId, active: one.active, seenAt: timeOr(one.seenAt), version: one.version })
const itemView = (one: ItemMapping): Answer<'listItems'>['data'][number] => ({ id: one.id, item: one.item, sku: one.sku, name: one.name, tracked: one.tracked, twice: one.twice, buffer: one.buffer ?? 0, seenAt: time(one.seenAt), version: one.version })
const locationView = (one: LocationMapping): Answer<'listLocations'>['data'][number] => ({ id: one.id, location: one.location, name: one.name, centerIds: one.centerIds, version: one.version })

const idOf = (params: { id: string }): ConnectionId => params.id as ConnectionId

export const mappingRoutes: Handlers = {
  listMethods: async ({ hub, scope, params, query }) => paged(found(await listMethods(hub, scope, idOf(params), pageOf(query))), methodView),
  putMethods: async ({ hub, scope, params, body }) => {
    const saved = await putMethods(hub, scope, idOf(params), body.data.map(row => ({ ...row, shipOptionId: row.shipOptionId as ShipOptionId | null })))
    if (saved.is === 'refused') throw refusal(saved)
    return { data: saved.methods.map(methodView), freed: saved.freed }
  },
  previewMethods: async ({ hub, scope, params, body }) => ({ rows: [...found(await previewMethods(hub, scope, idOf(params), body.methods))] }),

  listItems: async ({ hub, scope, params, query }) => paged(found(await listItems(hub, scope, idOf(params), pageOf(query))), itemView),
  putItems: async ({ hub, scope, params, body }) => {
    const saved = await putItems(hub, scope, idOf(params), body.data.map(row => ({ item: row.item, ...given({ sku: row.sku as Sku | null | undefined, buffer: row.buffer }) })))
    if (saved.is === 'refused') throw refusal(saved)
    return { data: saved.items.map(itemView) }
  },

  listLocations: async ({ hub, scope, params, query }) => paged(found(await listLocations(hub, scope, idOf(params), pageOf(query))), locationView),
  putLocations: async ({ hub, scope, params, body }) => {
    const saved = await putLocations(hub, scope, idOf(params), body.data.map(row => ({ ...given(row), location: row.location, centerIds: row.centerIds as CenterId[] })))
    if (saved.is === 'refused') throw refusal(saved)
    return { data: saved.locations.map(locationView) }
  },
}
