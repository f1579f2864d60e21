import type { Fault } from './judge/fault.ts'
import { runWorld } from './world.ts'

/** The first seed that is not clean, and why; null where all are. */
export async function firstFault(from: number, count: number): Promise<{ seed: number; faults: readonly Fault[]; reproduce: string } | null> {
  for (let seed = from; seed < from + count; seed++) {
    const { faults } = await runWorld({ seed })
    if (faults.length > 0) return { seed, faults, reproduce: `npm run simulate -- --seed ${seed} --trace` }
  }
  return null
}
