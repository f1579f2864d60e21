import type { ConnectionId, Instant, MerchantId, OrderId, Ref, ShipOptionId } from '../model/ids.ts'
import type { Line } from '../model/order.ts'
import type { Recipient } from '../model/person.ts'
import { destinationOf } from './address.ts'
import { blank, firstShipment, lineId } from './born.ts'
import type { Context, Decision } from './decision.ts'
import { skuOf } from './intake.ts'
import { judgeAddress, judgeItems, judgeOption, type Surroundings } from './judge.ts'
import { settle } from './settle.ts'

/** An order made by hand or by API; `reference` is unique in its merchant. */
export interface NewOrder {
  reference: string
  purchasedAt?: Instant
  recipient: Recipient
  note?: string
  shipOptionId: ShipOptionId
  tags?: string[]
  lines: { sku: string; name?: string; quantity: number }[]
  /** The store's order that is forwarded by this one: the store counts its units as sold, so they are not taken off twice (ARCHITECTURE 3). */
  storeOrder?: StoreOrder
}
export interface StoreOrder { connectionId: ConnectionId; externalId: Ref }

/** S0.8: nobody upstream to be told; otherwise an order like any. */
export function created(input: NewOrder, made: { orderId: OrderId; merchantId: MerchantId; personDigest: string | null }, around: Surroundings, context: Context): Decision {
  const empty = blank({ id: made.orderId, merchantId: made.merchantId, number: input.reference, channel: 'api', connectionId: null, purchasedAt: input.purchasedAt ?? context.now }, context.now)
  const lines = input.lines.map((line, at): Line =>
    ({ id: lineId(empty, at + 1), externalId: null, sku: skuOf(line.sku), name: line.name ?? line.sku, quantity: line.quantity, parts: [] }))
  const option = judgeOption(empty, input.shipOptionId, around.options)
  const reasons = [...judgeAddress(input.recipient), ...judgeItems(lines, around), ...option.reasons]
  const order = {
    ...empty, lines, reasons, tags: input.tags ?? [], links: input.storeOrder ? [{ ...input.storeOrder, owner: false, open: null }] : [], shipOptionId: input.shipOptionId, destination: destinationOf(input.recipient), sourceDigest: made.personDigest,
  }
  return settle(empty, { ...order, shipments: [firstShipment(order, reasons)] }, context, {
    code: 'created', want: 'always', person: { recipient: input.recipient, ...(input.note !== undefined && { note: input.note }) },
    note: { kind: 'order.created', changed: ['status', 'lines', 'shipments'], detail: { lines: lines.length } },
  })
}
