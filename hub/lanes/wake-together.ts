import type { Hub } from '../hub.ts'
import type { LaneId } from './lane.ts'
import { wake } from './lanes.ts'

const asked = new WeakMap<Hub, Map<LaneId, Promise<void>>>()

/**
 * Wakes the lane now, for work that comes in crowds: whoever asks before the lane was read is answered by that one reading. So what
 * was written in one group costs one wake, and nobody's work is missed, since each asks after its own was written.
 */
export async function wakeTogether(hub: Hub, id: LaneId): Promise<void> {
  const waiting = asked.get(hub) ?? new Map<LaneId, Promise<void>>()
  asked.set(hub, waiting)
  const known = waiting.get(id)
  if (known) return known
  const woken = Promise.resolve().then(async () => {
    waiting.delete(id)
    return wake(hub, id)
  })
  waiting.set(id, woken)
  return woken
}
