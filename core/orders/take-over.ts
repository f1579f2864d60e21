import type { OrderDraft } from '../model/drafts.ts'
import type { ConnectionId } from '../model/ids.ts'
import type { Order, Shipment } from '../model/order.ts'
import { tellIfDue } from '../shipping/tell-if-due.ts'
import type { Decision, TellingRoad } from './decision.ts'
import { type Intake, linesToShip } from './intake.ts'
import { hasTold } from './need.ts'
import { settle } from './settle.ts'
import { hasBegun } from './states.ts'

/**
 * The connection that owned the order is gone for good: this road to the same store owns it from now on, so that its word counts, it is told,
 * and what the store counts of the order is known beside its levels (F7, ARCHITECTURE 3 and 4). What names lines and locations stays: it is
 * the same store. What left meanwhile is told now, where the store still waits for it and no telling of it began.
 */
export function takenOver(order: Order, from: ConnectionId, draft: OrderDraft, road: TellingRoad | null, intake: Intake): Decision {
  const { connectionId, channel } = intake.connection
  // Another road was faster.
  if (order.connectionId !== from) return { is: 'same', code: 'not_the_owner' }
  const others = order.links.filter(link => link.connectionId !== connectionId).map(link => ({ ...link, owner: false }))
  const owned: Order = { ...order, connectionId, channel, links: [...others, { connectionId, externalId: draft.ref, owner: true }] }
  const storeWaits = draft.cancelledAt === null && linesToShip(draft).some(({ quantity }) => quantity > 0)
  const isUntold = (shipment: Shipment): boolean => hasBegun(shipment) && shipment.pushes.length > 0 && !hasTold(shipment)
  const tellings = order.shipments.map(shipment => (storeWaits && isUntold(shipment) ? tellIfDue(owned, shipment, road, intake, true) : { shipment, todo: [] }))
  return settle(order, { ...owned, shipments: tellings.map(({ shipment }) => shipment) }, intake, {
    code: 'taken_over', todo: tellings.flatMap(({ todo }) => todo),
    note: { kind: 'order.taken_over', changed: ['connectionId', 'links'], detail: { connectionId, from } },
  })
}
