import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { Hub } from '../hub.ts'
import { stockPass } from './turn.ts'

const running = new WeakMap<Hub, Map<MerchantId, Promise<unknown>>>()

/**
 * Passes until `isDone` says so or the time is over. Callers of one process share a pass that is under way instead of racing it: a
 * hint that spares work, no promise hangs on it.
 */
export async function passUntil(hub: Hub, merchantId: MerchantId, deadline: Instant, isDone: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; ; tries += 1) {
    if (await isDone()) return true
    if (tries > 0 && hub.clock.now() >= deadline) return false
    const known = running.get(hub) ?? new Map<MerchantId, Promise<unknown>>()
    running.set(hub, known)
    const others = known.get(merchantId)
    if (others) {
      await others.catch(() => {})
      continue
    }
    const mine = stockPass(hub, merchantId)
    known.set(merchantId, mine)
    try {
      // Nothing to do here and not done either: what is waited for is on its way through another process.
      if ((await mine) === 'nothing' && !(await isDone())) await hub.clock.sleep(20)
    } finally {
      known.delete(merchantId)
    }
  }
}
