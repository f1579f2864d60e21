import type { OrderDraft } from '../model/drafts.ts'
import type { Order } from '../model/order.ts'
import type { Context, Decision } from './decision.ts'
import { reason, rejudged } from './reasons.ts'
import { reviewed } from './reviewed.ts'
import { settle } from './settle.ts'
import { PERSON_CHANGED } from './upstream-end.ts'
import { hasBegun, hasEnded, isUnstarted } from './states.ts'

/**
 * The person goes, for ever; number, items and what happened stay. What has not begun cannot be shipped to nobody: it is held until a person
 * enters an address or cancels it. What was begun goes on.
 */
export function personErased(order: Order, request: string, context: Context): Decision {
  if (order.erased && order.sealed === null) return { is: 'same', code: 'erased_before' }
  const { sourceDigest: _digest, ...kept } = order
  const ignoredChanges = order.ignoredChanges.map(({ at, what }) => ({ at, what: what.startsWith(PERSON_CHANGED) ? `${PERSON_CHANGED}.` : what }))
  const after: Order = { ...kept, ...withoutWords(order), ignoredChanges, erased: { at: context.now, request } }
  const said = { code: 'person_erased', note: { kind: 'order.person_erased', changed: ['recipient'] }, person: null }
  if (order.sealed === null || !order.shipments.some(isUnstarted)) return settle(order, after, context, said)
  return reviewed(order, { ...after, reasons: rejudged(after.reasons, { address: [reason('person_data_missing')] }) }, context, said)
}

/** What somebody here wrote by hand may name the person: that it is held or was to be cancelled stays, the words do not. */
function withoutWords({ reasons, cancelRequest }: Order): Pick<Order, 'reasons' | 'cancelRequest'> {
  return {
    reasons: reasons.map(one => (one.code === 'manual_hold' ? reason('manual_hold') : one)),
    cancelRequest: cancelRequest && { ...cancelRequest, reason: 'not kept: the person was erased' },
  }
}

/** A draft as an order may take it whose person was erased: nothing that the store says later brings the person back. */
export const withoutErased = (order: Pick<Order, 'erased'>, draft: OrderDraft): OrderDraft => (order.erased ? { ...draft, recipient: 'redacted', note: null } : draft)

/** Something of it is still to be shipped and has not begun. */
export const isStillOpen = (order: Pick<Order, 'shipments'>): boolean => order.shipments.some(isUnstarted)

/** Parcels that go on without their person: begun, and not at their end. */
export const goesOn = (order: Pick<Order, 'shipments'>): boolean => order.shipments.some(shipment => hasBegun(shipment) && !hasEnded(shipment) && shipment.subStatus !== 'delivered')
