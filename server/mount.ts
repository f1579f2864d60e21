import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Hub } from '../hub/hub.ts'
import { ACCESS, mayUse, type Row } from './access.ts'
import { type Ask, type Handler, type Handlers, ifMatchOf, tag } from './ask.ts'
import { callerOf, merchantOf } from './caller.ts'
import { keyOf, once } from './idempotency.ts'
import { isCode, Problem } from './problem.ts'
import { Problem as ProblemBody } from './schema/edge.ts'
import { pathOf, type RouteName, ROUTES, type RouteSpec } from './schema.ts'
import { headersOf, statusesOf } from './statuses.ts'

/** Routes of a resource: each parses, asks the table who may, calls its handler, and answers. */
export function mount(app: FastifyInstance, hub: Hub, handlers: Handlers): void {
  for (const name of Object.keys(handlers) as RouteName[]) {
    const handler = handlers[name] as Handler<RouteName> | undefined
    if (handler) one(app, hub, name, handler)
  }
}

function one(app: FastifyInstance, hub: Hub, name: RouteName, handler: Handler<RouteName>): void {
  const spec: RouteSpec = ROUTES[name]
  const access = ACCESS[name]
  app.route({
    method: spec.method,
    url: pathOf(name),
    config: { rateLimit: access.roles === null ? false : {} },
    schema: schemaOf(name, spec, access),
    onRequest: async request => {
      if (access.roles === null) {
        // Open to everybody; who shows a token sees more.
        request.caller = await callerOf(hub, request.headers.authorization).catch(() => null)
        return
      }
      request.caller = await callerOf(hub, request.headers.authorization)
      if (!mayUse(access, request.caller)) throw new Problem('forbidden', forbids(access, request.caller))
    },
    // A command without a body is a command with an empty one.
    preValidation: async request => { if (spec.body && (request.body === undefined || request.body === null)) request.body = {} },
    handler: async (request, reply) => {
      const asked = await asking(hub, request, spec, access)
      const run = async (newId: string, commandKey: string | null): Promise<string> =>
        JSON.stringify(z.encode(spec.answer, await handler(Object.defineProperties({ newId, commandKey } as Ask<RouteName>, Object.getOwnPropertyDescriptors(asked)))))
      const key = spec.method === 'POST' ? keyOf(request) : null
      const given = { caller: request.caller?.id ?? '', route: `${spec.method} ${request.url}`, secret: key ?? '', body: JSON.stringify(request.body ?? null) }
      const text = key === null ? await run(hub.random.id(), null) : await once(hub, reply, given, newId => run(newId, newId))
      tag(reply, JSON.parse(text))
      return reply.type('application/json; charset=utf-8').send(text)
    },
  })
}

async function asking(hub: Hub, request: FastifyRequest, spec: RouteSpec, access: Row): Promise<Omit<Ask<RouteName>, 'newId' | 'commandKey'>> {
  const { caller } = request
  const { params, query, body } = request as unknown as { params: never; query: never; body: never }
  const base = { hub, params, query, body }
  if (!caller) return { ...base, ifMatch: null, caller: NOBODY, merchantId: null, get scope(): never { throw new Problem('unauthorized', 'Send a token.') } }
  const merchantId = await merchantOf(hub, caller, [named(query), named(body)], access.for === 'merchant')
  // Whose it is comes first: who may not see it is not told which header is missing.
  const ifMatch = spec.replaces ? ifMatchOf(request, spec.method === 'PUT') : null
  return {
    ...base, ifMatch, caller, merchantId,
    get scope() {
      if (merchantId === null) throw new Problem('merchant_required', 'Name the merchant: merchantId in the body, or ?merchantId= in the address.')
      return { actor: caller, merchantId }
    },
  }
}

const NOBODY = { is: 'user', id: 'nobody', role: 'readonly', merchantId: null, centers: null, scopes: [] } as const

const named = (given: unknown): unknown => (typeof given === 'object' && given !== null && 'merchantId' in given ? given.merchantId : undefined)

function forbids(access: Row, caller: { role: string; scopes: readonly string[] }): string {
  if (access.roles?.some(role => role === caller.role)) return `This token's scopes (${caller.scopes.join(', ')}) do not hold "${access.scope}". Make a token that has it.`
  return `The role "${caller.role}" may not do that. Roles that may: ${access.roles?.join(', ')}.`
}

/** The document's picture of a route, with the headers that no schema reads. */
export function documented(given: Parameters<typeof jsonSchemaTransform>[0]): ReturnType<typeof jsonSchemaTransform> {
  const shown = jsonSchemaTransform(given)
  const { operationId } = (given.schema ?? {}) as { operationId?: RouteName }
  const headers = operationId === undefined ? null : headersOf(ROUTES[operationId])
  return headers === null ? shown : { ...shown, schema: { ...shown.schema, headers } }
}

function schemaOf(name: RouteName, spec: RouteSpec, access: Row): Record<string, unknown> {
  const isOpen = access.roles === null
  const errors = Object.fromEntries(statusesOf({ name, spec, access }).map(status => [status, ProblemBody]))
  return {
    operationId: name, tags: [spec.tag], summary: spec.summary,
    ...(spec.params ? { params: spec.params } : {}), ...(spec.query ? { querystring: spec.query } : {}), ...(spec.body ? { body: spec.body } : {}),
    response: { 200: spec.answer, ...errors },
    ...(isOpen ? { security: [] } : { description: `Roles: ${access.roles?.join(', ')}.${access.scope ? ` Scope: ${access.scope}.` : ''}` }),
  }
}

/** The route's own pattern, as it stands in logs: never the address with its ids. */
export const patternOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown'

export function send(reply: FastifyReply, problem: Problem, requestId: string): FastifyReply {
  for (const [header, value] of Object.entries(problem.more.headers ?? {})) void reply.header(header, value)
  if (!isCode(problem.code)) throw problem
  return reply.code(problem.status).type('application/problem+json; charset=utf-8').serializer((body: unknown) => JSON.stringify(body)).send(problem.body(requestId))
}

declare module 'fastify' {
  interface FastifyRequest { caller: import('./ask.ts').Caller | null }
}
