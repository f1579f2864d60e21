import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConnectionLost, type EmulatorReply, type EmulatorRequest, jsonReply } from './exchange.ts'

/** A listening emulator. */
export interface Listening {
  readonly url: string
  close(): Promise<void>
}

export interface ListenOptions {
  readonly host: string
  /** 0 = any. */
  readonly port: number
  /** Largest request body in bytes; past it 413 and the connection is closed. */
  readonly limit: number
}

type Handle = (request: EmulatorRequest) => Promise<EmulatorReply>

/** Puts `handle` behind a real socket. `ConnectionLost` destroys the socket without an answer. */
export async function listen(handle: Handle, options: ListenOptions): Promise<Listening> {
  const server = createServer((request, response) => {
    void serve(handle, options.limit, request, response)
  })
  // A connection that the server closes while a client takes it up again looks like a fault that nobody asked for.
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`, close: () => close(server) }
}

async function serve(handle: Handle, limit: number, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await bodyOf(request, limit)
    if (body === null) return send(response, jsonReply(413, { errors: 'Payload Too Large' }, { connection: 'close' }))
    const { method = 'GET', url = '/' } = request
    send(response, await handle({ method, url, headers: headersOf(request), body }))
  } catch (error) {
    if (!(error instanceof ConnectionLost)) console.error('emulator:', error)
    request.socket.destroy()
  }
}

/** The body as text, null where it is past the limit. The rest is read and thrown away, so that the caller gets its 413. */
async function bodyOf(request: IncomingMessage, limit: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
  }
  return size > limit ? null : Buffer.concat(chunks).toString('utf8')
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}

function send(response: ServerResponse, reply: EmulatorReply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(Buffer.byteLength(reply.body)) })
  response.end(reply.body)
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
