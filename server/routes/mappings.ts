import type { CenterId, ConnectionId, ShipOptionId, Sku } from '../../core/model/ids.ts'
import type { ItemMapping, LocationMapping, MethodMapping } from '../../core/model/setup.ts'
import { listItems, putItems } from '../../hub/mappings/items.ts'
import { listLocations, putLocations } from '../../hub/mappings/locations.ts'
import { type Preview, previewItems, previewMethods, waitingByMethod } from '../../hub/mappings/preview.ts'
import { listMethods, putMethods } from '../../hub/mappings/ship-options.ts'
import { undoMapping, type Undoable } from '../../hub/mappings/undo.ts'
import type { Hub, Scope } from '../../hub/hub.ts'
import type { Refused } from '../../hub/refused.ts'
import { found, given, paged, pageOf } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import { Problem, refusal } from '../problem.ts'
import type { Answer } from '../schema.ts'

const methodView = (one: MethodMapping): Answer<'listMethods'>['data'][number] => ({ id: one.id, method: one.method, shipOptionId: one.shipOptionId, active: one.active, seenAt: timeOr(one.seenAt), version: one.version })
const itemView = (one: ItemMapping): Answer<'listItems'>['data'][number] => ({ id: one.id, item: one.item, sku: one.sku, name: one.name, tracked: one.tracked, twice: one.twice, chosen: one.chosen ?? false, buffer: one.buffer ?? 0, seenAt: time(one.seenAt), version: one.version })
const locationView = (one: LocationMapping): Answer<'listLocations'>['data'][number] => ({ id: one.id, location: one.location, name: one.name, centerIds: one.centerIds, foreign: one.foreign ?? false, ours: !one.foreign && !one.notOurs, version: one.version })

const idOf = (params: { id: string }): ConnectionId => params.id as ConnectionId

const previewView = (preview: Preview | Refused): Answer<'previewItems'> => {
  if (preview.is === 'refused') throw refusal(preview)
  return { frees: preview.frees, stays: preview.stays, orders: preview.orders }
}
async function undone(hub: Hub, scope: Scope, id: ConnectionId, kind: Undoable): Promise<Answer<'undoItems'>> {
  const result = await undoMapping(hub, scope, id, kind)
  if (result.is === 'refused') throw refusal(result)
  return { rows: result.rows }
}

export const mappingRoutes: Handlers = {
  listMethods: async ({ hub, scope, params, query }) => paged(found(await listMethods(hub, scope, idOf(params), pageOf(query))), methodView),
  putMethods: async ({ hub, scope, params, body }) => {
    const saved = await putMethods(hub, scope, idOf(params), body.data.map(row => ({ ...row, shipOptionId: row.shipOptionId as ShipOptionId | null })))
    if (saved.is === 'refused') throw refusal(saved)
    return { data: saved.methods.map(methodView), freed: saved.freed }
  },
  previewMethods: async ({ hub, scope, params, body }) => {
    const names = [...new Set([...body.methods ?? [], ...(body.data ?? []).map(({ method }) => method)])]
    if (names.length === 0) throw new Problem('invalid_input', 'Give data or methods.', { fields: [{ field: 'data', message: 'is missing' }] })
    const rows = found(await waitingByMethod(hub, scope, idOf(params), names)).map(row => ({ ...row, capped: false }))
    return { rows, ...previewView(await previewMethods(hub, scope, idOf(params), (body.data ?? []).map(row => ({ ...row, shipOptionId: row.shipOptionId as ShipOptionId | null })))) }
  },
  undoMethods: async ({ hub, scope, params }) => undone(hub, scope, idOf(params), 'ship-options'),

  listItems: async ({ hub, scope, params, query }) => paged(found(await listItems(hub, scope, idOf(params), pageOf(query))), itemView),
  putItems: async ({ hub, scope, params, body }) => {
    const saved = await putItems(hub, scope, idOf(params), body.data.map(row => ({ item: row.item, ...given({ sku: row.sku as Sku | null | undefined, buffer: row.buffer }) })))
    if (saved.is === 'refused') throw refusal(saved)
    return { data: saved.items.map(itemView) }
  },

  previewItems: async ({ hub, scope, params, body }) => previewView(await previewItems(hub, scope, idOf(params), body.data.flatMap(({ item, sku }) => (sku === undefined ? [] : [{ item, sku: sku as Sku | null }])))),
  undoItems: async ({ hub, scope, params }) => undone(hub, scope, idOf(params), 'items'),

  listLocations: async ({ hub, scope, params, query }) => paged(found(await listLocations(hub, scope, idOf(params), pageOf(query))), locationView),
  putLocations: async ({ hub, scope, params, body }) => {
    const saved = await putLocations(hub, scope, idOf(params), body.data.map(row => ({ ...given(row), location: row.location, centerIds: row.centerIds as CenterId[] })))
    if (saved.is === 'refused') throw refusal(saved)
    return { data: saved.locations.map(locationView) }
  },
  undoLocations: async ({ hub, scope, params }) => undone(hub, scope, idOf(params), 'locations'),
}
