import type { ConnectionId } from '../../core/model/ids.ts'
import { type KeptCode, PRIVACY_KEPT, type PrivacyRequest } from '../../core/model/privacy.ts'
import { getPrivacyRequest, listPrivacyRequests } from '../../hub/privacy/read.ts'
import { found, paged, pageOf } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import type { Answer } from '../schema.ts'

const view = (one: PrivacyRequest): Answer<'listPrivacyRequests'>['data'][number] => ({
  id: one.id, merchantId: one.merchantId, version: one.version, createdAt: time(one.createdAt), updatedAt: time(one.updatedAt), connectionId: one.connectionId, does: one.does, of: one.of, ref: one.ref,
  receivedAt: time(one.receivedAt), state: one.state, doneAt: timeOr(one.doneAt), orders: one.counts,
  kept: (Object.entries(one.kept) as [KeptCode, number][]).map(([code, count]) => ({ code, count, why: PRIVACY_KEPT[code] })), contentUntil: timeOr(one.contentUntil),
})

export const privacyRoutes: Handlers = {
  listPrivacyRequests: async ({ hub, scope, params, query }) => paged(found(await listPrivacyRequests(hub, scope, params.id as ConnectionId, pageOf(query))), view),
  getPrivacyRequest: async ({ hub, scope, params }) => {
    const { request, content } = found(await getPrivacyRequest(hub, scope, params.id as ConnectionId, params.requestId))
    return { ...view(request), content: content as Answer<'getPrivacyRequest'>['content'] }
  },
}
