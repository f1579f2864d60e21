import type { ConnectionId, ShipOptionId } from '../../core/model/ids.ts'
import { methodKey } from '../../core/orders/mapping.ts'
import { groundOf } from '../../core/orders/reasons.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { namedId } from '../orders/surroundings.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'
import { amend, make } from '../setup/save.ts'
import { reevaluate } from './reevaluate.ts'

export interface MethodRow { method: string; shipOptionId: ShipOptionId | null; active?: boolean }
export type Mapped = { is: 'done'; methods: readonly Stored<'methods'>[]; freed: number } | Refused

export async function listMethods(hub: Hub, scope: Scope, id: ConnectionId, page: PageOf): Promise<Listed<Stored<'methods'>> | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && hub.store.list('methodsOfConnection', { merchantId: scope.merchantId, connectionId: id }, page)
}

/** S2.15: saves, and the orders that waited for it go on at once. Methods that are not named stay as they are. */
export async function putMethods(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly MethodRow[]): Promise<Mapped> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const wanted = [...new Set(rows.flatMap(({ shipOptionId }) => (shipOptionId === null ? [] : [shipOptionId])))]
  const options = await hub.store.getMany('shipOptions', null, wanted)
  const unknown = wanted.filter((_, at) => options[at] === null)
  if (unknown.length > 0) return refuse('invalid_input', `There is no ship option ${unknown.join(', ')}.`, { fields: unknown.map(one => ({ field: 'shipOptionId', message: `unknown: ${one}` })) })
  const methods: Stored<'methods'>[] = []
  for (const row of rows) {
    const saved = await saveMethod(hub, connection, row)
    if (saved.is === 'refused') return saved
    methods.push(saved.record)
  }
  await noted(hub, scope, `connection:${id}`, 'mapping.ship_options_saved', ['shipOptions'], { rows: rows.length })
  return { is: 'done', methods, freed: await reevaluate(hub, scope, id) }
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
  if (await hub.store.get('methods', merchantId, id)) return
  const now = hub.clock.now()
  await hub.store.insert('methods', { id, merchantId, connectionId, version: 0, createdAt: now, updatedAt: now, method: key, shipOptionId: null, active: true, seenAt: now })
}

/** How many waiting orders have each of these methods; changes nothing. Orders that wait for something else too are among them. */
export async function previewMethods(hub: Hub, scope: Scope, id: ConnectionId, methods: readonly string[]): Promise<readonly { method: string; waiting: number; capped: boolean }[] | null> {
  if (!await connectionOf(hub, scope, id)) return null
  const counted = new Map(methods.map(method => [method, 0]))
  let after: string | null = null
  let seen = 0
  do {
    const page: Listed<Stored<'orders'>> = await hub.store.list('ordersByStatus', { merchantId: scope.merchantId, status: 'action_required' }, { limit: 500, after })
    for (const order of page.items) {
      const key = methodKey(order.method)
      const waits = order.connectionId === id && order.reasons.some(({ code }) => groundOf(code) === 'option')
      if (waits && counted.has(key)) counted.set(key, (counted.get(key) ?? 0) + 1)
    }
    seen += page.items.length
    after = page.next
  } while (after !== null && seen < CAP)
  return [...counted].map(([method, waiting]) => ({ method, waiting, capped: after !== null }))
}

const CAP = 10_000
