import type { CenterId, ConnectionId, Ref } from '../../core/model/ids.ts'
import type { Option } from '../../core/ports/connector.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { namedId } from '../orders/surroundings.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { amend, make } from '../setup/save.ts'

export interface LocationRow { location: Ref; name?: string; centerIds: readonly CenterId[] }

export async function listLocations(hub: Hub, scope: Scope, id: ConnectionId, page: PageOf): Promise<Listed<Stored<'locations'>> | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && hub.store.list('locationsOfConnection', { merchantId: scope.merchantId, connectionId: id }, page)
}

/** ARCHITECTURE 3: a center belongs to one location of a store, or its units would be published twice. Locations that are not named stay as they are. */
export async function putLocations(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly LocationRow[]): Promise<{ is: 'done'; locations: readonly Stored<'locations'>[] } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const unknown = await unknownCenters(hub, rows)
  if (unknown.length > 0) return refuse('invalid_input', `There is no center ${unknown.join(', ')}.`, { fields: unknown.map(one => ({ field: 'centerIds', message: `unknown: ${one}` })) })
  const twice = await mappedTwice(hub, scope, id, rows)
  if (twice) return refuse('center_mapped_twice', `Center ${twice.centerId} belongs to location ${twice.location} already.`, { detail: twice })
  const locations: Stored<'locations'>[] = []
  // What gives a center up is saved before what takes it.
  for (const row of [...rows].toSorted((one, other) => one.centerIds.length - other.centerIds.length)) {
    const saved = await saveLocation(hub, connection, row)
    if (saved.is === 'refused') return saved
    locations.push(saved.record)
  }
  await noted(hub, scope, `connection:${id}`, 'mapping.locations_saved', ['locations'], { rows: rows.length })
  await wake(hub, accountLane(connection.account))
  return { is: 'done', locations }
}

async function unknownCenters(hub: Hub, rows: readonly LocationRow[]): Promise<CenterId[]> {
  const wanted = [...new Set(rows.flatMap(({ centerIds }) => centerIds))]
  const centers = await hub.store.getMany('centers', null, wanted)
  return wanted.filter((_, at) => centers[at] === null)
}

async function mappedTwice(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly LocationRow[]): Promise<{ centerId: CenterId; location: Ref } | null> {
  const named = new Set(rows.map(({ location }) => location))
  const others = (await allLocations(hub, scope, id)).filter(({ location }) => !named.has(location))
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

async function allLocations(hub: Hub, { merchantId }: Scope, connectionId: ConnectionId): Promise<Stored<'locations'>[]> {
  const all: Stored<'locations'>[] = []
  let after: string | null = null
  do {
    const page: Listed<Stored<'locations'>> = await hub.store.list('locationsOfConnection', { merchantId, connectionId }, { limit: 500, after })
    all.push(...page.items)
    after = page.next
  } while (after !== null)
  return all
}

async function saveLocation(hub: Hub, connection: Stored<'connections'>, { location, name, centerIds }: LocationRow) {
  await discoverLocations(hub, connection, [{ id: location, title: name ?? location }])
  return amend(hub, 'locations', connection.merchantId, namedId(connection.id, location), null, record => ({ ...record, name: name ?? record.name, centerIds: [...new Set(centerIds)] }))
}

/** The store's locations, listed before a person maps them; none has a center by itself. */
export async function discoverLocations(hub: Hub, connection: Stored<'connections'>, options: readonly Option[]): Promise<void> {
  const { merchantId, id: connectionId } = connection
  const now = hub.clock.now()
  for (const { id: location, title } of options) {
    await make(hub, 'locations', merchantId, { id: namedId(connectionId, location), merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, location, name: title, centerIds: [] })
  }
}
