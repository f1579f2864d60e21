import { settingsOf, type Variables } from '../config/load.ts'
import { migrate } from '../stores/open.ts'
import { connectors } from './hub.ts'

export { StoreRefused } from '../stores/open.ts'

/** Brings the lists and indexes of this environment's store up to this version; answers the kinds that were derived anew. Throws StoreRefused while a hub has it open. */
export async function migrateStore(variables: Variables): Promise<readonly string[]> {
  return migrate(settingsOf(variables, [...connectors.keys()]).store)
}
