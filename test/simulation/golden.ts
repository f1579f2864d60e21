import { doom } from './fate.ts'
import { doors, openFloor } from './floor.ts'
import type { Fault } from './judge/fault.ts'
import type { Step } from './life.ts'
import { runTo } from './quiet.ts'
import { CENTERS, furnish } from './set-up.ts'
import { farOrders } from './shop.ts'
import { stageOf } from './stage.ts'

const MINUTE = 60_000
const SEED = 7
const REST = 120 * MINUTE

export interface GoldenOutcome {
  readonly faults: readonly Fault[]
  /** What the far end shows in the end, without its times. */
  readonly farEnd: string
  /** Operations on the seams since the order was placed, up to the death that was asked for, or all. */
  readonly steps: readonly Step[]
  readonly isMet: boolean
}

/**
 * One order from the basket to the tracking number and the level, in one process and without a fault but one: the process dies at
 * operation `at` (from 1; 0: never), before it or after it, starts again, and must come to the same far end.
 */
export async function runGolden(at: number, blow: 'die_before' | 'die_after', show?: (line: string) => void): Promise<GoldenOutcome> {
  let isCounted = false
  const fate = doom(at, blow, () => isCounted)
  const stage = stageOf({ seed: SEED, processes: 1, fate: () => fate, poison: { ids: [], kind: 'write' }, planted: undefined, show, downtime: [5_000, 5_000], skew: 0 })
  const { time, trace, shop, books } = stage
  await furnish(stage, stage.random(4))
  await runTo(time, time.now() + 2 * MINUTE)
  isCounted = true
  const { ids } = shop.placeOrders({ lines: [{ sku: 'ANVIL', quantity: 2 }, { sku: 'BELL', quantity: 1 }], shipping: { title: 'Standard' } })
  books.placed(/\d+$/.exec(ids[0]!)![0], { ANVIL: 2, BELL: 1 }, false)
  for (const center of CENTERS) openFloor({ ...stage, door: doors(), timeline: time, random: stage.random(7), manner: { beat: 15_000, slowness: 10, repeats: 0, relabels: 1 } }, center)
  const end = time.now() + REST
  do await runTo(time, time.now() + MINUTE)
  while (time.now() < end && (stage.judge().length > 0 || (at > 0 && !fate.isMet)))
  shop.stop()
  trace.note('world', 'at rest')
  const state = shop.state()
  const levels = state.levels.map(({ sku, available, committed }) => ({ sku, available, committed }))
  return { faults: stage.judge(), farEnd: JSON.stringify({ orders: farOrders(state), levels }), steps: fate.steps, isMet: fate.isMet }
}
