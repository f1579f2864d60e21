import { hash } from 'node:crypto'
import { ConnectionId } from '../../core/model/ids.ts'
import type { Delivery } from '../../core/model/work.ts'
import type { Inbound, RawDelivery, Reply } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type OpenConnection, openConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wakeTogether } from '../lanes/wake-together.ts'
import { hubView } from './hub-view.ts'

/** Vendors wait about 5 s, and then come again: the same delivery under the same id. */
const ANSWER_MS = 3_000

/**
 * Connections opened for the deliveries of one turn of the event loop, by the id that was called. Whoever makes it throws it
 * away with the turn: it holds opened credentials, and a connection that was changed or cut off has to count from then on.
 */
export type Turn = Map<string, Promise<OpenConnection | null>>

/**
 * A vendor's call at our door: verified, read, durable, and only then answered. What was read is carried out by the account's lane;
 * a delivery that comes again is the same one.
 */
export async function accept(hub: Hub, id: string, raw: RawDelivery, turn: Turn = new Map()): Promise<Reply> {
  const late = Promise.withResolvers<Reply>()
  const cancel = hub.sockets.after(ANSWER_MS, () => late.resolve(reply(503, 'too_slow', { 'retry-after': '5' })))
  try {
    return await Promise.race([take(hub, id, raw, turn), late.promise])
  } finally {
    cancel()
  }
}

async function take(hub: Hub, id: string, raw: RawDelivery, turn: Turn): Promise<Reply> {
  const opening = turn.get(id) ?? openingOf(hub, id)
  turn.set(id, opening)
  const open = await opening
  const door = open?.connector.door
  if (!open || !door) return reply(404, 'unknown_connection')
  const { connection } = open
  if (!await door.verify(raw, open.view, open.host)) {
    hub.log.warn('door_bad_signature', { connectionId: connection.id, merchantId: connection.merchantId })
    return reply(401, 'bad_signature')
  }
  const inbound = readOf(hub, open, raw)
  if (!Array.isArray(inbound)) return inbound as Reply
  await keep(hub, connection, inbound, raw.receivedAt)
  if (inbound.length > 0) await wakeOf(hub, connection)
  return door.answer ? door.answer(raw, hubView(hub, connection)) : { status: 200, body: '' }
}

async function openingOf(hub: Hub, id: string): Promise<OpenConnection | null> {
  const parsed = ConnectionId.safeParse(id)
  const connection = parsed.success ? await hub.store.get('connections', null, parsed.data) : null
  return connection && connection.state !== 'disconnected' ? openConnection(hub, connection) : null
}

/** A body that the connector cannot read is the vendor's fault or ours; either way nothing is stored, and the poll finds what it was about. */
function readOf(hub: Hub, open: OpenConnection, raw: RawDelivery): readonly Inbound[] | Reply {
  try {
    return open.connector.door?.read(raw, open.view) ?? []
  } catch (error) {
    hub.log.warn('door_unreadable', { connectionId: open.connection.id, error })
    return reply(400, 'unreadable')
  }
}

/** On disk when this resolves (I9). Several things of one event are one delivery. */
async function keep(hub: Hub, connection: Stored<'connections'>, inbound: readonly Inbound[], receivedAt: number): Promise<void> {
  const { merchantId, id: connectionId, account } = connection
  const deliveries: Delivery[] = []
  for (const [id, together] of Map.groupBy(inbound, one => deliveryId(connectionId, one))) {
    const sealed = await hub.vault.sealDaily(merchantId, hub.clock.now(), JSON.stringify(together))
    deliveries.push({ id, merchantId, version: 0, connectionId, account, receivedAt, sealed, state: 'pending', attempts: 0, dueAt: hub.clock.now(), reason: null })
  }
  await hub.store.insertMany('deliveries', deliveries)
}

/** Nine digits of base 36 reach the year 5188. */
const TIME = { digits: 9, end: 36 ** 9 }
/** Characters of a digest that stand for a long key: 132 bits. Each stands in five indexes, so more would only be written. */
const DIGEST = 22

/**
 * Led by the vendor's own time, so that what comes in together is kept together: a store writes a few pages for it, and not one for each
 * (docs/performance.md). Without such a time the event's key alone decides; the two cannot be taken for each other.
 */
export function deliveryId(connectionId: ConnectionId, { eventId, at }: Pick<Inbound, 'eventId' | 'at'>): string {
  const time = at !== null && at > 0 && at < TIME.end ? Math.floor(at).toString(36).padStart(TIME.digits, '0') : ''
  const key = /^[\w.:-]{1,40}$/.test(eventId) ? eventId : hash('sha256', eventId, 'base64url').slice(0, DIGEST)
  return `${connectionId}:${time}:${key}`
}

/** The work is written; where the wake fails, the sweep finds it. */
async function wakeOf(hub: Hub, connection: Stored<'connections'>): Promise<void> {
  try {
    await wakeTogether(hub, accountLane(connection.account))
  } catch (error) {
    hub.log.warn('lane_not_woken', { connectionId: connection.id, error })
  }
}

const reply = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  ({ status, body: JSON.stringify({ code }), headers: { 'content-type': 'application/json', ...headers } })
