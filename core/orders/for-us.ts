import type { DraftLine, LeftOut, OpenPart, OrderDraft } from '../model/drafts.ts'
import type { Ref } from '../model/ids.ts'

/**
 * The order as far as it is ours to ship: what stands open at another app's fulfillment service is that app's, unless a person mapped the
 * location to centers. `mapped`: locations of this connection with centers behind them.
 */
export function forUs(draft: OrderDraft, mapped: ReadonlySet<Ref>): OrderDraft {
  const isOurs = ({ othersService, location }: OpenPart): boolean => othersService !== true || (location !== null && mapped.has(location))
  if (draft.lines.every(({ parts }) => parts.every(isOurs))) return draft
  const lines = draft.lines.map((line): DraftLine => {
    const parts = line.parts.filter(isOurs)
    return { ...line, parts, quantity: unitsOf(parts) }
  })
  const others = unitsOf(draft.lines.flatMap(({ parts }) => parts.filter(part => !isOurs(part))))
  return { ...draft, lines, leftOut: { ...draft.leftOut, others_service: others } }
}

const unitsOf = (parts: readonly OpenPart[]): number => parts.reduce((sum, { quantity }) => sum + quantity, 0)

/** Goods that somebody else still has to hand out, so that the store may yet give them to us: moved to a location of ours, or to parcels. */
const OTHERS: readonly LeftOut[] = ['pickup', 'pickup_point', 'local_delivery', 'retail', 'others_service']

/** Why nothing of it is ours though it stands open; null where nothing stands open for others. */
export const openForOthers = ({ leftOut = {} }: Pick<OrderDraft, 'leftOut'>): LeftOut | null => OTHERS.find(why => (leftOut[why] ?? 0) > 0) ?? null
