import { beforeEach, describe, expect, it } from 'vitest'
import { ACCOUNT, connect, CREDENTIALS, M1, OWNER, type ReadingShop, shopHub } from '../../test/support/reading-shop.ts'
import type { TestHub } from '../../test/support/hub.ts'
import type { OrderDraft } from '../../core/model/drafts.ts'
import type { ConnectionId, OrderId } from '../../core/model/ids.ts'
import type { CommandSubject, RawDelivery } from '../../core/ports/connector.ts'
import { disconnect, resumeConnection } from '../connections/change-connection.ts'
import { rotateConnection } from '../connections/rotate.ts'
import { personOfOrder } from '../orders/view.ts'
import { command } from '../orders/command.ts'
import { drainDeliveries } from '../receive/drain.ts'
import { knock } from '../receive/knock.ts'
import { place } from '../receive/place.ts'
import { purge } from '../retention/purge.ts'
import { carryOutPrivacy } from './carry-out.ts'
import { getPrivacyRequest, listPrivacyRequests } from './read.ts'

const DAY = 86_400_000
const C1 = 'c1' as ConnectionId
let hub: TestHub
let shop: ReadingShop
beforeEach(async () => {
  ;({ hub, shop } = await shopHub())
  await connect(hub)
})

const knocking = (event: string, does: 'export' | 'erase' | 'uninstalled', subject: CommandSubject, more: { at?: number; signature?: string } = {}): RawDelivery =>
  ({ method: 'POST', path: '/hooks/c1', headers: { 'x-signature': more.signature ?? 'sign' }, body: Buffer.from(JSON.stringify({ event, at: more.at ?? hub.clock.now(), command: { do: does, subject } })), receivedAt: hub.clock.now() })
const drain = async () => drainDeliveries(hub, ACCOUNT, hub.clock.now() + 10_000)
/** Comes, is answered, and is carried out as far as one turn goes. */
const asked = async (...of: Parameters<typeof knocking>): Promise<number> => {
  const { status } = await knock(hub, 'c1', knocking(...of))
  await drain()
  return status
}
const buy = async (ref: string, email: string, more: Partial<OrderDraft> = {}): Promise<OrderId> => {
  const connection = (await hub.store.get('connections', null, C1))!
  const placed = await place(hub, connection, shop.put({ ref, number: `#${ref}`, recipient: { name: `Canary ${ref}`, address1: '1 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US', email }, note: `note ${ref}`, ...more }))
  if (placed.is !== 'placed') throw new TypeError(JSON.stringify(placed))
  return placed.orderId
}
const order = async (id: OrderId) => (await hub.store.get('orders', M1, id))!
const nameOf = async (id: OrderId) => (await personOfOrder(hub, await order(id)))?.recipient?.name ?? null
const requests = async () => (await listPrivacyRequests(hub, OWNER, C1, { limit: 50 }))!.items
const fetched = async (id: string) => (await getPrivacyRequest(hub, OWNER, C1, id))!
const notes = async () => (await hub.store.list('feedOfSubject', { merchantId: M1, subject: 'connection:c1' }, { limit: 100 })).items.map(({ kind }) => kind.split(':')[0])
const everything = async () => JSON.stringify(await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 100 })) + JSON.stringify(await requests())

