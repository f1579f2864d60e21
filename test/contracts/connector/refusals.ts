import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Transport } from '../../../core/ports/transport.ts'
import { type Bench, benchOf, faultOf, signal } from './cases.ts'

/** Every way to be answered badly becomes one kind of error, and credentials go nowhere else. */
export function refusalCases(bench: () => Bench, transport: () => Transport): void {
  const read = (at = bench()) => at.can.orders.page(null, at.far.at.startAt, signal)
  const write = (at = bench()) => at.can.setLevels.send([{ key: 'k', item: at.far.items[0]!.item, location: at.far.items[0]!.location, quantity: 1, changeFrom: null }], signal)
  /** The same connection, pointed at a server that answers like this. */
  const pointed = async (answer: RequestListener, run: (at: Bench, seen: string[]) => Promise<void>): Promise<void> => {
    const seen: string[] = []
    const server = createServer((request, response) => { seen.push(request.url ?? ''); request.resume(); answer(request, response) })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      await run(benchOf(bench().far, transport(), { ...bench().far.at, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }), seen)
    } finally {
      server.close()
    }
  }

  it('throttled: surely not carried out, so it may be repeated', async () => {
    await bench().far.throttle(true)
    expect(await faultOf(read())).toMatchObject({ kind: 'throttled', sent: 'no' })
    expect(await faultOf(write())).toMatchObject({ kind: 'throttled', sent: 'no' })
    await bench().far.throttle(false)
    await expect(read()).resolves.toBeDefined()
  })

  it('wrong credentials: auth, and the check says so and does not throw', async () => {
    const { far } = bench()
    const at = benchOf(far, transport(), far.refused)
    expect(await faultOf(read(at))).toMatchObject({ kind: 'auth' })
    expect(await far.connector.check(far.refused, at.host)).toContainEqual(expect.objectContaining({ is: 'fault', fix: expect.stringMatching(/./) }))
  })

  it('right credentials: the check has no fault', async () => {
    const { far, host } = bench()
    expect((await far.connector.check(far.at, host)).filter((check) => check.is === 'fault')).toEqual([])
  })

  it('a redirect is not followed, for reads nor for writes', async () => {
    await pointed((_request, response) => { response.writeHead(302, { location: '/elsewhere' }); response.end() }, async (at, seen) => {
      expect(await faultOf(read(at))).toMatchObject({ kind: 'malformed' })
      expect(await faultOf(write(at))).toMatchObject({ kind: 'malformed' })
      expect(seen).not.toContain('/elsewhere')
    })
  })

  it.each([
    ['a login page', 200, '<html>Log in</html>'], ['nothing', 200, ''], ['half an answer', 200, '{"data":{"a":'], ['another shape', 200, '{"data":{"a":1}}'], ['no object', 200, '[]'],
  ])('%s with HTTP 200 is malformed; a write may have happened', async (_what, status, body) => {
    await pointed((_request, response) => { response.writeHead(status, { 'content-type': 'text/html' }); response.end(body) }, async (at) => {
      expect(await faultOf(read(at))).toMatchObject({ kind: 'malformed' })
      expect(await faultOf(write(at))).toMatchObject({ kind: 'malformed', sent: 'maybe' })
    })
  })

  it.each([500, 502, 503, 504])('HTTP %i: unavailable; a write may have happened, a read may be repeated', async (status) => {
    await pointed((_request, response) => { response.writeHead(status); response.end('<html>') }, async (at) => {
      expect(await faultOf(read(at))).toMatchObject({ kind: 'unavailable', sent: 'no' })
      expect(await faultOf(write(at))).toMatchObject({ kind: 'unavailable', sent: 'maybe' })
    })
  })

  it('nobody there: surely not sent', async () => {
    const at = benchOf(bench().far, transport(), { ...bench().far.at, baseUrl: 'http://127.0.0.1:1' })
    expect(await faultOf(write(at))).toMatchObject({ kind: 'unavailable', sent: 'no' })
  })

  it('an aborted signal ends the call', async () => {
    await pointed(() => {}, async ({ can, far }) => {
      const stop = new AbortController()
      const reading = faultOf(can.orders.page(null, far.at.startAt, stop.signal))
      stop.abort()
      expect(await reading).toMatchObject({ kind: 'unavailable' })
    })
  })

  it('declares itself: secrets are marked, hosts named, limits given, all settled within a minute', () => {
    const { connector, at } = bench().far
    const schema = z.toJSONSchema(connector.credentials, { io: 'input' }) as { properties: Record<string, { title?: string; secret?: boolean }> }
    for (const [name, field] of Object.entries(schema.properties)) expect(field, name).toMatchObject({ title: expect.stringMatching(/./), secret: expect.any(Boolean) })
    expect(Object.values(schema.properties).some(({ secret }) => secret)).toBe(true)
    expect(connector.credentials.safeParse(at.credentials).success).toBe(true)
    expect(connector.settings.safeParse(at.settings).success).toBe(true)
    expect(connector.hosts({ ...at, baseUrl: null })).not.toEqual([])
    expect(Object.keys(connector.limits)).not.toEqual([])
    expect(connector.settleMs).toBeLessThanOrEqual(60_000)
  })
}
