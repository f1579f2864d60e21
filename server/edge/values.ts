import type { Instant } from '../../core/model/ids.ts'

/** RFC 3339, UTC. */
export const time = (at: Instant): string => new Date(at).toISOString()
export const timeOr = (at: Instant | null): string | null => (at === null ? null : time(at))
