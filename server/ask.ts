import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../core/model/actor.ts'
import type { MerchantId } from '../core/model/ids.ts'
import type { Hub, Scope } from '../hub/hub.ts'
import { Problem } from './problem.ts'
import type { Answer, Read, RouteName } from './schema.ts'

/** Who asks: a token, or a person's session. */
export type Caller = Extract<Actor, { is: 'token' | 'user' }>

/** What a route is asked, parsed and allowed. */
export interface Ask<N extends RouteName> {
  readonly hub: Hub
  readonly caller: Caller
  /** The caller and the one merchant it acts for; for routes of one merchant only. */
  readonly scope: Scope
  /** The merchant a token is bound to or an operator named; null: the 3PL itself. */
  readonly merchantId: MerchantId | null
  readonly params: Read<N, 'params'>
  readonly query: Read<N, 'query'>
  readonly body: Read<N, 'body'>
  /** The version that a change was made from; null: not said. */
  readonly ifMatch: number | null
  /** Id of whatever is made, chosen beforehand: the same when the request is repeated under its key. */
  readonly newId: string
  /** A name for this command, the same when the request is repeated under its key; null without one. */
  readonly commandKey: string | null
}
export type Handler<N extends RouteName> = (ask: Ask<N>) => Promise<Answer<N>>

/** Handlers of one resource by route name. */
export type Handlers = { readonly [N in RouteName]?: Handler<N> }

const ETAG = /^(?:W\/)?"?(\d{1,15})"?$/

/** `If-Match: "version"`. A PUT of an object cannot do without. */
export function ifMatchOf(request: FastifyRequest, isNeeded: boolean): number | null {
  const header = request.headers['if-match']
  if (header === undefined && isNeeded) throw new Problem('version_required', 'Send If-Match with the version that you read, as If-Match: "3".')
  if (header === undefined || header === '*') return null
  const version = ETAG.exec(header.trim())?.[1]
  if (version === undefined) throw new Problem('invalid_input', 'If-Match must be a version in quotes, as "3".', { fields: [{ field: 'If-Match', message: 'a version in quotes' }] })
  return Number(version)
}

/** An object's version as ETag, so that it can be sent back as If-Match. */
export function tag(reply: FastifyReply, answer: unknown): void {
  const version = typeof answer === 'object' && answer !== null && 'version' in answer ? answer.version : undefined
  if (typeof version === 'number') void reply.header('etag', `"${version}"`)
}
