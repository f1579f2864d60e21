import { inject } from 'vitest'

/** How much a test may do: `short` in `npm test`, `full` in `npm run test:long`, `bounded` where CI runs the latter. */
export type Effort = 'short' | 'bounded' | 'full'

declare module 'vitest' {
  interface ProvidedContext {
    effort: Effort
  }
}

/** Picks the figure for this run, as in `const seeds = figure({ short: 200, bounded: 2_000, full: 20_000 })`. */
export function figure<T>(figures: Readonly<Record<Effort, T>>): T {
  return figures[inject('effort')]
}
