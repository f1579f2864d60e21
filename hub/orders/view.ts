import type { Money } from '../../core/model/money.ts'
import type { Order, Push, Shipment } from '../../core/model/order.ts'
import type { Person, Recipient } from '../../core/model/person.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { CannotOpen } from '../secrets/envelope.ts'

const time = (at: number): string => new Date(at).toISOString()

/** Order JSON of INTERFACES, without personal data: as lists show it. */
export function listed(order: Stored<'orders'>, optionNames: ReadonlyMap<string, string>) {
  const { id, merchantId, version, number, connectionId, channel, status, subStatus, holdKind, kind, method, destination, shipOptionId } = order
  return {
    id, merchantId, version, createdAt: time(order.createdAt), updatedAt: time(order.updatedAt), number, connectionId,
    externalId: order.links.find(({ owner }) => owner)?.externalId ?? null, links: order.links.map(({ connectionId, externalId, owner }) => ({ connectionId, externalId, owner })), channel, status, subStatus, holdKind,
    reasons: order.reasons, kind, tags: order.tags, purchasedAt: time(order.purchasedAt), importedAt: time(order.importedAt), method, destination,
    shipOption: shipOptionId === null ? null : { id: shipOptionId, name: optionNames.get(shipOptionId) ?? shipOptionId },
    totals: { total: order.totals.total && amountOf(order.totals.total) },
    cancelRequest: order.cancelRequest && { ...order.cancelRequest, at: time(order.cancelRequest.at) },
    warnings: order.warnings ?? [], scheduledFor: (order.scheduledFor ?? null) === null ? null : time(order.scheduledFor ?? 0), shortOf: order.shortOf, ignoredChanges: order.ignoredChanges.map(({ at, what }) => ({ at: time(at), what })),
    lines: order.lines.map(line => ({ id: line.id, externalId: line.externalId, sku: line.sku, name: line.name, quantity: line.quantity })),
    shipments: order.shipments.map(shipmentView),
  }
}
export type ListedOrder = ReturnType<typeof listed>
export type ShownOrder = ListedOrder & { recipient: Recipient | null }

export function shipmentView(shipment: Shipment) {
  const { id, centerId, status, subStatus, lines, carrier, service, labelSource, pickedBy, putBack } = shipment
  return { id, centerId, status, subStatus, lines, carrier, service, labelSource, parcels: parcelsView(shipment), pushes: shipment.pushes.map(pushView), pickedBy, putBack }
}

export const parcelsView = (shipment: Shipment) => shipment.parcels.map(parcel => ({
  trackingNumber: parcel.trackingNumber, carrier: parcel.carrier, url: parcel.url, voided: parcel.voided,
  tracking: parcel.tracking && { status: parcel.tracking.status, at: time(parcel.tracking.at) },
}))

// Pushes of before there was a code have none.
const pushView = ({ connectionId, channel, state, code, reason, at }: Push) => ({ connectionId, channel, state, code: code ?? null, reason, at: time(at) })

/** Integer minor units as an amount in words: "12.50". */
export function amountOf({ minor, currency }: Money): { amount: string; currency: string } {
  const digits = digitsOf(currency)
  const whole = String(Math.abs(minor)).padStart(digits + 1, '0')
  const amount = digits === 0 ? whole : `${whole.slice(0, -digits)}.${whole.slice(-digits)}`
  return { amount: minor < 0 ? `-${amount}` : amount, currency }
}

function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** One order with the person it goes to. */
export async function shown(hub: Hub, order: Stored<'orders'>): Promise<ShownOrder> {
  const person = await personOfOrder(hub, order)
  return { ...listed(order, await optionNames(hub, [order])), recipient: person?.recipient ?? null }
}

/** Null where there is none, or its key is gone. */
export async function personOfOrder(hub: Hub, order: Order): Promise<Person | null> {
  if (order.sealed === null) return null
  try {
    return await hub.vault.openPerson(order.merchantId, order.id, order.sealed)
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error
    hub.log.error('person_not_opened', { orderId: order.id, merchantId: order.merchantId, code: error.code })
    return null
  }
}

export async function optionNames(hub: Hub, orders: readonly Order[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(orders.flatMap(({ shipOptionId }) => (shipOptionId === null ? [] : [shipOptionId])))]
  const options = ids.length === 0 ? [] : await hub.store.getMany('shipOptions', null, ids)
  return new Map(options.flatMap(option => (option ? [[option.id, option.name] as const] : [])))
}
