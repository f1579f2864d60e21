import type { Answer, Given, RouteName } from '../server/schema.ts'
import { ROUTES } from '../server/schema.ts'
import { CliError, EXIT } from './exit.ts'
import type { Profile } from './profile.ts'
import { refused } from './refused.ts'

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
      const { reply, text } = await reached(profile, async () => {
        const answer = await options.fetch(url, { method: route.method, headers, signal: options.signal, redirect: 'error', ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
        // A hub that dies may do so in the middle of its answer.
        return { reply: answer, text: await answer.text() }
      })
      if (!reply.ok) throw refused(reply.status, text)
      return route.answer.parse(JSON.parse(text)) as Answer<N>
    },
  }
}

async function reached<T>(profile: Profile, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw new CliError(EXIT.interrupted, 'interrupted', 'Interrupted.', { cause: error })
    throw new CliError(EXIT.unavailable, 'no_hub', `No hub answers at ${profile.url}.`, { hint: 'is it running? "crossdock start" starts one', cause: error })
  }
}
