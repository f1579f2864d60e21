import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ConnectionId, MerchantId } from '../../core/model/ids.ts'
import { type AnyConnector, type Connector, VendorError } from '../../core/ports/connector.ts'
import type { WireAnswer } from '../../core/ports/transport.ts'
import { VirtualClock } from '../../test/support/clock.ts'
import { addMerchant, testHub, type TestHub } from '../../test/support/hub.ts'
import { memoryDatabase } from '../../test/support/memory-store.ts'
import { addConnection } from '../../test/support/vendor.ts'
import { type OpenConnection, openConnection, sealCredentials } from './open.ts'
import { forgetToken } from './token.ts'

const M1 = MerchantId.parse('m1')
const C1 = 'c1' as ConnectionId
const HOUR = 3_600_000

/** A vendor that gives tokens of a day, and a connector that asks for them. What it is asked takes 300 ms. */
class TokenVendor {
  readonly time = new VirtualClock()
  readonly good = new Map<string, number>()
  grants = 0
  calls: string[] = []
  fault: VendorError | null = null
  /** Takes no token whatever. */
  isGone = false
  hold: Promise<void> | null = null

  readonly connector: AnyConnector = {
    id: 'fake', label: 'Tokens', settleMs: 1_000, limits: {}, roles: ['orders'],
    credentials: z.object({ key: z.string().meta({ secret: true }) }), settings: z.object({}),
    hosts: () => ['store.test'], account: () => 'fake:shop', storeIdentity: () => 'fake:shop', check: async () => [], open: () => ({}),
    renew: async (_at, host) => host.call('token', 'read', async (transport, signal) => {
      await transport({ method: 'POST', url: 'https://store.test/token', headers: {}, body: null }, signal)
      if (this.fault) throw this.fault
      const token = `token-canary-${(this.grants += 1)}`
      this.good.set(token, this.time.now() + 24 * HOUR)
      return { token, expiresAt: this.time.now() + 24 * HOUR }
    }),
  } satisfies Connector<{ key: string }, object> as AnyConnector

  async transport(request: { url: string; headers: Readonly<Record<string, string>> }): Promise<WireAnswer> {
    await this.time.sleep(300)
    if (request.url.endsWith('/token')) {
      await this.hold
      return { status: 200, headers: {}, body: '' }
    }
    const token = request.headers['x-token'] ?? ''
    this.calls.push(token)
    return { status: !this.isGone && this.time.now() < (this.good.get(token) ?? 0) ? 200 : 401, headers: {}, body: '' }
  }
}

const call = async ({ host }: OpenConnection, kind: 'read' | 'write' = 'write'): Promise<string> => host.call('do', kind, async (transport, signal) => {
  const token = await host.token()
  const { status } = await transport({ method: 'POST', url: 'https://store.test/do', headers: { 'x-token': token }, body: null }, signal)
  if (status === 401) throw new VendorError('auth', 'yes', 'who are you')
  return token
})

async function world(processes = 1): Promise<{ vendor: TokenVendor; hubs: TestHub[]; open: (hub?: TestHub) => Promise<OpenConnection> }> {
  const vendor = new TokenVendor()
  const database = memoryDatabase()
  const hubs = Array.from({ length: processes }, (_, at) => testHub({ seed: at + 1, time: vendor.time, database, connectors: [vendor.connector], transport: async (request) => vendor.transport(request) }))
  await addMerchant(hubs[0]!)
  await addConnection(hubs[0]!, { merchantId: M1, id: C1 })
  return { vendor, hubs, open: async (hub = hubs[0]!) => openConnection(hub, (await hub.store.get('connections', null, C1))!) }
}

