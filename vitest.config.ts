import { defineConfig } from 'vitest/config'
import { ClosingLine } from './test/support/reporter.ts'
import { LongestFirst } from './test/support/sequencer.ts'

const everywhere = ['**/node_modules/**', '**/dist/**', '**/data/**']

/**
 * Two projects, one for each patience: `test` is what one sitting can wait for, `long` has the full figures.
 * `--mode bounded` asks the long tests for a part of their figures (CI has 45 minutes for everything).
 */
export default defineConfig(({ mode }) => ({
  test: {
    // Forks, because tests start stores, servers and threads that should not share a process.
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new ClosingLine()],
    projects: [
      {
        extends: true,
        test: {
          name: 'test',
          include: ['**/*.test.ts'],
          exclude: everywhere,
          environment: 'node',
          setupFiles: ['test/support/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          provide: { effort: 'short' },
        },
      },
      {
        extends: true,
        test: {
          name: 'long',
          include: ['**/*.long.ts'],
          exclude: everywhere,
          environment: 'node',
          setupFiles: ['test/support/setup.ts'],
          testTimeout: 30 * 60_000,
          hookTimeout: 120_000,
          provide: { effort: mode === 'bounded' ? 'bounded' : 'full' },
        },
      },
    ],
  },
}))
