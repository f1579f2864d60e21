import type { DraftLine, LeftOut, OrderDraft } from '../model/drafts.ts'
import { type ConnectionId, type Instant, type MerchantId, type OrderId, type Ref, Sku } from '../model/ids.ts'
import type { Line, Order, ShipmentLine } from '../model/order.ts'
import { numberOf } from '../tracking/carriers.ts'
import type { Context, Decision } from './decision.ts'
import type { Rule } from '../model/rules.ts'
import type { Surroundings } from './judge.ts'

/** What the hub knows when a draft arrives. `personDigest`: of the draft's recipient and note, null where the store tells none. */
export interface Intake extends Context {
  orderId: OrderId
  merchantId: MerchantId
  connection: { connectionId: ConnectionId; channel: string; startAt: Instant; importWhen: 'paid' | 'any' }
  around: Surroundings
  /** The merchant's own rules for what arrives on this connection, in their order. */
  rules: readonly Rule[]
  personDigest: string | null
}

/** `ignored`: nothing of it is kept, on purpose; the code says why. */
export type Received = Decision | { is: 'ignored'; code: NotImported | 'older_version' | 'order_ended' }
/** Why an order is not imported: counted by connection, and shown. `filtered`: a rule of the merchant's says so. */
export type NotImported = 'cancelled' | 'older_than_start' | 'test_order' | LeftOut | 'work_not_shown' | 'nothing_to_ship' | 'unpaid' | 'filtered'

/** Only what is shipped, one row an item; what the store closed has nothing left whatever its rows say. */
export function linesToShip(draft: OrderDraft): DraftLine[] {
  const rows = new Map<Ref, DraftLine>()
  for (const line of draft.lines.filter(({ requiresShipping }) => requiresShipping)) {
    const quantity = draft.closed ? 0 : Math.max(0, line.quantity)
    const before = rows.get(line.externalId)
    const parts = draft.closed ? [] : [...(before?.parts ?? []), ...line.parts]
    rows.set(line.externalId, { ...line, quantity: quantity + (before?.quantity ?? 0), parts })
  }
  return [...rows.values()]
}

/** As written, trimmed; empty is none. */
export function skuOf(written: string | null): Sku | null {
  const parsed = Sku.safeParse(written ?? '')
  return parsed.success ? parsed.data : null
}

/** What a shipment carries of these lines: a line without SKU cannot be picked and keeps the order back until it has one. */
export const carried = (lines: readonly Line[]): ShipmentLine[] =>
  lines.flatMap(({ id, sku, quantity }) => (sku !== null && quantity > 0 ? [{ lineId: id, sku, quantity }] : []))

/** Units of each line that left in fulfillments of ours, known there by our tracking number or by what our telling made (ref). */
export function oursAt(draft: OrderDraft, order: Order): Map<Ref, number> {
  const numbers = new Set(order.shipments.flatMap(({ parcels }) => parcels.map(({ trackingNumber }) => numberOf(trackingNumber))))
  const refs = new Set(order.shipments.flatMap(({ pushes }) => pushes.map(({ ref }) => ref)))
  const units = new Map<Ref, number>()
  for (const made of draft.fulfillments) {
    const isOurs = refs.has(made.ref) || made.trackingNumbers.some(number => numbers.has(numberOf(number)))
    if (made.cancelled || !isOurs) continue
    for (const { externalId, quantity } of made.lines) units.set(externalId, (units.get(externalId) ?? 0) + quantity)
  }
  return units
}