describe('a customer asks what is held', () => {
  it('gathers the orders named and those of the e-mail, for owners to fetch within 30 days', async () => {
    await buy('1', 'ada@example.com')
    await buy('2', 'ADA@example.com ')
    await buy('3', 'bob@example.com')
    expect(await asked('e1', 'export', { orders: ['1', 'unheard-of'], email: 'ada@example.com', request: '77' })).toBe(200)
    const [request] = await requests()
    expect(request).toMatchObject({ does: 'export', of: 'customer', ref: '77', state: 'done', counts: { named: 2, found: 2, done: 2 }, kept: { not_known_here: 1, order_numbers: 2 } })
    const { content } = await fetched(request!.id)
    expect(content?.map(({ number, recipient, note }) => [number, (recipient as { name: string }).name, note])).toEqual([['#1', 'Canary 1', 'note 1'], ['#2', 'Canary 2', 'note 2']])
    expect(await everything()).not.toContain('Canary')
    expect(await notes()).toEqual(expect.arrayContaining(['privacy.received', 'privacy.exported']))
    await hub.time.advance(30 * DAY + 1)
    expect((await fetched(request!.id)).content).toBeNull()
    expect(await purge(hub)).toMatchObject({ exports: 1 })
    expect((await requests())[0]).toMatchObject({ state: 'done', content: [], contentUntil: null })
  })

  it('an export holds 300 orders; what is beyond is counted', async () => {
    for (let n = 0; n < 302; n += 1) await buy(String(n), 'ada@example.com')
    await asked('e1', 'export', { orders: [], email: 'ada@example.com', request: '77' })
    const [request] = await requests()
    expect(request).toMatchObject({ state: 'done', counts: { found: 302, done: 300 }, kept: { more_than_fit: 2 } })
    expect((await fetched(request!.id)).content).toHaveLength(300)
  })

  it('asked again, as the same or under another event, is the same record', async () => {
    await buy('1', 'ada@example.com')
    for (const event of ['e1', 'e1', 'e2']) await asked(event, 'export', { orders: ['1'], request: '77' })
    expect(await requests()).toHaveLength(1)
    expect((await notes()).filter(kind => kind === 'privacy.exported')).toHaveLength(1)
  })

  it('nobody else’s connection or merchant has it', async () => {
    await asked('e1', 'export', { orders: ['1'], request: '77' })
    const [request] = await requests()
    expect(await getPrivacyRequest(hub, OWNER, 'c2' as ConnectionId, request!.id)).toBeNull()
    expect(await getPrivacyRequest(hub, { ...OWNER, merchantId: 'm2' as never }, C1, request!.id)).toBeNull()
    expect(await listPrivacyRequests(hub, { ...OWNER, merchantId: 'm2' as never }, C1, { limit: 1 })).toBeNull()
  })
})

describe('a customer is to be forgotten', () => {
  it('the person is gone from the orders named and from exports of them, and what is still to be shipped is held', async () => {
    const id = await buy('1', 'ada@example.com')
    const other = await buy('3', 'bob@example.com')
    await asked('e0', 'export', { orders: ['1', '3'], request: '77' })
    expect(await asked('e1', 'erase', { orders: ['1'], email: 'ada@example.com' })).toBe(200)
    expect(await order(id)).toMatchObject({ sealed: null, personDigest: null, status: 'action_required', reasons: expect.arrayContaining([expect.objectContaining({ code: 'person_data_missing' })]), number: '#1' })
    expect(await nameOf(other)).toBe('Canary 3')
    const [erase, shown] = (await requests()).toSorted((one, two) => one.does.localeCompare(two.does))
    expect(erase).toMatchObject({ does: 'erase', state: 'done', counts: { named: 1, found: 1, done: 1 }, kept: { order_numbers: 1, sealed_deliveries: 0 } })
    expect((await fetched(shown!.id)).content?.map(({ number }) => number)).toEqual(['#3'])
  })

  it('is done once, whatever comes again, and a late draft does not bring the person back', async () => {
    const id = await buy('1', 'ada@example.com')
    await asked('e1', 'erase', { orders: ['1'] })
    const { version } = await order(id)
    for (const event of ['e1', 'e2']) await asked(event, 'erase', { orders: ['1'] })
    expect((await order(id)).version).toBe(version)
    expect((await requests()).map(({ state }) => state)).toEqual(['done', 'done'])
    await buy('1', 'ada@example.com', { updatedAt: shop.orders.get('1')!.updatedAt + 60_000, tags: ['heard'] })
    expect(await order(id)).toMatchObject({ tags: ['heard'], sealed: null, personDigest: null })
    expect(await nameOf(id)).toBeNull()
    expect((await order(id)).reasons.map(({ code }) => code)).toContain('person_data_missing')
  })

  it('orders of the e-mail that the store did not name go too once they are over; one that is open stays, and is counted', async () => {
    const open = await buy('1', 'ada@example.com')
    const over = await buy('2', 'ada@example.com')
    await command(hub, OWNER, over, { does: 'cancel', shipments: 'all', reason: 'x' })
    await asked('e1', 'erase', { orders: [], email: 'ada@example.com' })
    expect([await nameOf(open), await nameOf(over)]).toEqual(['Canary 1', null])
    expect((await requests())[0]).toMatchObject({ counts: { named: 0, found: 1, done: 1 }, kept: { not_named_and_open: 1 } })
  })

  it('orders of the same e-mail that another store brought stay: that one asks for itself', async () => {
    await connect(hub, { id: 'c2' })
    const id = await buy('1', 'ada@example.com')
    const order1 = await order(id)
    await hub.store.replace('orders', { ...order1, connectionId: 'c2' as ConnectionId, links: order1.links.map(link => ({ ...link, connectionId: 'c2' as ConnectionId })) })
    await command(hub, OWNER, id, { does: 'cancel', shipments: 'all', reason: 'x' })
    await asked('e1', 'erase', { orders: [], email: 'ada@example.com' })
    expect([await nameOf(id), (await requests())[0]?.counts.found]).toEqual(['Canary 1', 0])
  })

  it('is gone also from an export that is still being made', async () => {
    const ids: string[] = []
    for (let n = 0; n < 60; n += 1) { ids.push(String(n)); await buy(String(n), `${n}@example.com`) }
    await knock(hub, 'c1', knocking('e0', 'export', { orders: ids, request: '77' }))
    // One page of it.
    await drainDeliveries(hub, ACCOUNT, hub.clock.now())
    const [open] = await requests()
    expect(open).toMatchObject({ state: 'open', counts: { done: 50 } })
    const connection = (await hub.store.get('connections', null, C1))!
    for (const state of ['open', 'done']) {
      await carryOutPrivacy(hub, connection, { is: 'command', eventId: 'e1', at: 0, do: 'erase', subject: { orders: ['7'] } }, hub.clock.now())
      expect((await requests()).find(({ does }) => does === 'erase')?.state).toBe(state)
    }
    await drain()
    const { content } = await fetched(open!.id)
    expect([content?.length, content?.map(({ number }) => number).includes('#7')]).toEqual([59, false])
  })

  it('of whom it spoke is not kept in the delivery either', async () => {
    await asked('e1', 'erase', { orders: ['1'], email: 'ada@example.com' })
    const delivery = (await hub.store.list('deliveriesNewest', { merchantId: M1 }, { limit: 1 })).items[0]!
    expect(delivery.state).toBe('done')
    expect(await hub.vault.openDaily(M1, delivery.sealed)).not.toContain('ada')
  })

  it('a wrong signature is 401, and leaves no trace', async () => {
    const id = await buy('1', 'ada@example.com')
    expect(await asked('e1', 'erase', { orders: ['1'] }, { signature: 'forged' })).toBe(401)
    expect(await requests()).toEqual([])
    expect(await nameOf(id)).toBe('Canary 1')
  })
})

