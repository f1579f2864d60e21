import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Role } from '../../core/model/actor.ts'
import type { CenterId, MerchantId } from '../../core/model/ids.ts'
import { createToken } from '../../hub/access/tokens.ts'
import { createServer } from '../../server/server.ts'
import { type TestHub, testHub, type TestHubOptions } from './hub.ts'

export interface Asked { body?: unknown; headers?: Record<string, string> }
export interface Replied { readonly status: number; readonly body: never; readonly text: string; readonly headers: LightMyRequestResponse['headers'] }

/** The API over a hub in memory, asked without sockets. */
export interface Api {
  readonly hub: TestHub
  readonly app: FastifyInstance
  token(role: Role, options?: { merchantId?: string; centers?: string[]; scopes?: string[]; expiresAt?: number }): Promise<string>
  ask(token: string | null, method: string, url: string, asked?: Asked): Promise<Replied>
}

export async function api(options: TestHubOptions & { perMinute?: number; onRoute?: (method: string, url: string) => void } = {}): Promise<Api> {
  const hub = testHub(options)
  const app = await createServer(hub, { version: '1.2.3', ready: async () => [{ name: 'store', ok: true }], perMinute: options.perMinute ?? 1_000_000, ...(options.onRoute && { onRoute: options.onRoute }) })
  return {
    hub, app,
    token: async (role, { merchantId, centers, scopes = [], expiresAt } = {}) => {
      const made = await createToken(hub, { name: role, role, boundTo: (merchantId ?? null) as MerchantId | null, centers: (centers ?? null) as CenterId[] | null, scopes, expiresAt: expiresAt ?? null })
      return made.secret
    },
    ask: async (token, method, url, { body, headers = {} } = {}) => {
      const reply = await app.inject({
        method: method as NonNullable<InjectOptions['method']>, url,
        headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
      })
      undeclared(app, method, url, reply.statusCode)
      return { status: reply.statusCode, body: parsed(reply.body) as never, text: reply.body, headers: reply.headers }
    },
  }
}

type Document = { paths: Record<string, Record<string, { responses: Record<string, unknown> }>> }

/** What an operation answers stands in its OpenAPI: every test that asks over this harness holds it. Addresses that are no operation's have no say. */
function undeclared(app: FastifyInstance, method: string, url: string, status: number): void {
  const { paths } = app.swagger() as unknown as Document
  const parts = url.split('?', 1)[0]?.split('/') ?? []
  const fits = (path: string): boolean => path.split('/').length === parts.length && path.split('/').every((part, at) => part.startsWith('{') || part === parts[at])
  // The router goes by the plain word first: orders/bulk is no order.
  const [path] = Object.keys(paths).filter(one => fits(one) && method.toLowerCase() in (paths[one] ?? {})).toSorted((a, b) => a.split('{').length - b.split('{').length)
  const responses = path === undefined ? undefined : paths[path]?.[method.toLowerCase()]?.responses
  if (responses && !(String(status) in responses)) throw new Error(`${method} ${path} answered ${status}, which its OpenAPI does not declare: ${Object.keys(responses).join(', ')}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
