import { expect, it } from 'vitest'
import { figure } from '../support/effort.ts'
import { BURST, PER_SECOND, tellAll } from './telling-pace.ts'

const COUNT = figure({ short: 1_000, bounded: 3_000, full: 10_000 })

it(`S0.6: on the Standard plan ${COUNT} shipments are told for at most 11.5 points each, reads and asks included, and as fast as those points come`, { timeout: 30 * 60_000 }, async () => {
  const { fulfillments, points, pointsInAll, throttled, requests, seconds } = await tellAll({ count: COUNT, roles: ['orders', 'tracking'] })
  expect(fulfillments).toBe(COUNT)
  expect(pointsInAll).toBeLessThanOrEqual(11.5 * COUNT)
  const asked = Object.values(requests).reduce((sum, each) => sum + each, 0)
  expect(throttled).toBeLessThan(asked / 1_000)
  expect(seconds).toBeLessThanOrEqual((1.02 * (points - BURST)) / PER_SECOND)
})
