import { Readable } from 'node:stream'
import Shopify from 'shopify-api-node'
import type { z } from 'zod'
import { type Host, type Learned, VendorError } from '../../core/ports/connector.ts'
import { type Transport, TransportError, type WireAnswer } from '../../core/ports/transport.ts'
import { API_VERSION } from './api-version.ts'
import type { Ask } from './documents.ts'
import { type Asked, type Cost, costIn, malformed, readAnswer } from './errors.ts'
import { addressOf, hostsOf, type View } from './settings.ts'

/** The bucket that every call counts against: GraphQL points, one per shop and app. */
export const BUCKET = 'graphql'

export interface Reply<T> { data: T; denied: readonly string[]; version: string | null }
export interface Client {
  read<T>(ask: Ask<T>, variables: Record<string, unknown>, signal: AbortSignal, mayBeDenied?: ReadonlySet<string>): Promise<Reply<T>>
  write<T>(ask: Ask<T>, variables: Record<string, unknown>, signal: AbortSignal): Promise<T>
}

/** What Shopify last asked for each document: our formula is fitted to 95 of 100 documents, and a guess that is too low is refused. */
const costs = new Map<string, number>()
const costKey = ({ name, cost }: Ask<unknown>): string => `${name}:${cost}`

function learned(ask: Ask<unknown>, { requested, actual, bucket }: Cost): Learned {
  costs.set(costKey(ask), requested)
  return { ...(actual !== null && { spent: actual }), ...(bucket && { limit: { capacity: bucket.size, perSecond: bucket.rate }, remaining: bucket.left }) }
}

const NOTHING: ReadonlySet<string> = new Set()

/** What came is no failure of the network, but of a form that `wire.ts` does not know. */
export const UNEXPECTED_SHAPE = 'unexpected_shape'
/** Paths and rules, never values: they may be a customer's. */
export const shapeFault = (error: z.ZodError): string => error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')

/** The only file that speaks to the vendor, and the only one that knows its library. */
export function clientOf(at: View, host: Host): Client {
  async function call<T>(asked: Asked, ask: Ask<T>, variables: Record<string, unknown>, signal: AbortSignal, mayBeDenied: ReadonlySet<string>): Promise<Reply<T>> {
    return host.call(BUCKET, asked, async (transport, ends) => {
      const { answer, body } = await exchange(at, host, transport, ask, variables, asked, AbortSignal.any([signal, ends]))
      const cost = costIn(body)
      if (cost) host.learn(BUCKET, learned(ask, cost))
      const { data, denied } = readAnswer(ask.name, answer, body, asked, host.now(), mayBeDenied)
      const parsed = ask.wire.safeParse(data)
      if (!parsed.success) throw new VendorError('malformed', asked === 'write' ? 'maybe' : 'yes', `${ask.name}: ${shapeFault(parsed.error)}`, { code: UNEXPECTED_SHAPE })
      return { data: parsed.data, denied, version: answer.headers['x-shopify-api-version'] ?? null }
    }, costs.get(costKey(ask)) ?? ask.cost)
  }
  return {
    read: (ask, variables, signal, mayBeDenied = NOTHING) => call('read', ask, variables, signal, mayBeDenied),
    write: async (ask, variables, signal) => (await call('write', ask, variables, signal, NOTHING)).data,
  }
}

/**
 * One request through the library, on the transport that the host gave. The library throws away partial data, the cost
 * and all errors but the first, so the answer itself is kept beside it; an instance per call keeps calls apart.
 */
async function exchange(at: View, host: Host, transport: Transport, ask: Ask<unknown>, variables: Record<string, unknown>, asked: Asked, signal: AbortSignal): Promise<{ answer: WireAnswer; body: unknown }> {
  const address = addressOf(at, '/')
  const accessToken = at.credentials.accessToken ?? (await host.token())
  const seen: { answer?: WireAnswer; fault?: unknown; body?: unknown } = {}
  const request = async (url: URL, options: { method?: string; headers?: Record<string, unknown>; body?: unknown }): Promise<Readable> => {
    try {
      const body = typeof options.body === 'string' ? options.body : null
      seen.answer = await transport({ method: options.method ?? 'POST', url: targetOf(at, address, url), headers: headersOf(options.headers), body }, signal)
      return asResponse(seen.answer)
    } catch (error) {
      seen.fault = error
      throw error
    }
  }
  const config = {
    shopName: at.settings.shop,
    accessToken,
    apiVersion: API_VERSION,
    autoLimit: false,
    maxRetries: 0,
    parseJson: (text: string): unknown => (seen.body = JSON.parse(text)),
    // got's own redirects, throwing and unpacking are off: every answer reaches us as it came.
    hooks: { init: [(options: object) => { Object.assign(options, { request, followRedirect: false, throwHttpErrors: false, decompress: false }) }] },
  }
  const shopify = new Shopify(config)
  try {
    await shopify.graphql(ask.document, variables)
  } catch (error) {
    if (!seen.answer) throw unanswered(ask, asked, seen.fault, error)
  }
  if (!seen.answer) throw new VendorError(malformed('no_answer').kind, 'maybe', `${ask.name}: no answer`)
  return { answer: seen.answer, body: seen.body }
}

/** The library always builds https://shop/…; an operator's other base URL takes its place. The token goes nowhere else. */
function targetOf(at: View, address: string, url: URL): string {
  const target = new URL(url.pathname + url.search, address)
  if (url.host !== at.settings.shop || !hostsOf(at).includes(target.host)) throw new VendorError('rejected', 'no', 'this host is not the shop’s', { code: 'bad_shop' })
  return target.href
}

function headersOf(headers: Record<string, unknown> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[0] !== 'content-length'))
}

/** What got takes in place of a response: a stream with a status and headers. It never sees a packed body. */
function asResponse(answer: WireAnswer): Readable {
  const { 'content-encoding': _packing, ...headers } = answer.headers
  return Object.assign(Readable.from([Buffer.from(answer.body)], { objectMode: false }), { statusCode: answer.status, headers })
}

/** A fault of the transport is what it says; without one the library failed before it asked: nothing left. */
function unanswered(ask: Ask<unknown>, asked: Asked, fault: unknown, thrown: unknown): VendorError {
  if (fault instanceof VendorError) return fault
  const left = fault !== undefined && !(fault instanceof TransportError && fault.sent === 'no')
  const cause = fault ?? thrown
  return new VendorError('unavailable', asked === 'write' && left ? 'maybe' : 'no', `${ask.name}: ${cause instanceof Error ? cause.message : 'no answer'}`, { code: 'no_answer', cause })
}
