import type { Money } from '../../core/model/money.ts'

/** `{ "amount": "12.50", "currency": "USD" }` as integer minor units, worked out on the digits; null: not an amount of that currency (12.505 dollars). */
export function minorOf({ amount, currency }: { amount: string; currency: string }): Money | null {
  const parts = /^(-?)(\d{1,13})(?:\.(\d{1,4}))?$/.exec(amount)
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const [, sign = '', whole = '', fraction = ''] = parts ?? []
  if (!parts || /[1-9]/.test(fraction.slice(digits))) return null
  return { minor: Number(`${sign}${whole}${fraction.slice(0, digits).padEnd(digits, '0')}`) + 0, currency }
}
