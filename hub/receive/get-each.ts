import type { Ref } from '../../core/model/ids.ts'
import { type Source, VendorError } from '../../core/ports/connector.ts'
import type { OpenConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { within } from './reading.ts'

/** Faults of what was asked for, and not of who asked or when: they are the same the next time. */
const OF_ONE: ReadonlySet<VendorError['kind']> = new Set(['malformed', 'rejected', 'not-found'])

/**
 * What the store says of each of a batch, in its order. One that it does not give in a form that can be read spoils the whole answer: it is found
 * by halving, so that it costs some readings more and keeps no other waiting (I12). Weather and refused credentials are thrown.
 */
export async function getEach<T>(hub: Hub, open: OpenConnection, source: Source<T>, batch: readonly Ref[]): Promise<(T | 'gone' | 'hidden' | VendorError | undefined)[]> {
  try {
    const said = await within(hub, open, async signal => source.get(batch, signal))
    return batch.map((_, at) => said[at])
  } catch (error) {
    if (!(error instanceof VendorError) || !OF_ONE.has(error.kind)) throw error
    if (batch.length === 1) return [error]
  }
  const half = Math.ceil(batch.length / 2)
  return [...await getEach(hub, open, source, batch.slice(0, half)), ...await getEach(hub, open, source, batch.slice(half))]
}
