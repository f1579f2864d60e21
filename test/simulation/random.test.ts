import { describe, expect, it } from 'vitest'
import { figure } from '../support/effort.ts'
import { runWorld } from './world.ts'

describe('the random world', () => {
  const seeds = figure({ short: 200, bounded: 2_000, full: 20_000 })

  it(`comes to rest with the right far end on ${seeds} seeds`, { timeout: seeds * 5_000 }, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { faults } = await runWorld({ seed })
      expect(faults, `npm run simulate -- --seed ${seed} --trace`).toEqual([])
    }
  })

  it('is the same run for the same seed, and another for another', async () => {
    const [first, again, other] = [await runWorld({ seed: 11 }), await runWorld({ seed: 11 }), await runWorld({ seed: 12 })]
    expect(again).toEqual(first)
    expect(other.sum).not.toBe(first.sum)
  })

  it('has what it is for: deaths, and vendors that fail', async () => {
    const { deaths, requests, operations } = await runWorld({ seed: 3 })
    expect(deaths).toBeGreaterThan(3)
    expect(requests).toBeGreaterThan(60)
    expect(operations).toBeGreaterThan(2_000)
  })
})
