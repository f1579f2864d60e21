import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { getAll, listAll } from '../stock/pages.ts'

/**
 * What becomes of a method's next order. `unused`: it is not mapped and no order ever had it, as after a save by mistake that was taken back.
 * `switched_off`: a person switched the mapping off. `option_off`: the 3PL does not sell its ship option any more. All but `active` hold.
 */
export type MethodState = 'active' | 'unmapped' | 'unused' | 'switched_off' | 'option_off'

type Method = Stored<'methods'>

/** Every method of a connection, with the rule that its orders are judged by: the ship option counts too. */
export async function methodStates(hub: Hub, { merchantId, id: connectionId }: Pick<Stored<'connections'>, 'id' | 'merchantId'>): Promise<readonly { method: Method; state: MethodState }[]> {
  const methods = await listAll(hub.store, 'methodsOfConnection', { merchantId, connectionId })
  const options = await getAll(hub.store, 'shipOptions', null, [...new Set(methods.flatMap(({ shipOptionId }) => (shipOptionId === null ? [] : [shipOptionId])))])
  const on = new Set<string>(options.filter(({ active }) => active).map(({ id }) => id))
  return methods.map(method => ({ method, state: stateOf(method, on) }))
}

function stateOf({ shipOptionId, active, seenAt }: Method, on: ReadonlySet<string>): MethodState {
  if (shipOptionId === null) return seenAt === null ? 'unused' : 'unmapped'
  if (!active) return 'switched_off'
  return on.has(shipOptionId) ? 'active' : 'option_off'
}
