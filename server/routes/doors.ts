import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { countRefused } from '../../hub/connections/refused-deliveries.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Turn } from '../../hub/receive/accept.ts'
import { knock } from '../../hub/receive/knock.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const NONE = new Uint8Array(0)
/** What a connector may not answer with: how the connection goes on is ours. */
const NOT_THEIRS = new Set(['connection', 'transfer-encoding', 'content-length', 'set-cookie'])
const ROOT = '/hooks/'

export const isDoor = (url: string): boolean => url.startsWith(ROOT)

/**
 * The ways in for vendors: any method, the body as its very bytes, since a signature covers nothing less. No token: the connector verifies.
 * No limit of requests either: a storm of webhooks is refused by nobody but the store.
 */
export function doors(app: FastifyInstance, hub: Hub): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body) })
  // Here and not where it is decided: a body that is too large never gets there.
  app.addHook('onResponse', (request, reply, done) => {
    countRefused(hub, (request.params as { connectionId?: string } | undefined)?.connectionId ?? '', reply.statusCode)
    done()
  })
  const turn = turns()
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { url, headers } = request.raw
    const { connectionId = '', '*': rest = '' } = request.params as { connectionId?: string; '*'?: string }
    const said = await knock(hub, connectionId, {
      method: request.method, path: `/${rest}${searchOf(url ?? '')}`, headers, body: Buffer.isBuffer(request.body) ? request.body : NONE, receivedAt: hub.clock.now(),
    }, turn())
    for (const name in said.headers) if (!NOT_THEIRS.has(name.toLowerCase())) void reply.header(name, said.headers[name])
    return reply.code(said.status).serializer(asText).send(said.body)
  }
  for (const url of [`${ROOT}:connectionId`, `${ROOT}:connectionId/*`]) app.route({ method: METHODS, url, config: { rateLimit: false }, schema: { hide: true }, handler })
}

const asText = (body: unknown): string => String(body)

const searchOf = (url: string): string => (url.includes('?') ? (URL.parse(url, 'http://door')?.search ?? '') : '')

/** What came in within one turn of the event loop is opened together; it is forgotten before the next one begins. */
function turns(): () => Turn {
  let turn: Turn | null = null
  return () => {
    if (turn) return turn
    setImmediate(() => { turn = null })
    turn = new Map()
    return turn
  }
}
