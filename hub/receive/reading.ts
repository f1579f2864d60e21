import { VendorError } from '../../core/ports/connector.ts'
import type { OpenConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'

/** A whole reading ends by then, whatever it is made of. */
const READ_MS = 45_000

/** Runs a reading of the connector to its end or to its time; nothing leaves through this connection afterwards. Throws VendorError only. */
export async function within<T>(hub: Hub, open: Pick<OpenConnection, 'end'>, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const late = Promise.withResolvers<never>()
  const cancel = hub.clock.after(READ_MS, () => {
    const error = new VendorError('unavailable', 'yes', `no end within ${READ_MS / 1000} s`, { code: 'timeout' })
    open.end()
    late.reject(error)
    stop.abort(error)
  })
  try {
    return await Promise.race([run(stop.signal), late.promise])
  } catch (error) {
    throw error instanceof VendorError ? error : new VendorError('malformed', 'yes', error instanceof Error ? error.message : String(error), { code: 'connector_fault', cause: error })
  } finally {
    cancel()
  }
}
