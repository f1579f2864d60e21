import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Hub } from '../hub/hub.ts'
import { type Asked, begin, finish, giveBack } from '../hub/requests/requests.ts'
import { Problem } from './problem.ts'

const LONGEST_KEY = 255

/** The header, or null. */
export function keyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key) && key.length <= LONGEST_KEY) return key
  throw new Problem('invalid_input', `Idempotency-Key must be one word of at most ${LONGEST_KEY} plain characters.`, { fields: [{ field: 'Idempotency-Key', message: 'one word, as a uuid' }] })
}

/** Runs once under the key: a repeat gets the same answer, another body is refused, a first one still running is said so. */
export async function once(hub: Hub, reply: FastifyReply, asked: Asked, run: (newId: string) => Promise<string>): Promise<string> {
  const begun = await begin(hub, asked)
  if (begun.is === 'other_body') throw new Problem('idempotency_key_reused', 'This Idempotency-Key was sent with another body within a day. Use a new key for a new request.')
  if (begun.is === 'running') throw new Problem('idempotency_running', 'The first request under this Idempotency-Key is still running. Ask again in a moment.', { headers: { 'retry-after': '1' } })
  if (begun.is === 'replay') {
    void reply.header('idempotent-replayed', 'true')
    return begun.body
  }
  try {
    const body = await run(begun.request.newId)
    await finish(hub, asked, begun.request, 200, body)
    return body
  } catch (error) {
    const isRefused = error instanceof Problem && error.status < 500
    await giveBack(hub, begun.request, !isRefused)
    throw error
  }
}
