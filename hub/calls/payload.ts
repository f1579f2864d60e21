import type { LevelUpdate, ScanNews, ShipmentNews } from '../../core/model/drafts.ts'
import type { MerchantId } from '../../core/model/ids.ts'
import type { Call } from '../../core/model/work.ts'
import type { Hub } from '../hub.ts'
import { CannotOpen } from '../secrets/envelope.ts'

/** The updates of a call, sealed with today's key: `Call.sealed`. */
export async function sealUpdates(hub: Hub, merchantId: MerchantId, updates: readonly (ShipmentNews | ScanNews)[] | readonly LevelUpdate[]): Promise<string> {
  return hub.vault.sealDaily(merchantId, hub.clock.now(), JSON.stringify(updates))
}

/** null: too old, its day's key was thrown away. */
export async function openUpdates<U extends ShipmentNews | ScanNews | LevelUpdate>(hub: Hub, call: Call): Promise<readonly U[] | null> {
  try {
    return JSON.parse(await hub.vault.openDaily(call.merchantId, call.sealed)) as U[]
  } catch (error) {
    if (error instanceof CannotOpen && error.code === 'gone') return null
    throw error
  }
}
