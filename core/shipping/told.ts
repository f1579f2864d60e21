import type { NewsLine, ShipmentNews } from '../model/drafts.ts'
import type { Ref, ShipmentId } from '../model/ids.ts'
import type { Order, Push, Shipment } from '../model/order.ts'
import type { PushState } from '../model/status.ts'
import type { Context, Decision } from '../orders/decision.ts'
import { settle } from '../orders/settle.ts'
import { changeOne } from './change-one.ts'
import { liveParcels } from './tell-if-due.ts'

/** What became of a telling. `code`, `reason`: why, where it did not go well. `queued`: a person has one tried again that gave up. */
export interface ToldOutcome { state: Extract<PushState, 'queued' | 'unsure' | 'accepted' | 'confirmed' | 'refused' | 'failed'>; code: string | null; reason: string | null; ref: Ref | null }

/**
 * Written before anything is sent: from here on the store's own count decides how many of its units are known (ARCHITECTURE 3).
 * `refused` with `superseded`: a newer telling took its place, so this one must not be sent.
 */
export function tellingBegun(order: Order, shipmentId: ShipmentId, callKey: string, context: Context): Decision {
  const push = pushOf(order, shipmentId, callKey)
  if (!push) return { is: 'refused', code: 'superseded', message: 'A newer telling of this shipment took its place.' }
  if (push.state === 'sent' || push.state === 'unsure') return { is: 'same', code: 'already_begun' }
  if (push.state !== 'queued') return { is: 'refused', code: 'already_told', message: `This telling is ${push.state} already.` }
  return settle(order, withPush(order, shipmentId, { ...push, state: 'sent', code: null, reason: null, at: context.now }), context, { code: 'telling_begun', note: null })
}

type News = ToldOutcome['state']
const BEGUN: readonly News[] = ['unsure', 'accepted', 'confirmed', 'refused', 'failed']
/** What may follow on what: nothing takes back what the store has, a late doubt least of all; what gave up can be tried again. */
const FOLLOWS: Readonly<Record<PushState, readonly News[]>> = {
  queued: BEGUN, sent: BEGUN, unsure: BEGUN, accepted: ['confirmed', 'refused', 'failed'], confirmed: [],
  refused: ['queued', ...BEGUN], failed: ['queued', ...BEGUN], not_applicable: [],
}

/** The result goes on the order before the call is settled (ARCHITECTURE 6). A repeat of it changes nothing. */
export function told(order: Order, shipmentId: ShipmentId, callKey: string, outcome: ToldOutcome, context: Context): Decision {
  const push = pushOf(order, shipmentId, callKey)
  if (!push) return { is: 'same', code: 'superseded' }
  const isSame = push.state === outcome.state && push.reason === outcome.reason && (outcome.ref === null || push.ref === outcome.ref)
  if (isSame || !FOLLOWS[push.state].includes(outcome.state)) return { is: 'same', code: push.state }
  const next: Push = { ...push, state: outcome.state, code: outcome.code, reason: outcome.reason, ref: outcome.ref ?? push.ref, at: context.now }
  return settle(order, withPush(order, shipmentId, next), context, {
    code: outcome.state,
    note: outcome.state === 'unsure' ? null : { kind: 'shipment.told', changed: ['pushes'], detail: { shipmentId, state: outcome.state, connectionId: push.connectionId } },
  })
}

/** What the store is told under this key: the parcels that count now, and the numbers that they replace. Null: a newer telling took its place. */
export function shipmentNews(order: Order, shipmentId: ShipmentId, callKey: string): ShipmentNews | null {
  const shipment = order.shipments.find(({ id }) => id === shipmentId)
  const push = shipment && pushOf(order, shipmentId, callKey)
  const link = order.links.find(({ connectionId, owner }) => owner && connectionId === push?.connectionId)
  if (!shipment || !push || !link) return null
  const isLater = shipment.pushes.indexOf(push) > 0
  return {
    key: callKey, order: link.externalId, lines: linesOf(order, shipment, isLater),
    parcels: liveParcels(shipment).map(({ carrier, trackingNumber, url }) => ({ carrier, trackingNumber, url })),
    replaces: isLater ? shipment.parcels.filter(({ voided }) => voided).map(({ trackingNumber }) => trackingNumber) : [],
    ...(order.othersAt && { notAt: order.othersAt }),
    // S0.7: the store informs the customer, not we.
    notifyCustomer: true,
  }
}

/** Where the shipment was told before, the store has to be looked at: what was open says nothing then. */
function linesOf(order: Order, shipment: Shipment, isLater: boolean): ShipmentNews['lines'] {
  const lines = new Map<Ref, NewsLine>()
  for (const { lineId, quantity } of shipment.lines) {
    const { externalId, parts = [] } = order.lines.find(({ id }) => id === lineId) ?? {}
    if (externalId) lines.set(externalId, { externalId, quantity: (lines.get(externalId)?.quantity ?? 0) + quantity, parts: isLater ? [] : parts })
  }
  return [...lines.values()]
}

const pushOf = (order: Order, shipmentId: ShipmentId, callKey: string): Push | undefined =>
  order.shipments.find(({ id }) => id === shipmentId)?.pushes.find(push => push.callKey === callKey)

export function withPush(order: Order, shipmentId: ShipmentId, push: Push): Order {
  return { ...order, shipments: changeOne(order, shipmentId, shipment => ({ ...shipment, pushes: shipment.pushes.map(one => (one.callKey === push.callKey ? push : one)) })) }
}
