import type { ConnectionId, OrderId, Sku } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import type { Reason } from '../../core/model/status.ts'
import { isOfStock } from '../../core/orders/derive.ts'
import type { Surroundings } from '../../core/orders/judge.ts'
import { methodKey } from '../../core/orders/mapping.ts'
import { groundOf } from '../../core/orders/reasons.ts'
import { rejudge } from '../../core/orders/retry.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { aboutOrder, namedId, surroundingsOf } from '../orders/surroundings.ts'
import { missing, type Refused } from '../refused.ts'
import { getAll, listAll } from '../stock/pages.ts'
import type { ItemRow } from './items.ts'
import { waiting } from './reevaluate.ts'
import { type MethodRow, unknownOptions } from './ship-options.ts'

/** Orders that one answer names; the rest are numbers. */
const NAMED = 250

/** A held order that the save would touch: whether it would go on, and what would still hold it. */
export interface Touched { id: OrderId; number: string; frees: boolean; reasons: Reason['code'][] }
/** `frees` would go on at once, `stays` would still be held, for these or other reasons. */
export interface Preview { is: 'preview'; frees: number; stays: number; orders: Touched[] }

/** How many waiting orders have each of these methods; changes nothing. Orders that wait for something else too are among them. */
export async function waitingByMethod(hub: Hub, scope: Scope, id: ConnectionId, methods: readonly string[]): Promise<readonly { method: string; waiting: number }[] | null> {
  if (!await connectionOf(hub, scope, id)) return null
  const counted = new Map(methods.map(method => [method, 0]))
  for (const order of await waiting(hub, scope, id)) {
    const key = methodKey(order.method)
    if (waitsForOption(order) && counted.has(key)) counted.set(key, (counted.get(key) ?? 0) + 1)
  }
  return [...counted].map(([method, count]) => ({ method, waiting: count }))
}

const waitsForOption = (order: Order): boolean => order.reasons.some(({ code }) => groundOf(code) === 'option')

/** Which held orders would go on if these methods were saved so. Changes nothing. */
export async function previewMethods(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly MethodRow[]): Promise<Preview | Refused> {
  if (!await connectionOf(hub, scope, id)) return missing()
  const unknown = await unknownOptions(hub, rows)
  if (unknown) return unknown
  const options = await getAll(hub.store, 'shipOptions', null, [...new Set(rows.flatMap(({ shipOptionId }) => (shipOptionId === null ? [] : [shipOptionId])))])
  const activeOptions = options.filter(({ active }) => active).map(one => one.id)
  const methods = new Map(rows.map(({ method, shipOptionId, active = true }) => [method, { shipOptionId, active }]))
  return judged(hub, scope, (await waiting(hub, scope, id)).filter(order => waitsForOption(order) && methods.has(methodKey(order.method))), around => ({
    ...around, options: { methods: new Map([...around.options.methods, ...methods]), activeOptions: new Set([...around.options.activeOptions, ...activeOptions]) },
  }))
}

/** Which held orders would go on if these items were said to be these SKUs. Changes nothing. */
export async function previewItems(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly ItemRow[]): Promise<Preview | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const { merchantId } = scope
  const told = new Map(rows.map(({ item, sku }) => [item, sku]))
  const touched = new Set<Sku>()
  // The items themselves, by the SKU each would have: their own word where a person takes the choice back.
  const would: Sku[] = []
  for (const row of rows) {
    const item = await hub.store.get('items', merchantId, namedId(connection.id, row.item))
    const sku = row.sku ?? (item?.chosen ? item.said ?? null : item?.sku ?? null)
    for (const one of [item?.sku ?? null, sku]) if (one !== null) touched.add(one)
    if (item && sku !== null) would.push(sku)
  }
  const twice = new Set<Sku>()
  for (const sku of touched) {
    const others = (await listAll(hub.store, 'itemsOfSku', { merchantId, connectionId: id, sku })).filter(({ item }) => !told.has(item))
    if (others.length + would.filter(one => one === sku).length > 1) twice.add(sku)
  }
  const isTouched = (order: Order): boolean => order.lines.some(({ sku }) => sku !== null && touched.has(sku))
  return judged(hub, scope, (await waiting(hub, scope, id)).filter(isTouched), around => ({ ...around, twice: new Set([...around.twice].filter(sku => !touched.has(sku as Sku)).concat([...twice])) }))
}

async function judged(hub: Hub, scope: Scope, orders: readonly Order[], would: (around: Surroundings) => Surroundings): Promise<Preview> {
  const touched: Touched[] = []
  for (const order of orders) {
    const after = rejudge(order, would(await surroundingsOf(hub, scope.merchantId, aboutOrder(order))))
    const reasons = after.reasons.filter(reason => !isOfStock(reason)).map(({ code }) => code)
    touched.push({ id: order.id, number: order.number, frees: reasons.length === 0, reasons })
  }
  const frees = touched.filter(one => one.frees).length
  return { is: 'preview', frees, stays: touched.length - frees, orders: touched.slice(0, NAMED) }
}
