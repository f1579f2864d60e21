import { describe, expect, it } from 'vitest'
import { START } from '../../test/support/clock.ts'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { addConnection, FAKE } from '../../test/support/vendor.ts'
import { type AnyConnector, type ConnectionView, VendorError } from '../../core/ports/connector.ts'
import { type Transport, TransportError, type WireAnswer } from '../../core/ports/transport.ts'
import { CALL_MS, createHost } from './host.ts'
import { checkHost } from './hosts.ts'
import { openConnection } from './open.ts'

const OK: WireAnswer = { status: 200, headers: {}, body: '{}' }
const VIEW: ConnectionView<unknown, unknown> = { id: 'c1', credentials: {}, settings: {}, roles: [], startAt: START, baseUrl: null }
const request = (url = 'https://store.test/x') => ({ method: 'POST', url, headers: {}, body: null })

function world(transport: Transport, limits: AnyConnector['limits'] = {}) {
  const asked: string[] = []
  const hub = testHub({ transport: async (wire, signal) => { asked.push(wire.url); return transport(wire, signal) } })
  const ended = new AbortController()
  return { hub, asked, ended, host: createHost({ hub, account: 'a', connector: { ...FAKE, limits }, view: VIEW, ended: ended.signal }) }
}
const failing = (errors: readonly (Error | null)[]): Transport => {
  let index = 0
  return async () => {
    const error = errors[index++]
    if (error) throw error
    return OK
  }
}
const faultOf = async (work: Promise<unknown>): Promise<VendorError> => work.then(() => { throw new TypeError('no fault') }, (error: VendorError) => error)

describe('I33: an address', () => {
  it.each([
    'http://store.test/x', 'https://other.test/x', 'https://store.test:8443/x', 'https://store.test@other.test/', 'https://user:pass@store.test/', 'https://store.test.other.test/', 'ftp://store.test/', '//store.test/', 'nothing', 'https://169.254.169.254/',
  ])('%s is refused before it leaves', (url) => {
    expect(() => checkHost(url, ['store.test'], null)).toThrow(expect.objectContaining({ code: 'host_refused', sent: 'no' }))
  })

  it('passes to the connector’s own hosts, and only to the base URL where one is set', () => {
    expect(() => checkHost('https://STORE.test/x', ['store.test'], null)).not.toThrow()
    expect(() => checkHost('http://127.0.0.1:4000/x', ['store.test'], 'http://127.0.0.1:4000')).not.toThrow()
    expect(() => checkHost('http://127.0.0.1:4001/x', ['store.test'], 'http://127.0.0.1:4000')).toThrow('refused')
    expect(() => checkHost('https://store.test/x', ['store.test'], 'http://127.0.0.1:4000')).toThrow('refused')
  })

  it('that is none of the connector’s hosts gets nothing from a connector that asks for it', async () => {
    const { host, asked, hub } = world(async () => OK)
    const fault = await faultOf(hub.time.settle(host.call('x', 'write', async (transport, signal) => transport(request('https://other.test/x'), signal))))
    expect(fault).toMatchObject({ code: 'host_refused', sent: 'no' })
    expect(asked).toEqual([])
  })

  it.each([['http://127.0.0.1:4000', 'fake', 'https://store.test/x'], ['https://store.test', 'another', 'http://127.0.0.1:4000/x']])('%s is where the operator’s base URL of “%s” lets the connector fake go, and not to %s', async (base, id, other) => {
    const asked: string[] = []
    const hub = testHub({ connectors: [FAKE], baseUrls: { [id]: 'http://127.0.0.1:4000' }, transport: async ({ url }) => { asked.push(url); return OK } })
    const { id: merchantId } = await addMerchant(hub)
    const { id: connectionId } = await addConnection(hub, { merchantId })
    const { host, view } = await openConnection(hub, (await hub.store.get('connections', null, connectionId))!)
    await hub.time.settle(host.call('x', 'write', async (transport, signal) => transport(request(`${base}/x`), signal)))
    expect(await faultOf(hub.time.settle(host.call('x', 'write', async (transport, signal) => transport(request(other), signal))))).toMatchObject({ code: 'host_refused' })
    expect([asked, view.baseUrl]).toEqual([[`${base}/x`], id === 'fake' ? base : null])
  })

  it('is never followed by a redirect', async () => {
    const { host, asked, hub } = world(async () => ({ status: 302, headers: { location: 'https://other.test/' }, body: '' }))
    const fault = await faultOf(hub.time.settle(host.call('x', 'write', async (transport, signal) => transport(request(), signal))))
    expect(fault).toMatchObject({ kind: 'malformed', code: 'redirect' })
    expect(asked).toHaveLength(1)
  })
})

