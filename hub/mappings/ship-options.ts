import type { ConnectionId, ShipOptionId } from '../../core/model/ids.ts'
import { methodKey } from '../../core/orders/mapping.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { findingOf, keepFinding } from '../connecting/findings.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { namedId } from '../orders/surroundings.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { amend, make } from '../setup/save.ts'
import { reevaluate, waiting } from './reevaluate.ts'

export interface MethodRow { method: string; shipOptionId: ShipOptionId | null; active?: boolean }
export type Mapped = { is: 'done'; methods: readonly Stored<'methods'>[]; freed: number } | Refused

export async function listMethods(hub: Hub, scope: Scope, id: ConnectionId, page: PageOf): Promise<Listed<Stored<'methods'>> | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && hub.store.list('methodsOfConnection', { merchantId: scope.merchantId, connectionId: id }, page)
}

/** S2.15: saves, and the orders that waited for it go on at once. Methods that are not named stay as they are. */
export async function putMethods(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly MethodRow[], as: 'save' | 'undo' = 'save'): Promise<Mapped> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const unknown = await unknownOptions(hub, rows)
  if (unknown) return unknown
  if (as === 'save') await keepFinding(hub, connection, 'undo:ship-options', { before: await methodRows(hub, connection, rows), after: rows.map(rowOf) }, (await findingOf(hub, connection, 'undo:ship-options')).record)
  const waited = as === 'save' ? await waiting(hub, scope, id) : []
  const methods: Stored<'methods'>[] = []
  for (const row of rows) {
    const saved = await saveMethod(hub, connection, row)
    if (saved.is === 'refused') return saved
    methods.push(saved.record)
  }
  await noted(hub, scope, `connection:${id}`, as === 'save' ? 'mapping.ship_options_saved' : 'mapping.ship_options_undone', ['shipOptions'], { rows: rows.length })
  return { is: 'done', methods, freed: await reevaluate(hub, scope, id, as, waited) }
}

const rowOf = ({ method, shipOptionId, active = true }: MethodRow) => ({ method, shipOptionId, active })

/** The named methods as they are mapped now. */
export async function methodRows(hub: Hub, { id, merchantId }: Stored<'connections'>, named: readonly Pick<MethodRow, 'method'>[]): Promise<ReturnType<typeof rowOf>[]> {
  const records = await hub.store.getMany('methods', merchantId, named.map(({ method }) => namedId(id, method)))
  return named.map(({ method }, at) => rowOf(records[at] ?? { method, shipOptionId: null }))
}

/** Names every ship option that there is not. */
export async function unknownOptions(hub: Hub, rows: readonly MethodRow[]): Promise<Refused | null> {
  const wanted = [...new Set(rows.flatMap(({ shipOptionId }) => (shipOptionId === null ? [] : [shipOptionId])))]
  const options = await hub.store.getMany('shipOptions', null, wanted)
  const unknown = wanted.filter((_, at) => options[at] === null)
  return unknown.length === 0 ? null : refuse('invalid_input', `There is no ship option ${unknown.join(', ')}.`, { fields: unknown.map(one => ({ field: 'shipOptionId', message: `unknown: ${one}` })) })
}

async function saveMethod(hub: Hub, connection: Stored<'connections'>, { method, shipOptionId, active = true }: MethodRow) {
  const { merchantId, id: connectionId } = connection
  const now = hub.clock.now()
  const id = namedId(connectionId, method)
  await make(hub, 'methods', merchantId, { id, merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, method, shipOptionId: null, active, seenAt: null })
  return amend(hub, 'methods', merchantId, id, null, record => ({ ...record, shipOptionId, active }))
}

/** S2.12: a method is listed as soon as an order brought it; unmapped until a person says what it means. */
export async function discoverMethod(hub: Hub, connection: Stored<'connections'>, method: string | null): Promise<void> {
  const { merchantId, id: connectionId } = connection
  const key = methodKey(method)
  const id = namedId(connectionId, key)
  const there = await hub.store.get('methods', merchantId, id)
  if (there && there.seenAt !== null) return
  const now = hub.clock.now()
  // Mapped before its first order. Where a save comes in between, the next order says so.
  if (there) return void await hub.store.replace('methods', { ...there, seenAt: now })
  await hub.store.insert('methods', { id, merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, method: key, shipOptionId: null, active: true, seenAt: now })
}
