import { once } from 'node:events'
import { createServer as createPlain, type RequestListener, type Server } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { TransportError } from '../../core/ports/transport.ts'
import { httpTransport } from './http.ts'

const open: { close(): void }[] = []
afterEach(() => { for (const server of open.splice(0)) server.close() })

async function listen(server: Server | ReturnType<typeof createTcp>): Promise<string> {
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
const plain = async (answer: RequestListener): Promise<string> => listen(createPlain(answer))
/** A server that speaks no HTTP of its own accord: each connection is given its first bytes. */
const raw = async (answer: (socket: Socket) => void): Promise<string> => listen(createTcp((socket) => { socket.on('error', () => {}); socket.once('data', () => answer(socket)) }))

const post = (url: string) => ({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body: '{"é":1}' })
const never = new AbortController().signal

async function faultOf(sending: Promise<unknown>): Promise<TransportError> {
  const error = await sending.then(() => new Error('it was answered'), (reason: unknown) => reason)
  expect(error).toBeInstanceOf(TransportError)
  return error as TransportError
}

it('sends what it is given and answers what came', async () => {
  const seen: string[] = []
  const url = await plain((request, response) => {
    request.setEncoding('utf8')
    request.on('data', (text: string) => seen.push(text))
    request.on('end', () => { response.writeHead(201, { 'x-a': '1' }); response.end(`${request.method} ${request.headers['content-length']}`) })
  })
  const answer = await httpTransport()(post(url), never)
  expect([answer.status, answer.headers['x-a'], answer.body, seen.join('')]).toEqual([201, '1', 'POST 8', '{"é":1}'])
})

it('unpacks gzip, and follows no redirect', async () => {
  const url = await plain((request, response) => {
    if (request.url === '/moved') { response.writeHead(302, { location: '/' }); response.end(); return }
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(gzipSync('packed'))
  })
  expect((await httpTransport()(post(url), never)).body).toBe('packed')
  expect((await httpTransport()(post(`${url}moved`), never)).status).toBe(302)
})

it('stops a gzip bomb at the limit, while it unpacks', async () => {
  const url = await plain((_request, response) => { response.writeHead(200, { 'content-encoding': 'gzip' }); response.end(gzipSync(Buffer.alloc(30_000_000))) })
  expect(await faultOf(httpTransport()(post(url), never))).toMatchObject({ sent: 'maybe', message: expect.stringContaining('longer than') })
})

it('was never sent: nobody listens, no such name, no TLS behind the address, no address', async () => {
  const server = createTcp()
  const gone = await listen(server)
  server.close()
  await once(server, 'close')
  const deaf = await plain((_request, response) => { response.end() })
  for (const url of [gone, 'http://nobody.invalid/', deaf.replace('http:', 'https:'), 'no address']) {
    expect(await faultOf(httpTransport()(post(url), never)), url).toMatchObject({ sent: 'no' })
  }
})

it('was never sent: the signal came first', async () => {
  expect(await faultOf(httpTransport()(post('http://127.0.0.1:1/'), AbortSignal.abort(new Error('stopped'))))).toMatchObject({ sent: 'no', message: 'stopped' })
})

it.each([
  ['it reset before the headers', (socket: Socket) => { socket.destroy() }],
  ['it reset in the body', (socket: Socket) => { socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'); setImmediate(() => socket.destroy()) }],
  ['its length was a lie', (socket: Socket) => { socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort') }],
  ['it spoke something else', (socket: Socket) => { socket.end('SSH-2.0-OpenSSH\r\n') }],
])('may have acted: %s', async (_what, answer) => {
  expect(await faultOf(httpTransport()(post(await raw(answer)), never))).toMatchObject({ sent: 'maybe' })
})

it('may have acted: no headers in time, no end in time, the signal came after the sending', async () => {
  const silent = await raw(() => {})
  expect(await faultOf(httpTransport({ headersMs: 60 })(post(silent), never))).toMatchObject({ sent: 'maybe', message: expect.stringContaining('headers') })
  const endless = await raw((socket) => { socket.write('HTTP/1.1 200 OK\r\n\r\na') })
  expect(await faultOf(httpTransport({ totalMs: 60 })(post(endless), never))).toMatchObject({ sent: 'maybe', message: expect.stringContaining('end') })
  const stop = new AbortController()
  const url = await raw(() => stop.abort(new Error('stopped')))
  expect(await faultOf(httpTransport()(post(url), stop.signal))).toMatchObject({ sent: 'maybe', message: 'stopped' })
})
