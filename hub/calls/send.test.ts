import { describe, expect, it } from 'vitest'
import { dyingStore } from '../../test/support/deaths.ts'
import { ACCOUNT, carry, converge, keyOf, labeledOrder, M1, process, relabel, send, tellingHub, type Telling } from '../../test/support/telling.ts'
import { addConnection, type Fault } from '../../test/support/vendor.ts'
import type { ConnectionId } from '../../core/model/ids.ts'
import { change } from '../change.ts'
import { orderEffects } from './order-effects.ts'
import { sendDueCalls } from './send.ts'

const callOf = async ({ hub }: Telling, key: string) => hub.store.get('calls', M1, key)
const pushesOf = async ({ hub }: Telling, id = 'o1') => (await hub.store.get('orders', M1, id))!.shipments[0]!.pushes

describe('a telling', () => {
  it('I17: is sent once, and its end stands on the order and on the call', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    await converge(world.hub)
    expect(world.vendor.told.get(keyOf(order))).toMatchObject([{ order: 'gid/1', parcels: [{ trackingNumber: '1ZO1', carrier: 'ups' }], replaces: [] }])
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'done', attempts: 1, ref: `ref:${keyOf(order)}`, finishedAt: expect.any(Number) })
    expect(await pushesOf(world)).toMatchObject([{ state: 'confirmed', ref: `ref:${keyOf(order)}` }])
  })

  it('tells the order before it is sent: its units are not known any more when the store hears of them', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    await carry(world.hub)
    const seen: string[] = []
    const watched = process(world, {
      transport: async (request, signal) => {
        seen.push((await pushesOf(world))[0]!.state, (await callOf(world, keyOf(order)))!.state)
        return world.vendor.transport(request, signal)
      },
    })
    await send(watched)
    expect(seen).toEqual(['sent', 'started'])
  })

  it.each<[string, Fault, { asked: number; sent: number }]>([
    ['the reply was lost after the write', 'drop', { asked: 1, sent: 1 }],
    ['the write was lost', 'lost', { asked: 1, sent: 2 }],
    ['the write arrives 8 s after we gave up', 'late', { asked: 1, sent: 1 }],
    ['it answered 500 and had acted', 'broken', { asked: 1, sent: 1 }],
    ['it never answers', 'hang', { asked: 1, sent: 2 }],
    ['the connection was refused', 'down', { asked: 0, sent: 1 }],
    ['it said “slow down”', 'throttle', { asked: 0, sent: 2 }],
  ])('has one effect, where %s', async (_name, fault, { asked, sent }) => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    world.vendor.faults.push(fault)
    await converge(world.hub)
    expect(world.vendor.effects(keyOf(order))).toBe(1)
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'done' })
    expect(await pushesOf(world)).toMatchObject([{ state: 'confirmed' }])
    expect(world.vendor.log.filter(({ does }) => does === 'ask')).toHaveLength(asked)
    expect(world.vendor.log.filter(({ does }) => does === 'send')).toHaveLength(sent)
    // An answer of “slow down” is an answer: it may be sent again without asking.
    expect(world.vendor.sentBlindly()).toBe(fault === 'throttle')
  })

  it.each<[Fault, number]>([['ok', 1], ['lost', 0], ['down', 0], ['throttle', 0]])('I17: what the store had open is a guess for the first sending only: after “%s” the store is looked at', async (fault, parts) => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    world.vendor.faults.push(fault)
    await converge(world.hub)
    expect(world.vendor.told.get(keyOf(order))![0]!.lines.map((line) => line.parts.length)).toEqual([parts])
  })

  it('I17: nor for a second telling of the shipment', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    await converge(world.hub)
    await relabel(world.hub, order, '1ZNEW')
    await converge(world.hub)
    expect(world.vendor.told.get(keyOf(order, 2))![0]!.lines.map((line) => line.parts.length)).toEqual([0])
  })

  it('is unsure for a settle time before it asks: a late write would look absent', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    world.vendor.faults.push('late')
    await carry(world.hub)
    await send(world.hub)
    const unsure = await callOf(world, keyOf(order))
    expect(unsure).toMatchObject({ state: 'unsure' })
    expect(unsure!.dueAt - world.hub.clock.now()).toBeGreaterThan(10_000)
    expect(await pushesOf(world)).toMatchObject([{ state: 'unsure' }])
    expect(await send(world.hub)).toBe(unsure!.dueAt)
  })

  it('is followed where the store takes its time, and confirmed where it only accepted', async () => {
    const world = await tellingHub()
    const [slow, half] = [await labeledOrder(world.hub, 'o1'), await labeledOrder(world.hub, 'o2')]
    world.vendor.always.set(keyOf(slow), 'later')
    world.vendor.faults.push('accept')
    await carry(world.hub)
    await send(world.hub)
    expect(await callOf(world, keyOf(slow))).toMatchObject({ state: 'later', handle: `handle:${keyOf(slow)}` })
    expect(await callOf(world, keyOf(half))).toMatchObject({ state: 'accepted' })
    expect(await pushesOf(world, 'o2')).toMatchObject([{ state: 'accepted' }])
    world.vendor.told.set(keyOf(slow), [])
    world.vendor.always.clear()
    await converge(world.hub)
    expect(await callOf(world, keyOf(slow))).toMatchObject({ state: 'done' })
    expect(await callOf(world, keyOf(half))).toMatchObject({ state: 'done' })
    expect(await pushesOf(world, 'o2')).toMatchObject([{ state: 'confirmed' }])
  })

  it('goes to a person after the store could twice not say what became of it', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    world.vendor.faults.push('lost', 'unknown', 'unknown')
    await converge(world.hub)
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'failed', code: 'unknown_twice' })
    expect(await pushesOf(world)).toMatchObject([{ state: 'failed', reason: expect.stringContaining('look there') }])
    expect(world.vendor.sentBlindly()).toBe(false)
  })

  it('is refused with the store’s code and words', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    world.vendor.faults.push('refuse')
    await converge(world.hub)
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'refused', code: 'fulfilled_elsewhere', reason: 'cannot be done' })
    expect(await pushesOf(world)).toMatchObject([{ state: 'refused', reason: 'cannot be done' }])
  })

  it('is replaced by a newer one of its shipment that comes before it began, and follows one that began', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    await carry(world.hub)
    await relabel(world.hub, order, '1ZNEW')
    await converge(world.hub)
    expect(world.vendor.effects(keyOf(order, 1))).toBe(0)
    expect(await callOf(world, keyOf(order, 1))).toMatchObject({ state: 'superseded' })
    expect(world.vendor.told.get(keyOf(order, 2))).toMatchObject([{ parcels: [{ trackingNumber: '1ZNEW' }] }])

    world.vendor.faults.push('lost')
    await relabel(world.hub, order, '1ZTHREE')
    await carry(world.hub)
    await send(world.hub)
    await relabel(world.hub, order, '1ZFOUR')
    await carry(world.hub)
    await send(world.hub)
    expect(await callOf(world, keyOf(order, 4))).toMatchObject({ state: 'queued' })
    await converge(world.hub)
    const order3 = world.vendor.log.findLastIndex(({ key }) => key === keyOf(order, 3))
    expect(world.vendor.log.findIndex(({ key }) => key === keyOf(order, 4))).toBeGreaterThan(order3)
    expect(world.vendor.told.get(keyOf(order, 4))).toMatchObject([{ replaces: expect.arrayContaining(['1ZTHREE']) }])
  })
})

