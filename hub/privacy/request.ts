import { createHash } from 'node:crypto'
import type { Instant } from '../../core/model/ids.ts'
import type { PrivacyRequest } from '../../core/model/privacy.ts'
import type { Inbound } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub } from '../hub.ts'

export type Command = Extract<Inbound, { is: 'command' }>
/** A command about persons: it is carried out whatever state the connection is in. */
export type PrivacyCommand = Command & { do: PrivacyRequest['does'] }

export const isPrivacyCommand = (one: Inbound): one is PrivacyCommand => one.is === 'command' && (one.do === 'export' || one.do === 'erase')

type Asker = Pick<Stored<'connections'>, 'id' | 'merchantId'>

/** The record of this request: made at its first sight, found in every repeat. */
export async function requestOf(hub: Hub, connection: Asker, command: PrivacyCommand, receivedAt: Instant): Promise<Stored<'privacyRequests'>> {
  const { merchantId, id: connectionId } = connection
  const { subject } = command
  const id = createHash('sha256').update(JSON.stringify([connectionId, command.do, subject.request ?? command.eventId])).digest('base64url').slice(0, 32)
  const fresh: PrivacyRequest = {
    id, merchantId, version: 0, createdAt: hub.clock.now(), updatedAt: hub.clock.now(), connectionId, does: command.do, of: subject.store ? 'store' : 'customer', ref: subject.request ?? null,
    receivedAt, state: 'open', doneAt: null, position: { named: 0, after: null, walked: false }, counts: { named: subject.orders.length, found: 0, done: 0 }, kept: {}, content: [], contentUntil: null,
  }
  const written = await hub.store.insert('privacyRequests', fresh)
  const there = written.is === 'done' ? { ...fresh, version: written.version, writeId: written.writeId } : await hub.store.get('privacyRequests', merchantId, id)
  if (!there) throw new Error(`privacy request ${id} is neither new nor there`)
  if (there.state === 'open') await told(hub, there, 'privacy.received')
  return there
}

/** Compare-and-swap; throws where another worker was faster, so that the page is looked at once more. */
export async function saved(hub: Hub, request: PrivacyRequest): Promise<void> {
  const written = await hub.store.replace('privacyRequests', { ...request, updatedAt: Math.max(hub.clock.now(), request.updatedAt) })
  if (written.is !== 'done') throw new Error(`privacy request ${request.id} was changed meanwhile`)
}

/** For the merchant, in the connection's activity: what was asked and done, never of whom. Once for each request. */
export async function told(hub: Hub, request: PrivacyRequest, kind: 'privacy.received' | 'privacy.exported' | 'privacy.erased'): Promise<void> {
  const { id, merchantId, connectionId, does, of, counts } = request
  await appendNotes(hub, merchantId, [{
    subject: `connection:${connectionId}`, subjectVersion: request.receivedAt, kind: `${kind}:${id}`, at: hub.clock.now(), actor: { is: 'connection', id: connectionId },
    changed: [], detail: { request: id, does, of, orders: counts.done },
  }])
}
