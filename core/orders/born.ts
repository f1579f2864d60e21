import type { Line, Order, Shipment } from '../model/order.ts'
import type { LineId, ShipmentId } from '../model/ids.ts'
import type { OrderDraft } from '../model/drafts.ts'
import type { Person } from '../model/person.ts'
import type { Reason } from '../model/status.ts'
import { destinationOf } from './address.ts'
import type { Decision } from './decision.ts'
import { type Ruling, rulingOf } from './filters.ts'
import { carried, type Intake, linesToShip, skuOf } from './intake.ts'
import { judgeAddress, judgeItems, judgeOption, judgeStore } from './judge.ts'
import { settle } from './settle.ts'

/** What every new order begins as; the rest is said by who makes it. */
export function blank(made: Pick<Order, 'id' | 'merchantId' | 'number' | 'channel' | 'connectionId' | 'purchasedAt'>, now: number): Order {
  return {
    ...made, version: 0, revision: 0, createdAt: now, updatedAt: now, importedAt: now, kind: 'b2c', tags: [], links: [], sourceVersion: null,
    method: null, shipOptionId: null, destination: null, totals: { total: null }, status: 'import_review', subStatus: null, holdKind: null,
    reasons: [], lines: [], shipments: [], shortOf: [], decidedAt: null, upstreamEnded: false, ignoredChanges: [], cancelRequest: null,
    todo: [], commands: [], sealed: null, personDigest: null,
  }
}

/** One shipment for everything: ids follow from the order's, so that a half-done import is finished as the same order. */
export function firstShipment(order: Order, reasons: readonly Reason[]): Shipment {
  return {
    id: `${order.id}-1` as ShipmentId, centerId: null, status: reasons.length > 0 ? 'action_required' : 'import_review', subStatus: null,
    lines: carried(order.lines), carrier: null, service: null, labelSource: null, parcels: [], pushes: [], pickedBy: null, putBack: false,
  }
}

export const lineId = (order: Pick<Order, 'id'>, n: number): LineId => `${order.id}:${n}` as LineId

/** A new order in Import Review, or held at once for what its data lacks; its demand is open and known either way (S1.19, S4.3, S4.4). */
export function born(draft: OrderDraft, intake: Intake): Decision {
  const { connectionId, channel, importWhen } = intake.connection
  const empty = blank({ id: intake.orderId, merchantId: intake.merchantId, number: draft.number, channel, connectionId, purchasedAt: draft.purchasedAt }, intake.now)
  const lines = linesToShip(draft).map((row, at): Line =>
    ({ id: lineId(empty, at + 1), externalId: row.externalId, sku: skuOf(row.sku), name: row.name, quantity: row.quantity, atStore: row.quantity, parts: row.parts }))
  const ruling = rulingOf(draft, intake.rules, connectionId)
  const option = judgeOption({ method: draft.method, connectionId }, ruling.shipOptionId, intake.around.options)
  const reasons = [...judgeAddress(draft.recipient, draft.hidden), ...judgeItems(lines, intake.around), ...option.reasons, ...judgeStore(draft, importWhen, intake.now), ...ruling.holds]
  const order: Order = {
    ...empty, lines, reasons, tags: tagsOf(draft, ruling.tags), ...saidOf(draft), ...ruledOf(ruling), links: [{ connectionId, externalId: draft.ref, owner: true }], sourceVersion: draft.updatedAt,
    method: draft.method, shipOptionId: option.shipOptionId, destination: destinationOf(draft.recipient), totals: { total: draft.total }, sourceDigest: intake.personDigest,
  }
  return settle(empty, { ...order, shipments: [firstShipment(order, reasons)] }, intake, {
    code: 'imported', want: 'always', person: personOf(draft),
    note: { kind: 'order.imported', changed: ['status', 'lines', 'shipments'], detail: { connectionId, lines: lines.length, reasons: reasons.map(({ code }) => code).join(' ') } },
  })
}

/** The store's tags, and those that the merchant's rules add. */
export const tagsOf = (draft: OrderDraft, added: readonly string[]): string[] => [...new Set([...draft.tags, ...added])]

/** What a ruling leaves on the order; nothing, where no rule says anything of it. */
export const ruledOf = ({ shipOptionId, tags }: Ruling): Pick<Order, 'ruled'> => (shipOptionId !== null || tags.length > 0 ? { ruled: { shipOptionId, tags } } : {})

/** When it is to be looked at again, where others ship of it, and what a person should know of it. */
export const saidOf = ({ scheduledFor, warnings, othersAt = [] }: OrderDraft): Pick<Order, 'scheduledFor' | 'warnings' | 'othersAt'> =>
  ({ scheduledFor, ...(warnings.length > 0 && { warnings: [...warnings] }), ...(othersAt.length > 0 && { othersAt }) })

export function personOf(draft: OrderDraft): Person | null {
  if (draft.recipient === null || draft.recipient === 'redacted') return null
  return { recipient: draft.recipient, ...(draft.note !== null && { note: draft.note }) }
}