describe('an account', () => {
  it('I12: has no item that blocks the others', async () => {
    const world = await tellingHub()
    const orders = []
    for (let index = 0; index < 5; index += 1) orders.push(await labeledOrder(world.hub, `o${index}`))
    world.vendor.always.set(keyOf(orders[0]!), 'down')
    world.vendor.always.set(keyOf(orders[2]!), 'hang')
    await world.hub.time.settle(carry(world.hub))
    await world.hub.time.settle(sendDueCalls(world.hub, ACCOUNT, world.hub.clock.now() + 120_000, orderEffects))
    expect(orders.map((order) => world.vendor.effects(keyOf(order)))).toEqual([0, 1, 0, 1, 1])
  })

  it('I13: tells two shipments of one order one after the other, and of different orders at once', async () => {
    const most = async (label: (world: Telling) => Promise<unknown>): Promise<number> => {
      const world = await tellingHub()
      await labeledOrder(world.hub, 'first')
      await label(world)
      await carry(world.hub)
      let [now, peak] = [0, 0]
      await send(process(world, {
        transport: async (request, signal) => {
          peak = Math.max(peak, now += 1)
          for (let turns = 0; turns < 50; turns += 1) await Promise.resolve()
          return world.vendor.transport(request, signal).finally(() => { now -= 1 })
        },
      }))
      expect(world.vendor.log.filter(({ does }) => does === 'send')).toHaveLength(3)
      return peak
    }
    const twice = async ({ hub }: Telling): Promise<void> => {
      const order = await labeledOrder(hub, 'o1')
      const [shipment] = order.shipments
      const [todo] = order.todo.filter(({ is }) => is === 'call')
      const other = JSON.parse(JSON.stringify([shipment, todo]).replaceAll('o1-1', 'o1-2')) as [typeof shipment, typeof todo]
      await change(hub, M1, order.id, now => ({ is: 'changed', code: 'split', order: { ...now, shipments: [...now.shipments, other[0]!], todo: [...now.todo, other[1]!] } }))
    }
    expect([await most(twice), await most(async ({ hub }) => { await labeledOrder(hub, 'o1'); await labeledOrder(hub, 'o2') })]).toEqual([1, 2])
  })

  it('I29: stops at a person for new credentials, and nothing is lost', async () => {
    const world = await tellingHub()
    const orders = [await labeledOrder(world.hub, 'o1'), await labeledOrder(world.hub, 'o2')]
    world.vendor.faults.push('auth')
    await converge(world.hub)
    expect(world.vendor.log).toHaveLength(1)
    const stopped = await world.hub.store.get('connections', null, 'shop')
    expect(stopped).toMatchObject({ state: 'needs_reauth', stateReason: 'who are you' })
    expect(await callOf(world, keyOf(orders[0]!))).toMatchObject({ state: 'queued', code: 'needs_reauth', attempts: 0 })
    await world.hub.store.replace('connections', { ...stopped!, state: 'connected', stateReason: null })
    await converge(world.hub)
    expect(orders.map((order) => world.vendor.effects(keyOf(order)))).toEqual([1, 1])
  })

  it('I29: for want of a scope only its role is paused; orders are read on, and what queued leaves once a person resumes it', async () => {
    const world = await tellingHub()
    const orders = [await labeledOrder(world.hub, 'o1'), await labeledOrder(world.hub, 'o2')]
    world.vendor.faults.push('scope')
    await converge(world.hub)
    expect(world.vendor.log).toHaveLength(1)
    const stopped = await world.hub.store.get('connections', null, 'shop')
    expect(stopped).toMatchObject({ state: 'connected', pausedRoles: ['tracking'], stateReason: 'tracking is paused: not granted' })
    expect(await callOf(world, keyOf(orders[0]!))).toMatchObject({ state: 'queued', attempts: 0 })
    const notes = (await world.hub.store.list('feedOfSubject', { merchantId: M1, subject: 'connection:shop' }, { limit: 9 })).items
    expect(notes).toMatchObject([{ kind: 'connection.paused', detail: { role: 'tracking', code: 'missing_scope' } }])
    await world.hub.store.replace('connections', { ...stopped!, pausedRoles: [] })
    await converge(world.hub)
    expect(orders.map((order) => world.vendor.effects(keyOf(order)))).toEqual([1, 1])
  })

  it.each([{ pausedRoles: ['tracking' as const] }, { mode: 'observe' as const }, { state: 'paused' as const }, { roles: ['orders' as const] }])('sends nothing while its connection is %j, and everything afterwards', async (not) => {
    const world = await tellingHub()
    const shop = await world.hub.store.get('connections', null, 'shop')
    await world.hub.store.replace('connections', { ...shop!, ...not })
    const order = await labeledOrder(world.hub)
    await converge(world.hub)
    expect(world.vendor.log).toEqual([])
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'queued' })
    const now = await world.hub.store.get('connections', null, 'shop')
    await world.hub.store.replace('connections', { ...shop!, version: now!.version })
    await converge(world.hub)
    expect(world.vendor.effects(keyOf(order))).toBe(1)
  })

  it.each([{ pausedRoles: ['tracking' as const] }, { mode: 'observe' as const }, { state: 'paused' as const }])('begins no call once its connection is %j, though the turn began before', async (not) => {
    const world = await tellingHub()
    for (const id of ['o1', 'o2', 'o3']) await labeledOrder(world.hub, id)
    await carry(world.hub)
    const switching = process(world, {
      transport: async (request, signal) => {
        const shop = await world.hub.store.get('connections', null, 'shop')
        await world.hub.store.replace('connections', { ...shop!, ...not })
        return world.vendor.transport(request, signal)
      },
    })
    await send(switching)
    expect(world.vendor.log).toHaveLength(1)
  })

  it('what a connection that is gone had to say has ended, though nothing else of its account may leave', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    await carry(world.hub)
    const shop = await world.hub.store.get('connections', null, 'shop')
    await world.hub.store.replace('connections', { ...shop!, state: 'disconnected' })
    await converge(world.hub)
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'failed', code: 'disconnected' })
    expect(world.vendor.log).toEqual([])
  })

  it('what waited for an earlier telling of its shipment is due as soon as that one has ended', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    world.vendor.faults.push('lost')
    await carry(world.hub)
    await send(world.hub)
    await relabel(world.hub, order, '1ZNEW')
    await carry(world.hub)
    const due = (await callOf(world, keyOf(order)))!.dueAt
    await world.hub.time.advance(due - world.hub.clock.now())
    // The newer one has been due for longer, so it is looked at before the older one ends.
    expect(await send(world.hub)).toBe(world.hub.clock.now())
  })

  it('does not walk what a connection has queued that may say nothing', async () => {
    const world = await tellingHub()
    await labeledOrder(world.hub)
    await carry(world.hub)
    const shop = await world.hub.store.get('connections', null, 'shop')
    await world.hub.store.replace('connections', { ...shop!, mode: 'observe' })
    const { store } = world.hub
    const read = new Set<string>()
    const list: typeof store.list = async (name, ...how) => { read.add(name); return store.list(name, ...how) }
    expect(await send({ ...world.hub, store: { ...store, list } })).toBeNull()
    expect(read).toEqual(new Set(['connectionsOfAccount']))
  })

  it('lets a paused connection wait without keeping another of its account waiting', async () => {
    const world = await tellingHub()
    const shop = await world.hub.store.get('connections', null, 'shop')
    await world.hub.store.replace('connections', { ...shop!, pausedRoles: ['tracking'] })
    for (let index = 0; index < 150; index += 1) await labeledOrder(world.hub, `o${index}`)
    await world.hub.time.settle(carry(world.hub, world.hub.clock.now() + 60_000))
    await addConnection(world.hub, { merchantId: M1, id: 'shop2' as ConnectionId })
    const last = await callOf(world, 'ship:o9-1:1')
    await world.hub.store.replace('calls', { ...last!, connectionId: 'shop2' as ConnectionId })
    await send(world.hub)
    expect(world.vendor.log.map(({ key }) => key)).toEqual(['ship:o9-1:1'])
  })

  it.each([['', 0, 2_000], ['garbage', 0, 2_000], ['-5', 0, 0], ['99999999999', 3_600_000, 3_600_000], ['0', 0, 0], ['90', 90_000, 90_000]])('I26: heeds Retry-After “%s” within an hour', async (header, least, most) => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    world.vendor.retryAfter = header
    world.vendor.faults.push('throttle')
    await converge(world.hub)
    const [first, second] = world.vendor.log
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(least)
    expect(second!.at - first!.at).toBeLessThanOrEqual(most)
    expect(world.vendor.effects(keyOf(order))).toBe(1)
  })
})

