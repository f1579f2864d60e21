import { expect, it } from 'vitest'
import { time, timeOr } from './values.ts'

it('writes a time in UTC, and none as null', () => {
  expect(time(Date.UTC(2026, 10, 21, 9))).toBe('2026-11-21T09:00:00.000Z')
  expect(timeOr(null)).toBeNull()
})
