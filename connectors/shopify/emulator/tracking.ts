import type { Tracking } from './model.ts'

/** FulfillmentTrackingInput after coercion. */
export interface TrackingInput {
  readonly company?: string | null
  readonly number?: string | null
  readonly numbers?: readonly string[] | null
  readonly url?: string | null
  readonly urls?: readonly string[] | null
}

/** Carriers for which the shop knows the address of its tracking page; exact, case-sensitive names (A3). Own selection. */
const PAGES: Readonly<Record<string, (number: string) => string>> = {
  UPS: (number) => `https://www.ups.com/track?tracknum=${number}`,
  USPS: (number) => `https://tools.usps.com/go/TrackConfirmAction?tLabels=${number}`,
  FedEx: (number) => `https://www.fedex.com/fedextrack/?trknbr=${number}`,
  'DHL Express': (number) => `https://www.dhl.com/en/express/tracking.html?AWB=${number}`,
}

/** One entry per number: urls are matched to numbers by position, one company for all. Plural wins over singular. */
export function trackingOf(input: TrackingInput | null | undefined): Tracking[] {
  if (!input) return []
  const { company = null } = input
  const numbers = input.numbers?.length ? input.numbers : input.number ? [input.number] : []
  const urls = input.urls?.length ? input.urls : input.url ? [input.url] : []
  if (numbers.length === 0) return company || urls[0] ? [{ company, number: null, url: urls[0] ?? null }] : []
  const page = company !== null && Object.hasOwn(PAGES, company) ? PAGES[company] : undefined
  return numbers.map((number, index) => ({ company, number, url: urls[index] ?? page?.(encodeURIComponent(number)) ?? null }))
}