describe('a death', () => {
  it('I19: at any store operation of carrying out and sending leads to the same far end', async () => {
    const count = await tellingHub()
    const counting = dyingStore(count.hub.store)
    const counted = process(count, { through: () => counting.store })
    await labeledOrder(count.hub)
    await counted.time.settle(carry(counted))
    await counted.time.settle(send(counted))
    expect(counting.operations()).toBeGreaterThan(15)
    for (let at = 1; at <= counting.operations(); at += 1) {
      for (const when of ['before', 'after'] as const) {
        for (const fault of ['ok', 'drop', 'lost', 'late'] as const) {
          const world = await tellingHub()
          const order = await labeledOrder(world.hub)
          world.vendor.faults.push(fault)
          const mortal = process(world, { seed: 5, through: (store) => dyingStore(store, at, when).store })
          await mortal.time.settle(carry(mortal).then(async () => send(mortal)).catch(() => null))
          await converge(world.hub)
          const name = `died ${when} ${at}, ${fault}`
          expect(world.vendor.effects(keyOf(order)), name).toBe(1)
          expect(world.vendor.sentBlindly(), name).toBe(false)
          expect(await callOf(world, keyOf(order)), name).toMatchObject({ state: 'done' })
          expect(await pushesOf(world), name).toMatchObject([{ state: 'confirmed' }])
          expect((await world.hub.store.get('orders', M1, 'o1'))!.todo.filter(({ is }) => is !== 'want'), name).toEqual([])
        }
      }
    }
  }, 60_000)

  it('I21: of a pause, between `started` and the sending: then it is not sent any more', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    await carry(world.hub)
    const paused = process(world, {
      seed: 7,
      through: (store) => new Proxy(store, {
        get: (target, name, receiver) => name !== 'replace' ? Reflect.get(target, name, receiver) as unknown : async (kind: 'calls', record: { state?: string }) => {
          const written = await target.replace(kind, record as never)
          if (kind === 'calls' && record.state === 'started') await world.hub.clock.sleep(600_000)
          return written
        },
      }),
    })
    const late = send(paused)
    await world.hub.time.advance(20_000)
    await world.hub.time.settle(send(world.hub))
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'unsure' })
    await converge(world.hub)
    expect(world.vendor.effects(keyOf(order))).toBe(1)
    await world.hub.time.settle(late)
    expect(world.vendor.effects(keyOf(order))).toBe(1)
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'done' })
    expect(await pushesOf(world)).toMatchObject([{ state: 'confirmed' }])
  })

  it('loses no result of a slow sender that lived: its answer ends the call that another had begun to doubt', async () => {
    const world = await tellingHub()
    const order = await labeledOrder(world.hub)
    await carry(world.hub)
    const slow = process(world, { seed: 7, transport: async (request, signal) => {
      const answer = await world.vendor.transport(request, signal)
      await world.hub.clock.sleep(20_000)
      return answer
    } })
    const sending = send(slow)
    await world.hub.time.advance(10_000)
    await send(world.hub)
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'unsure' })
    await world.hub.time.settle(sending)
    expect(await callOf(world, keyOf(order))).toMatchObject({ state: 'done' })
    expect(world.vendor.log).toHaveLength(1)
  })
})
