import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handOf, inProcessing, orderWhen, pushIs, refusalOf } from './harness/one-order.ts'
import { type Shoppers, shoppersOf } from './harness/shoppers.ts'
import { CLIENT, CLIENT_ID, CREDENTIALS, openStage, SHOP, type Stage } from './harness/stage.ts'
import { until } from './harness/until.ts'

let stage: Stage
let shoppers: Shoppers
beforeAll(async () => {
  stage = await openStage({ speed: 30, hub: 'process', log: 'info', signsIn: 'client', items: [{ sku: 'MUG', available: { East: 100 }, shelves: { Allentown: 100 } }] })
  shoppers = shoppersOf(stage.shopify, stage.clock)
})
afterAll(async () => stage?.close())

const connection = async () => stage.owner.call('getConnection', { params: { id: stage.connectionId }, query: {} })
const check = async () => (await stage.owner.call('checkConnection', { params: { id: stage.connectionId }, body: {} })).checks
const rotate = async (credentials: Record<string, string>) => stage.owner.call('rotateConnection', { params: { id: stage.connectionId }, body: { credentials } })
/** Tokens that the store was asked for so far. */
const grants = (): number => stage.shopify.state().log.filter(({ operation }) => operation === 'accessToken').length
let parcels = 0
async function sold(): Promise<void> {
  const bill = shoppers.buy({ lines: [{ sku: 'MUG', quantity: 1 }] })
  const number = `1ZDAY${String((parcels += 1)).padStart(6, '0')}`
  await handOf(stage).ship(await orderWhen(stage, bill, inProcessing, 'in processing'), number)
  await orderWhen(stage, bill, pushIs('confirmed'), 'told to the store')
  expect(stage.shopify.state().fulfillments.filter(({ orderId }) => orderId === bill.id)).toMatchObject([{ tracking: [{ number }] }])
}
let secret: string = CLIENT.clientSecret
const knock = async (signer: string): Promise<number> => {
  const body = JSON.stringify({ id: 6_100_000_999_999, admin_graphql_api_id: 'gid://shopify/Order/6100000999999' })
  const headers = { 'content-type': 'application/json', 'x-shopify-topic': 'orders/updated', 'x-shopify-shop-domain': SHOP, 'x-shopify-hmac-sha256': createHmac('sha256', signer).update(body).digest('base64') }
  return (await fetch(`${stage.hub.url}/hooks/${stage.connectionId}`, { method: 'POST', body, headers })).status
}

describe('a connection made with client id and secret', () => {
  it('S2.28: sells, ships and tells over more than a day, with a token a day', async () => {
    expect(Object.keys((await connection()).credentials).toSorted()).toEqual(['clientId', 'clientSecret'])
    expect(grants()).toBe(1)
    await sold()
    stage.clock.advance(13 * 60)
    await sold()
    expect(grants()).toBe(1)
    stage.clock.advance(13 * 60)
    await sold()
    stage.clock.advance(25 * 60)
    await sold()
    expect(grants()).toBe(3)
    expect((await connection()).state).toBe('connected')
  })

  it('S2.28: a token that has run out is renewed once, whoever comes to it at the same time', async () => {
    const before = grants()
    stage.clock.advance(25 * 60)
    await Promise.all([check(), check(), check(), check(), sold()])
    expect(grants()).toBe(before + 1)
  })

  it('S2.28: after a rotation what is signed with the old secret is taken for an hour, and refused after', async () => {
    const old = secret
    secret = String(stage.shopify.app(SHOP, 'rotate')['clientSecret'])
    expect((await rotate({ ...CLIENT, clientSecret: secret })).previousSecretUntil).toEqual(expect.any(String))
    expect([await knock(old), await knock(secret), await knock('somebody')]).toEqual([200, 200, 401])
    await sold()
    stage.clock.advance(61)
    expect([await knock(old), await knock(secret)]).toEqual([401, 200])
    await until(async () => (await connection()).previousSecretUntil === null, { for: 'a secret that is forgotten' })
    const activity = await stage.owner.call('connectionActivity', { params: { id: stage.connectionId }, query: {} })
    expect(activity.data.find(({ kind }) => kind === 'connection.rotated')?.changed).toEqual(['credentials', 'credentials.clientSecret'])
  })

  it('S2.28: names what is missing or wrong in new credentials, and keeps the old ones', async () => {
    for (const [credentials, code] of [
      [{ clientSecret: secret }, 'invalid_input'], [{ clientId: CLIENT_ID }, 'invalid_input'], [{ clientId: CLIENT_ID, clientSecret: 'wrong' }, 'connection_check_failed'],
      [{ clientId: 'nobody', clientSecret: secret }, 'connection_check_failed'], [{ ...CLIENT, clientSecret: secret, accessToken: CREDENTIALS.accessToken }, 'invalid_input'],
    ] as const) expect(await refusalOf(rotate(credentials))).toBe(code)
    await sold()
  })

  it('S2.28: an app that the merchant took away stops the connection with its reason, and new credentials let it go on', async () => {
    stage.shopify.app(SHOP, 'revoke')
    const bill = shoppers.buy({ lines: [{ sku: 'MUG', quantity: 1 }] })
    await stage.owner.call('syncConnection', { params: { id: stage.connectionId }, body: {} })
    await until(async () => (await connection()).state === 'needs_reauth', { for: 'a connection that asks for credentials' })
    expect((await connection()).stateReason).toMatch(/app is not installed on this shop/)
    expect((await check()).find(({ is }) => is === 'fault')).toMatchObject({ code: 'credentials', title: 'The app is not installed on this shop', fix: expect.any(String) })
    secret = String(stage.shopify.app(SHOP, 'rotate')['clientSecret'])
    expect((await rotate({ ...CLIENT, clientSecret: secret })).state).toBe('connected')
    await orderWhen(stage, bill, inProcessing, 'in processing')
    await sold()
  })

  it('S2.28: keeps no token and no secret where it could be read', () => {
    const kept = [stage.hub.storeFile, `${stage.hub.storeFile}-wal`].filter(existsSync).map((file) => readFileSync(file, 'latin1')).join('\n')
    expect(kept).toContain(stage.connectionId)
    const said = stage.hub.said()
    expect(said).toContain('token_renewed')
    for (const text of [kept, said]) {
      expect(text).not.toMatch(/shpat_[0-9a-f]{8}/)
      for (const canary of [CLIENT.clientSecret, secret, CREDENTIALS.accessToken]) expect(text.includes(canary)).toBe(false)
    }
  })
})
