import { type Connection } from '../../core/model/setup.ts'
import { ConnectionId, type Instant } from '../../core/model/ids.ts'
import type { Inbound, RawDelivery, Reply } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { connectorOf, openConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { deliveryId } from '../receive/accept.ts'
import { isPrivacyCommand, type PrivacyCommand } from './request.ts'

/** INTERFACES, connections: the door stays open for privacy commands this long after a disconnect. */
const OPEN_MS = 60 * 86_400_000

export const isDoorOpen = ({ state, disconnectedAt, updatedAt }: Connection, now: Instant): boolean => state === 'disconnected' && now < (disconnectedAt ?? updatedAt) + OPEN_MS

/** What knocks at the door of a disconnected connection: privacy commands are taken, anything else is as unknown as ever (null). */
export async function knockClosed(hub: Hub, id: string, raw: RawDelivery): Promise<Reply | null> {
  const parsed = ConnectionId.safeParse(id)
  const connection = parsed.success ? await hub.store.get('connections', null, parsed.data) : null
  if (!connection || !isDoorOpen(connection, hub.clock.now())) return null
  if (connection.credentialsSealed === '') return repeated(hub, connection, raw)
  const open = await openConnection(hub, connection)
  const { door } = open.connector
  if (!door) return null
  if (!await door.verify(raw, open.view, open.host)) return reply(401, 'bad_signature')
  const inbound = door.read(raw, open.view)
  if (!isInbound(inbound)) return inbound
  const commands = inbound.filter(isPrivacyCommand)
  if (commands.length === 0) return null
  await keep(hub, connection, commands, raw.receivedAt)
  return { status: 200, body: '' }
}

/** With its credentials the means to verify went too: only what was taken already is answered as the first time, and changes nothing. */
async function repeated(hub: Hub, connection: Stored<'connections'>, raw: RawDelivery): Promise<Reply> {
  const { id, merchantId, roles, startAt } = connection
  const connector = connectorOf(hub, connection.connector)
  const inbound = connector.door?.read(raw, { id, credentials: {}, settings: connector.settings.parse(connection.settings), roles, startAt, baseUrl: null }) ?? []
  const known = isInbound(inbound) ? await hub.store.getMany('deliveries', merchantId, inbound.map(one => deliveryId(id, one))) : []
  return known.length > 0 && known.every(one => one !== null) ? { status: 200, body: '' } : reply(401, 'bad_signature')
}

/** On disk, and the lane woken, before it is answered. */
async function keep(hub: Hub, { id: connectionId, merchantId, account }: Stored<'connections'>, commands: readonly PrivacyCommand[], receivedAt: Instant): Promise<void> {
  for (const command of commands) {
    const now = hub.clock.now()
    const sealed = await hub.vault.sealDaily(merchantId, now, JSON.stringify([command]))
    await hub.store.insert('deliveries', { id: deliveryId(connectionId, command), merchantId, version: 0, connectionId, account, receivedAt, sealed, state: 'pending', attempts: 0, dueAt: now, reason: null })
  }
  await wake(hub, accountLane(account))
}

const isInbound = (read: readonly Inbound[] | Reply): read is readonly Inbound[] => Array.isArray(read)

const reply = (status: number, code: string): Reply => ({ status, body: JSON.stringify({ code }), headers: { 'content-type': 'application/json' } })