describe('a call', () => {
  it('I27: ends after its time, whatever the vendor and the library do, and nothing leaves after it', async () => {
    let late: Promise<unknown> = Promise.resolve()
    const { host, hub, asked } = world(async () => new Promise(() => {}))
    const call = host.call('x', 'write', async (transport, signal) => {
      late = hub.clock.sleep(CALL_MS * 2).then(async () => transport(request(), signal)).catch((error: unknown) => error)
      return transport(request(), new AbortController().signal)
    })
    expect(await faultOf(hub.time.settle(call))).toMatchObject({ kind: 'unavailable', sent: 'maybe', code: 'timeout' })
    expect(hub.clock.now()).toBe(START + CALL_MS)
    expect(await hub.time.settle(late)).toMatchObject({ sent: 'no' })
    expect(asked).toHaveLength(1)
  })

  it('lets nothing leave once the work it was for has ended', async () => {
    const { host, hub, asked, ended } = world(async () => OK)
    ended.abort()
    expect(await faultOf(hub.time.settle(host.call('x', 'write', async (transport, signal) => transport(request(), signal))))).toMatchObject({ sent: 'no' })
    expect(asked).toEqual([])
  })

  it('repeats a read at most twice, within ten seconds, and never a write', async () => {
    const down = (): TransportError => new TransportError('refused', 'no')
    const read = world(failing([down(), down(), null]))
    await read.hub.time.settle(read.host.call('x', 'read', async (transport, signal) => transport(request(), signal)))
    expect(read.asked).toHaveLength(3)
    const never = world(failing([down(), down(), down(), null]))
    expect(await faultOf(never.hub.time.settle(never.host.call('x', 'read', async (transport, signal) => transport(request(), signal))))).toMatchObject({ kind: 'unavailable' })
    expect(never.asked).toHaveLength(3)
    expect(never.hub.clock.now() - START).toBeLessThan(10_000)
    const write = world(failing([new TransportError('reset', 'maybe'), null]))
    expect(await faultOf(write.hub.time.settle(write.host.call('x', 'write', async (transport, signal) => transport(request(), signal))))).toMatchObject({ sent: 'maybe' })
    expect(write.asked).toHaveLength(1)
  })

  it('repeats no read that the vendor refused, nor one that it wants in an hour', async () => {
    const errors = [new VendorError('rejected', 'yes', 'no'), new VendorError('auth', 'yes', 'no'), new VendorError('throttled', 'yes', 'no', { retryAfter: 3_600_000 })]
    for (const error of errors) {
      const { host, asked, hub } = world(failing([error, null]))
      expect(await faultOf(hub.time.settle(host.call('x', 'read', async (transport, signal) => transport(request(), signal))))).toBe(error)
      expect(asked).toHaveLength(1)
    }
  })

  it('says maybe where one of several requests may have acted, or our own code fell over a reply', async () => {
    const two = world(failing([null, new TransportError('refused', 'no')]))
    expect(await faultOf(two.hub.time.settle(two.host.call('x', 'write', async (transport, signal) => {
      await transport(request(), signal)
      return transport(request(), signal)
    })))).toMatchObject({ sent: 'maybe' })
    const bug = world(async () => OK)
    expect(await faultOf(bug.hub.time.settle(bug.host.call('x', 'write', async (transport, signal) => {
      await transport(request(), signal)
      throw new TypeError('undefined is not a function')
    })))).toMatchObject({ kind: 'malformed', sent: 'maybe', code: 'connector_fault' })
    expect(await faultOf(bug.hub.time.settle(bug.host.call('x', 'write', async () => { throw new TypeError('before anything') })))).toMatchObject({ sent: 'no' })
  })
})

describe('I25: a limit', () => {
  const call = async ({ host }: ReturnType<typeof world>) => host.call('x', 'write', async (transport, signal) => transport(request(), signal))

  it('is never passed: what is too fast waits, and what would wait long is put off', async () => {
    const at = world(async () => OK, { x: { capacity: 5, perSecond: 2 } })
    const times: number[] = []
    const all = Array.from({ length: 12 }, async () => call(at).then(() => times.push(at.hub.clock.now() - START)))
    await at.hub.time.settle(Promise.all(all))
    expect(times).toEqual([0, 0, 0, 0, 0, 500, 1000, 1500, 2000, 2500, 3000, 3500])
    const more = Promise.allSettled(Array.from({ length: 11 }, async () => call(at)))
    const [last] = (await at.hub.time.settle(more)).flatMap((one) => (one.status === 'rejected' ? [one.reason as VendorError] : []))
    expect(last).toMatchObject({ kind: 'throttled', sent: 'no', code: 'limit_reached', retryAfter: expect.any(Number) })
  })

  it('is corrected by what the vendor shows', async () => {
    const at = world(async () => OK, { x: { capacity: 100, perSecond: 1 } })
    at.host.learn('x', { remaining: 1 })
    await at.hub.time.settle(Promise.all([call(at), call(at)]))
    expect(at.hub.clock.now()).toBe(START + 1000)
    at.host.learn('x', { limit: { capacity: 100, perSecond: 100 }, remaining: 0, notBefore: at.hub.clock.now() + 4_000 })
    await at.hub.time.settle(call(at))
    expect(at.hub.clock.now()).toBe(START + 5000)
  })

  it('that the vendor named by Retry-After holds for every operation of the account', async () => {
    const at = world(failing([new VendorError('throttled', 'yes', 'slow', { retryAfter: 3_000 }), null]), { x: { capacity: 5, perSecond: 5 } })
    await faultOf(call(at))
    await at.hub.time.settle(at.host.call('y', 'write', async (transport, signal) => transport(request(), signal)))
    expect(at.hub.clock.now()).toBe(START + 3000)
  })

  it('is not charged for what the vendor refused for its rate', async () => {
    const at = world(failing([new VendorError('throttled', 'yes', 'slow'), null]), { x: { capacity: 1, perSecond: 0.1 } })
    expect(await faultOf(at.hub.time.settle(call(at)))).toMatchObject({ code: 'throttled' })
    await at.hub.time.settle(call(at))
    expect([at.asked.length, at.hub.clock.now()]).toEqual([2, START])
  })

  it('holds back those beyond `concurrent`, in their order', async () => {
    let [running, most] = [0, 0]
    const order: number[] = []
    const at = world(async () => OK, { x: { capacity: 100, perSecond: 100, concurrent: 2 } })
    const all = Array.from({ length: 7 }, async (_, index) => at.host.call('x', 'write', async () => {
      running += 1
      most = Math.max(most, running)
      order.push(index)
      await new Promise((resolve) => { setImmediate(resolve) })
      running -= 1
    }))
    await Promise.all(all)
    expect(most).toBe(2)
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6])
  })
})
