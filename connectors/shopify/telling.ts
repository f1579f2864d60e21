import type { ShipmentNews } from '../../core/model/drafts.ts'
import type { Outcome } from '../../core/ports/connector.ts'
import { stands, workOf } from './codes.ts'
import { isOurs, locationOf, numbersOf } from './map.ts'
import { merged, type Part, takenFrom, type Units } from './takes.ts'
import { retrackingOf, type TrackingInput } from './tracking-input.ts'
import { type Refused, refused, whyNot } from './why-not.ts'
import type { Fulfillment, LookedAt } from './wire.ts'

export interface Retrack { id: string; tracking: TrackingInput }
/** `isBegun`: a part of it stands already. `why`: why it cannot be told whole; what can be is told all the same, since it left. */
export interface Open { is: 'open'; retrack: Retrack[]; create: Part[][]; isBegun: boolean; why: Refused | null }
/** What there is to do so that the store knows of this shipment; pure. `send` carries it out, `ask` only looks. */
export type Telling = Extract<Outcome, { is: 'done' }> | Refused | Open

/**
 * Our own earlier success is known by its tracking number: a fulfillment mutation takes no idempotency key, and the text
 * of its refusal is the same after our success, a fulfillment by hand and a cancelled order (A3).
 */
export function tellingOf(order: LookedAt | null, news: ShipmentNews): Telling {
  if (!order) return refused('order_gone', 'the store does not know this order any more', 'none')
  const numbers = news.parcels.map((parcel) => parcel.trackingNumber)
  const old = news.replaces.filter((number) => !numbers.includes(number))
  const standing = order.fulfillments.filter((fulfillment) => stands(fulfillment.status))
  const told = standing.filter((fulfillment) => numbersOf(fulfillment).some((number) => numbers.includes(number) || old.includes(number)))
  const behind = numbers.length > 0 ? told.filter((fulfillment) => !isTold(numbersOf(fulfillment), numbers, old)) : []
  const retrack = behind.map((fulfillment) => ({ id: fulfillment.id, tracking: retrackingOf(news, fulfillment, old) }))
  const isBegun = told.length > 0
  const missing = missingLines(news, told)
  const open = order.cancelledAt === null ? order.fulfillmentOrders.nodes.filter((work) => isOurs(work) && workOf(work.status) === 'open' && !news.notAt?.includes(locationOf(work) ?? '')) : []
  const { calls: create, rest } = takenFrom(open, missing)
  const others = standing.filter((fulfillment) => !told.includes(fulfillment))
  const why = rest.length > 0 ? inPart(whyNot(order, missing.filter(({ externalId }) => rest.some((line) => line.externalId === externalId)), others), rest, told[0] ?? null, create.length > 0) : null
  if (retrack.length > 0 || create.length > 0) return { is: 'open', retrack, create, isBegun, why }
  return why ?? { is: 'done', ...(told[0] ? { ref: told[0].id } : {}) }
}

/** `made`: the fulfillment that stands for the part that was told; `isToBe`: more of it is about to be. */
function inPart(why: Refused, rest: readonly Units[], made: Fulfillment | null, isToBe: boolean): Refused {
  const units = rest.reduce((sum, { quantity }) => sum + quantity, 0)
  return made || isToBe ? { ...why, text: `told but for ${units} of its units: ${why.text}`, ...(made && { ref: made.id }) } : why
}

/** A number that somebody added at the store does not make ours untold. */
function isTold(has: readonly string[], numbers: readonly string[], old: readonly string[]): boolean {
  return numbers.every((number) => has.includes(number)) && !old.some((number) => has.includes(number))
}

function missingLines(news: ShipmentNews, told: readonly Fulfillment[]): Units[] {
  const have = new Map<string, number>()
  for (const line of told.flatMap((fulfillment) => fulfillment.fulfillmentLineItems.nodes)) have.set(line.lineItem.id, (have.get(line.lineItem.id) ?? 0) + (line.quantity ?? 0))
  return merged(news.lines).map((line) => ({ ...line, quantity: line.quantity - (have.get(line.externalId) ?? 0) })).filter((line) => line.quantity > 0)
}
