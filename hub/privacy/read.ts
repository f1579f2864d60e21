import type { ConnectionId } from '../../core/model/ids.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { type ExportedOrder, openedContent } from './content.ts'

/** What this connection's store asked for about persons, newest first; null where there is no such connection. */
export async function listPrivacyRequests(hub: Hub, scope: Scope, id: ConnectionId, page: PageOf): Promise<Listed<Stored<'privacyRequests'>> | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && hub.store.list('privacyOfConnection', { merchantId: scope.merchantId, connectionId: id }, page)
}

/** One, with what an export holds while it can be fetched; `content` null: there is none, or no more. */
export async function getPrivacyRequest(hub: Hub, scope: Scope, id: ConnectionId, requestId: string): Promise<{ request: Stored<'privacyRequests'>; content: ExportedOrder[] | null } | null> {
  const request = await hub.store.get('privacyRequests', scope.merchantId, requestId)
  if (request?.connectionId !== id) return null
  const isFetchable = request.state === 'done' && request.contentUntil !== null && hub.clock.now() < request.contentUntil
  return { request, content: isFetchable ? await openedContent(hub, request) : null }
}
