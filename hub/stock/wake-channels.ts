import type { MerchantId } from '../../core/model/ids.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { listAll } from './pages.ts'

/** A burst of changes is told together. */
export const PUSH_AFTER_MS = 5_000

/** Stock changed: the accounts that show it are woken soon (S2.18). Where it fails, the 15-minute tick finds the change. */
export async function wakeChannels(hub: Hub, merchantId: MerchantId): Promise<void> {
  const at = hub.clock.now() + PUSH_AFTER_MS
  const connections = await listAll(hub.store, 'connectionsOfMerchant', { merchantId })
  const accounts = connections.filter(({ roles, state, stockConfirmedAt }) => roles.includes('inventory') && state === 'connected' && stockConfirmedAt !== null)
  for (const account of new Set(accounts.map(connection => connection.account))) {
    try {
      await wake(hub, accountLane(account), at)
    } catch (error) {
      hub.log.warn('lane_not_woken', { merchantId, account, code: error instanceof Error ? error.name : 'unknown' })
    }
  }
}
