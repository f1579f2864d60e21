import { z } from 'zod'
import { Id, own, page, paging, query, route, Time } from './edge.ts'

const Kept = z.object({ code: z.string(), count: z.int(), why: z.string() })

export const PrivacyRequest = z.object({
  ...own, connectionId: Id, does: z.enum(['export', 'erase']), of: z.enum(['customer', 'store']),
  /** The vendor's own name of the request, where it gives one. */
  ref: z.string().nullable(),
  receivedAt: Time, state: z.enum(['open', 'done']), doneAt: Time.nullable(),
  /** `named` by the store; `found` here, by name or e-mail; `done`: exported or erased. */
  orders: z.object({ named: z.int(), found: z.int(), done: z.int() }),
  kept: z.array(Kept),
  /** Until when an export can be fetched; null: there is nothing to fetch. */
  contentUntil: Time.nullable(),
}).meta({ id: 'PrivacyRequest' })

const params = z.strictObject({ id: Id, requestId: Id })

export const privacyRoutes = {
  listPrivacyRequests: route({ method: 'GET', path: '/v1/connections/{id}/privacy-requests', tag: 'connections', summary: 'What the store asked for about persons, newest first', params: z.strictObject({ id: Id }), query: query(paging), answer: page(PrivacyRequest) }),
  getPrivacyRequest: route({
    method: 'GET', path: '/v1/connections/{id}/privacy-requests/{requestId}', tag: 'connections', summary: 'One, with what an export holds', params, query: query({}),
    answer: PrivacyRequest.extend({ content: z.array(z.record(z.string(), z.json())).nullable() }),
  }),
}
