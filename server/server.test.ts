import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { createToken } from '../hub/access/tokens.ts'
import type { Hub } from '../hub/hub.ts'
import { createVault } from '../hub/secrets/vault.ts'
import { memoryDatabase, openMemoryStore } from '../test/support/memory-store.ts'
import { machineRandom } from '../app/random.ts'
import { realClock } from '../app/clock.ts'
import { createServer } from './server.ts'

let app: FastifyInstance
let hub: Hub
let token = ''
beforeEach(async () => {
  const store = openMemoryStore(memoryDatabase(), machineRandom)
  const clock = realClock()
  hub = {
    store, clock, random: machineRandom, transport: async () => { throw new Error('no') }, connectors: new Map(), vault: createVault(new Map([['v1', new Uint8Array(32)]]), machineRandom, store, clock),
    log: { info: () => {}, warn: () => {}, error: (e, f) => console.log(e, f) }, baseUrls: new Map(), publicUrl: null,
  }
  app = await createServer(hub, { version: '0', ready: async () => [{ name: 'store', ok: true }] })
  token = (await createToken(hub, { name: 'a', role: 'administrator', boundTo: null, centers: null, scopes: [], expiresAt: null })).secret
})
afterEach(async () => app.close())

describe('server', () => {
  it('lives', async () => {
    const live = await app.inject({ url: '/health/live' })
    console.log(live.statusCode, live.body, live.headers)
    const ready = await app.inject({ url: '/health/ready', headers: { authorization: `Bearer ${token}` } })
    console.log(ready.statusCode, ready.body)
    const s = await app.inject({ url: '/v1/session', headers: { authorization: `Bearer ${token}` } })
    console.log(s.statusCode, s.body, s.headers)
    const t = await app.inject({ method: 'POST', url: '/v1/tokens', headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'k' }, payload: { name: 'x', role: 'administrator' } })
    console.log(t.statusCode, t.body)
    const t2 = await app.inject({ method: 'POST', url: '/v1/tokens', headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'k' }, payload: { name: 'x', role: 'administrator' } })
    console.log(t2.statusCode, t2.body === t.body, t2.headers['idempotent-replayed'])
    const t3 = await app.inject({ method: 'POST', url: '/v1/tokens', headers: { authorization: `Bearer ${token}`, 'idempotency-key': 'k' }, payload: { name: 'y', role: 'admin' } })
    console.log(t3.statusCode, t3.body)
    const o = await app.inject({ url: '/v1/openapi.json' })
    console.log(o.statusCode, o.body.slice(0, 1500))
    console.log((await app.inject({ url: '/nope' })).body, (await app.inject({ url: '/v1/calls' })).body)
    expect(1).toBe(1)
  })
})
