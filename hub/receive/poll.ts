import type { Instant } from '../../core/model/ids.ts'
import type { ConnectionRole, SourceCursor } from '../../core/model/setup.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type OpenConnection, openConnection } from '../calls/open.ts'
import { stoppedByAuth } from '../calls/reauth.ts'
import type { Hub } from '../hub.ts'
import { failures } from '../lanes/backoff.ts'
import { earlier } from '../lanes/lanes.ts'
import { placeItems } from '../mappings/items.ts'
import { allItems } from './all-items.ts'
import { readCounted } from './counted-there.ts'
import { readDueOrders } from './due-orders.ts'
import { readPage, type Timing, written } from './pages.ts'
import { placeOrders } from './place-orders.ts'

const DAY_MS = 86_400_000

/**
 * A source that is read by time. `name` is its cursor's; a full pass reads everything once more, slowly, for what no hint and no cursor saw.
 * `needs`: the roles that are nothing without it, where that is not all that it is read for.
 */
interface Timed extends Timing { name: string; roles: readonly ConnectionRole[]; needs?: readonly ConnectionRole[]; read(hub: Hub, open: OpenConnection, cursor: Stored<'cursors'>, timing: Timing): Promise<Stored<'cursors'> | null> }

const ORDERS: readonly ConnectionRole[] = ['orders']
const ITEMS: readonly ConnectionRole[] = ['orders', 'inventory']
/** Orders bring their SKUs themselves: their items are read for the report, and no scope is asked for that. */
const STOCK: readonly ConnectionRole[] = ['inventory']
const orders: Timed['read'] = async (hub, open, cursor, timing) => readPage(hub, open, cursor, { ...timing, source: open.can.orders, take: placeOrders })
const moved: Timed['read'] = async (hub, open, cursor, timing) => readPage(hub, open, cursor, { ...timing, source: open.can.movedOrders, take: placeOrders })
const items: Timed['read'] = async (hub, open, cursor, timing) => readPage(hub, open, cursor, { ...timing, source: open.can.items, take: async (to, { connection }, drafts) => placeItems(to, connection, drafts) })

/** What is read by name and not by pages: the cursor only keeps when. */
const named = (run: (hub: Hub, open: OpenConnection) => Promise<unknown>): Timed['read'] => async (hub, open, cursor) => {
  await run(hub, open)
  return written(hub, { ...cursor, at: hub.clock.now() })
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
  { name: 'items', every: 300_000, isFull: false, roles: ITEMS, needs: STOCK, read: items },
  { name: 'orders.full', every: DAY_MS, isFull: true, roles: ORDERS, read: orders },
  { name: 'items.full', every: DAY_MS, isFull: true, roles: ITEMS, needs: STOCK, read: allItems },
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

const isNeeded = ({ roles }: Stored<'connections'>, source: Timed): boolean => (source.needs ?? source.roles).some(role => roles.includes(role))

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
      cursor = await source.read(hub, open, cursor, source)
    }
    if (failing.tries(key) > 0) hub.log.info('poll_works_again', { connectionId: connection.id, merchantId: connection.merchantId, source: source.name, attempts: failing.tries(key) })
    failing.went(key)
    return cursor && cursor.at + source.every
  } catch (error) {
    // Where nothing is needed of the vendor (yet), a scope that lacks is the check's to say, and stops nothing.
    if (isNeeded(connection, source) && await stoppedByAuth(hub, connection, error, source.needs?.[0] ?? null)) return null
    const next = failing.failed(key)
    hub.log.warn('poll_failed', { connectionId: connection.id, merchantId: connection.merchantId, source: source.name, attempts: failing.tries(key), error })
    return next
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
