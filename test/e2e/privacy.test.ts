import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientOf, HubRefusal } from '../../sandbox/client.ts'
import { wantedTopics } from '../../connectors/shopify/topics.ts'
import { MINUTE } from './harness/time.ts'
import { handOf, inProcessing, isHeldFor, orderOf, orderWhen, pushIs } from './harness/one-order.ts'
import { type Bill, type Shoppers, shoppersOf } from './harness/shoppers.ts'
import { CREDENTIALS, openStage, type Stage } from './harness/stage.ts'
import { until } from './harness/until.ts'

let stage: Stage
let shoppers: Shoppers
const open = async (): Promise<void> => {
  stage = await openStage({ speed: 10, items: [{ sku: 'MUG', available: { East: 100 }, shelves: { Allentown: 100 } }] })
  shoppers = shoppersOf(stage.shopify, stage.clock)
  stage.shopify.command('app', { privacyUrl: `${stage.hub.url}/hooks/${stage.connectionId}` })
}
const close = async (): Promise<void> => stage?.close()

const CANARY = 'Canarybird'
const EMAIL = 'canarybird@example.com'
const buy = (name = CANARY, email = EMAIL): Bill => shoppers.buy({ lines: [{ sku: 'MUG', quantity: 1 }], email, note: `for ${name}`, address: { firstName: 'Ada', lastName: name, address1: `1 ${name} Road` } })
const requests = async () => (await stage.owner.call('listPrivacyRequests', { params: { id: stage.connectionId }, query: {} })).data
const doneRequest = async (does: 'export' | 'erase', count = 1) => until(async () => { const of = (await requests()).filter(one => one.does === does && one.state === 'done'); return of.length >= count ? of : null }, { for: `${count} ${does} done`, stands: requests })
const fetched = async (requestId: string) => stage.owner.call('getPrivacyRequest', { params: { id: stage.connectionId, requestId }, query: {} })
const connection = async () => stage.owner.call('getConnection', { params: { id: stage.connectionId }, query: {} })
const settled = async () => until(async () => (await stage.owner.call('listDeliveries', { query: { state: 'pending' } })).data.length === 0, { for: 'no delivery that waits' })
const subscribed = () => stage.shopify.state().subscriptions.map(({ topic }) => topic).toSorted()
/** The store has exactly these; at this clock's speed setting them up may take longer than the hub gives it at once, and the hourly job goes on. */
const stand = async (topics: readonly string[], words: string): Promise<void> => {
  let looks = 0
  await until(() => {
    if ((looks += 1) % 200 === 0) stage.place.skip(61 * MINUTE)
    return JSON.stringify(subscribed()) === JSON.stringify(topics)
  }, { for: words, stands: subscribed })
}
const all = (roles: Parameters<typeof wantedTopics>[0]) => [...wantedTopics(roles).keys()].toSorted()

