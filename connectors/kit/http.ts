import { type ClientRequest, type IncomingMessage, request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type Transport, TransportError, type WireAnswer, type WireRequest } from '../../core/ports/transport.ts'

export interface HttpLimits { connectMs: number; headersMs: number; totalMs: number; maxBytes: number }
/** RELIABILITY I27. */
const LIMITS: HttpLimits = { connectMs: 5_000, headersMs: 15_000, totalMs: 60_000, maxBytes: 10 * 1024 * 1024 }

const UNPACK = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress } as const

/** Faults that come before a byte of ours could have reached the vendor, wherever in a socket's life they are reported. */
const NEVER_SENT = /^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ERR_INVALID_URL|ERR_TLS_CERT_ALTNAME_INVALID|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*)$/

/**
 * The real Transport. Follows no redirect, unpacks at most `maxBytes`, ends at its time-outs and at the signal.
 * `sent: no` only where the connection never stood; from then on the vendor may have read every byte we wrote.
 */
export function httpTransport(limits: Partial<HttpLimits> = {}): Transport {
  const bound = { ...LIMITS, ...limits }
  return (request, signal) => new Promise<WireAnswer>((resolve, reject) => { send(request, signal, bound, resolve, reject) })
}

function send(request: WireRequest, signal: AbortSignal, limits: HttpLimits, resolve: (answer: WireAnswer) => void, reject: (error: TransportError) => void): void {
  let stands = false
  let answered = false
  let ends: (() => void)[] = []
  const fail = (error: unknown): void => {
    for (const end of ends) end()
    reject(new TransportError(textOf(error), stands && !NEVER_SENT.test(codeOf(error)) ? 'maybe' : 'no', { cause: error }))
  }
  if (signal.aborted) return fail(signal.reason)
  const call = start(request, fail)
  if (!call) return
  const stop = (why: unknown): void => { fail(why); call.destroy() }
  ends = [
    whenAborted(signal, () => stop(signal.reason)),
    after(limits.connectMs, () => { if (!stands) stop(new Error(`no connection within ${limits.connectMs} ms`)) }),
    after(limits.headersMs, () => { if (!answered) stop(new Error(`no headers within ${limits.headersMs} ms`)) }),
    after(limits.totalMs, () => stop(new Error(`no end within ${limits.totalMs} ms`))),
  ]
  call.on('socket', (socket) => {
    // A kept connection stands already, and must not gather listeners.
    if (socket.connecting) socket.once(request.url.startsWith('https:') ? 'secureConnect' : 'connect', () => { stands = true })
    else stands = true
  })
  call.on('finish', () => { stands = true })
  call.on('error', fail)
  call.on('response', (answer) => {
    stands = true
    answered = true
    read(answer, limits.maxBytes).then((body) => {
      for (const end of ends) end()
      resolve({ status: answer.statusCode ?? 0, headers: flat(answer), body })
    }, stop)
  })
  call.end(request.body ?? undefined)
}

function start(request: WireRequest, fail: (error: unknown) => void): ClientRequest | null {
  try {
    const url = new URL(request.url)
    const length = request.body === null ? {} : { 'content-length': String(Buffer.byteLength(request.body)) }
    const headers = { 'accept-encoding': 'gzip, deflate, br', ...request.headers, ...length }
    return (url.protocol === 'https:' ? secure : plain)(url, { method: request.method, headers })
  } catch (error) {
    fail(error)
    return null
  }
}

/** The body as text, unpacked; counted while it unpacks, so a bomb ends at the limit and not in memory. */
async function read(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const packing = answer.headers['content-encoding']?.toLowerCase() ?? ''
  const body = Object.hasOwn(UNPACK, packing) ? pipeline(answer, UNPACK[packing as keyof typeof UNPACK](), () => {}) : answer
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Error(`the answer is longer than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function flat(answer: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}

function after(ms: number, run: () => void): () => void {
  return whenAborted(AbortSignal.timeout(ms), run)
}

function whenAborted(signal: AbortSignal, run: () => void): () => void {
  signal.addEventListener('abort', run, { once: true })
  return () => signal.removeEventListener('abort', run)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return codeOf(error) && !text.includes(codeOf(error)) ? `${codeOf(error)}: ${text}` : text || 'the connection failed'
}
