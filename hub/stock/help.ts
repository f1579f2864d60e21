import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { Hub } from '../hub.ts'
import { sharedPass } from './turn.ts'

/** While what is waited for is on its way through another process. */
const LOOK_AGAIN_MS = 20

/** Passes until `isDone` says so or the time is over; at least one. */
export async function passUntil(hub: Hub, merchantId: MerchantId, deadline: Instant, isDone: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; ; tries += 1) {
    if (await isDone()) return true
    if (tries > 0 && hub.clock.now() >= deadline) return false
    if ((await sharedPass(hub, merchantId)) !== 'nothing') continue
    if (await isDone()) return true
    await hub.clock.sleep(LOOK_AGAIN_MS)
  }
}
