import type { DraftFulfillment, OrderDraft } from '../model/drafts.ts'
import type { Instant, Ref, ShipmentId } from '../model/ids.ts'
import type { Order, Push, Shipment } from '../model/order.ts'
import type { PushState } from '../model/status.ts'
import type { Context, Decision } from '../orders/decision.ts'
import { settle } from '../orders/settle.ts'
import { numberOf } from '../tracking/carriers.ts'
import { liveParcels } from './tell-if-due.ts'
import { withPush } from './told.ts'

/** The code of a telling that the store took and then took back. */
export const CANCELLED_AT_STORE = 'cancelled_at_store'
/** Refused in words that nobody knows: whether it may be told again is for a person to say. */
const UNKNOWN = 'rejected'
const TAKEN_BACK = 'The fulfillment was cancelled at the store after it was told. Retry to tell it again, or leave it so.'

const HAD: ReadonlySet<PushState> = new Set(['accepted', 'confirmed'])
const OPEN: ReadonlySet<PushState> = new Set(['queued', 'sent', 'unsure', 'accepted', 'refused', 'failed'])

/**
 * What an ordinary reading of the store says of our tellings (part C no. 1: a write is verified by what is seen there). Our numbers on fulfillments
 * that hold the whole shipment confirm it, whatever we thought of it; a fulfillment of ours that was cancelled there takes it back; one that was
 * refused is tried again once what left stands open. A store that shows nothing says nothing: readings lag behind writes. `mayTell`: the store is
 * told of shipments at present.
 */
export function seenAtStore(order: Order, draft: OrderDraft, context: Context, mayTell = true): Decision {
  if (order.sourceVersion !== null && draft.updatedAt < order.sourceVersion) return { is: 'same', code: 'older_version' }
  for (const shipment of order.shipments) {
    const push = shipment.pushes.findLast(({ callKey, connectionId }) => callKey !== null && connectionId === order.connectionId)
    const next = push && seen(order, shipment, push, draft, context, mayTell)
    if (push && next) return written(order, shipment.id, next, context)
  }
  return { is: 'same', code: 'as_seen' }
}

/** The push as the store shows it, or null where that changes nothing. */
function seen(order: Order, shipment: Shipment, push: Push, draft: OrderDraft, { now }: Context, mayTell: boolean): Push | null {
  const { fulfillments } = draft
  const numbers = liveParcels(shipment).map(({ trackingNumber }) => numberOf(trackingNumber))
  const ours = fulfillments.filter(({ trackingNumbers }) => numbers.length > 0 && numbers.every(number => trackingNumbers.some(other => numberOf(other) === number)))
  const standing = ours.filter(({ cancelled }) => !cancelled)
  if (holdsAll(order, shipment, standing)) {
    return OPEN.has(push.state) ? { ...push, state: 'confirmed', code: null, reason: null, ref: standing[0]?.ref ?? push.ref, at: now } : null
  }
  // A part that was told and cancelled there is not told again by itself either.
  const isTakenBack = (HAD.has(push.state) || (push.state === 'refused' && standing.length === 0)) && fulfillments.some(made => made.cancelled && (made.ref === push.ref || ours.includes(made)))
  if (isTakenBack) return { ...push, state: 'failed', code: CANCELLED_AT_STORE, reason: TAKEN_BACK, at: now }
  const isFree = mayTell && push.state === 'refused' && push.code !== UNKNOWN && standsOpen(order, shipment, standing, draft, now)
  return isFree ? { ...push, state: 'unsure', code: null, reason: null, at: now } : null
}

const holdsAll = (order: Order, shipment: Shipment, standing: readonly DraftFulfillment[]): boolean => shipment.lines.some(({ lineId }) => refOf(order, lineId)) && lacking(order, shipment, standing).size === 0

/** What was in the way is gone: units that left and are not told stand open at the store, neither held nor for a later day. */
function standsOpen(order: Order, shipment: Shipment, standing: readonly DraftFulfillment[], { lines }: OrderDraft, now: Instant): boolean {
  const untold = lacking(order, shipment, standing)
  return lines.some(({ externalId, parts }) => untold.has(externalId) && parts.some(({ heldFor = [], scheduledFor = now, quantity }) => quantity > 0 && heldFor.length === 0 && scheduledFor <= now))
}

/** The store's lines of which these fulfillments do not hold all units of the shipment. */
function lacking(order: Order, shipment: Shipment, standing: readonly DraftFulfillment[]): ReadonlySet<Ref> {
  const left = new Map<Ref, number>()
  for (const { lineId, quantity } of shipment.lines) {
    const externalId = refOf(order, lineId)
    if (externalId) left.set(externalId, (left.get(externalId) ?? 0) + quantity)
  }
  for (const { externalId, quantity } of standing.flatMap(({ lines }) => lines)) left.set(externalId, (left.get(externalId) ?? 0) - quantity)
  return new Set([...left].flatMap(([externalId, quantity]) => (quantity > 0 ? [externalId] : [])))
}

const refOf = (order: Order, lineId: string): Ref | null => order.lines.find(({ id }) => id === lineId)?.externalId ?? null

function written(order: Order, shipmentId: ShipmentId, push: Push, context: Context): Decision {
  const { state, connectionId, code } = push
  return settle(order, withPush(order, shipmentId, push), context, {
    code: code ?? state, note: { kind: 'shipment.told', changed: ['pushes'], detail: { shipmentId, state, connectionId, seen: true } },
  })
}
