import helmet from '@fastify/helmet'
import { fastify } from 'fastify'

const CLOSED = { contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ['\'none\''], frameAncestors: ['\'none\''] } }, crossOriginResourcePolicy: { policy: 'same-origin' as const }, frameguard: { action: 'deny' as const } }
/** Of the one answer itself, not helmet's. */
const ITS_OWN = new Set(['content-length', 'content-type', 'connection', 'date', 'keep-alive'])

/**
 * Headers that close what an API does not need: helmet's, asked for once. They are the same in every answer, and the plugin
 * builds all its parts anew for each request (docs/performance.md: about a seventh of what taking in a delivery cost).
 */
export async function closedHeaders(): Promise<Readonly<Record<string, string>>> {
  const app = fastify({ logger: false })
  await app.register(helmet, CLOSED)
  app.get('/', async () => '')
  const { headers } = await app.inject('/')
  await app.close()
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ITS_OWN.has(name)).map(([name, value]) => [name, String(value)]))
}
