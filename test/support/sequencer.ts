import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes minutes by itself: begun last, it would keep one core busy while the other has nothing left to do. */
const LONG = ['simulation/random.', 'simulation/golden.', 'simulation/planted.']

/** The longest first, everything else in the usual order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => { const at = LONG.findIndex((name) => moduleId.includes(name)); return at === -1 ? LONG.length : at }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
