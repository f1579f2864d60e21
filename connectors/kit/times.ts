import type { Instant } from '../../core/model/ids.ts'

/** RFC 3339 with an offset. A time without one is nobody's time: null, never a guess of the zone. */
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i

export function instantOf(text: string | null | undefined): Instant | null {
  if (typeof text !== 'string' || !RFC3339.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

/** UTC to the second, rounded down: what search filters take. */
export function isoSeconds(at: Instant): string {
  return `${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}Z`
}
