import type { ShopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import { shopify } from '../../connectors/shopify/index.ts'
import { START } from '../support/clock.ts'
import { memoryDatabase } from '../support/memory-store.ts'
import { SeededRandom } from '../support/random.ts'
import { type Books, newBooks } from './books.ts'
import { type Desk, deskOf } from './desk.ts'
import type { Fault } from './judge/fault.ts'
import { type Ledger, newLedger } from './judge/ledger.ts'
import { verdict } from './judge/verdict.ts'
import type { Fate } from './life.ts'
import { type Patiently, patience } from './patience.ts'
import type { Planted } from './planted.ts'
import { type Poison, poisonedFarEnd } from './poison.ts'
import { type Processes, startProcesses } from './processes.ts'
import { farEndOf, nameOf, openShop } from './shop.ts'
import { type Timeline, timeline } from './timeline.ts'
import { type Trace, traceOf } from './trace.ts'
import { type Watch, watchOf } from './watch.ts'
import { startWork } from './work.ts'

export interface StageOptions {
  readonly seed: number
  /** Hub processes on the one database. */
  readonly processes: number
  /** Made where the time is known. */
  readonly fate: (time: Timeline) => Fate
  readonly poison: Poison
  readonly planted: Planted | undefined
  readonly show: ((line: string) => void) | undefined
  /** Between the least and the most ms that a process stays down. */
  readonly downtime: readonly [number, number]
  /** At most so many ms is a process's clock off. */
  readonly skew: number
}

/** Everything that a world is played on: virtual time, a shop, hub processes on one database, and those who write down what happens. */
export interface Stage {
  readonly time: Timeline
  readonly trace: Trace
  readonly shop: ShopifyEmulator
  readonly processes: Processes
  readonly desk: Desk
  readonly ledger: Ledger
  readonly books: Books
  readonly watch: Watch
  readonly patiently: Patiently
  readonly operations: number
  /** A stream of chance of its own: what is drawn for one purpose does not move another. */
  random(purpose: number): SeededRandom
  judge(): Fault[]
}

export function stageOf({ seed, processes: count, fate, poison, planted, show, downtime, skew }: StageOptions): Stage {
  const time = timeline(START)
  const trace = traceOf(() => time.now(), show ?? null)
  const random = (purpose: number): SeededRandom => new SeededRandom(seed * 64 + purpose, () => time.now())
  const ledger = newLedger()
  const books = newBooks(() => time.now(), ledger)
  const database = memoryDatabase()
  const watch = watchOf(database)
  const chance = random(0)
  const fated = fate(time)
  let operations = 0

  const shop = openShop(time, seed, (url, headers, body) => desk.deliver(url, headers, body))
  const farEnd = poisonedFarEnd(farEndOf(shop), poison)
  const processes = startProcesses({
    timeline: time, trace, random: random(1), database, connectors: [shopify], nameOf, start: startWork,
    fate: { ...fated, meet: (step) => { operations += 1; return fated.meet(step) } },
    farEnd: (request) => {
      const name = nameOf(request)
      trace.note('wire', name)
      if (name === 'mutation Fulfill' || name === 'mutation Retrack') watch.leaves('tellShipment')
      if (name === 'mutation SetLevels') watch.leaves('setLevels')
      return farEnd(request)
    },
    plant: (store, life) => planted?.store?.(store, life, () => desk.orderOf(poison.ids[0] ?? '')) ?? store,
    watch: (store) => watch.over(store),
    downtime: () => chance.between(...downtime),
    skew: () => chance.between(-skew, skew),
  }, count)
  const patiently = patience(processes, time, random(2))
  const desk = deskOf({ database, processes, trace, now: () => time.now() })
  return {
    time, trace, shop, processes, desk, ledger, books, watch, patiently, random,
    get operations() { return operations },
    judge: () => verdict({ state: shop.state(), expected: books.expected(), wrongPicks: books.wrongPicks(), ledger, watch, acknowledged: desk.acknowledged() }),
  }
}
