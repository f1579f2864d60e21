import { expect, it } from 'vitest'
import { moneyOf } from './money.ts'

it.each([
  ['10.0', 'USD', 1000], ['10', 'USD', 1000], ['10.00', 'USD', 1000], ['0.29', 'USD', 29], ['1.005', 'USD', 101], ['1.004', 'USD', 100],
  ['19.99', 'EUR', 1999], ['1200', 'JPY', 1200], ['1200.0', 'JPY', 1200], ['1.234', 'KWD', 1234], ['-5.5', 'USD', -550], ['-0.0', 'USD', 0],
  ['90071992547409.91', 'USD', 9007199254740991], ['0.999', 'USD', 100],
])('%s %s is %i minor units', (amount, currency, minor) => {
  expect(moneyOf(amount, currency)).toEqual({ minor, currency })
})

it.each([
  ['', 'USD'], ['1,000.00', 'USD'], ['NaN', 'USD'], ['1e3', 'USD'], ['12.', 'USD'], ['10.00', 'dollars'], ['10.00', ''], ['90071992547409.92', 'USD'], ['9999999999999999', 'USD'],
])('%j %s is no money', (amount, currency) => {
  expect(moneyOf(amount, currency)).toBeNull()
})
