import { setTimeout as wait } from 'node:timers/promises'
import { inspect } from 'node:util'

export interface Watch {
  /** What is waited for, in words: it is what a failing test says. */
  for: string
  /** Real ms without an end before this is a failure. */
  within?: number
  /** Real ms between two looks. */
  every?: number
  /** How things stand, for the failure's text. */
  stands?: () => unknown
}

/** A watchdog, far beyond what is needed on a machine that does nothing else. */
const WITHIN = 90_000

/** Waits until `look` answers something, and answers that. What it throws counts as "not yet", and is told where the time runs out. */
export async function until<T>(look: () => T | Promise<T>, watch: Watch): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + (watch.within ?? WITHIN)
  let last: unknown = null
  for (;;) {
    try {
      const found = await look()
      if (found !== false && found !== null && found !== undefined) return found as Exclude<T, false | null | undefined>
      last = null
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new NeverCame(watch, last, await standing(watch))
    await wait(watch.every ?? 25)
  }
}

async function standing({ stands }: Watch): Promise<unknown> {
  try {
    return await stands?.()
  } catch (error) {
    return error
  }
}

/** The watchdog: what was waited for did not come. */
export class NeverCame extends Error {
  override readonly name = 'NeverCame'
  constructor(watch: Watch, last: unknown, stands: unknown) {
    super(`${watch.for}: not within ${(watch.within ?? WITHIN) / 1_000} s${last === null ? '' : `\nlast fault: ${inspect(last)}`}${stands === undefined ? '' : `\nas it stands: ${JSON.stringify(stands, null, 1)}`}`)
  }
}
