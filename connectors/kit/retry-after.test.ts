import { expect, it } from 'vitest'
import { retryAfter } from './retry-after.ts'

const now = Date.UTC(2026, 2, 1, 10)
const HOUR = 3_600_000

// The header's forms of vendor-faults.json: seconds, date, 0, -1, a year, garbage, missing.
it.each([
  ['2', 2_000], ['2.0', 2_000], ['0', 0], [' 30 ', 30_000], ['99999999', HOUR],
  ['Sun, 01 Mar 2026 10:00:05 GMT', 5_000], ['Sun, 01 Mar 2026 09:00:00 GMT', 0], ['Mon, 01 Mar 2027 10:00:00 GMT', HOUR],
])('%j waits %i ms', (header, ms) => {
  expect(retryAfter(header, now)).toBe(ms)
})

it.each([undefined, '', '-1', 'soon', '7 apples', 'Infinity', '1e9', 'Sun, 99 Foo 2026 10:00:05 GMT'])('%j says nothing', (header) => {
  expect(retryAfter(header, now)).toBeNull()
})

it('takes the cap that it is given', () => {
  expect(retryAfter('100', now, 60_000)).toBe(60_000)
})
