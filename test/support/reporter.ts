import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node'
import { closingLine, count, NOTHING, type Outcome, type Tally } from './tally.ts'

/**
 * Ends every run with the skipped tests, each with its reason, and with `N passed, N failed, N skipped` as the very
 * last line. A skip that gives no reason is a failure: nobody can judge whether it may be missing.
 */
export class ClosingLine implements Reporter {
  #tally: Tally = NOTHING
  #isFiltered = false

  onInit(vitest: Vitest): void {
    // Other reporters, Vitest's own notes about processes that hang, and coverage come after `onTestRunEnd`.
    // The exit of the process is the only place that surely is the last.
    this.#isFiltered = vitest.config.testNamePattern !== undefined
    if (!vitest.config.watch) process.once('exit', () => this.#close())
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map(outcomeOf))
    // With `-t` the tests that were not asked for are skipped by Vitest itself, not by anyone's decision.
    const asked = this.#isFiltered ? tests.filter((test) => test.state !== 'skipped' || test.reason) : tests
    const broken = modules.flatMap((module) => [module, ...module.children.allSuites()]).filter(hasOwnErrors)
    this.#tally = count([
      ...asked,
      ...broken.map((task): Outcome => ({ name: nameOf(task), state: 'failed' })),
      ...unhandled.map((): Outcome => ({ name: 'an error outside of any test', state: 'failed' })),
    ])
    if (this.#tally.failed > 0) process.exitCode = 1
  }

  #close(): void {
    const { unexplained, skips, failed } = this.#tally
    if (failed > 0) process.exitCode = 1
    const lines = [
      ...skips.map((skip) => `skipped: ${skip.name}: ${skip.reason}`),
      ...unexplained.map((name) => `FAILED: ${name}: skipped, no reason given`),
    ]
    process.stdout.write(`${lines.map((line) => `${line}\n`).join('')}${closingLine(this.#tally)}\n`)
  }
}

function outcomeOf(test: TestCase): Outcome {
  const result = test.result()
  const name = `${test.module.relativeModuleId} > ${test.fullName}`
  if (result.state === 'passed') return { name, state: 'passed' }
  if (result.state !== 'skipped') return { name, state: 'failed' }
  // Vitest calls tests "skipped" too when a hook of their suite failed: they were meant to run and did not.
  const isOrphan = test.options.mode === 'run' && result.note === undefined && hasFailedParent(test)
  return isOrphan ? { name, state: 'failed' } : { name, state: 'skipped', reason: result.note }
}

function hasFailedParent(test: TestCase): boolean {
  let parent: TestSuite | TestModule = test.parent
  while (parent.type === 'suite') {
    if (hasOwnErrors(parent)) return true
    parent = parent.parent
  }
  return hasOwnErrors(parent)
}

function hasOwnErrors(task: TestModule | TestSuite): boolean {
  return task.errors().length > 0
}

function nameOf(task: TestModule | TestSuite): string {
  return task.type === 'module' ? task.relativeModuleId : task.fullName
}
