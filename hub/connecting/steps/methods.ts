import type { Hub } from '../../hub.ts'
import { type MethodState, methodStates } from '../../mappings/method-states.ts'
import { type Connection, counted, listed, NAMED, type Step } from '../step.ts'

/** `inactive`: mapped, but the mapping or its ship option is switched off; their orders wait like those of unmapped ones. What no order had and nothing means needs nobody. */
export interface MethodsFound { total: number; mapped: number; active: number; unmapped: string[]; inactive: string[] }

/** The store's methods as its orders brought them, and what each means (S2.12). */
export async function methodsStep(hub: Hub, connection: Connection): Promise<Step<'methods', MethodsFound>> {
  const { roles } = connection
  const methods = await methodStates(hub, connection)
  const those = (...wanted: MethodState[]): string[] => methods.filter(({ state }) => wanted.includes(state)).map(({ method }) => method.method)
  const [active, inactive, unmapped] = [those('active'), those('switched_off', 'option_off'), those('unmapped')]
  const mapped = active.length + inactive.length
  const found = { total: methods.length, mapped, active: active.length, unmapped: unmapped.slice(0, NAMED), inactive: inactive.slice(0, NAMED) }
  const step = (state: 'done' | 'waiting', says: string, next: string | null) => ({ step: 'methods' as const, state, says, next, found })
  if (methods.length === 0) return step('waiting', 'No method found yet: they come with the store’s orders.', roles.includes('orders') ? 'Nothing: they appear with the first order. One can be mapped by its name before.' : 'Switch on the role orders: while the connection observes, nothing is sent to the store.')
  const says = `${counted(methods.length, 'method')} found, ${mapped} mapped, ${active.length} active.`
  if (unmapped.length > 0) return step('waiting', `${says} Not mapped: ${listed(unmapped.map(method => `“${method}”`))}.`, 'Map them to ship options: their orders wait.')
  return step('done', says, found.inactive.length > 0 ? `Orders of ${listed(found.inactive.map(method => `“${method}”`))} wait: switch the mapping or its ship option on, if that is not meant.` : null)
}
