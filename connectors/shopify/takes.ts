import type { NewsLine, ShipmentNews } from '../../core/model/drafts.ts'
import { locationOf } from './map.ts'
import type { FulfillmentOrder } from './wire.ts'

/** What one call fulfills: lines of fulfillment orders that stand at one location. */
export type Part = { fulfillmentOrderId: string; fulfillmentOrderLineItems: { id: string; quantity: number }[] }
export interface Units { externalId: string; quantity: number }
interface Take { work: string; location: string | null; id: string; quantity: number }

/** Arrays of inputs hold at most 250 (docs/api/usage/limits). */
const LINES_A_CALL = 250

/**
 * The calls that tell a shipment without a reading before them, or null where one is needed. Only where it takes all that stood open of
 * its lines: then whatever was fulfilled, edited or refunded of them since leaves too few, and the vendor refuses the whole ("Invalid
 * fulfillment order line item quantity", "unfulfillable status"). With units to spare it could not tell a second fulfillment from the
 * first, be it by hand under our own number. What replaces a number is looked at: it may stand there.
 */
export function guessed(news: ShipmentNews): Part[][] | null {
  if (news.replaces.length > 0 || news.lines.length === 0) return null
  const lines = new Map<string, readonly NewsLine[]>(Map.groupBy(news.lines, ({ externalId }) => externalId))
  const takes: Take[] = []
  for (const [first, ...more] of lines.values()) {
    const parts = (first?.parts ?? []).map(({ work, location, quantity }) => ({ names: work.split(' '), location, quantity }))
    const wanted = [first, ...more].reduce((sum, line) => sum + (line?.quantity ?? 0), 0)
    const isAll = parts.reduce((sum, part) => sum + part.quantity, 0) === wanted
    for (const { names: [work, id, ...rest], location, quantity } of parts) {
      if (!isAll || !work || !id || rest.length > 0) return null
      takes.push({ work, location, id, quantity })
    }
    if (parts.length === 0) return null
  }
  return callsOf(takes)
}

/** Equal lines as one. */
export function merged(lines: readonly Units[]): Units[] {
  return [...Map.groupBy(lines, ({ externalId }) => externalId)].map(([externalId, group]) => ({ externalId, quantity: group.reduce((sum, { quantity }) => sum + quantity, 0) }))
}

/** The lines out of these fulfillment orders, first come first served, as calls; `rest`: what they do not cover, so that a part is never taken for the whole. */
export function takenFrom(works: readonly FulfillmentOrder[], lines: readonly Units[]): { calls: Part[][]; rest: Units[] } {
  const takes: Take[] = []
  const rest: Units[] = []
  for (const line of lines) {
    let open = line.quantity
    for (const work of works) {
      for (const part of work.lineItems.nodes) {
        const quantity = part.lineItem.id === line.externalId ? Math.min(open, part.remainingQuantity) : 0
        if (quantity <= 0) continue
        takes.push({ work: work.id, location: locationOf(work), id: part.id, quantity })
        open -= quantity
      }
    }
    if (open > 0) rest.push({ ...line, quantity: open })
  }
  return { calls: callsOf(takes), rest }
}

/** "All fulfillment orders must be assigned to a single location": one call for each, and more where the lines are many. */
function callsOf(takes: readonly Take[]): Part[][] {
  const byLocation = Map.groupBy(takes, ({ location }) => location)
  return [...byLocation.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / LINES_A_CALL) }, (_, index) => partsOf(group.slice(index * LINES_A_CALL, (index + 1) * LINES_A_CALL))))
}

function partsOf(takes: readonly Take[]): Part[] {
  return [...Map.groupBy(takes, ({ work }) => work)].map(([fulfillmentOrderId, group]) => ({
    fulfillmentOrderId, fulfillmentOrderLineItems: group.map(({ id, quantity }) => ({ id, quantity })),
  }))
}
