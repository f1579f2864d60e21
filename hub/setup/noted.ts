import type { Actor } from '../../core/model/actor.ts'
import { THE_3PL } from '../../core/model/ids.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub, Scope } from '../hub.ts'

/** A person's action on something that is no aggregate, in the feed. It follows the write: where it fails the write stands, and the log says so. */
export async function noted(hub: Hub, scope: Scope, subject: string, kind: string, changed: readonly string[], detail: Record<string, string | number | boolean | null> = {}): Promise<void> {
  const at = hub.clock.now()
  try {
    // Set-up has no version of its own for each of its parts: the time stands in, and two within a millisecond are one after the other.
    for (let version = at; version < at + 20; version += 1) {
      if (await appendNotes(hub, scope.merchantId, [{ subject, subjectVersion: version, kind, at, actor: scope.actor, changed, detail }]) > 0) return
    }
  } catch (error) {
    hub.log.error('note_not_written', { subject, kind, merchantId: scope.merchantId, error })
  }
}

/** The same for what is the 3PL's: centers, ship options, merchants, its own tokens. `by` null: nobody is known to do it (set-up of a new hub). */
export async function notedOf3pl(hub: Hub, by: Actor | null, subject: string, kind: string, changed: readonly string[], detail: Record<string, string | number | boolean | null> = {}): Promise<void> {
  if (by) await noted(hub, { actor: by, merchantId: THE_3PL }, subject, kind, changed, detail)
}
