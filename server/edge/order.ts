import type { Order as Record, Parcel as BoxRecord, Shipment as ShipmentRecord } from '../../core/model/order.ts'
import type { Recipient } from '../../core/model/person.ts'
import type { Order, OrderInList } from '../schema/order.ts'
import { money, time } from './values.ts'

/** Names of ship options by id. */
export type OptionNames = ReadonlyMap<string, string>

/** An order as others see it, without the person. */
export function listedOrder(order: Record, options: OptionNames): OrderInList {
  const owner = order.links.find(link => link.owner) ?? order.links[0]
  return {
    id: order.id, merchantId: order.merchantId, version: order.version, createdAt: time(order.createdAt), updatedAt: time(order.updatedAt),
    number: order.number, externalId: owner?.externalId ?? null, connectionId: order.connectionId,
    links: order.links.map(({ connectionId, externalId, owner: isOwner }) => ({ connectionId, externalId, owner: isOwner })),
    channel: order.channel, status: order.status, subStatus: order.subStatus, holdKind: order.holdKind, reasons: order.reasons, kind: order.kind, tags: order.tags,
    purchasedAt: time(order.purchasedAt), importedAt: time(order.importedAt), method: order.method,
    shipOption: order.shipOptionId === null ? null : { id: order.shipOptionId, name: options.get(order.shipOptionId) ?? order.shipOptionId },
    destination: order.destination, totals: { total: order.totals.total && money(order.totals.total) },
    cancelRequest: order.cancelRequest && { ...order.cancelRequest, at: time(order.cancelRequest.at) },
    shortOf: order.shortOf, ignoredChanges: order.ignoredChanges.map(change => ({ at: time(change.at), what: change.what })),
    lines: order.lines.map(({ id, externalId, sku, name, quantity }) => ({ id, externalId, sku, name, quantity })),
    shipments: order.shipments.map(shipmentView),
  }
}

export const orderView = (order: Record, recipient: Recipient | null, options: OptionNames): Order => ({ ...listedOrder(order, options), recipient })

function shipmentView(shipment: ShipmentRecord): Order['shipments'][number] {
  const { id, centerId, status, subStatus, lines, carrier, service, labelSource, parcels, pushes, pickedBy, putBack } = shipment
  return {
    id, centerId, status, subStatus, lines, carrier, service, labelSource, pickedBy, putBack, parcels: parcels.map(parcelView),
    pushes: pushes.map(({ connectionId, channel, state, reason, at }) => ({ connectionId, channel, state, reason, at: time(at) })),
  }
}

export const parcelView = ({ trackingNumber, carrier, url, voided, tracking }: BoxRecord): Order['shipments'][number]['parcels'][number] =>
  ({ trackingNumber, carrier, url, voided, tracking: tracking && { status: tracking.status, at: time(tracking.at) } })
