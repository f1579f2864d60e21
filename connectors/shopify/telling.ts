import type { ShipmentNews } from '../../core/model/drafts.ts'
import type { Outcome } from '../../core/ports/connector.ts'
import { companyOf, stands, workOf } from './codes.ts'
import { isOurs, locationOf, numbersOf } from './map.ts'
import type { Fulfillment, FulfillmentOrder, Work } from './wire.ts'

/** What there is to do so that the store knows of this shipment; pure. `send` carries it out, `ask` only looks. */
export type Telling = Extract<Outcome, { is: 'done' } | { is: 'refused' }> | { is: 'open'; retrack: Fulfillment[]; create: FulfillmentPart[][] }
interface FulfillmentPart { fulfillmentOrderId: string; fulfillmentOrderLineItems: { id: string; quantity: number }[] }
interface Take { work: FulfillmentOrder; id: string; quantity: number }

/** Arrays of inputs hold at most 250 (docs/api/usage/limits). */
const LINES_A_CALL = 250

/**
 * Our own earlier success is known by its tracking number: a fulfillment mutation takes no idempotency key, and the text
 * of its refusal is the same after our success, a fulfillment by hand and a cancelled order (A3).
 */
export function tellingOf(order: Work | null, news: ShipmentNews): Telling {
  if (!order) return refused('order_gone', 'the store does not know this order any more', 'none')
  const numbers = news.parcels.map((parcel) => parcel.trackingNumber)
  const old = news.replaces.filter((number) => !numbers.includes(number))
  const standing = order.fulfillments.filter((fulfillment) => stands(fulfillment.status))
  const told = standing.filter((fulfillment) => numbersOf(fulfillment).some((number) => numbers.includes(number) || old.includes(number)))
  const retrack = numbers.length > 0 ? told.filter((fulfillment) => !isTold(numbersOf(fulfillment), numbers, old)) : []
  const missing = missingLines(news, told)
  if (missing.length === 0) return retrack.length > 0 ? { is: 'open', retrack, create: [] } : { is: 'done', ...(told[0] ? { ref: told[0].id } : {}) }
  if (order.cancelledAt !== null) return refused('order_cancelled', 'the order was cancelled at the store', 'none')
  const takes = takenFrom(order.fulfillmentOrders.nodes.filter((work) => isOurs(work) && workOf(work.status) === 'open'), missing)
  return takes ? { is: 'open', retrack, create: callsOf(takes) } : whyNot(order, missing, standing.filter((fulfillment) => !told.includes(fulfillment)))
}

/** A number that somebody added at the store does not make ours untold. */
function isTold(has: readonly string[], numbers: readonly string[], old: readonly string[]): boolean {
  return numbers.every((number) => has.includes(number)) && !old.some((number) => has.includes(number))
}

interface Units { externalId: string; quantity: number }

function missingLines(news: ShipmentNews, told: readonly Fulfillment[]): Units[] {
  const have = new Map<string, number>()
  for (const line of told.flatMap((fulfillment) => fulfillment.fulfillmentLineItems.nodes)) have.set(line.lineItem.id, (have.get(line.lineItem.id) ?? 0) + (line.quantity ?? 0))
  return merged(news.lines).map((line) => ({ ...line, quantity: line.quantity - (have.get(line.externalId) ?? 0) })).filter((line) => line.quantity > 0)
}

function merged(lines: ShipmentNews['lines']): Units[] {
  const sums = new Map<string, number>()
  for (const line of lines) sums.set(line.externalId, (sums.get(line.externalId) ?? 0) + line.quantity)
  return [...sums].map(([externalId, quantity]) => ({ externalId, quantity }))
}

/** The lines out of what is open, or null where it does not cover them: a part is never told as the whole. */
function takenFrom(works: readonly FulfillmentOrder[], lines: readonly Units[]): Take[] | null {
  const takes: Take[] = []
  for (const line of lines) {
    let open = line.quantity
    for (const work of works) {
      for (const part of work.lineItems.nodes) {
        const quantity = part.lineItem.id === line.externalId ? Math.min(open, part.remainingQuantity) : 0
        if (quantity <= 0) continue
        takes.push({ work, id: part.id, quantity })
        open -= quantity
      }
    }
    if (open > 0) return null
  }
  return takes
}

/** "All fulfillment orders must be assigned to a single location": one call for each. */
function callsOf(takes: readonly Take[]): FulfillmentPart[][] {
  const byLocation = Map.groupBy(takes, ({ work }) => locationOf(work))
  return [...byLocation.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / LINES_A_CALL) }, (_, index) => partsOf(group.slice(index * LINES_A_CALL, (index + 1) * LINES_A_CALL))))
}

function partsOf(takes: readonly Take[]): FulfillmentPart[] {
  return [...Map.groupBy(takes, ({ work }) => work.id)].map(([fulfillmentOrderId, group]) => ({
    fulfillmentOrderId, fulfillmentOrderLineItems: group.map(({ id, quantity }) => ({ id, quantity })),
  }))
}

function whyNot(order: Work, missing: readonly Units[], others: readonly Fulfillment[]): Telling {
  const isMissing = new Set(missing.map((line) => line.externalId))
  if (takenFrom(order.fulfillmentOrders.nodes.filter(isOurs), missing)) return refused('upstream_hold', 'the store holds or schedules what has left', 'merchant')
  const elsewhere = others.some((fulfillment) => fulfillment.fulfillmentLineItems.nodes.some((line) => isMissing.has(line.lineItem.id)))
  if (elsewhere) return refused('fulfilled_elsewhere', 'the store has these units fulfilled under another number', 'none')
  return refused('nothing_left', 'the store has fewer units open than have left: edited, refunded or moved away', 'merchant')
}

export function refused(code: string, text: string, fix: Extract<Outcome, { is: 'refused' }>['fix']): Extract<Outcome, { is: 'refused' }> {
  return { is: 'refused', code, text, fix }
}

export interface TrackingInput { company?: string; numbers: string[]; urls?: string[] }

/** One company for all numbers; URLs stand at the numbers' positions, so all have one or none is given. */
export function trackingOf(news: ShipmentNews): TrackingInput | null {
  if (news.parcels.length === 0) return null
  const companies = new Set(news.parcels.map((parcel) => companyOf(parcel.carrier)))
  const [company] = companies
  const urls = news.parcels.map((parcel) => parcel.url).filter((url) => url !== null && /^https?:/.test(url) && URL.canParse(url))
  return {
    ...(companies.size === 1 && company ? { company } : {}),
    numbers: news.parcels.map((parcel) => parcel.trackingNumber),
    ...(urls.length === news.parcels.length ? { urls: urls.filter((url) => url !== null) } : {}),
  }
}
