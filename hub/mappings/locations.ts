import type { CenterId, ConnectionId, MerchantId, Ref } from '../../core/model/ids.ts'
import type { Option } from '../../core/ports/connector.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { findingOf, keepFinding } from '../connecting/findings.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { namedId } from '../orders/surroundings.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { makeDue } from '../receive/pages.ts'
import { noted } from '../setup/noted.ts'
import { amend, make } from '../setup/save.ts'
import { listAll } from '../stock/pages.ts'

/** `ours` false: a person says that somebody else ships from there (a shop with a counter), so that its orders are left out. */
export interface LocationRow { location: Ref; name?: string; centerIds: readonly CenterId[]; ours?: boolean }

export async function listLocations(hub: Hub, scope: Scope, id: ConnectionId, page: PageOf): Promise<Listed<Stored<'locations'>> | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && hub.store.list('locationsOfConnection', { merchantId: scope.merchantId, connectionId: id }, page)
}

/** ARCHITECTURE 3: a center belongs to one location of a store, or its units would be published twice. Locations that are not named stay as they are. */
export async function putLocations(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly LocationRow[], as: 'save' | 'undo' = 'save'): Promise<{ is: 'done'; locations: readonly Stored<'locations'>[] } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const unknown = await unknownCenters(hub, rows)
  if (unknown.length > 0) return refuse('invalid_input', `There is no center ${unknown.join(', ')}.`, { fields: unknown.map(one => ({ field: 'centerIds', message: `unknown: ${one}` })) })
  const bothWays = rows.find(({ ours, centerIds }) => ours === false && centerIds.length > 0)
  if (bothWays) return refuse('invalid_input', 'Centers stand behind a location, or it is not ours: not both.', { fields: [{ field: 'ours', message: `${bothWays.location} has centers: leave them out, or leave ours out` }] })
  const foreign = await foreignOnes(hub, connection, rows)
  if (foreign) return refuse('location_not_ours', `Location ${foreign.name} is run by another app, which sets its levels: no center can stand behind it.`, { detail: { location: foreign.location } })
  const twice = await mappedTwice(hub, connection, rows)
  if (twice) return refuse('center_mapped_twice', await twiceInWords(hub, connection, twice), { detail: twice })
  const before = await locationRows(hub, connection, rows)
  if (as === 'save') await keepFinding(hub, connection, 'undo:locations', { before, after: rows.map(rowOf) }, (await findingOf(hub, connection, 'undo:locations')).record)
  const locations: Stored<'locations'>[] = []
  // All that is given up is saved before anything is taken: at no moment does a center stand at two.
  for (const row of rows) await giveUp(hub, connection, row)
  for (const row of rows) {
    const saved = await saveLocation(hub, connection, row)
    if (saved.is === 'refused') return saved
    locations.push(saved.record)
  }
  await noted(hub, scope, `connection:${id}`, as === 'save' ? 'mapping.locations_saved' : 'mapping.locations_undone', ['locations'], { rows: rows.length })
  // What the store has there is ours from now on, or is not: all of its orders are looked at again.
  if (rows.some(({ ours = true }, at) => ours !== before[at]?.ours)) await makeDue(hub, connection, ['orders.full'])
  await wake(hub, accountLane(connection.account))
  return { is: 'done', locations }
}

const rowOf = ({ location, centerIds, ours = true }: LocationRow) => ({ location, centerIds: [...new Set(centerIds)], ours })

/** The named locations as they are mapped now. */
export async function locationRows(hub: Hub, { id, merchantId }: Stored<'connections'>, named: readonly Pick<LocationRow, 'location'>[]): Promise<ReturnType<typeof rowOf>[]> {
  const records = await hub.store.getMany('locations', merchantId, named.map(({ location }) => namedId(id, location)))
  return named.map(({ location }, at) => rowOf({ location, centerIds: records[at]?.centerIds ?? [], ours: records[at]?.notOurs !== true }))
}

async function unknownCenters(hub: Hub, rows: readonly LocationRow[]): Promise<CenterId[]> {
  const wanted = [...new Set(rows.flatMap(({ centerIds }) => centerIds))]
  const centers = await hub.store.getMany('centers', null, wanted)
  return wanted.filter((_, at) => centers[at] === null)
}

