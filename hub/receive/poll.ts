import type { ItemDraft, OrderDraft } from '../../core/model/drafts.ts'
import type { Instant } from '../../core/model/ids.ts'
import type { ConnectionRole, SourceCursor } from '../../core/model/setup.ts'
import type { Capabilities, Source } from '../../core/ports/connector.ts'
import { type Stored, StoreUnavailable } from '../../core/ports/store.ts'
import { type OpenConnection, openConnection } from '../calls/open.ts'
import { stoppedByAuth } from '../calls/reauth.ts'
import { Contended } from '../change.ts'
import type { Hub } from '../hub.ts'
import { failures } from '../lanes/backoff.ts'
import { earlier } from '../lanes/lanes.ts'
import { placeItems } from '../mappings/items.ts'
import { readCounted } from './counted-there.ts'
import { readDueOrders } from './due-orders.ts'
import { keepForLater, keepUnread } from './keep-for-later.ts'
import { place } from './place.ts'
import { within } from './reading.ts'

const DAY_MS = 86_400_000
/** How far back an order may have been placed to be read; a nightly full pass looks at the younger half. The vendor and `startAt` may allow less (INTERFACES, Limits). */
const LOOK_BACK_MS = 120 * DAY_MS
const FULL_PASS_MS = 60 * DAY_MS

/** A source that is read by time. `name` is its cursor's; a full pass reads everything once more, slowly, for what no hint and no cursor saw. */
interface Timed { name: string; every: number; isFull: boolean; roles: readonly ConnectionRole[]; read(hub: Hub, open: OpenConnection, cursor: Stored<'cursors'>): Promise<Stored<'cursors'> | null> }

const ORDERS: readonly ConnectionRole[] = ['orders']
const ITEMS: readonly ConnectionRole[] = ['orders', 'inventory']
const orders = async (hub: Hub, open: OpenConnection, cursor: Stored<'cursors'>) => readPage(hub, open, open.can.orders, cursor, placeOrders)
const moved = async (hub: Hub, open: OpenConnection, cursor: Stored<'cursors'>) => readPage(hub, open, open.can.movedOrders, cursor, placeOrders)
const items = async (hub: Hub, open: OpenConnection, cursor: Stored<'cursors'>) => readPage(hub, open, open.can.items, cursor, placeAll)

/** What is read by name and not by pages: the cursor only keeps when. */
const named = (run: (hub: Hub, open: OpenConnection) => Promise<unknown>): Timed['read'] => async (hub, open, cursor) => {
  await run(hub, open)
  const next = { ...cursor, at: hub.clock.now() }
  const written = await hub.store.replace('cursors', next)
  return written.is === 'done' ? { ...next, version: written.version, writeId: written.writeId } : null
}

/** Orders that are asked about by name: those whose day has come, and those that this store counts though they came by another road. */
async function readAgain(hub: Hub, open: OpenConnection): Promise<void> {
  if (isOn(open.connection, ORDERS)) await readDueOrders(hub, open)
  await readCounted(hub, open.connection, null)
}

const SOURCES: readonly Timed[] = [
  { name: 'orders', every: 300_000, isFull: false, roles: ORDERS, read: orders },
  { name: 'orders.again', every: 300_000, isFull: false, roles: ITEMS, read: named(readAgain) },
  { name: 'orders.moved', every: 300_000, isFull: false, roles: ORDERS, read: moved },
  { name: 'items', every: 300_000, isFull: false, roles: ITEMS, read: items },
  { name: 'orders.full', every: DAY_MS, isFull: true, roles: ORDERS, read: orders },
  { name: 'items.full', every: DAY_MS, isFull: true, roles: ITEMS, read: items },
]

/**
 * Reads what is due of the account's connections, page by page: the items of a page are stored before its cursor, so a death reads it
 * once more and loses nothing. A source that fails is put off, and the others have their turn. Answers when the next is due.
 */
export async function pollDueSources(hub: Hub, account: string, deadline: Instant): Promise<Instant | null> {
  let next: Instant | null = null
  const { items: connections } = await hub.store.list('connectionsOfAccount', { account }, { limit: 1_000 })
  for (const connection of connections.filter(({ state }) => state === 'connected')) {
    for (const source of SOURCES.filter(({ roles }) => isOn(connection, roles))) next = earlier(next, await pollSource(hub, connection, source, deadline))
  }
  return next
}

/** Before a person has switched on any role the store's items are read all the same: they are matched first. */
const isOn = ({ roles, pausedRoles }: Stored<'connections'>, of: readonly ConnectionRole[]): boolean =>
  of.some(role => roles.includes(role) && !pausedRoles.includes(role)) || (roles.length === 0 && of === ITEMS)

