import { describe, expect, it } from 'vitest'
import { runGolden } from './golden.ts'

describe('the golden order', () => {
  it.each(['die_before', 'die_after'] as const)('comes to the same far end, whichever operation its process dies at (%s)', { timeout: 600_000 }, async (blow) => {
    const golden = await runGolden(0, blow)
    expect(golden.faults).toEqual([])
    expect(golden.steps.length).toBeGreaterThan(100)
    for (const [index, { seam, what }] of golden.steps.entries()) {
      const { faults, farEnd, isMet } = await runGolden(index + 1, blow)
      const at = `${blow} operation ${index + 1} (${seam}: ${what})`
      expect(isMet, at).toBe(true)
      expect(faults, at).toEqual([])
      expect(farEnd, at).toBe(golden.farEnd)
    }
  })
})
