import type { Instant } from '../../core/model/ids.ts'
import type { Hub } from '../hub.ts'

/** Full jitter (I26): anything from 0 to the capped, doubled base. `tries` counts from 0; `draw` is 0 ≤ x < 1. */
export function fullJitter(draw: number, tries: number, base: number, cap: number): number {
  return draw * Math.min(cap, base * 2 ** Math.min(tries, 40))
}

/** A vendor's "not before" in ms: what is no number counts as not said, the past as now, and nothing is longer than `cap`. */
export function retryAfter(ms: number | null, cap: number): number | null {
  if (ms === null || Number.isNaN(ms)) return null
  return Math.min(Math.max(ms, 0), cap)
}

export interface Failures {
  /** Not before, or null. */
  until(key: string): Instant | null
  /** How often in a row. */
  tries(key: string): number
  /** Once more; answers when it may be tried again. */
  failed(key: string): Instant
  went(key: string): void
}

interface Failing { tries: number; until: Instant }
const known = new WeakMap<Hub, Map<string, Failing>>()
/** More things failing at once than this, and the oldest are tried again at once: memory has an end. */
const KEPT = 10_000

/**
 * Who failed lately, in this process's memory: a hint that spares work, never a promise. After a restart everything is
 * tried at once.
 */
export function failures(hub: Hub, base: number, cap: number): Failures {
  const map = known.get(hub) ?? new Map<string, Failing>()
  known.set(hub, map)
  return {
    until: (key) => {
      const failing = map.get(key)
      return failing && failing.until > hub.clock.now() ? failing.until : null
    },
    tries: (key) => map.get(key)?.tries ?? 0,
    failed: (key) => {
      const tries = (map.get(key)?.tries ?? 0) + 1
      // Half fixed, so that a thing that fails at once never spins.
      const wait = base / 2 + fullJitter(hub.random.next(), tries - 1, base, cap)
      const until = hub.clock.now() + wait
      map.delete(key)
      map.set(key, { tries, until })
      if (map.size > KEPT) map.delete([...map.keys()][0] ?? '')
      return until
    },
    went: (key) => { map.delete(key) },
  }
}
