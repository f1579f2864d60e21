import type { ScanNews, ShipmentNews } from '../../core/model/drafts.ts'
import type { ConnectionId, Instant, Ref, ShipmentId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import type { PushState } from '../../core/model/status.ts'
import type { Call } from '../../core/model/work.ts'
import type { Decision } from '../../core/orders/decision.ts'

/** What a telling is about. `key` is the call's id and the update's key: it never changes for the same intent. */
export interface Telling { key: string; connectionId: ConnectionId; shipmentId: ShipmentId }

/** What became of a telling, for the order's push: `code` and `reason` say why where it is not good. */
export interface TellingResult { state: PushState; code: string | null; reason: string | null; ref: Ref | null }

/**
 * What calls do to their orders: pure functions of core/orders, put together by app. Each must answer `same` the second time, because
 * after a death it is asked again.
 */
export interface CallEffects {
  /** What is to be told, from the order as it stands; null: nothing (any more). */
  newsOf(order: Order, telling: Telling): ShipmentNews | null
  /** The same for a carrier's scan. */
  scanOf(order: Order, telling: Telling): ScanNews | null
  /** Our telling is about to begin: from now on these units are no longer known (ARCHITECTURE 3). Refused: nothing is sent. */
  begun(order: Order, telling: Telling, now: Instant): Decision
  /** What became of it. A final state of the same call is never taken back by `queued` or `unsure`, but by a person's retry. */
  settled(order: Order, telling: Telling, result: TellingResult, now: Instant): Decision
}

/** What a call has to say, by its capability. */
export function saidBy(effects: CallEffects, order: Order, capability: Call['capability'], telling: Telling): ShipmentNews | ScanNews | null {
  return capability === 'tellScan' ? effects.scanOf(order, telling) : effects.newsOf(order, telling)
}

export function tellingOf(call: Call): Telling | null {
  return call.shipmentId === null ? null : { key: call.id, connectionId: call.connectionId, shipmentId: call.shipmentId }
}

/** The vendor's own word, or nothing to tell: nothing more is sent. */
const FINAL = new Set<PushState>(['accepted', 'confirmed', 'not_applicable'])
/** An end too, but one that a person may have tried again: it counts for the sending that it came from. */
const GIVEN_UP = new Set<PushState>(['refused', 'failed'])

/** What the order knows of this call already: then the call is only settled, and nothing is sent (ARCHITECTURE 6). */
export function resultOn(order: Order, call: Call): TellingResult | null {
  const push = order.shipments.find(({ id }) => id === call.shipmentId)?.pushes.find(({ callKey }) => callKey === call.id)
  if (!push) return null
  const isEnd = FINAL.has(push.state) || (GIVEN_UP.has(push.state) && call.attempts > 0)
  return isEnd ? { state: push.state, code: push.code ?? push.state, reason: push.reason, ref: push.ref } : null
}
