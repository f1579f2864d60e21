import type { Hub } from '../hub.ts'
import { listAll } from '../stock/pages.ts'

/** What the vendor worked on has ended there: the call that follows this handle is asked about in this very turn. */
export async function wakeAsk(hub: Hub, account: string, handle: string): Promise<void> {
  const now = hub.clock.now()
  for (const call of await listAll(hub.store, 'openCallsOfAccount', { account, open: 1 })) {
    // A lost race is somebody's news of the same call.
    if (call.state === 'later' && call.handle === handle && call.dueAt > now) await hub.store.replace('calls', { ...call, dueAt: now })
  }
}
