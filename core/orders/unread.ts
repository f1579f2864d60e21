import type { Order } from '../model/order.ts'
import type { Context, Decision } from './decision.ts'
import { settle } from './settle.ts'

/**
 * The store shows this order in a form that we cannot read, so its end there may have been missed: it is known no more, and what is
 * told to the store is less for a while, never more (ARCHITECTURE 3). The order itself goes on as it stands.
 */
export function unreadUpstream(order: Order, context: Context): Decision {
  if (order.upstreamEnded) return { is: 'same', code: 'known_no_more' }
  return settle(order, { ...order, upstreamEnded: true }, context, { code: 'unread_upstream', note: { kind: 'order.unread_at_store', changed: ['upstreamEnded'] } })
}
