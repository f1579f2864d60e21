import { z } from 'zod'
import type { Cursor, Instant } from '../../core/model/ids.ts'

/** Search is an index that lags behind its data (published fakes: 0.5–1.5 s): each window looks back this far. */
const OVERLAP = 10 * 60_000
/** Times at the store are whole seconds, and its clock is not ours: younger than this, an order may change once more and bear the same time. */
export const FRESH = 60_000
/** What fits a cursor; beyond it a version comes twice, which is harmless. */
const REMEMBERED = 1_000

/**
 * Where the reading of orders stands: a window of `updatedAt >= since`, read page by page. `seen` are the versions of
 * the overlap that were read already, by the number of the order: time, digest, and whether it was settled then. Shopify's times
 * are whole seconds, so an order that was read soon after its time may have changed once more and bear the same: it is read again,
 * and given out where its digest is another.
 */
const Position = z.object({ v: z.literal(1), since: z.number(), after: z.string().nullable(), high: z.number(), pages: z.int(), seen: z.record(z.string(), z.tuple([z.number(), z.string(), z.boolean().optional()])) })
export type Position = z.infer<typeof Position>

/** `isSettled`: read so long after `updatedAt` that nothing else can bear that time. */
export interface Version { ref: string; updatedAt: Instant; digest: string; isSettled: boolean }
type Seen = Position['seen']

/** A cursor that is not ours, or of an older form, begins anew: late, but nothing is missed. */
export function positionOf(cursor: Cursor | null, from: Instant): Position {
  const start: Position = { v: 1, since: from, after: null, high: from, pages: 0, seen: {} }
  if (cursor === null) return start
  try {
    return Position.safeParse(JSON.parse(cursor)).data ?? start
  } catch {
    return start
  }
}

/** Nothing is gained by reading it again. */
export function isRead(position: Position, { ref, updatedAt }: Pick<Version, 'ref' | 'updatedAt'>): boolean {
  const seen = position.seen[keyOf(ref)]
  return seen?.[0] === updatedAt && seen[2] === true
}

export function isNew(position: Position, { ref, updatedAt, digest }: Version): boolean {
  const seen = position.seen[keyOf(ref)]
  return seen?.[0] !== updatedAt || seen[1] !== digest
}

/** After a page. The window is closed by a page without a next one, or cut where paging gets too deep. */
export function moved(position: Position, versions: readonly Version[], after: string | null, from: Instant): Position {
  const high = versions.reduce((most, version) => Math.max(most, version.updatedAt), position.high)
  const seen: Seen = { ...position.seen, ...Object.fromEntries(versions.map(({ ref, updatedAt, digest, isSettled }) => [keyOf(ref), [updatedAt, digest, isSettled]])) }
  if (after !== null) return { ...position, after, high, pages: position.pages + 1, seen: newest(seen, position.since) }
  const since = Math.max(from, high - OVERLAP)
  return { v: 1, since, after: null, high, pages: 0, seen: newest(seen, since) }
}

function newest(seen: Seen, since: Instant): Seen {
  const kept = Object.entries(seen).filter(([, [updatedAt]]) => updatedAt >= since).toSorted(([, a], [, b]) => b[0] - a[0]).slice(0, REMEMBERED)
  return Object.fromEntries(kept)
}

function keyOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}
