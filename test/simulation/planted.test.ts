import { describe, expect, it } from 'vitest'
import { PLANTED, type PlantedName } from './planted.ts'
import { runWorld } from './world.ts'

describe('bugs that were planted', () => {
  const seeds = 200

  it.each(Object.keys(PLANTED) as PlantedName[])(`%s is found within ${seeds} seeds`, { timeout: seeds * 5_000 }, async (name) => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { faults } = await runWorld({ seed, planted: name })
      if (faults.some((fault) => (PLANTED[name].foundAs as readonly string[]).includes(fault.name))) return
    }
    expect.fail(`${PLANTED[name].what}: not found`)
  })
})
