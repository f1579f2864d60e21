import { expect, it } from 'vitest'
import { instantOf, isoSeconds } from './times.ts'

it.each([
  ['2026-03-01T10:00:00Z', Date.UTC(2026, 2, 1, 10)],
  ['2026-03-01T10:00:00.250Z', Date.UTC(2026, 2, 1, 10) + 250],
  ['2026-03-01T05:00:00-05:00', Date.UTC(2026, 2, 1, 10)],
])('reads %s', (text, at) => {
  expect(instantOf(text)).toBe(at)
})

it.each([null, undefined, '', '2026-03-01', '2026-03-01T10:00:00', '2026-13-01T10:00:00Z', 'yesterday'])('%j is no instant', (text) => {
  expect(instantOf(text)).toBeNull()
})

it('writes whole seconds, rounded down', () => {
  expect(isoSeconds(Date.UTC(2026, 2, 1, 10) + 999)).toBe('2026-03-01T10:00:00Z')
})
