import type { Answer } from '../server/schema.ts'
import type { Check } from './checks.ts'

type Skipped = Answer<'getConnection'>['skipped']

/** What each code says of an order, or of the part of it that was left out. One that is not here is shown as it is. */
export const WHY_SKIPPED: Readonly<Record<string, string>> = {
  cancelled: 'cancelled at the store', older_than_start: 'older than the start', test_order: 'placed as a test', work_not_shown: 'of which the store shows no work',
  nothing_to_ship: 'with nothing left to ship', unpaid: 'not paid', filtered: 'ignored by a rule', pickup: 'picked up at the store', pickup_point: 'brought to a pickup point',
  local_delivery: 'delivered by the store itself', retail: 'sold over the counter', no_shipping: 'not to be shipped', gift_card: 'for gift cards', others_service: 'another app’s to ship', other_location: 'at locations that are not yours',
}

/** “7 orders: 4 cancelled at the store, 3 not paid”, most first; null where there are none. */
function inWords(counts: Skipped['order']): string | null {
  const all = Object.entries(counts).toSorted(([, one], [, other]) => other.value - one.value)
  if (all.length === 0) return null
  const total = all.reduce((sum, [, { value }]) => sum + value, 0)
  const whole = `${total}${all.some(([, { capped }]) => capped) ? ' or more' : ''} ${total === 1 ? 'order' : 'orders'}`
  return `${whole}: ${all.map(([code, { value, capped }]) => `${value}${capped ? ' or more' : ''} ${WHY_SKIPPED[code] ?? code.replaceAll('_', ' ')}`).join(', ')}`
}

/** How many of the store's orders were not imported and of how many a part was left out, and why. */
export const skippedInWords = ({ order, part }: Skipped): { 'not imported': string | null; 'imported in part': string | null } =>
  ({ 'not imported': inWords(order), 'imported in part': inWords(part) })

/** The same among the findings of a connection: no fault, and nothing where nothing was skipped. */
export function skippedChecks(skipped: Skipped): Check[] {
  return Object.entries(skippedInWords(skipped)).flatMap(([title, detail]) => (detail === null ? [] : [{ code: title.replaceAll(' ', '_'), is: 'ok' as const, title, detail }]))
}