describe('what a customer may ask of the store (RELIABILITY: privacy)', () => {
  beforeAll(open)
  afterAll(close)

  it('S2.28: data_request and redact, each twice, are one export and one erasure; after it the person is nowhere', async () => {
    const [mine, shipped, other] = [buy(), buy(), buy('Otherbird', 'other@example.com')]
    const order = await orderWhen(stage, mine, inProcessing, 'in processing')
    await handOf(stage).ship(await orderWhen(stage, shipped, inProcessing, 'in processing'), '1ZPRIVACY01')
    await orderWhen(stage, other, inProcessing, 'in processing')
    await orderWhen(stage, shipped, pushIs('confirmed'), 'told to the store')
    const sealedBefore = (await stage.hub.inside().store.get('orders', stage.merchantId as never, order.id))!.sealed!
    expect(foundInFile(piecesOf(sealedBefore))).not.toEqual([])

    stage.shopify.command('privacy', { topic: 'customers/data_request', orders: [mine.id, shipped.id], times: 2 })
    const [exported] = await doneRequest('export')
    expect(exported).toMatchObject({ of: 'customer', ref: expect.any(String), orders: { named: 2, found: 2, done: 2 }, contentUntil: expect.any(String) })
    expect((await fetched(exported!.id)).content).toMatchObject([{ number: mine.name, recipient: { name: expect.stringContaining(CANARY), email: EMAIL }, note: `for ${CANARY}` }, { number: shipped.name, parcels: [{ trackingNumber: '1ZPRIVACY01' }] }])
    // Whoever may see the connection sees that it was asked; what is held, the owner and the 3PL alone.
    const staff = clientOf(stage.hub.url, (await stage.owner.call('createToken', { body: { name: 'staff', role: 'staff' } })).token)
    expect((await staff.call('listPrivacyRequests', { params: { id: stage.connectionId }, query: {} })).data).toHaveLength(1)
    expect(await refused(staff.call('getPrivacyRequest', { params: { id: stage.connectionId, requestId: exported!.id }, query: {} }))).toBe('forbidden')
    expect(JSON.stringify(await requests())).not.toContain(CANARY)

    stage.shopify.command('privacy', { topic: 'customers/redact', orders: [mine.id, shipped.id], times: 2, customer: { email: EMAIL } })
    const [erased] = await doneRequest('erase')
    await settled()
    expect(await requests()).toHaveLength(2)
    expect(erased).toMatchObject({ orders: { named: 2, found: 2, done: 2 } })
    expect(erased!.kept.map(({ code }) => code)).toEqual(expect.arrayContaining(['order_numbers', 'parcels_under_way', 'sealed_deliveries']))
    await orderWhen(stage, mine, isHeldFor('person_data_missing'), 'held for want of a person')
    expect(await orderOf(stage, shipped)).toMatchObject({ status: 'shipped', recipient: null, shipments: [{ parcels: [{ trackingNumber: '1ZPRIVACY01' }] }] })
    expect((await fetched(exported!.id)).content).toEqual([])

    // A person who stands at the store again all the same does not come back here.
    stage.shopify.order(mine.id, 'edit', { address: { firstName: 'Ada', lastName: CANARY, address1: `1 ${CANARY} Road`, city: 'Austin', provinceCode: 'TX', zip: '78701', countryCode: 'US' } })
    await stage.owner.call('syncConnection', { params: { id: stage.connectionId }, body: {} })
    await settled()
    expect(await answers([mine, shipped, other])).not.toMatch(new RegExp(CANARY, 'i'))
    expect(await answers([other])).toContain('Otherbird')

    // Nor in the file: neither in clear, nor as it was sealed.
    await stage.hub.stop()
    expect(foundInFile([CANARY, EMAIL, ...piecesOf(sealedBefore)])).toEqual([])
    await stage.hub.start()
  })

  it('S2.28: a wrong signature is refused with 401 and leaves no record', async () => {
    const before = (await requests()).length
    const failed = stage.shopify.state().webhooks.failed
    stage.shopify.command('privacy', { topic: 'shop/redact', signature: 'bad' })
    await until(() => stage.shopify.state().webhooks.failed > failed, { for: 'a webhook that was refused' })
    expect(stage.shopify.state().held.map(({ why }) => why)).toContain('answered 401')
    expect((await requests()).length).toBe(before)
  })

  it('S2.28: shop/redact after the disconnect takes every person of the store, and the credentials', async () => {
    const left = buy('Lastbird', 'last@example.com')
    await orderWhen(stage, left, inProcessing, 'in processing')
    await stand(all(['orders', 'tracking', 'inventory']), 'subscriptions')
    await stage.owner.call('disconnect', { params: { id: stage.connectionId }, query: {} })
    await stand([], 'no subscription')
    stage.shopify.command('uninstall')
    stage.shopify.command('privacy', { topic: 'shop/redact', afterMinutes: 30, times: 2 })
    stage.place.skip(31 * MINUTE)
    const of = await until(async () => (await requests()).find(one => one.of === 'store' && one.state === 'done'), { for: 'a store that is forgotten', stands: requests })
    expect(of).toMatchObject({ does: 'erase', orders: { named: 0, done: expect.any(Number) } })
    expect((await connection()).credentials).toEqual({})
    expect((await orderOf(stage, left))?.recipient).toBeNull()
    const { data } = await stage.owner.call('listOrders', { query: { limit: 250 } })
    expect((await Promise.all(data.map(async ({ id }) => stage.owner.call('getOrder', { params: { id }, query: {} })))).every(({ recipient }) => recipient === null)).toBe(true)
    const { data: activity } = await stage.owner.call('connectionActivity', { params: { id: stage.connectionId }, query: { limit: 250 } })
    expect(activity.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['privacy.received', 'privacy.exported', 'privacy.erased', 'connection.webhooks_made', 'connection.webhooks_removed']))
  })
})

