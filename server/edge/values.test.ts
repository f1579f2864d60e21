import { expect, it } from 'vitest'
import { money, time } from './values.ts'

it.each([
  [1_250, 'USD', '12.50'], [5, 'USD', '0.05'], [0, 'EUR', '0.00'], [-199, 'USD', '-1.99'], [1_250, 'JPY', '1250'], [1_250, 'KWD', '1.250'], [1_250, 'nope', '12.50'],
])('%i minor units of %s are %s', (minor, currency, amount) => {
  expect(money({ minor, currency })).toEqual({ amount, currency })
})

it('writes a time in UTC', () => {
  expect(time(Date.UTC(2026, 10, 21, 9))).toBe('2026-11-21T09:00:00.000Z')
})
