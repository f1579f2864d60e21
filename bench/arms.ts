/** What one arm did in its turn. Times in ms; null where the arm has none. */
export interface Sample {
  readonly perSecond: number
  readonly done: number
  readonly p50: number | null
  readonly p99: number | null
  readonly max: number | null
  /** What the serving process computed for one request, all its threads, µs: tells more than time where others work on this machine too. */
  readonly cpu: number | null
  /** Answers that were no 200, and connections that broke. */
  readonly errors: number
}

/** One way of doing the work. Its turns are compared with the other arms' turns of the same repetition only. */
export interface Arm {
  readonly name: string
  turn(ms: number): Promise<Sample>
}

export interface Plan {
  readonly repetitions: number
  readonly turnMs: number
  readonly restMs: number
  /** Turns beforehand at most. */
  readonly warmTurns: number
  readonly told?: (line: string) => void
}

/** Samples of each arm, by repetition. */
export type Samples = Readonly<Record<string, readonly Sample[]>>

/**
 * Rotates the arms inside one run, each repetition beginning with another, so that what the machine does meanwhile meets all
 * alike. Every arm is warmed beforehand, which is not counted: code is compiled and files are made.
 */
export async function rotate(arms: readonly Arm[], { repetitions, turnMs, restMs, warmTurns, told = () => {} }: Plan): Promise<Samples> {
  const samples: Record<string, Sample[]> = Object.fromEntries(arms.map(({ name }) => [name, []]))
  for (const arm of arms) await warm(arm, turnMs, warmTurns)
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (let at = 0; at < arms.length; at++) {
      const arm = arms[(repetition + at) % arms.length]
      if (!arm) continue
      await new Promise(resolve => { setTimeout(resolve, restMs) })
      const sample = await arm.turn(turnMs)
      samples[arm.name]?.push(sample)
      told(`${repetition + 1}/${repetitions} ${arm.name}: ${Math.round(sample.perSecond).toLocaleString('en')}/s${sample.p99 === null ? '' : `, p99 ${sample.p99.toFixed(1)} ms`}${sample.errors > 0 ? `, ${sample.errors} ERRORS` : ''}`)
    }
  }
  return samples
}

/** Until a turn is no longer a tenth faster than the one before. */
async function warm(arm: Arm, turnMs: number, turns: number): Promise<void> {
  let before = 0
  for (let turn = 0; turn < turns; turn++) {
    const { perSecond } = await arm.turn(turnMs)
    if (perSecond < before * 1.1) return
    before = perSecond
  }
}

/** Median with the least and the greatest. */
export interface Spread { readonly median: number; readonly min: number; readonly max: number }

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
  return { median, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN }
}

/** A value of every repetition, made of that repetition's samples alone. */
export function paired(samples: Samples, of: (sample: (arm: string) => Sample) => number): Spread {
  const repetitions = Math.min(...Object.values(samples).map(({ length }) => length))
  return spreadOf(Array.from({ length: repetitions }, (_, repetition) => of(arm => {
    const sample = samples[arm]?.[repetition]
    if (!sample) throw new RangeError(`no sample of ${arm} in repetition ${repetition}`)
    return sample
  })))
}
