import type { ShipOptionId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'

/** The key under which “the store gave no method” is mapped, like any other. */
export const NO_METHOD = '(none)'

/** The methods of one connection, verbatim, and which ship options are active. */
export interface OptionMap {
  readonly methods: ReadonlyMap<string, { shipOptionId: ShipOptionId | null; active: boolean }>
  readonly activeOptions: ReadonlySet<ShipOptionId>
}

/** What goes before the store's method: a person's choice, else a rule's; null: the mapping decides. */
export const chosenOption = (order: Pick<Order, 'connectionId' | 'edited' | 'shipOptionId' | 'ruled'>): ShipOptionId | null =>
  (order.connectionId === null || order.edited?.includes('shipOption') ? order.shipOptionId : (order.ruled?.shipOptionId ?? null))

export type Mapped =
  | { is: 'mapped'; shipOptionId: ShipOptionId }
  | { is: 'unmapped'; method: string }
  | { is: 'inactive'; method: string }

/** Between the names of parts that go by different methods. */
const AND = ' + '
/** A mapping's own name is no longer. */
const LONGEST = 255

/** The method of parts that have these: one name where all have it, else all of them as a method of its own, which waits to be mapped. Null: none says any. */
export const joinedMethod = (names: readonly string[]): string | null => [...new Set(names)].toSorted().join(AND).slice(0, LONGEST) || null

export const methodKey = (method: string | null): string => method ?? NO_METHOD

/** Exact and verbatim: no trimming, no case, no nearest name (S2.11–S2.15). An inactive mapping or ship option holds like none. */
export function optionFor(method: string | null, map: OptionMap): Mapped {
  const key = methodKey(method)
  const found = map.methods.get(key)
  if (!found || found.shipOptionId === null) return { is: 'unmapped', method: key }
  const isActive = found.active && map.activeOptions.has(found.shipOptionId)
  return isActive ? { is: 'mapped', shipOptionId: found.shipOptionId } : { is: 'inactive', method: key }
}
