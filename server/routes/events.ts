import { type MerchantId, THE_3PL } from '../../core/model/ids.ts'
import type { FeedEntry } from '../../core/model/work.ts'
import { readFeed, seqBefore } from '../../hub/feed/read.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Handlers } from '../ask.ts'
import { time } from '../edge/values.ts'
import { Problem } from '../problem.ts'
import type { Answer } from '../schema.ts'

type Event = Answer<'listEvents'>['data'][number]
const KEPT_MS = 30 * 24 * 3_600_000

/** What others may know of a note: what it is about and which fields changed; never personal data, since the feed has none. */
export function eventView(entry: FeedEntry): Event {
  const [kind = '', ...rest] = entry.subject.split(':')
  return {
    id: `${entry.merchantId}:${entry.seq}`, merchantId: entry.merchantId === THE_3PL ? null : entry.merchantId, seq: entry.seq, type: entry.kind.split(':')[0] ?? entry.kind, subject: { kind, id: rest.join(':') || kind },
    version: entry.subjectVersion, at: time(entry.at), changed: entry.changed,
  }
}

/** The seq behind a cursor; null: none was given. */
export function seqOf(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  const seq = /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.NaN
  if (!Number.isSafeInteger(seq)) throw new Problem('bad_cursor', 'This cursor was not made by this list: start again without it.')
  return seq
}

/** Entries after a cursor, oldest first; without one, from the oldest that is kept. A cursor that points before what is kept is said so, and never answered with a hole. */
export async function eventsAfter(hub: Hub, merchantId: MerchantId, after: number | null, limit: number): Promise<{ data: Event[]; nextCursor: string }> {
  const oldest = hub.clock.now() - KEPT_MS
  const from = after ?? await seqBefore(hub, merchantId, oldest)
  const entries = await readFeed(hub, merchantId, from, limit)
  const isTooOld = after !== null && entries[0] !== undefined && entries[0].at < oldest
  if (isTooOld) throw new Problem('cursor_too_old', 'Events are kept for 30 days. Read the lists again, then follow from now.')
  const kept = entries.filter(entry => entry.at >= oldest)
  return { data: kept.map(eventView), nextCursor: String(entries.at(-1)?.seq ?? from) }
}

export const eventRoutes: Handlers = {
  listEvents: async ({ hub, merchantId, query }) => eventsAfter(hub, merchantId ?? THE_3PL, seqOf(query.after), query.limit),
}
