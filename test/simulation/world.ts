import { START } from '../support/clock.ts'
import { SeededRandom } from '../support/random.ts'
import { randomFate, type Rates } from './fate.ts'
import { doors, openFloor } from './floor.ts'
import type { Fault } from './judge/fault.ts'
import { keepMerchant } from './merchant.ts'
import { PLANTED, type PlantedName } from './planted.ts'
import type { Poison } from './poison.ts'
import { runTo } from './quiet.ts'
import { CENTERS, furnish } from './set-up.ts'
import { goShopping } from './shopper.ts'
import { type Stage, stageOf } from './stage.ts'

export interface WorldOptions {
  readonly seed: number
  readonly orders?: number
  /** What fails for ever about one of the orders. */
  readonly poisoned?: Poison['kind']
  readonly planted?: PlantedName
  readonly show?: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  readonly faults: readonly Fault[]
  /** Of everything that happened: the same seed has the same. */
  readonly sum: number
  readonly happenings: number
  readonly deaths: number
  readonly requests: number
  readonly operations: number
  /** How the hub sees the orders that something is wrong with: for whoever reads, not for the judge. */
  readonly hubSays: readonly string[]
  /** Virtual minutes until the far end stood as it should. */
  readonly minutes: number
}

const MINUTE = 60_000
/** So long the faults are on; then the far end must come to rest within `REST`. */
const TROUBLE = 28 * MINUTE
const REST = 120 * MINUTE
/** More operations than any world needs: somebody goes round in circles. */
const RESTLESS = 60_000
/** Shoppers buy during the first of it. */
const SHOPPING_MINUTES = 14
const RATES: Rates = { death: 0.0008, pause: 0.0004, refusal: 0.001 }
const FAULTS = {
  dropRequest: 0.04, dropReply: 0.04, dropReplyAfterWrite: 0.1, lateApply: 0.04, throttle: 0.05, down: 0.03, serverError: 0.03, serverErrorAfterWrite: 0.04,
  truncated: 0.02, loginPage: 0.01, slow: 0.08, duplicateWebhooks: 0.3, reorderWebhooks: 0.3, dropWebhooks: 0.15, badSignature: 0.02, drift: 0.02,
}

/** Every other seed has an order that cannot be read, the others one that cannot be told; planted bugs are looked for with the latter. */
const usualPoison = (seed: number, isPlanted: boolean): Poison['kind'] => (seed % 2 === 0 && !isPlanted ? 'read' : 'write')

/** One seed: shoppers, a merchant, two floors and two hub processes, and all kinds of faults; then none, and the judge. */
export async function runWorld({ seed, orders = 20, planted, poisoned = usualPoison(seed, planted !== undefined), show }: WorldOptions): Promise<Outcome> {
  const poison: Poison = { ids: [], kind: poisoned }
  let isTrouble = false
  const stage = stageOf({
    seed, processes: 2, poison, planted: planted && PLANTED[planted], show, downtime: [200, 20_000], skew: 3_000,
    fate: (time) => randomFate(new SeededRandom(seed * 64 + 3, () => time.now()), RATES, () => isTrouble),
  })
  const { time, trace, shop } = stage
  await furnish(stage, stage.random(4))
  isTrouble = true
  shop.setFaults(FAULTS)
  const merchant = play(stage, poison, orders)
  const isRestless = (): boolean => stage.operations > RESTLESS
  await runTo(time, time.now() + TROUBLE, isRestless)
  isTrouble = false
  shop.setFaults({})
  merchant.afterTrouble()
  trace.note('world', 'the faults are over')
  const end = time.now() + REST
  do await runTo(time, time.now() + 2 * MINUTE, isRestless)
  while (time.now() < end && !isRestless() && stage.judge().length > 0)
  shop.stop()
  const faults = stage.judge()
  return {
    seed, faults, hubSays: faults.flatMap(({ order }) => (order === undefined ? [] : stage.desk.says(order))), sum: trace.sum, happenings: trace.length, deaths: stage.processes.deaths, requests: shop.state().log.length,
    operations: stage.operations, minutes: Math.round((time.now() - START) / MINUTE),
  }
}

/** Everybody begins. */
function play(stage: Stage, poison: Poison, orders: number): { afterTrouble(): void } {
  const { time, trace, shop, books, desk } = stage
  const door = doors()
  const merchant = keepMerchant({ stage, door, random: stage.random(5), isPoisoned: (id) => poison.ids.includes(id) })
  goShopping({
    shop, timeline: time, random: stage.random(6), trace, books,
    placed: (plan) => {
      if (plan.kind === 'poisoned') {
        books.poisoned(plan.id)
        poison.ids = [plan.id, ...desk.workOf(shop, plan.id)]
      }
      merchant.placed(plan)
    },
  }, orders, SHOPPING_MINUTES)
  for (const [index, center] of CENTERS.entries()) {
    openFloor({ ...stage, door, timeline: time, random: stage.random(7 + index), manner: { beat: 20_000, slowness: 12 * MINUTE, repeats: 0.2, relabels: 0.25 } }, center)
  }
  return merchant
}
