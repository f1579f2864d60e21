import type { Deliver } from './deliveries.ts'

/** Delivers over a real socket. The time-out is real too: sockets know no virtual time. No redirect is followed. */
export function postWithin(timeout: number): Deliver {
  return async (url, headers, body) => {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeout) })
    await response.body?.cancel()
    return { status: response.status }
  }
}
