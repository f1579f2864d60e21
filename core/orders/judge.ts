import type { Instant, ShipOptionId } from '../model/ids.ts'
import type { HiddenPart, LeftOut, OrderDraft } from '../model/drafts.ts'
import type { Line, Order } from '../model/order.ts'
import type { Recipient } from '../model/person.ts'
import type { Reason } from '../model/status.ts'
import { missingParts } from './address.ts'
import { openForOthers } from './for-us.ts'
import { optionFor, type OptionMap } from './mapping.ts'
import { reason } from './reasons.ts'

/** What lies outside the order and decides whether it can be fulfilled; read by the hub just before. */
export interface Surroundings {
  options: OptionMap
  /** SKU → active, or null where the merchant keeps no products: then every SKU is taken as it comes. */
  products: ReadonlyMap<string, boolean> | null
  /** SKUs that stand on several items of the store. */
  twice: ReadonlySet<string>
}

/** An address that is absent, hidden or not complete keeps the order back (S1.23 b, S2.30). */
export function judgeAddress(recipient: Recipient | 'redacted' | null, hidden: readonly HiddenPart[] = []): Reason[] {
  if (recipient === 'redacted') return [reason('person_data_missing')]
  if (recipient === null) return [reason('invalid_address', 'there is none')]
  const missing = missingParts(recipient)
  if (missing.length === 0) return []
  // What is hidden from us is not missing there: the merchant has to grant it, and not to mend it.
  const isHidden = (part: string): boolean => hidden.includes(part === 'name' ? 'name' : 'address')
  const absent = missing.filter(part => !isHidden(part))
  return [
    ...(missing.some(isHidden) ? [reason('person_data_missing', missing.filter(isHidden).join(', '))] : []),
    ...(absent.length > 0 ? [reason('invalid_address', `${absent.join(', ')} missing`)] : []),
  ]
}

/** Lines that no unit of stock can be told for (S1.23 c). A line of 0 was taken out and keeps nothing back. */
export function judgeItems(lines: readonly Line[], around: Surroundings): Reason[] {
  const found = new Map<string, Reason>()
  for (const line of lines) {
    const said = line.quantity > 0 ? judgeLine(line, around) : null
    if (said) found.set(`${said.code}\n${said.subject}`, said)
  }
  return [...found.values()]
}

function judgeLine(line: Line, { products, twice }: Surroundings): Reason | null {
  if (line.sku === null) return reason('missing_sku', line.name)
  if (twice.has(line.sku)) return reason('duplicate_sku', line.sku)
  if (products === null) return null
  const isActive = products.get(line.sku)
  if (isActive === undefined) return reason('unknown_sku', line.sku)
  return isActive ? null : reason('inactive_sku', line.sku)
}

/** An option chosen by a person stands as long as it is active; otherwise the store's method decides. */
export function judgeOption(order: Pick<Order, 'method' | 'connectionId'>, chosen: ShipOptionId | null, options: OptionMap): { shipOptionId: ShipOptionId | null; reasons: Reason[] } {
  if (chosen !== null) return { shipOptionId: chosen, reasons: options.activeOptions.has(chosen) ? [] : [reason('inactive_ship_option', chosen)] }
  const mapped = optionFor(order.method, options)
  if (mapped.is === 'mapped') return { shipOptionId: mapped.shipOptionId, reasons: [] }
  return { shipOptionId: null, reasons: [reason(mapped.is === 'unmapped' ? 'unmapped_ship_option' : 'inactive_ship_option', mapped.method)] }
}

/** What the store itself says against shipping it now. `lines`: as they stand here, where a person may have taken out what is open there. */
export function judgeStore(draft: OrderDraft, importWhen: 'paid' | 'any', now: Instant, lines: readonly Pick<Line, 'quantity'>[] = draft.lines): Reason[] {
  const found: Reason[] = []
  const others = lines.some(({ quantity }) => quantity > 0) ? null : openForOthers(draft)
  if (others !== null) found.push(reason('upstream_hold', HANDED_OUT[others]))
  if (draft.fraudRisk) found.push(reason('fraud_risk', draft.fraudRisk))
  if (draft.upstreamHold) found.push(reason('upstream_hold', draft.upstreamHold.reason))
  if (draft.scheduledFor !== null && draft.scheduledFor > now) found.push(reason('scheduled', new Date(draft.scheduledFor).toISOString().slice(0, 10)))
  if (draft.payment !== 'paid' && importWhen === 'paid') found.push(reason('unpaid'))
  return found
}

/** All of it was given to somebody else, who has not handed it out yet: it may come back to us. */
const HANDED_OUT: Readonly<Record<LeftOut, string>> = {
  pickup: 'it is to be picked up', pickup_point: 'it goes to a pickup point', local_delivery: 'the shop delivers it itself', retail: 'it is handed over in the shop',
  others_service: 'another fulfillment service ships it', other_location: 'it ships from a location that is not ours', gift_card: 'it is sent by mail', no_shipping: 'it is not shipped',
}

/** Reasons that a person may let go: advice and the merchant's own rules, never what the data lacks. */
const RELEASABLE = new Set<Reason['code']>(['manual_hold', 'fraud_risk', 'special_requirement'])
export const isReleasable = ({ code }: Reason): boolean => RELEASABLE.has(code)

/** Without what a person let go before, to the word. */
export const unreleased = (reasons: readonly Reason[], { released = [] }: Pick<Order, 'released'>): Reason[] =>
  reasons.filter(({ code, subject = '' }) => !released.some(one => one.code === code && one.subject === subject))
