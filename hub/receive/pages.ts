import type { Instant } from '../../core/model/ids.ts'
import type { Source } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { OpenConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { keepUnread } from './keep-for-later.ts'
import { within } from './reading.ts'

const DAY_MS = 86_400_000
/** How far back an order may have been placed to be read; a nightly full pass looks at the younger half. The vendor and `startAt` may allow less (INTERFACES, Limits). */
const LOOK_BACK_MS = 120 * DAY_MS
const FULL_PASS_MS = 60 * DAY_MS

/** How often a source is read; `isFull`: from its beginning each time. */
export interface Timing { readonly every: number; readonly isFull: boolean }
/** What is read by pages, and what becomes of them. No source: the connector has none, and is read to its end at once. */
export interface Pages<T> extends Timing { readonly source: Source<T> | undefined; readonly take: (hub: Hub, open: OpenConnection, items: readonly T[]) => Promise<void> }

/** One page; null where another worker read it meanwhile. */
export async function readPage<T>(hub: Hub, open: OpenConnection, cursor: Stored<'cursors'>, pages: Pages<T>): Promise<Stored<'cursors'> | null> {
  return written(hub, await nextOf(hub, open, cursor, pages))
}

/** One page taken in, and where its source stands then: to be written down. */
export async function nextOf<T>(hub: Hub, open: OpenConnection, cursor: Stored<'cursors'>, { source, take, every, isFull }: Pages<T>): Promise<Stored<'cursors'>> {
  const now = (): Instant => hub.clock.now()
  if (!source) return { ...cursor, at: now(), readAt: now() }
  const from = Math.max(open.connection.startAt, now() - (cursor.fullPassAt === null ? LOOK_BACK_MS : FULL_PASS_MS))
  const page = await within(hub, open, async signal => source.page(cursor.cursor, from, signal))
  await take(hub, open, page.items)
  for (const one of page.unreadable ?? []) await keepUnread(hub, open, one)
  const isOver = !page.more
  return {
    ...cursor, cursor: isOver && isFull ? null : page.next, ...(isOver && { readAt: now() }),
    at: isOver ? now() : page.notBefore === undefined ? 0 : page.notBefore - every, fullPassAt: isOver && isFull ? now() : cursor.fullPassAt,
  }
}

/** Null where another worker was faster. */
export async function written(hub: Hub, next: Stored<'cursors'>): Promise<Stored<'cursors'> | null> {
  const result = await hub.store.replace('cursors', next)
  return result.is === 'done' ? { ...next, version: result.version, writeId: result.writeId } : null
}

/** Read at the next turn; when it was last read to its end stays known. */
export function dueNow(cursor: Stored<'cursors'>): Stored<'cursors'> {
  const readAt = readAtOf(cursor)
  return { ...cursor, at: 0, ...(readAt !== null && { readAt }) }
}

/** Makes the cursors of these names due at once. One that is not there yet is due anyway, and a lost race is a page that was just read. */
export async function makeDue(hub: Hub, { merchantId, id }: Pick<Stored<'connections'>, 'merchantId' | 'id'>, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const cursor = await hub.store.get('cursors', merchantId, `${id}:${name}`)
    if (cursor) await hub.store.replace('cursors', dueNow(cursor))
  }
}

/** When it was last read to its end. Records of before `readAt` have only `at`, which is 0 while it is being read. */
export const readAtOf = ({ readAt, at }: Pick<Stored<'cursors'>, 'readAt' | 'at'>): Instant | null => readAt ?? (at > 0 ? at : null)
