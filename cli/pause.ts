import { CliError, EXIT } from './exit.ts'
import type { Io } from './io.ts'

/** Waits, and says on interruption that the hub goes on. */
export async function pause(io: Io, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  io.signal.addEventListener('abort', () => { clearTimeout(timer); resolve() }, { once: true })
  await promise
  if (io.signal.aborted) throw new CliError(EXIT.interrupted, 'interrupted', 'Interrupted; the hub goes on reading.')
}
