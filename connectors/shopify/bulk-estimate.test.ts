import { expect, it } from 'vitest'
import { isBulkSooner } from './bulk-estimate.ts'

it.each([
  { name: 'a few numbers', numbers: 250, available: 0, perSecond: 100, bulk: false },
  { name: '10,000 on the Standard plan, the bucket full', numbers: 10_000, available: 2_000, perSecond: 100, bulk: false },
  { name: '10,000 on the Standard plan, the bucket empty', numbers: 10_000, available: 0, perSecond: 100, bulk: false },
  { name: '10,000 at 50 points a second', numbers: 10_000, available: 0, perSecond: 50, bulk: false },
  { name: '10,000 at 10 points a second', numbers: 10_000, available: 0, perSecond: 10, bulk: true },
  { name: '100,000 on the Standard plan, the bucket empty', numbers: 100_000, available: 0, perSecond: 100, bulk: false },
  { name: '100,000 at 30 points a second', numbers: 100_000, available: 0, perSecond: 30, bulk: true },
  { name: '100,000 on Plus', numbers: 100_000, available: 20_000, perSecond: 1_000, bulk: false },
  { name: 'a shop that gives nothing', numbers: 1_000, available: 0, perSecond: 0, bulk: true },
])('$name: $bulk', ({ numbers, available, perSecond, bulk }) => {
  expect(isBulkSooner(numbers, { available, perSecond })).toBe(bulk)
})