describe('an app that comes and goes', () => {
  beforeAll(open)
  afterAll(close)

  it('S2.29 failure 10 (missed orders): subscriptions that the store deleted are back after a start and by the schedule, and the check shows them', async () => {
    const every = all(['orders', 'tracking', 'inventory'])
    await stand(every, 'subscriptions')
    // We are away, and what the store has to tell fails for four hours.
    await stage.hub.stop()
    const missed = buy('Missed')
    await until(() => { stage.place.skip(20 * MINUTE); return !subscribed().includes('ORDERS_CREATE') && stage.shopify.state().held.every(({ why }) => why.startsWith('given up')) }, { for: 'subscriptions that the store gave up', every: 100, stands: () => stage.shopify.state().held })
    await stage.hub.start()
    await stand(every, 'subscriptions made again at the start')
    await orderWhen(stage, missed, inProcessing, 'found by the poll')
    stage.shopify.reset({ subscriptions: true })
    stage.place.skip(61 * MINUTE)
    await stand(every, 'subscriptions made again within the hour')
    const bill = buy('Knocker')
    await orderWhen(stage, bill, inProcessing, 'in processing')
    const { checks } = await stage.owner.call('checkConnection', { params: { id: stage.connectionId }, body: {} })
    expect(checks.find(({ code }) => code === 'webhooks')).toMatchObject({ is: 'ok', detail: expect.stringContaining('APP_UNINSTALLED') })
    expect(checks.find(({ code }) => code === 'door_last_hit')).toMatchObject({ is: 'ok' })
  })

  it('S2.28: a role that is switched off takes its topics with it', async () => {
    await stage.owner.call('patchConnection', { params: { id: stage.connectionId }, body: { roles: ['orders', 'tracking'] } })
    await stand(all(['orders', 'tracking']), 'topics of two roles')
    expect(subscribed()).not.toContain('INVENTORY_LEVELS_UPDATE')
  })

  it('S2.28: uninstalled, the connection waits and nothing more is asked at the store; installed again it goes on', async () => {
    const waiting = await orderWhen(stage, buy('Waiter'), inProcessing, 'in processing')
    await handOf(stage).pick(waiting)
    await handOf(stage).picked(waiting)
    stage.shopify.command('uninstall')
    await until(async () => (await connection()).state === 'paused', { for: 'a paused connection', stands: connection })
    expect((await connection()).stateReason).toMatch(/install it again/i)
    const asked = stage.shopify.state().log.length
    await handOf(stage).label(waiting, '1ZWAITS0001')
    const later = buy('Later')
    // A quarter of an hour at the store: polls, ticks and calls would all be due.
    stage.place.skip(16 * MINUTE)
    const after = stage.clock.now() + MINUTE
    await until(() => stage.clock.now() > after, { for: 'another minute', every: 200 })
    expect(stage.shopify.state().log.length).toBe(asked)
    expect(await refused(stage.owner.call('resumeConnection', { params: { id: stage.connectionId }, body: {} }))).toBe('connection_check_failed')
    const { accessToken } = stage.shopify.command('install') as { accessToken: string }
    await stage.owner.call('rotateConnection', { params: { id: stage.connectionId }, body: { credentials: { ...CREDENTIALS, accessToken } } })
    await orderWhen(stage, later, inProcessing, 'in processing')
    await orderWhen(stage, { id: waiting.externalId ?? '', name: waiting.number }, pushIs('confirmed'), 'told to the store')
    await stand(all(['orders', 'tracking']), 'subscriptions of the new installation')
  })
})

/** All that the API says of these orders, their timelines, the merchant's deliveries, calls and events. */
async function answers(bills: readonly Bill[]): Promise<string> {
  const { owner } = stage
  const said: unknown[] = [await owner.call('listDeliveries', { query: { limit: 250 } }), await owner.call('listCalls', { query: { limit: 250 } }), await owner.call('listEvents', { query: { limit: 250 } }), await requests()]
  for (const { id } of await requests()) said.push(await fetched(id))
  for (const bill of bills) {
    const order = await orderOf(stage, bill)
    said.push(order, await owner.call('orderTimeline', { params: { id: order?.id ?? '' }, query: {} }))
  }
  return JSON.stringify(said)
}

/** Long enough to be nothing else, short enough that most lie within a page. */
const piecesOf = (text: string): string[] => text.match(/.{40}/g) ?? []

/** Which of these stand in the database's files, as bytes. */
function foundInFile(texts: readonly string[]): string[] {
  const bytes = ['', '-wal', '-shm'].map((end) => `${stage.hub.storeFile}${end}`).filter((file) => existsSync(file)).map((file) => readFileSync(file, 'latin1')).join('\n')
  return texts.filter((text) => bytes.includes(text))
}

const refused = async (run: Promise<unknown>): Promise<string> => run.then(() => 'not refused', (error: unknown) => (error instanceof HubRefusal ? error.code : String(error)))
