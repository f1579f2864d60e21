import type { Plan, Samples, Spread } from './arms.ts'

/** What each bench is run with. `folder`: for its databases, on the disk that is to be measured. */
export interface BenchOptions extends Plan {
  readonly folder: string
  /** For the hub's process, as `--cpu-prof`. */
  readonly execArgv: readonly string[]
}

/** A target of docs/performance.md and what was measured for it: the median decides. */
export interface Target {
  readonly target: number
  readonly what: string
  readonly measured: Spread
  readonly is: 'at least' | 'at most'
  readonly bound: number
  readonly isMet: boolean
}

/** Something that must be so besides the figures, in words. */
export interface Told { readonly text: string; readonly isFault: boolean }

export interface Judged {
  readonly name: string
  readonly what: string
  readonly samples: Samples
  readonly targets: readonly Target[]
  readonly told: readonly Told[]
}

/** Whether a run may end well: every median keeps its target, no answer was an error, nothing told is a fault. */
export function isGood({ samples, targets, told }: Judged): boolean {
  const errors = Object.values(samples).flat().reduce((sum, sample) => sum + sample.errors, 0)
  return errors === 0 && targets.every(({ isMet }) => isMet) && told.every(({ isFault }) => !isFault)
}