describe('a store is to be forgotten', () => {
  it('all its persons go, page by page and over deaths, and with the disconnect its credentials', async () => {
    const ids: OrderId[] = []
    for (let n = 0; n < 230; n += 1) ids.push(await buy(String(n), `${n}@example.com`))
    await disconnect(hub, OWNER, C1)
    expect((await knock(hub, 'c1', knocking('e1', 'erase', { orders: [], store: true }))).status).toBe(200)
    // One page, and then another process goes on.
    await drainDeliveries(hub, ACCOUNT, hub.clock.now())
    expect((await requests())[0]).toMatchObject({ of: 'store', state: 'open', counts: { done: 100 } })
    await drain()
    expect((await requests())[0]).toMatchObject({ state: 'done', counts: { named: 0, found: 230, done: 230 } })
    expect((await Promise.all(ids.map(order))).every(({ sealed, number }) => sealed === null && number !== '')).toBe(true)
    expect((await hub.store.get('connections', null, C1))!.credentialsSealed).toBe('')
    // Nothing can be verified any more: what was taken is answered as before, anything else is not believed.
    expect((await knock(hub, 'c1', knocking('e1', 'erase', { orders: [], store: true }))).status).toBe(200)
    expect((await knock(hub, 'c1', knocking('e2', 'erase', { orders: ['1'] }))).status).toBe(401)
    expect((await knock(hub, 'c1', { ...knocking('e3', 'erase', { orders: [] }), body: Buffer.from('null') })).status).toBe(401)
  })

  it('what a connection brought that is gone itself goes too', async () => {
    const id = await buy('1', 'ada@example.com')
    await connect(hub, { id: 'c2' })
    await hub.store.replace('orders', { ...await order(id), connectionId: 'c2' as ConnectionId })
    await disconnect(hub, OWNER, 'c2' as ConnectionId)
    await asked('e1', 'erase', { orders: [], store: true })
    expect(await nameOf(id)).toBeNull()
  })

  it('what another connection of the merchant brings stays, and is counted', async () => {
    const id = await buy('1', 'ada@example.com')
    await connect(hub, { id: 'c2' })
    const before = (await hub.store.get('orders', M1, id))!
    await hub.store.replace('orders', { ...before, connectionId: 'c2' as ConnectionId })
    await asked('e1', 'erase', { orders: [], store: true })
    expect(await nameOf(id)).toBe('Canary 1')
    expect((await requests())[0]).toMatchObject({ state: 'done', kept: { other_connection: 1 } })
    expect((await hub.store.get('connections', null, C1))!.credentialsSealed).not.toBe('')
  })
})

