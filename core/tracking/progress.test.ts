import { describe, expect, it } from 'vitest'
import type { TrackingStatus } from '../model/status.ts'
import { follows } from './progress.ts'

describe('a scan of a parcel', () => {
  it.each<[TrackingStatus, number, TrackingStatus, number, boolean]>([
    ['picked_up', 10, 'out_for_delivery', 20, true],
    // The road goes forward only, whenever a scan comes and whatever its time.
    ['in_transit', 10, 'out_for_delivery', 5, true], ['out_for_delivery', 10, 'in_transit', 20, false], ['in_transit', 10, 'in_transit', 20, false], ['in_transit', 10, 'unknown', 20, false],
    // Trouble is of its time: one that the carrier is over already is no news.
    ['out_for_delivery', 10, 'delivery_exception', 20, true], ['out_for_delivery', 10, 'delivery_exception', 10, true], ['out_for_delivery', 10, 'delivery_exception', 5, false], ['in_transit', 10, 'returning', 5, false],
    ['delivery_exception', 10, 'out_for_delivery', 20, true], ['delivery_exception', 10, 'out_for_delivery', 10, false], ['delivery_exception', 10, 'out_for_delivery', 5, false], ['delivery_exception', 10, 'in_transit', 20, false],
    // An end is an end, however late it is told.
    ['delivery_exception', 10, 'delivered', 5, true], ['delivery_exception', 10, 'returned', 5, true], ['in_transit', 10, 'returned', 5, true], ['returning', 10, 'returned', 5, true],
    ['returning', 10, 'delivery_exception', 20, false], ['delivered', 10, 'delivery_exception', 20, false], ['returned', 10, 'delivered', 20, false],
  ])('S0.16: where it is %s at %i, %s at %i is news: %s', (before, since, status, at, isNews) => {
    expect(follows({ status: before, at: since }, status, at)).toBe(isNews)
  })

  it('is news where nothing was known', () => {
    expect([follows(null, 'in_transit', 1), follows(null, 'unknown', 1), follows({ status: 'unknown', at: 9 }, 'in_transit', 1), follows({ status: 'unknown', at: 9 }, 'unknown', 10)]).toEqual([true, true, true, false])
  })
})