async function pollSource(hub: Hub, connection: Stored<'connections'>, source: Timed, deadline: Instant): Promise<Instant | null> {
  const failing = failures(hub, 5_000, 900_000)
  const key = `poll:${connection.id}:${source.name}`
  const waits = failing.until(key)
  if (waits !== null) return waits
  let cursor: Stored<'cursors'> | null = await cursorOf(hub, connection, source)
  try {
    let open: OpenConnection | null = null
    while (cursor && isDue(hub, cursor, source)) {
      if (open && hub.clock.now() >= deadline) return hub.clock.now()
      open ??= await openConnection(hub, connection)
      cursor = await source.read(hub, open, cursor)
    }
    failing.went(key)
    return cursor && cursor.at + source.every
  } catch (error) {
    // Without a role nothing is needed of the vendor yet: a scope that lacks for one is the check's to say, and stops nothing.
    if (connection.roles.length > 0 && await stoppedByAuth(hub, connection, error)) return null
    hub.log.warn('poll_failed', { connectionId: connection.id, source: source.name, error })
    return failing.failed(key)
  }
}

/** `at` is when it was read to its end; 0 while pages are left. */
const isDue = (hub: Hub, cursor: SourceCursor, source: Timed): boolean => cursor.at + source.every <= hub.clock.now()

async function cursorOf(hub: Hub, connection: Stored<'connections'>, source: Timed): Promise<Stored<'cursors'> | null> {
  const { merchantId, id: connectionId } = connection
  const id = `${connectionId}:${source.name}`
  const there = await hub.store.get('cursors', merchantId, id)
  if (there) return there
  // The first import is a full pass itself.
  const at = source.isFull ? hub.clock.now() : 0
  await hub.store.insert('cursors', { id, merchantId, version: 0, connectionId, capability: source.name, cursor: null, at, fullPassAt: null })
  return hub.store.get('cursors', merchantId, id)
}

type Read = 'orders' | 'movedOrders' | 'items'
type DraftOf<N extends Read> = Capabilities[N] extends Source<infer T> ? T : never

/** One page; null where another worker read it meanwhile. A source that the connector does not have is read to its end at once. */
async function readPage<T extends DraftOf<Read>>(hub: Hub, open: OpenConnection, source: Source<T> | undefined, cursor: Stored<'cursors'>, take: (hub: Hub, open: OpenConnection, items: readonly T[]) => Promise<void>): Promise<Stored<'cursors'> | null> {
  if (!source) return written(hub, { ...cursor, at: hub.clock.now() })
  const timed = SOURCES.find(({ name }) => name === cursor.capability)
  const from = Math.max(open.connection.startAt, hub.clock.now() - (cursor.fullPassAt === null ? LOOK_BACK_MS : FULL_PASS_MS))
  const page = await within(hub, open, async signal => source.page(cursor.cursor, from, signal))
  await take(hub, open, page.items)
  for (const one of page.unreadable ?? []) await keepUnread(hub, open, one)
  const isOver = !page.more
  const every = timed?.every ?? 0
  const next: SourceCursor = {
    ...cursor, cursor: isOver && timed?.isFull ? null : page.next,
    at: isOver ? hub.clock.now() : page.notBefore === undefined ? 0 : page.notBefore - every, fullPassAt: isOver && timed?.isFull ? hub.clock.now() : cursor.fullPassAt,
  }
  return written(hub, next)
}

async function written(hub: Hub, next: SourceCursor): Promise<Stored<'cursors'> | null> {
  const result = await hub.store.replace('cursors', next)
  return result.is === 'done' ? { ...next, version: result.version, writeId: result.writeId } : null
}

/** One that cannot be placed is kept as a delivery with its own attempts: the page, and everybody on it, goes on. */
async function placeOrders(hub: Hub, open: OpenConnection, drafts: readonly OrderDraft[]): Promise<void> {
  for (const draft of drafts) {
    try {
      const became = await place(hub, open.connection, draft)
      if (became.is === 'refused') await keepForLater(hub, open.connection, draft, `${became.code}: ${became.message}`)
    } catch (error) {
      // The store's own weather is not the draft's fault: the page is read once more. Kept for later it would pass for read, and
      // a number of stock would be told by what was known before it (simulator, seed 194: a cancel that was not on its order yet).
      if (error instanceof StoreUnavailable || error instanceof Contended) throw error
      hub.log.error('draft_not_placed', { connectionId: open.connection.id, merchantId: open.connection.merchantId, error })
      await keepForLater(hub, open.connection, draft, error instanceof Error ? error.message : String(error))
    }
  }
}

const placeAll = async (hub: Hub, open: OpenConnection, drafts: readonly ItemDraft[]): Promise<void> => placeItems(hub, open.connection, drafts)
