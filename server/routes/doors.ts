import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Hub } from '../../hub/hub.ts'
import { knock } from '../../hub/receive/knock.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const NONE = new Uint8Array(0)
/** What a connector may not answer with: how the connection goes on is ours. */
const NOT_THEIRS = new Set(['connection', 'transfer-encoding', 'content-length', 'set-cookie'])

/**
 * The ways in for vendors: any method, the body as its very bytes, since a signature covers nothing less. No token: the connector verifies.
 * No limit of requests either: a storm of webhooks is refused by nobody but the store.
 */
export function doors(app: FastifyInstance, hub: Hub): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body) })
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { connectionId = '', '*': rest = '' } = request.params as { connectionId?: string; '*'?: string }
    const said = await knock(hub, connectionId, {
      method: request.method, path: `/${rest}${URL.parse(request.url, 'http://door')?.search ?? ''}`, headers: request.headers, body: Buffer.isBuffer(request.body) ? request.body : NONE, receivedAt: hub.clock.now(),
    })
    const headers = Object.entries(said.headers ?? {}).filter(([name]) => !NOT_THEIRS.has(name.toLowerCase()))
    return reply.code(said.status).headers(Object.fromEntries(headers)).serializer((body: unknown) => String(body)).send(said.body)
  }
  for (const url of ['/hooks/:connectionId', '/hooks/:connectionId/*']) app.route({ method: METHODS, url, config: { rateLimit: false }, schema: { hide: true }, handler })
}
