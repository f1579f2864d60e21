import type { Money } from '../../core/model/money.ts'

/** Digits of the widest currencies that Intl knows; a scale beyond it is not a price. */
const LONGEST = 18

/**
 * A decimal string as integer minor units, worked out on the digits (a float would make 0.29 × 100 into 28.999…).
 * Vendors scale freely: "10.0", "10", "10.00" are one amount. More digits than the currency has are rounded half up.
 * null: not a number, not a currency, or more than an integer can hold.
 */
export function moneyOf(amount: string, currency: string): Money | null {
  const digits = fractionDigits(currency)
  const parts = /^([+-]?)(\d{1,15})(?:\.(\d+))?$/.exec(amount.trim())
  if (digits === null || !parts) return null
  const [, sign, whole = '', fraction = ''] = parts
  if (fraction.length > LONGEST) return null
  const kept = fraction.slice(0, digits).padEnd(digits, '0')
  const roundsUp = (fraction[digits] ?? '0') >= '5'
  const minor = BigInt(whole + kept) + (roundsUp ? 1n : 0n)
  const signed = Number(sign === '-' ? -minor : minor)
  // `+ 0` turns -0 into 0.
  return Number.isSafeInteger(signed) ? { minor: signed + 0, currency } : null
}

/** Minor digits of an ISO 4217 code: 2 for USD, 0 for JPY, 3 for KWD; null where it is no code. */
function fractionDigits(currency: string): number | null {
  if (!/^[A-Z]{3}$/.test(currency)) return null
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? null
}
