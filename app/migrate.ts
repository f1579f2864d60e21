import { settingsOf, type Variables } from '../config/load.ts'
import { migrate, planned } from '../stores/open.ts'
import { connectors } from './hub.ts'

export { StoreRefused } from '../stores/open.ts'

/**
 * Brings the lists and indexes of this environment's store up to this version; answers the kinds that were derived anew. Throws StoreRefused while a
 * hub has it open. `isPlan`: only answers which it would be.
 */
export async function migrateStore(variables: Variables, isPlan = false): Promise<readonly string[]> {
  const { store } = settingsOf(variables, [...connectors.keys()])
  return isPlan ? planned(store) : migrate(store)
}
