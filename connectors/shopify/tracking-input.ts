import type { ShipmentNews } from '../../core/model/drafts.ts'
import { companyOf } from './company.ts'
import type { Fulfillment } from './wire.ts'

export interface TrackingInput { company?: string; numbers: string[]; urls?: string[] }
interface Numbered { number: string; url: string | null }

/**
 * One company for all numbers, so parcels of two carriers have none; URLs stand at the numbers' positions, so all have one or none is
 * given. null: no parcels.
 */
export function trackingOf(news: Pick<ShipmentNews, 'parcels'>): TrackingInput | null {
  return news.parcels.length === 0 ? null : inputOf(news, [])
}

/**
 * The tracking of a fulfillment that stands, anew: an update REPLACES it, so what somebody added there by hand is sent along. `old`:
 * the numbers that ours take the place of.
 */
export function retrackingOf(news: Pick<ShipmentNews, 'parcels'>, fulfillment: Fulfillment, old: readonly string[]): TrackingInput {
  const ours = new Set([...old, ...news.parcels.map((parcel) => parcel.trackingNumber)])
  return inputOf(news, fulfillment.trackingInfo.flatMap(({ number, url }) => (number === null || ours.has(number) ? [] : [{ number, url }])))
}

function inputOf({ parcels }: Pick<ShipmentNews, 'parcels'>, kept: readonly Numbered[]): TrackingInput {
  const companies = new Set(parcels.map((parcel) => companyOf(parcel.carrier)))
  const [company] = companies
  const numbered: Numbered[] = [...parcels.map(({ trackingNumber, url }) => ({ number: trackingNumber, url })), ...kept]
  const urls = numbered.flatMap(({ url }) => (url !== null && /^https?:/.test(url) && URL.canParse(url) ? [url] : []))
  return {
    ...(companies.size === 1 && company ? { company } : {}),
    numbers: numbered.map(({ number }) => number),
    ...(urls.length === numbered.length ? { urls } : {}),
  }
}
