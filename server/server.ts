import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import { fastify, type FastifyInstance } from 'fastify'
import { jsonSchemaTransformObject, validatorCompiler } from 'fastify-type-provider-zod'
import type { Hub } from '../hub/hub.ts'
import { BODY_BYTES, parseBody } from './body.ts'
import { closedHeaders } from './closed.ts'
import { problemOf } from './faults.ts'
import { callerKey, countedBy } from './limit.ts'
import { documented, mount, patternOf, send } from './mount.ts'
import { noRoute, notFound, Problem } from './problem.ts'
import { doors, isDoor } from './routes/doors.ts'
import { handlersOf } from './routes/all.ts'

export interface ServerOptions {
  /** Of the program; shown in the session and in OpenAPI. */
  readonly version: string
  /** What has to be so before work may come in. */
  readonly ready: () => Promise<readonly { name: string; ok: boolean }[]>
  /** Requests a minute and caller. */
  readonly perMinute?: number
  /** Told of every route as it is made. */
  readonly onRoute?: (method: string, url: string) => void
}

/** The hub's HTTP side. It listens to nothing until told. */
export async function createServer(hub: Hub, options: ServerOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false, bodyLimit: BODY_BYTES, genReqId: () => hub.random.id(), requestIdHeader: false, exposeHeadRoutes: false,
    forceCloseConnections: 'idle', requestTimeout: 30_000,
    // Addresses that cannot be read are nobody's.
    frameworkErrors: (_error, request, reply) => { void send(reply as never, notFound(), String(request.id)) },
    routerOptions: { maxParamLength: 500, ignoreTrailingSlash: false },
  })
  app.setValidatorCompiler(validatorCompiler)
  // Answers are encoded once, where they are made; this only lets OpenAPI know their schema.
  app.setSerializerCompiler(() => data => JSON.stringify(data))
  app.decorateRequest('caller', null)
  app.addHook('onRoute', route => { for (const method of [route.method].flat()) options.onRoute?.(method, route.url) })

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body: Buffer, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseBody(body))
    } catch (error) {
      done(error as Error)
    }
  })

  app.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error)
    if (!problem) hub.log.error('request_failed', { requestId: request.id, route: patternOf(request), method: request.method, error })
    await send(reply, problem ?? new Problem('unexpected', `Something went wrong here. It is written down under ${request.id}; it is safe to ask again.`), request.id)
  })
  app.setNotFoundHandler(async (request, reply) => { await send(reply, isDoor(request.raw.url ?? '') ? notFound() : noRoute(request.method, (request.raw.url ?? '').split('?', 1)[0] ?? ''), request.id) })
  const closed = await closedHeaders()
  // Vendors are no browsers: at a door, what closes a page costs and closes nothing.
  const atDoor = { 'x-content-type-options': 'nosniff' }
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(isDoor(request.raw.url ?? '') ? atDoor : closed).header('x-request-id', request.id).header('cache-control', 'no-store')
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    // What a vendor brought and we took is a delivery of its own, with its time: a second line for each would be most of the log.
    if (reply.statusCode === 200 && isDoor(request.raw.url ?? '')) return done()
    hub.log.info('request', { requestId: request.id, method: request.method, route: patternOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime), tokenId: request.caller?.id ?? null, merchantId: request.caller?.merchantId ?? null })
    done()
  })

  await app.register(rateLimit, {
    global: true, max: options.perMinute ?? 600, timeWindow: 60_000, store: countedBy(hub.clock) as never, enableDraftSpec: true,
    keyGenerator: request => callerKey(request.headers.authorization, request.ip),
    errorResponseBuilder: (_request, seen) => new Problem('too_many_requests', `More than ${seen.max} requests in a minute. Go on in ${Math.ceil(seen.ttl / 1_000)} s.`),
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0', info: { title: 'Crossdock', version: options.version, description: 'Orders, stock and tracking between stores and fulfillment centers. Errors: docs/errors.md.' },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } }, security: [{ token: [] }],
    },
    transform: documented, transformObject: jsonSchemaTransformObject,
  })
  await app.register(async inner => doors(inner, hub))
  mount(app, hub, handlersOf(app, options))
  await app.ready()
  return app
}
