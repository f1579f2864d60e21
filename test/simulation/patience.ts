import { StoreUnavailable } from '../../core/ports/store.ts'
import type { Hub } from '../../hub/hub.ts'
import { type Processes, Unanswered } from './processes.ts'
import type { Timeline } from './timeline.ts'
import type { SeededRandom } from '../support/random.ts'

/** Asks until somebody answers: what every client of the hub does, with the key of the first time. */
export type Patiently = <T>(run: (hub: Hub) => Promise<T>) => Promise<T>

const ANSWER_MS = 20_000

export function patience(processes: Processes, timeline: Timeline, random: SeededRandom): Patiently {
  const wait = (ms: number): Promise<void> => new Promise((resolve) => { timeline.after(ms, resolve) })
  return async (run) => {
    for (;;) {
      try {
        return await processes.ask(run, ANSWER_MS)
      } catch (error) {
        if (!isPassing(error)) throw error
        await wait(random.between(500, 5_000))
      }
    }
  }
}

/** Faults after which a client tries again: 503, no answer. */
export function isPassing(error: unknown): boolean {
  return error instanceof Unanswered || error instanceof StoreUnavailable || (error instanceof Error && (error.name === 'Contended' || error.name === 'LaneContended' || error.name === 'FeedContended'))
}