describe('the door of a disconnected connection', () => {
  it('takes privacy commands for 60 days and nothing else, and then no credentials are left', async () => {
    const id = await buy('1', 'ada@example.com')
    await disconnect(hub, OWNER, C1)
    const hint = { ...knocking('h', 'erase', { orders: [] }), body: Buffer.from(JSON.stringify({ event: 'h', refs: ['1'] })) }
    expect((await knock(hub, 'c1', hint)).status).toBe(404)
    expect((await knock(hub, 'c1', knocking('f', 'erase', { orders: ['1'] }, { signature: 'forged' }))).status).toBe(401)
    await hub.time.advance(59 * DAY)
    expect(await asked('e1', 'erase', { orders: ['1'] })).toBe(200)
    expect(await nameOf(id)).toBeNull()
    expect(await purge(hub)).toMatchObject({ credentials: 0 })
    await hub.time.advance(DAY)
    expect(await asked('e2', 'erase', { orders: ['1'] })).toBe(404)
    expect(await purge(hub)).toMatchObject({ credentials: 1 })
    expect((await hub.store.get('connections', null, C1))!.credentialsSealed).toBe('')
    expect(await purge(hub)).toMatchObject({ credentials: 0 })
  })
})

describe('the store uninstalls the app', () => {
  const state = async () => (await hub.store.get('connections', null, C1))!

  it('pauses the connection once, says what to do, and lets hints wait; privacy commands go on', async () => {
    const id = await buy('1', 'ada@example.com')
    await hub.time.advance(1_000)
    for (const event of ['e1', 'e1', 'e2']) expect(await asked(event, 'uninstalled', { orders: [] })).toBe(200)
    expect(await state()).toMatchObject({ state: 'paused', stateReason: expect.stringContaining('resume') })
    expect((await notes()).filter(kind => kind === 'connection.uninstalled')).toHaveLength(1)
    const gets = shop.gets.length
    await knock(hub, 'c1', { ...knocking('h', 'erase', { orders: [] }), body: Buffer.from(JSON.stringify({ event: 'h', refs: ['1'] })) })
    await drain()
    expect(shop.gets).toHaveLength(gets)
    expect((await hub.store.list('pendingDeliveries', { account: ACCOUNT, state: 'pending' }, { limit: 10 })).items).toHaveLength(1)
    await asked('e3', 'erase', { orders: ['1'] })
    expect(await nameOf(id)).toBeNull()
  })

  it('a command that came with hints goes first: nothing is asked at the store after it', async () => {
    await hub.time.advance(1_000)
    await knock(hub, 'c1', { ...knocking('h', 'erase', { orders: [] }), body: Buffer.from(JSON.stringify({ event: 'h', refs: ['1'] })) })
    await knock(hub, 'c1', knocking('e1', 'uninstalled', { orders: [] }))
    await drain()
    expect(shop.gets).toEqual([])
  })

  it('works again by resume or rotate once the store says so; a late word of the old installation does not stop it', async () => {
    await hub.time.advance(1_000)
    const at = hub.clock.now()
    await asked('e1', 'uninstalled', { orders: [] }, { at })
    shop.checks = [{ code: 'credentials', is: 'fault', title: 'no' }]
    expect(await resumeConnection(hub, OWNER, C1)).toMatchObject({ is: 'refused', code: 'connection_check_failed' })
    expect((await state()).state).toBe('paused')
    shop.checks = []
    await hub.time.advance(1_000)
    expect(await resumeConnection(hub, OWNER, C1)).toMatchObject({ is: 'done', connection: { state: 'connected', stateReason: null } })
    await asked('e2', 'uninstalled', { orders: [] }, { at })
    expect((await state()).state).toBe('connected')
    await hub.time.advance(1_000)
    await asked('e3', 'uninstalled', { orders: [] })
    expect((await state()).state).toBe('paused')
    expect(await rotateConnection(hub, OWNER, C1, { ...CREDENTIALS, token: 'tok_new_one' })).toMatchObject({ is: 'done', connection: { state: 'connected' } })
  })
})
