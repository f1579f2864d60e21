/** What became of one test, as the closing line counts it. */
export type Outcome =
  | { readonly name: string; readonly state: 'passed' | 'failed' }
  | { readonly name: string; readonly state: 'skipped'; readonly reason: string | undefined }

/** The counts of a run, with the names that have to be printed. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skips: readonly { readonly name: string; readonly reason: string }[]
  /** Skipped without a reason; each is counted in `failed`. */
  readonly unexplained: readonly string[]
}

export const NOTHING: Tally = { passed: 0, failed: 0, skips: [], unexplained: [] }

/** Counts outcomes. A skip without a reason (`it.skip`, `it.todo`, `ctx.skip()`) is a failure. */
export function count(outcomes: readonly Outcome[]): Tally {
  const skipped = outcomes.filter((outcome) => outcome.state === 'skipped')
  const skips = skipped.flatMap(({ name, reason }) => (reason?.trim() ? [{ name, reason: reason.trim() }] : []))
  const unexplained = skipped.filter(({ reason }) => !reason?.trim()).map(({ name }) => name)
  return {
    passed: outcomes.filter((outcome) => outcome.state === 'passed').length,
    failed: outcomes.filter((outcome) => outcome.state === 'failed').length + unexplained.length,
    skips,
    unexplained,
  }
}

/** The line that scripts read: the last one of `npm test`, `npm run test:long` and `.ci/run`. */
export function closingLine({ passed, failed, skips }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skips.length} skipped`
}
