import type { Recipient } from '../model/person.ts'

/** Countries where mail without a postal code does not arrive; elsewhere the code is optional or does not exist. */
const POSTAL_CODE_NEEDED = new Set([
  'AR', 'AT', 'AU', 'BE', 'BG', 'BR', 'CA', 'CH', 'CN', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GB', 'GR', 'HR', 'HU', 'IL', 'IN',
  'IT', 'JP', 'KR', 'LT', 'LU', 'LV', 'MX', 'MY', 'NL', 'NO', 'NZ', 'PH', 'PL', 'PR', 'PT', 'RO', 'RU', 'SE', 'SG', 'SI', 'SK', 'TH', 'TR', 'TW', 'UA', 'US', 'ZA',
])
/** The country is the city. */
const CITY_STATES = new Set(['GI', 'HK', 'MC', 'MO', 'SG', 'VA'])

const isBlank = (text: string | undefined): boolean => (text ?? '').trim() === ''

const PARTS: readonly { readonly part: string; readonly isMissing: (to: Recipient) => boolean }[] = [
  { part: 'name', isMissing: to => isBlank(to.name) && isBlank(to.company) },
  { part: 'street', isMissing: to => isBlank(to.address1) },
  { part: 'city', isMissing: to => isBlank(to.city) && !CITY_STATES.has(countryOf(to)) },
  { part: 'country', isMissing: to => !/^[A-Z]{2}$/.test(countryOf(to)) },
  { part: 'postal code', isMissing: to => isBlank(to.postalCode) && POSTAL_CODE_NEEDED.has(countryOf(to)) },
]

export const countryOf = (to: Recipient): string => to.country.trim().toUpperCase()

/** The essential parts that are not there, by name: never their content. */
export function missingParts(recipient: Recipient): string[] {
  return PARTS.filter(({ isMissing }) => isMissing(recipient)).map(({ part }) => part)
}

/** Country and region in clear, for routing. */
export function destinationOf(recipient: Recipient | 'redacted' | null): { country: string; region: string | null } | null {
  if (recipient === null || recipient === 'redacted' || countryOf(recipient) === '') return null
  return { country: countryOf(recipient), region: recipient.region?.trim() || null }
}
