// A process of its own: the least that a server in this language can do with a request is to read it and answer.
import { createServer } from 'node:http'
import { open } from './told.ts'

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => { chunks.push(chunk) })
  request.on('end', () => {
    const { length } = Buffer.concat(chunks)
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 })
    response.end(length > 0 ? 'ok' : 'no')
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => { open({ port: (server.address() as { port: number }).port, path: '/hooks/echo' }, async () => { server.closeAllConnections(); server.close() }) })
