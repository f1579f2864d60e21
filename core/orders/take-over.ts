import type { ConnectionId, Ref } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import type { Decision } from './decision.ts'
import type { Intake } from './intake.ts'
import { settle } from './settle.ts'

/**
 * The connection that owned the order is gone for good: this road to the same store owns it from now on, so that its word counts, it is told,
 * and what the store counts of the order is known beside its levels (F7, ARCHITECTURE 3 and 4). What names lines and locations stays: it is the same store.
 */
export function takenOver(order: Order, from: ConnectionId, ref: Ref, intake: Intake): Decision {
  const { connectionId, channel } = intake.connection
  // Another road was faster.
  if (order.connectionId !== from) return { is: 'same', code: 'not_the_owner' }
  const others = order.links.filter(link => link.connectionId !== connectionId).map(link => ({ ...link, owner: false }))
  const links = [...others, { connectionId, externalId: ref, owner: true }]
  return settle(order, { ...order, connectionId, channel, links }, intake, {
    code: 'taken_over', note: { kind: 'order.taken_over', changed: ['connectionId', 'links'], detail: { connectionId, from } },
  })
}
