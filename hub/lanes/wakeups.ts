import type { Instant } from '../../core/model/ids.ts'
import type { Hub } from '../hub.ts'

const listeners = new WeakMap<Hub, Set<(at: Instant) => void>>()

/** Calls `told` whenever this very hub makes a lane due, so that its worker need not look. Nothing depends on it: other processes' wakes are found by looking. */
export function onWake(hub: Hub, told: (at: Instant) => void): () => void {
  const known = listeners.get(hub) ?? new Set()
  listeners.set(hub, known.add(told))
  return () => { known.delete(told) }
}

export function tell(hub: Hub, at: Instant): void {
  for (const told of listeners.get(hub) ?? []) told(at)
}
