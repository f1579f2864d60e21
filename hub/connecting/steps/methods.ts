import type { Hub } from '../../hub.ts'
import { getAll, listAll } from '../../stock/pages.ts'
import { type Connection, counted, listed, NAMED, type Step } from '../step.ts'

/** `inactive`: mapped, but the mapping or its ship option is switched off; their orders wait like those of unmapped ones. */
export interface MethodsFound { total: number; mapped: number; active: number; unmapped: string[]; inactive: string[] }

/** The store's methods as its orders brought them, and what each means (S2.12). */
export async function methodsStep(hub: Hub, { merchantId, id: connectionId, roles }: Connection): Promise<Step<'methods', MethodsFound>> {
  const methods = await listAll(hub.store, 'methodsOfConnection', { merchantId, connectionId })
  const options = await getAll(hub.store, 'shipOptions', null, [...new Set(methods.flatMap(({ shipOptionId }) => (shipOptionId === null ? [] : [shipOptionId])))])
  const on = new Set(options.filter(({ active }) => active).map(({ id }) => id))
  const mapped = methods.filter(({ shipOptionId }) => shipOptionId !== null)
  const active = mapped.filter(one => one.active && one.shipOptionId !== null && on.has(one.shipOptionId))
  const names = (some: typeof methods): string[] => some.slice(0, NAMED).map(({ method }) => method)
  const unmapped = methods.filter(({ shipOptionId }) => shipOptionId === null)
  const found = { total: methods.length, mapped: mapped.length, active: active.length, unmapped: names(unmapped), inactive: names(mapped.filter(one => !active.includes(one))) }
  const step = (state: 'done' | 'waiting', says: string, next: string | null) => ({ step: 'methods' as const, state, says, next, found })
  if (methods.length === 0) return step('waiting', 'No method found yet: they come with the store’s orders.', roles.includes('orders') ? 'Nothing: they appear with the first order. One can be mapped by its name before.' : 'Switch on the role orders: while the connection observes, nothing is sent to the store.')
  const says = `${counted(methods.length, 'method')} found, ${mapped.length} mapped, ${active.length} active.`
  if (unmapped.length > 0) return step('waiting', `${says} Not mapped: ${listed(unmapped.map(({ method }) => `“${method}”`))}.`, 'Map them to ship options: their orders wait.')
  return step('done', says, found.inactive.length > 0 ? `Orders of ${listed(found.inactive.map(method => `“${method}”`))} wait: switch the mapping or its ship option on, if that is not meant.` : null)
}
