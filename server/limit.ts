import { createHash } from 'node:crypto'
import type { Clock } from '../core/ports/clock.ts'

interface Window { current: number; since: number }
/** Callers remembered at once; beyond, the oldest window is forgotten first. */
const CALLERS = 10_000

/** Requests counted by caller and minute, on the hub's own clock; for @fastify/rate-limit. */
export function countedBy(clock: Clock): new () => { incr(key: string, done: (error: Error | null, seen?: { current: number; ttl: number }) => void, timeWindow: number): void; child(): unknown } {
  const windows = new Map<string, Window>()
  return class Counted {
    incr(key: string, done: (error: Error | null, seen?: { current: number; ttl: number }) => void, timeWindow: number): void {
      const now = clock.now()
      const known = windows.get(key)
      const window = known && known.since + timeWindow > now ? known : { current: 0, since: now }
      window.current += 1
      windows.delete(key)
      windows.set(key, window)
      if (windows.size > CALLERS) for (const oldest of windows.keys()) { windows.delete(oldest); break }
      done(null, { current: window.current, ttl: window.since + timeWindow - now })
    }

    child(): unknown {
      return this
    }
  }
}

/** A caller's key: never the token itself. */
export const callerKey = (authorization: string | undefined, address: string): string => (authorization ? createHash('sha256').update(authorization).digest('base64url') : address)
