import { createHash } from 'node:crypto'
import { ConnectionId } from '../../core/model/ids.ts'
import type { Delivery } from '../../core/model/work.ts'
import type { Inbound, RawDelivery, Reply } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type OpenConnection, openConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { hubView } from './hub-view.ts'

/** Vendors wait about 5 s, and then come again: the same delivery under the same id. */
const ANSWER_MS = 3_000

/**
 * A vendor's call at our door: verified, read, durable, and only then answered. What was read is carried out by the account's lane;
 * a delivery that comes again is the same one.
 */
export async function accept(hub: Hub, id: string, raw: RawDelivery): Promise<Reply> {
  const late = Promise.withResolvers<Reply>()
  const cancel = hub.clock.after(ANSWER_MS, () => late.resolve(reply(503, 'too_slow', { 'retry-after': '5' })))
  try {
    return await Promise.race([take(hub, id, raw), late.promise])
  } finally {
    cancel()
  }
}

async function take(hub: Hub, id: string, raw: RawDelivery): Promise<Reply> {
  const parsed = ConnectionId.safeParse(id)
  const connection = parsed.success ? await hub.store.get('connections', null, parsed.data) : null
  if (!connection || connection.state === 'disconnected') return reply(404, 'unknown_connection')
  const open = await openConnection(hub, connection)
  const { door } = open.connector
  if (!door) return reply(404, 'unknown_connection')
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
  for (const [eventId, together] of Map.groupBy(inbound, one => one.eventId)) {
    const sealed = await hub.vault.sealDaily(merchantId, hub.clock.now(), JSON.stringify(together))
    deliveries.push({ id: deliveryId(connectionId, eventId), merchantId, version: 0, connectionId, account, receivedAt, sealed, state: 'pending', attempts: 0, dueAt: hub.clock.now(), reason: null })
  }
  await hub.store.insertMany('deliveries', deliveries)
}

export function deliveryId(connectionId: ConnectionId, eventId: string): string {
  const key = /^[\w.:-]{1,80}$/.test(eventId) ? eventId : createHash('sha256').update(eventId).digest('base64url')
  return `${connectionId}:${key}`
}

/** The work is written; where the wake fails, the sweep finds it. */
async function wakeOf(hub: Hub, connection: Stored<'connections'>): Promise<void> {
  try {
    await wake(hub, accountLane(connection.account))
  } catch (error) {
    hub.log.warn('lane_not_woken', { connectionId: connection.id, error })
  }
}

const reply = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  ({ status, body: JSON.stringify({ code }), headers: { 'content-type': 'application/json', ...headers } })
