import type { DraftLine, LeftOut, OpenPart, OrderDraft } from '../model/drafts.ts'
import type { Ref } from '../model/ids.ts'
import { joinedMethod } from './mapping.ts'

/**
 * The order as far as it is ours to ship, and kept back only by what keeps that back: what stands open at another app's fulfillment service is
 * that app's. `notOurs`: locations of this connection of which a person said that somebody else ships from there.
 */
export function forUs(draft: OrderDraft, notOurs: ReadonlySet<Ref>): OrderDraft {
  const whose = ({ othersService, location }: OpenPart): LeftOut | null => (othersService ? 'others_service' : location !== null && notOurs.has(location) ? 'other_location' : null)
  const leftOut = { ...draft.leftOut }
  for (const part of draft.lines.flatMap(({ parts }) => parts)) {
    const why = whose(part)
    if (why) leftOut[why] = (leftOut[why] ?? 0) + part.quantity
  }
  if (leftOut.others_service === draft.leftOut?.others_service && leftOut.other_location === draft.leftOut?.other_location) return draft
  const lines = draft.lines.map((line): DraftLine => {
    const parts = line.parts.filter(part => whose(part) === null)
    return { ...line, parts, quantity: parts.reduce((sum, { quantity }) => sum + quantity, 0) }
  })
  const othersAt = [...new Set(draft.lines.flatMap(({ parts }) => parts.flatMap(part => (whose(part) === 'other_location' && part.location !== null ? [part.location] : []))))]
  const ours = lines.flatMap(({ parts }) => parts)
  const method = joinedMethod(ours.flatMap(one => one.method ?? [])) ?? draft.method
  return { ...draft, lines, leftOut, method, ...(othersAt.length > 0 && { othersAt }), ...keptBackOf(ours) }
}

/** A part that is held or scheduled keeps the whole of ours: each reason once, and the day of the last part. */
function keptBackOf(parts: readonly OpenPart[]): Pick<OrderDraft, 'upstreamHold' | 'scheduledFor'> {
  const reasons = parts.flatMap(({ heldFor = [] }) => heldFor)
  const days = parts.flatMap(({ scheduledFor }) => (scheduledFor === undefined ? [] : [scheduledFor]))
  return { upstreamHold: reasons.length > 0 ? { reason: [...new Set(reasons)].join('; ') } : null, scheduledFor: days.length > 0 ? Math.max(...days) : null }
}

/** Goods that somebody else still has to hand out, so that the store may yet give them to us: moved to a location of ours, or to parcels. */
const OTHERS: readonly LeftOut[] = ['pickup', 'pickup_point', 'local_delivery', 'retail', 'others_service', 'other_location']

/** Why nothing of it is ours though it stands open; null where nothing stands open for others. */
export const openForOthers = ({ leftOut = {} }: Pick<OrderDraft, 'leftOut'>): LeftOut | null => OTHERS.find(why => (leftOut[why] ?? 0) > 0) ?? null
