import type { SeededRandom } from '../support/random.ts'
import type { Blow, Fate, Step } from './life.ts'

/** How often what happens to a process, per operation on a seam. */
export interface Rates { readonly death: number; readonly pause: number; readonly refusal: number }

/** Blows by chance while `isOn`; of the few requests to vendors each is struck more often than each of the many operations of the store. */
export function randomFate(random: SeededRandom, rates: Rates, isOn: () => boolean): Fate {
  return {
    meet: ({ seam }) => {
      // Drawn whether faults are on or not, so that the end of the faults does not move what is drawn for others.
      const drawn = random.next()
      const often = seam === 'vendor' ? 10 : 1
      const death = rates.death * often
      const pause = death + rates.pause * often
      if (!isOn()) return 'none'
      if (drawn < death) return drawn < death / 2 ? 'die_before' : 'die_after'
      if (drawn < pause) return 'pause'
      return drawn < pause + rates.refusal * often ? 'refuse' : 'none'
    },
    pause: () => random.between(1_000, 15_000),
    latency: (seam) => {
      const drawn = random.next()
      if (seam === 'vendor') return 10 + drawn * 150
      // A slow disk now and then: only then do two who decide on the same thing meet often.
      return isOn() && drawn > 0.95 ? (drawn - 0.95) * 10_000 : 0.2 + drawn * 3
    },
  }
}

/** One death, at an operation that is known by its number, and no other fault. Counts what it meets. */
export interface Doom extends Fate { readonly steps: readonly Step[]; readonly isMet: boolean }

/** `at` counts from 1; 0 is nobody's death. */
export function doom(at: number, blow: 'die_before' | 'die_after', isCounted: (step: Step) => boolean = () => true): Doom {
  const steps: Step[] = []
  let isMet = false
  return {
    steps,
    get isMet() { return isMet },
    meet: (step): Blow => {
      if (!isCounted(step)) return 'none'
      steps.push(step)
      if (steps.length !== at) return 'none'
      isMet = true
      return blow
    },
    pause: () => 0,
    latency: (seam) => (seam === 'store' ? 1 : 40),
  }
}
