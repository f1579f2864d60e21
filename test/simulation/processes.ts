import type { AnyConnector } from '../../core/ports/connector.ts'
import type { Store } from '../../core/ports/store.ts'
import type { WireRequest } from '../../core/ports/transport.ts'
import type { Hub } from '../../hub/hub.ts'
import { testHub } from '../support/hub.ts'
import type { MemoryDatabase } from '../support/memory-store.ts'
import type { SeededRandom } from '../support/random.ts'
import { type Fate, type Life, newLife } from './life.ts'
import { mortalClock } from './mortal-clock.ts'
import { mortalStore } from './mortal-store.ts'
import { type FarEnd, mortalTransport } from './mortal-transport.ts'
import type { Timeline } from './timeline.ts'
import type { Trace } from './trace.ts'

/** What all processes share, and what starts in each. */
export interface Site {
  readonly timeline: Timeline
  readonly trace: Trace
  readonly random: SeededRandom
  readonly database: MemoryDatabase
  readonly fate: Fate
  readonly farEnd: FarEnd
  readonly connectors: readonly AnyConnector[]
  readonly nameOf: (request: WireRequest) => string
  /** A planted bug between the hub and its store. */
  readonly plant: (store: Store, life: Life) => Store
  /** Sees every operation on the database, whoever makes it. */
  readonly watch: (store: Store) => Store
  /** What runs in a process from its start on. */
  readonly start: (hub: Hub, name: string) => void
  /** ms that a process stays down. */
  readonly downtime: () => number
  readonly skew: () => number
}

/** Nobody answered: the process died, or took too long. Whether anything was done is not known. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

/** Where the shop reaches them, whoever of them is up. */
export const PUBLIC_URL = 'https://hub.example'

/** The hub's processes on one database: each dies and starts again, as often as fate has it. */
export interface Processes {
  readonly deaths: number
  /** One request to one of those that are up, answered within `within` ms of its time; else `Unanswered`. */
  ask<T>(run: (hub: Hub) => Promise<T>, within: number): Promise<T>
}

export function startProcesses(site: Site, count: number): Processes {
  const up = new Map<string, { life: Life; hub: Hub }>()
  let deaths = 0
  const boot = (name: string, times: number): void => {
    const life = newLife(`${name}.${times}`, site.skew(), site.timeline, (why) => {
      deaths += 1
      up.delete(name)
      site.trace.note(life.name, `DIES ${why}`)
      site.timeline.after(site.downtime(), () => boot(name, times + 1))
    })
    const hub: Hub = { ...testHub({
      seed: site.random.between(1, 2 ** 31), clock: mortalClock(site.timeline, life), database: site.database, connectors: site.connectors,
      transport: mortalTransport(site.farEnd, life, site.fate, site.nameOf),
      through: (store) => mortalStore(site.plant(site.watch(store), life), life, site.fate),
    }), publicUrl: PUBLIC_URL }
    up.set(name, { life, hub })
    site.trace.note(life.name, 'starts')
    site.start(hub, life.name)
  }
  for (let index = 1; index <= count; index++) boot(`hub${index}`, 1)
  return {
    get deaths() { return deaths },
    ask: (run, within) => {
      if (up.size === 0) return Promise.reject(new Unanswered('no process is up'))
      const { life, hub } = site.random.pick([...up.values()])
      const { promise: late, reject } = Promise.withResolvers<never>()
      const stop = site.timeline.after(within, () => reject(new Unanswered('no answer in time')))
      const gone = life.ended.then(() => { throw new Unanswered('the process died') })
      return Promise.race([run(hub), gone, late]).finally(stop)
    },
  }
}
