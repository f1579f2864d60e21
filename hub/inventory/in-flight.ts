import type { LevelUpdate } from '../../core/model/drafts.ts'
import type { Stored } from '../../core/ports/store.ts'
import { openUpdates } from '../calls/payload.ts'
import type { Hub } from '../hub.ts'
import { listAll } from '../stock/pages.ts'
import { levelKey } from './read-levels.ts'

/** Numbers that are on their way with an unknown end: until it is known, whatever the store shows may still change by it. */
export async function inFlight(hub: Hub, connection: Stored<'connections'>): Promise<Set<string>> {
  const calls = await listAll(hub.store, 'openCallsOfAccount', { account: connection.account, open: 1 })
  const found = new Set<string>()
  for (const call of calls.filter(call => call.capability === 'setLevels' && call.connectionId === connection.id)) {
    for (const update of (await openUpdates<LevelUpdate>(hub, call)) ?? []) found.add(levelKey(update))
  }
  return found
}
