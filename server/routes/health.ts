import type { Handlers } from '../ask.ts'
import { Problem } from '../problem.ts'

export type Ready = () => Promise<readonly { name: string; ok: boolean }[]>

export const healthRoutes = (ready: Ready): Handlers => ({
  live: async () => ({ ok: true as const }),
  ready: async ({ caller }) => {
    const checks = await ready()
    const isOperator = caller.role === 'administrator'
    const details = isOperator ? { checks: checks.map(({ name, ok }) => ({ name, ok })) } : {}
    if (checks.some(check => !check.ok)) throw new Problem('not_ready', 'Not every part works now. Ask again in a moment.', { headers: { 'retry-after': '5' }, ...details })
    return { ok: true, ...details }
  },
})
