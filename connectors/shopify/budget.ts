import type { Host } from '../../core/ports/connector.ts'
import type { Budget } from './bulk-estimate.ts'
import { BUCKET } from './client.ts'

/** The same host, with what the shop's answers said of its points kept beside it. */
export function watchBudget(host: Host): { host: Host; budget(): Budget | null } {
  let last: (Budget & { at: number }) | null = null
  return {
    host: {
      ...host,
      learn: (operation, seen) => {
        if (operation === BUCKET && seen.limit && seen.remaining !== undefined) last = { available: seen.remaining, perSecond: seen.limit.perSecond, at: host.now() }
        host.learn(operation, seen)
      },
    },
    budget: () => last && { available: last.available + ((host.now() - last.at) / 1000) * last.perSecond, perSecond: last.perSecond },
  }
}
