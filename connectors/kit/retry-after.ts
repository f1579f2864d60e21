import type { Instant } from '../../core/model/ids.ts'

const HOUR = 3_600_000

/**
 * What a Retry-After header asks for, in ms: seconds ("2", "2.0") or an HTTP date; 0 is "at once".
 * null: absent or garbage, so the caller's own backoff counts. A year is capped: nobody waits that long because of one header.
 */
export function retryAfter(header: string | undefined, now: Instant, cap: number = HOUR): number | null {
  const text = header?.trim() ?? ''
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(cap, Math.round(Number(text) * 1000))
  // Date.parse takes "-1" and "7 apples" for years and months: only what looks like an HTTP date is one (RFC 9110, 5.6.7).
  const at = /^[A-Z][a-z]{2,8}, .*GMT$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.min(cap, Math.max(0, at - now))
}
