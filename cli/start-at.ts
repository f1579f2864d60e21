import { CliError, EXIT } from './exit.ts'

const DAY_MS = 86_400_000

/** A time as the hub takes it: RFC 3339, a day (2026-11-01, in UTC), or so many days ago (30d). */
export function startAtOf(text: string): string {
  const days = /^(\d{1,4})d$/.exec(text)?.[1]
  const at = days === undefined ? Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text) : Date.now() - Number(days) * DAY_MS
  if (Number.isNaN(at)) throw new CliError(EXIT.usage, 'bad_time', `"${text}" is no time.`, { hint: 'write 2026-11-21T09:00:00Z, 2026-11-21, or 30d for thirty days ago' })
  return new Date(at).toISOString()
}
