import type { ConnectionId, Instant } from '../../core/model/ids.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type OpenConnection, openConnection } from '../calls/open.ts'
import { connectionOf, disconnected } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { within } from '../receive/reading.ts'
import { missing, type Refused, refuse } from '../refused.ts'

const DAY_MS = 86_400_000
/** How far back a first import may go: what every vendor shows, and the most that we read (INTERFACES, Limits). */
const DAYS = { usual: 60, most: 120 }
/** A request is on its way for a while: "60 days ago" is taken as the caller meant it. */
const GRACE_MS = 3_600_000

type Opened = Pick<OpenConnection, 'can' | 'end'>

/** How many days back the first import of this connection may begin. Asks the vendor only where more than the usual is wanted. */
async function daysBack(hub: Hub, open: Opened, startAt: Instant): Promise<number> {
  const isUsual = startAt >= hub.clock.now() - DAYS.usual * DAY_MS - GRACE_MS
  const ask = open.can.olderOpenOrders?.daysBack
  if (isUsual || !ask) return DAYS.usual
  return Math.min(DAYS.most, await within(hub, open, async signal => ask(signal)))
}

/** Refuses a first import that would begin before what the vendor shows us; null: it may begin there. */
export async function startAtFault(hub: Hub, open: Opened, startAt: Instant | undefined): Promise<Refused | null> {
  if (startAt === undefined) return null
  const days = await daysBack(hub, open, startAt)
  const earliest = hub.clock.now() - days * DAY_MS
  if (startAt >= earliest - GRACE_MS) return null
  const why = days < DAYS.most ? `${days} days back; ${DAYS.most} where the store grants access to all orders` : `${days} days back`
  return refuse('invalid_input', `Orders can be taken from ${new Date(earliest).toISOString()} on (${why}).`, { fields: [{ field: 'startAt', message: `must be at most ${days} days ago` }] })
}

export interface StartPreview { is: 'preview'; startAt: Instant; now: { startAt: Instant; olderOpenOrders: number | null }; olderOpenOrders: number | null; wouldImport: number | null }

/** What moving `startAt` would bring: open orders that would be imported, and those that would still be left alone. Asks the store; changes nothing. */
export async function previewStartAt(hub: Hub, scope: Scope, id: ConnectionId, startAt: Instant): Promise<StartPreview | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  if (connection.state === 'disconnected') return disconnected()
  const open = await openConnection(hub, connection)
  const fault = await startAtFault(hub, open, startAt)
  if (fault) return fault
  const older = open.can.olderOpenOrders
  const count = async (before: Instant): Promise<number | null> => (older ? within(hub, open, async signal => older.count(before, signal)) : null)
  const [left, leftNow] = [await count(startAt), await count(connection.startAt)]
  return { is: 'preview', startAt, now: { startAt: connection.startAt, olderOpenOrders: leftNow }, olderOpenOrders: left, wouldImport: left === null || leftNow === null ? null : Math.max(0, leftNow - left) }
}

/** `startAt` was moved: orders from there on are read once more, beside what goes on. Harmless as often as it is done. */
export async function readFromStart(hub: Hub, connection: Stored<'connections'>): Promise<void> {
  const { merchantId, id: connectionId } = connection
  const id = fullPassId(connection)
  const cursor = await hub.store.get('cursors', merchantId, id)
  const again = { id, merchantId, connectionId, capability: 'orders.full', cursor: null, at: 0, fullPassAt: null }
  // A page that was read meanwhile is read again from its start by the next pass of the day.
  await (cursor ? hub.store.replace('cursors', { ...again, version: cursor.version }) : hub.store.insert('cursors', { ...again, version: 0 }))
  await wake(hub, accountLane(connection.account))
}

export const fullPassId = ({ id }: Pick<Stored<'connections'>, 'id'>): string => `${id}:orders.full`
