import { type Answer, type Given, type RouteName, ROUTES } from '../server/schema.ts'

/** An answer of the hub that is no success: its stable code and words. */
export class HubRefusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, detail: string) {
    super(`${code} (${status}): ${detail}`)
    this.name = 'HubRefusal'
    this.status = status
    this.code = code
  }
}

export interface Asked<N extends RouteName> { params?: Given<N, 'params'>; query?: Given<N, 'query'>; body?: Given<N, 'body'>; key?: string; /** The version that a PUT takes the place of. */ version?: number }
export interface Client { call<N extends RouteName>(name: N, asked?: Asked<N>): Promise<Answer<N>> }

const TIME_OUT = 30_000

/** Anybody's client of the hub's API: knows the routes and one token, nothing else. */
export function clientOf(url: string, token: string): Client {
  return {
    async call(name, asked = {}) {
      const { method, path } = ROUTES[name]
      const values = { ...(asked.params as Record<string, string> | undefined) }
      const address = new URL(path.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(values[field] ?? '')), url)
      for (const [field, value] of Object.entries((asked.query as Record<string, unknown> | undefined) ?? {})) {
        if (typeof value === 'string' || typeof value === 'number') address.searchParams.set(field, String(value))
      }
      const answer = await fetch(address, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(asked.key && { 'idempotency-key': asked.key }), ...(asked.version !== undefined && { 'if-match': `"${asked.version}"` }), ...(asked.body !== undefined && { 'content-type': 'application/json' }) },
        ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
        signal: AbortSignal.timeout(TIME_OUT),
      })
      const text = await answer.text()
      const read = parsed(text)
      if (!answer.ok) throw new HubRefusal(answer.status, words(read['code']) ?? 'no_code', words(read['detail']) ?? text.slice(0, 300))
      return read as never
    },
  }
}

const words = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