describe('a token of a day', () => {
  it('is asked for once, sealed, kept for whoever comes, and renewed some minutes before it ends', async () => {
    const { vendor, hubs: [hub], open } = await world()
    for (let index = 0; index < 3; index += 1) expect(await vendor.time.settle(call(await open()))).toBe('token-canary-1')
    await vendor.time.advance(24 * HOUR - 12 * 60_000)
    expect(await vendor.time.settle(call(await open()))).toBe('token-canary-1')
    await vendor.time.advance(3 * 60_000)
    expect(await vendor.time.settle(call(await open()))).toBe('token-canary-2')
    expect(vendor.calls).not.toContain('')
    expect(JSON.stringify([await hub!.store.get('accessTokens', M1, C1), hub!.lines])).not.toContain('canary')
  })

  it('that the vendor refuses is replaced once, and the call is made again: a write too, since nothing was carried out', async () => {
    const { vendor, open } = await world()
    const at = await open()
    await vendor.time.settle(call(at))
    vendor.good.clear()
    expect(await vendor.time.settle(call(at))).toBe('token-canary-2')
    expect(vendor.calls).toEqual(['token-canary-1', 'token-canary-1', 'token-canary-2'])
  })

  it('that is refused anew ends the call: the credentials are not good any more', async () => {
    const { vendor, open } = await world()
    const at = await open()
    await vendor.time.settle(call(at))
    vendor.isGone = true
    const fault = await vendor.time.settle(call(at).catch((error: unknown) => error))
    expect(fault).toMatchObject({ kind: 'auth' })
    expect({ grants: vendor.grants, calls: vendor.calls.length }).toEqual({ grants: 2, calls: 3 })
  })

  it.each(['read', 'write'] as const)('refused under many calls at once in two processes, it is renewed by one of them (%s)', async (kind) => {
    const { vendor, hubs, open } = await world(2)
    const both = [await open(hubs[0]), await open(hubs[1])]
    await vendor.time.settle(Promise.all(both.map(async (at) => call(at))))
    expect(vendor.grants).toBe(1)
    vendor.good.clear()
    const all = both.flatMap((at) => Array.from({ length: 6 }, async () => call(at, kind)))
    expect(new Set(await vendor.time.settle(Promise.all(all)))).toEqual(new Set(['token-canary-2']))
    expect(vendor.grants).toBe(2)
  })

  it('about to end, it serves all others while one gets the next', async () => {
    const { vendor, hubs, open } = await world(2)
    const [one, other] = [await open(hubs[0]), await open(hubs[1])]
    await vendor.time.settle(Promise.all([call(one), call(other)]))
    await vendor.time.advance(24 * HOUR - 5 * 60_000)
    const { promise, resolve } = Promise.withResolvers<void>()
    vendor.hold = promise
    const renewing = call(one)
    await vendor.time.advance(1_000)
    expect(await vendor.time.settle(call(other))).toBe('token-canary-1')
    resolve()
    expect(await vendor.time.settle(renewing)).toBe('token-canary-2')
    expect(await vendor.time.settle(call(await open(hubs[1])))).toBe('token-canary-2')
    expect(vendor.grants).toBe(2)
  })

  it('that cannot be renewed in time serves to its end; then calls are surely not sent', async () => {
    const { vendor, open } = await world()
    await vendor.time.settle(call(await open()))
    vendor.fault = new VendorError('unavailable', 'maybe', 'down')
    await vendor.time.advance(24 * HOUR - 5 * 60_000)
    expect(await vendor.time.settle(call(await open()))).toBe('token-canary-1')
    await vendor.time.advance(10 * 60_000)
    const fault = await vendor.time.settle(call(await open()).catch((error: unknown) => error))
    expect(fault).toMatchObject({ kind: 'unavailable', sent: 'no' })
  })

  it('whose renewal is refused is used no more: the credentials are not good, and a person hears of it', async () => {
    const { vendor, open } = await world()
    await vendor.time.settle(call(await open()))
    vendor.fault = new VendorError('auth', 'yes', 'who are you')
    await vendor.time.advance(24 * HOUR - 5 * 60_000)
    expect(await vendor.time.settle(call(await open()).catch((error: unknown) => error))).toMatchObject({ kind: 'auth', sent: 'no' })
  })

  it('a write that may have been carried out is not made again with another token', async () => {
    const { vendor, open } = await world()
    const { host } = await open()
    let made = 0
    const unsure = host.call('do', 'write', async () => {
      await host.token()
      made += 1
      throw new VendorError('auth', 'maybe', 'who are you')
    })
    expect(await vendor.time.settle(unsure.catch((error: unknown) => error))).toMatchObject({ kind: 'auth', sent: 'maybe' })
    expect(made).toBe(1)
  })

  it('is got by another where the process that was getting it died', async () => {
    const { vendor, hubs, open } = await world(2)
    vendor.hold = new Promise(() => {})
    const dead = call(await open(hubs[0]))
    dead.catch(() => {})
    await vendor.time.advance(1_000)
    vendor.hold = null
    expect(await vendor.time.settle(call(await open(hubs[1])))).toBe('token-canary-1')
  })

  it('of other credentials than the connection has now is none', async () => {
    const { vendor, hubs: [hub], open } = await world()
    await vendor.time.settle(call(await open()))
    const connection = (await hub!.store.get('connections', null, C1))!
    await hub!.store.replace('connections', { ...connection, credentialsSealed: await sealCredentials(hub!, M1, C1, { key: 'another' }) })
    expect(await vendor.time.settle(call(await open()))).toBe('token-canary-2')
    await forgetToken(hub!, connection)
    expect(await hub!.store.get('accessTokens', M1, C1)).toBeNull()
  })
})
