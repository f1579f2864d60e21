import type { Instant } from '../../core/model/ids.ts'
import type { Money } from '../../core/model/money.ts'

/** RFC 3339, UTC. */
export const time = (at: Instant): string => new Date(at).toISOString()
export const timeOr = (at: Instant | null): string | null => (at === null ? null : time(at))

/** Minor units as a decimal, with as many digits as the currency has: 1250 USD is 12.50, 1250 JPY is 1250. */
export function money(value: Money): { amount: string; currency: string } {
  const digits = digitsOf(value.currency)
  const sign = value.minor < 0 ? '-' : ''
  const text = String(Math.abs(value.minor)).padStart(digits + 1, '0')
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return { amount: `${sign}${amount}`, currency: value.currency }
}

function digitsOf(currency: string): number {
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}
