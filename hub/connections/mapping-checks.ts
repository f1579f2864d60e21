import type { Order } from '../../core/model/order.ts'
import type { Reason } from '../../core/model/status.ts'
import { NO_METHOD } from '../../core/orders/mapping.ts'
import { groundOf } from '../../core/orders/reasons.ts'
import type { Check } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub, Scope } from '../hub.ts'
import { type MethodState, methodStates } from '../mappings/method-states.ts'
import { waiting } from '../mappings/reevaluate.ts'
import { getAll, listAll } from '../stock/pages.ts'

type Waits = Pick<Reason, 'code'> & { subject: string; orders: number }

const SAYS: Readonly<Partial<Record<Reason['code'], { says: string; fix: string }>>> = {
  unmapped_ship_option: { says: 'is not mapped', fix: 'Map it to a ship option.' },
  inactive_ship_option: { says: 'is switched off, or the ship option that it means', fix: 'Switch the mapping or its ship option on, or choose another.' },
}
/** Nothing waits yet, and the next order will. What a person switched off is meant, and what no order ever had needs nobody. */
const NEXT_WAITS: Readonly<Partial<Record<MethodState, Reason['code']>>> = { unmapped: 'unmapped_ship_option', option_off: 'inactive_ship_option' }

/** A fault is what orders really wait for, with how many; what only the next order would wait for is a warning. */
export async function mappingChecks(hub: Hub, scope: Scope, connection: Stored<'connections'>): Promise<Check[]> {
  const methods = await methodStates(hub, connection)
  const waits = waitsOf(await waiting(hub, scope, connection.id))
  const known = new Set([NO_METHOD, ...methods.map(({ method }) => method.method)])
  // A person or a rule may have chosen the option itself.
  const chosen = new Map((await getAll(hub.store, 'shipOptions', null, waits.map(({ subject }) => subject).filter(subject => !known.has(subject)))).map(({ id, name }) => [id as string, name]))
  const faults = waits.map(({ code, subject, orders }): Check => {
    const name = chosen.get(subject)
    const says = name === undefined ? SAYS[code]?.says : 'is a ship option that is switched off'
    return { code, is: 'fault', title: `${orders === 1 ? '1 order waits' : `${orders.toLocaleString('en-US')} orders wait`}: “${name ?? subject}” ${says ?? code}`, fix: SAYS[code]?.fix ?? 'Look at one of the orders.' }
  })
  const waited = new Set(waits.map(({ subject }) => subject))
  const warnings = methods.flatMap(({ method: { method }, state }): Check[] => {
    const code = NEXT_WAITS[state]
    return code === undefined || waited.has(method) ? [] : [{ code, is: 'warning', title: `“${method}” ${SAYS[code]?.says ?? code}: its next order will wait`, fix: SAYS[code]?.fix ?? '' }]
  })
  return [...faults, ...warnings, ...await locationChecks(hub, connection)]
}

/** Most first. */
function waitsOf(orders: readonly Order[]): Waits[] {
  const counted = new Map<string, Waits>()
  for (const { code, subject = '' } of orders.flatMap(({ reasons }) => reasons.filter(one => groundOf(one.code) === 'option'))) {
    const key = `${code} ${subject}`
    counted.set(key, { code, subject, orders: (counted.get(key)?.orders ?? 0) + 1 })
  }
  return [...counted.values()].toSorted((a, b) => b.orders - a.orders)
}

async function locationChecks(hub: Hub, { merchantId, id: connectionId, roles }: Stored<'connections'>): Promise<Check[]> {
  if (!roles.includes('inventory')) return []
  const locations = await listAll(hub.store, 'locationsOfConnection', { merchantId, connectionId })
  if (locations.some(({ centerIds }) => centerIds.length > 0)) return []
  return [{ code: 'no_location_mapped', is: 'warning', title: 'No location of the store has a center: no stock can be told', fix: 'Map a location to its centers.' }]
}