async function foreignOnes(hub: Hub, { id, merchantId }: Stored<'connections'>, rows: readonly LocationRow[]): Promise<Stored<'locations'> | undefined> {
  const wanted = rows.filter(({ centerIds }) => centerIds.length > 0)
  return (await hub.store.getMany('locations', merchantId, wanted.map(({ location }) => namedId(id, location)))).find(one => one?.foreign) ?? undefined
}

/** Other roads to the same store count too: what they are told stands at the same store. */
async function mappedTwice(hub: Hub, { merchantId, id, storeIdentity }: Stored<'connections'>, rows: readonly LocationRow[]): Promise<{ centerId: CenterId; location: Ref } | null> {
  const named = new Set(rows.map(({ location }) => location))
  const others = (await allLocations(hub, merchantId, id)).filter(({ location }) => !named.has(location))
  for (const road of await listAll(hub.store, 'connectionsOfMerchant', { merchantId })) {
    if (road.id !== id && road.storeIdentity === storeIdentity && road.state !== 'disconnected') others.push(...await allLocations(hub, merchantId, road.id))
  }
  const owner = new Map<CenterId, Ref>()
  for (const { location, centerIds } of [...others, ...rows]) {
    for (const centerId of new Set(centerIds)) {
      const before = owner.get(centerId)
      if (before !== undefined && before !== location) return { centerId, location: before }
      owner.set(centerId, location)
    }
  }
  return null
}

/** By the names that a person knows; the ids stand beside them. */
async function twiceInWords(hub: Hub, { id, merchantId }: Stored<'connections'>, { centerId, location }: { centerId: CenterId; location: Ref }): Promise<string> {
  const center = await hub.store.get('centers', null, centerId)
  const record = await hub.store.get('locations', merchantId, namedId(id, location))
  return `Center ${center?.name ?? centerId} belongs to location ${record?.name || location} already.`
}

async function allLocations(hub: Hub, merchantId: MerchantId, connectionId: ConnectionId): Promise<Stored<'locations'>[]> {
  return listAll(hub.store, 'locationsOfConnection', { merchantId, connectionId })
}

async function giveUp(hub: Hub, { id, merchantId }: Stored<'connections'>, { location, centerIds }: LocationRow): Promise<void> {
  const key = namedId(id, location)
  const before = await hub.store.get('locations', merchantId, key)
  if (before?.centerIds.some(centerId => !centerIds.includes(centerId))) await amend(hub, 'locations', merchantId, key, null, record => ({ ...record, centerIds: record.centerIds.filter(centerId => centerIds.includes(centerId)) }))
}

async function saveLocation(hub: Hub, connection: Stored<'connections'>, { location, name, centerIds, ours }: LocationRow) {
  const { merchantId, id: connectionId } = connection
  const now = hub.clock.now()
  await make(hub, 'locations', merchantId, { id: namedId(connectionId, location), merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, location, name: name ?? location, centerIds: [] })
  return amend(hub, 'locations', merchantId, namedId(connectionId, location), null, ({ notOurs: _before, ...record }) => ({ ...record, name: name ?? record.name, centerIds: [...new Set(centerIds)], ...(ours === false && { notOurs: true }) }))
}

/** The store's locations, listed before a person maps them; none has a center by itself. One that another app took over is given up. */
export async function discoverLocations(hub: Hub, connection: Stored<'connections'>, options: readonly Option[]): Promise<void> {
  const { merchantId, id: connectionId } = connection
  const now = hub.clock.now()
  for (const { id: location, title, foreign } of options) {
    const id = namedId(connectionId, location)
    const made = await make(hub, 'locations', merchantId, { id, merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, location, name: title, centerIds: [], ...(foreign && { foreign }) })
    if (made.is === 'saved' && made.record.foreign !== foreign) await amend(hub, 'locations', merchantId, id, null, ({ foreign: _before, ...record }) => ({ ...record, ...(foreign && { foreign, centerIds: [] }) }))
  }
}
