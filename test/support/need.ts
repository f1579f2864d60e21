import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { TestContext } from 'vitest'

/** What a test may need from outside the project. CROSSDOCK_TEST_REQUIRE lists those that must be there. */
export type Need = 'specs' | 'vectors' | 'mongo' | 'browser' | 'strace'

/** Whether absence of `need` is a failure in this run (CI) and not a skip (a laptop). */
export function isRequired(need: Need, environment: NodeJS.ProcessEnv = process.env): boolean {
  return (environment.CROSSDOCK_TEST_REQUIRE ?? '').split(',').some((word) => word.trim() === need)
}

/** Skips the test with its reason, or fails it where the run requires what is missing. Never returns. */
export function lacking(ctx: Pick<TestContext, 'skip'>, need: Need, reason: string): never {
  if (isRequired(need)) throw new MissingNeed(need, reason)
  return ctx.skip(reason)
}

/** The folder of the vendors' published schemas, or a skip with its reason. */
export function needSpecs(ctx: Pick<TestContext, 'skip'>): string {
  return specsFolder() ?? lacking(ctx, 'specs', 'the published schemas are not here: set CROSSDOCK_VENDOR_SPECS')
}

/** The folder of test vectors and hostile inputs, or a skip with its reason. */
export function needVectors(ctx: Pick<TestContext, 'skip'>): string {
  return vectorsFolder() ?? lacking(ctx, 'vectors', 'the test vectors are not here: set CROSSDOCK_TEST_VECTORS')
}

/** The same folder as a value, for tables that are built before any test runs; null where it is absent. */
export function specsFolder(): string | null {
  return present(process.env.CROSSDOCK_VENDOR_SPECS)
}

/** As `specsFolder`, for the vectors. */
export function vectorsFolder(): string | null {
  return present(process.env.CROSSDOCK_TEST_VECTORS)
}

function present(folder: string | undefined): string | null {
  return folder && existsSync(folder) ? resolve(folder) : null
}

/** Thrown where CROSSDOCK_TEST_REQUIRE names what is not there: the run is not the proof that it claims to be. */
export class MissingNeed extends Error {
  override readonly name = 'MissingNeed'
  readonly need: Need

  constructor(need: Need, reason: string) {
    super(`${reason} (CROSSDOCK_TEST_REQUIRE asks for "${need}")`)
    this.need = need
  }
}
