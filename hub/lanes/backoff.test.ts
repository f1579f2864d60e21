import { expect, it } from 'vitest'
import { SeededRandom } from '../../test/support/random.ts'
import { testHub } from '../../test/support/hub.ts'
import { failures, fullJitter, retryAfter } from './backoff.ts'

it('I26: draws full jitter: from nothing to the doubled base, capped', () => {
  const random = new SeededRandom(1)
  for (let tries = 0; tries < 2_000; tries += 1) {
    const most = Math.min(60_000, 500 * 2 ** Math.min(tries, 40))
    const draws = Array.from({ length: 20 }, () => fullJitter(random.next(), tries, 500, 60_000))
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...draws)).toBeLessThan(most)
  }
  const all = Array.from({ length: 4_000 }, () => fullJitter(random.next(), 3, 500, 60_000))
  // The whole width is used: quarters of about a quarter each.
  for (let quarter = 0; quarter < 4; quarter += 1) expect(all.filter((one) => Math.floor(one / 1_000) === quarter).length).toBeGreaterThan(900)
})

it.each([[null, null], [Number.NaN, null], [-5, 0], [0, 0], [7_000, 7_000], [Number.POSITIVE_INFINITY, 3_600_000], [1e15, 3_600_000]])('I26: takes a vendor’s wait of %s as %s', (given, taken) => {
  expect(retryAfter(given, 3_600_000)).toBe(taken)
})

it('never tries at once what just failed, and forgets it when it went', () => {
  const hub = testHub()
  const failing = failures(hub, 1_000, 60_000)
  for (let tries = 0; tries < 50; tries += 1) {
    const wait = failing.failed('a') - hub.clock.now()
    expect(wait).toBeGreaterThanOrEqual(500)
    expect(wait).toBeLessThan(60_500)
  }
  expect(failing.until('a')).not.toBeNull()
  expect(failing.until('b')).toBeNull()
  failing.went('a')
  expect(failing.until('a')).toBeNull()
})
