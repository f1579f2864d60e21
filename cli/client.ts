import type { Answer, Given, Problem, RouteName } from '../server/schema.ts'
import { ROUTES } from '../server/schema.ts'
import { CliError, EXIT, exitOf } from './exit.ts'
import type { Profile } from './profile.ts'

type Part<N extends RouteName, P extends 'params' | 'query' | 'body'> = [Given<N, P>] extends [never] ? object : { [K in P]?: Given<N, P> }
export type Sent<N extends RouteName> = Part<N, 'params'> & Part<N, 'query'> & Part<N, 'body'> & { ifMatch?: number; key?: string }

/** The hub as a command sees it: routes by name, faults with the exit that a script relies on. */
export interface Client { call<N extends RouteName>(name: N, sent: Sent<N>): Promise<Answer<N>> }

export function client(profile: Profile, options: { fetch: typeof fetch; signal: AbortSignal }): Client {
  return {
    async call<N extends RouteName>(name: N, sent: Sent<N>): Promise<Answer<N>> {
      const { params, query, body, ifMatch, key } = sent as { params?: Record<string, string>; query?: Record<string, string | number | undefined>; body?: unknown; ifMatch?: number; key?: string }
      const route = ROUTES[name]
      const url = new URL(route.path.replaceAll(/\{(\w+)\}/g, (_all, part: string) => encodeURIComponent(params?.[part] ?? '')), profile.url)
      for (const [field, value] of Object.entries(query ?? {})) if (value !== undefined) url.searchParams.set(field, String(value))
      const headers: Record<string, string> = { authorization: `Bearer ${profile.token}`, accept: 'application/json' }
      if (body !== undefined) headers['content-type'] = 'application/json'
      if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`
      if (route.method === 'POST') headers['idempotency-key'] = key ?? crypto.randomUUID()
      const reply = await reached(profile, () => options.fetch(url, { method: route.method, headers, signal: options.signal, redirect: 'error', ...(body === undefined ? {} : { body: JSON.stringify(body) }) }))
      const text = await reply.text()
      if (!reply.ok) throw faultOf(reply.status, text)
      return route.answer.parse(JSON.parse(text)) as Answer<N>
    },
  }
}

async function reached(profile: Profile, send: () => Promise<Response>): Promise<Response> {
  try {
    return await send()
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw new CliError(EXIT.interrupted, 'interrupted', 'Interrupted.', { cause: error })
    throw new CliError(EXIT.unavailable, 'no_hub', `No hub answers at ${profile.url}.`, { hint: 'is it running? "crossdock start" starts one', cause: error })
  }
}

function faultOf(status: number, text: string): CliError {
  const problem = problemOf(text)
  if (!problem) return new CliError(exitOf(status), 'not_a_hub', `The answer (${status}) is not a hub's.`, { hint: 'check the address' })
  return new CliError(exitOf(status), problem.code, problem.detail, { requestId: problem.requestId, hint: HINTS[problem.code] ?? `docs/errors.md says more about "${problem.code}"` })
}

/** What next, where it is a flag or a command of this program. */
const HINTS: Readonly<Record<string, string>> = {
  unauthorized: 'crossdock login keeps another token, or set CROSSDOCK_TOKEN',
  merchant_required: 'name it with --merchant, by name or id',
}

function problemOf(text: string): Problem | null {
  try {
    const value = JSON.parse(text) as Partial<Problem>
    return typeof value.code === 'string' && typeof value.detail === 'string' ? (value as Problem) : null
  } catch {
    return null
  }
}
