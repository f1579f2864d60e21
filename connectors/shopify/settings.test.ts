import { expect, it } from 'vitest'
import { VendorError } from '../../core/ports/connector.ts'
import { hostOver } from '../../test/contracts/connector/scripted.ts'
import { clientOf } from './client.ts'
import { PROBE } from './documents.ts'
import { FILE_HOSTS } from './files.ts'
import { shopify } from './index.ts'
import { Credentials, Settings, type View } from './settings.ts'

const viewOf = (shop: string, baseUrl: string | null = null): View => ({
  id: 'c', credentials: { accessToken: 'shpat_secret', clientSecret: 's' }, settings: { shop, notifyCustomer: true }, roles: ['orders'], startAt: 0, baseUrl,
})

it.each(['demo.myshopify.com', 'a.myshopify.com', '0-9.myshopify.com', ' Demo.MyShopify.com '])('takes the shop %j', (shop) => {
  expect(Settings.parse({ shop }).shop).toBe(shop.trim().toLowerCase())
})

// The library builds its host by concatenation: with these the token would leave for another host (tried, A7 no. 7).
const HOSTILE = [
  'evil.example/', 'a@evil.example/', '127.0.0.1:1/', 'demo.myshopify.com.evil.example', 'demo.myshopify.com@evil.example', 'evil.example/.myshopify.com', 'evil.example#.myshopify.com',
  'evil.example?.myshopify.com', 'demo.myshopify.com:8443', 'http://demo.myshopify.com', 'demo.myshopify.com/', '-demo.myshopify.com', 'de mo.myshopify.com', 'demo.myshopify.com\n', 'a.b.myshopify.com',
  'dеmo.myshopify.com', 'demo', '.myshopify.com', '', `${'a'.repeat(61)}.myshopify.com`, 'demo.myshopify.com.', 'localhost', '[::1]', 'demo\t.myshopify.com', 'demo.myshopify.com\\.evil.example',
]

it.each(HOSTILE.filter((shop) => shop !== shop.trim() ? !/^demo\.myshopify\.com$/.test(shop.trim()) : true))('refuses the shop %j', (shop) => {
  expect(Settings.safeParse({ shop }).success).toBe(false)
})

it.each(HOSTILE)('sends nothing to %j, even where the settings were not parsed', async (shop) => {
  const sent: string[] = []
  const client = clientOf(viewOf(shop), hostOver(async (request) => { sent.push(request.url); throw new Error('left') }))
  const error = await client.read(PROBE, {}, new AbortController().signal).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(VendorError)
  expect(error).toMatchObject({ sent: 'no', code: 'bad_shop' })
  expect(sent).toEqual([])
})

it('calls the shop, or the one address that the operator put in its place', async () => {
  const urls: string[] = []
  const host = hostOver(async (request) => { urls.push(request.url); return { status: 404, headers: {}, body: '{}' } })
  for (const at of [viewOf('demo.myshopify.com'), viewOf('demo.myshopify.com', 'http://127.0.0.1:4010')]) {
    await shopify.check(at, host)
    // A stand-in keeps the files of bulk operations itself; Shopify has hosts for them.
    expect(shopify.hosts(at)).toEqual([new URL(urls.at(-1) ?? '').host, ...(at.baseUrl === null ? FILE_HOSTS : [])])
  }
  expect(urls).toEqual(['https://demo.myshopify.com/admin/api/2026-10/graphql.json', 'http://127.0.0.1:4010/admin/api/2026-10/graphql.json'])
})

it('is one account and one store, however it is written', () => {
  expect([shopify.account(viewOf('demo.myshopify.com')), shopify.storeIdentity(viewOf('demo.myshopify.com'))]).toEqual(['shopify:demo.myshopify.com', 'shopify:demo.myshopify.com'])
})

it.each([
  [{ accessToken: 'shpat_1', clientSecret: 's' }, { accessToken: 'shpat_1', clientSecret: 's' }],
  [{ clientId: ' id ', clientSecret: ' s ' }, { clientId: 'id', clientSecret: 's' }],
  // A form sends what was left empty.
  [{ clientId: '', clientSecret: 's', accessToken: 'shpat_1' }, { accessToken: 'shpat_1', clientSecret: 's' }],
])('takes %j', (given, expected) => {
  expect(Credentials.parse(given)).toEqual(expected)
})

it.each([
  [{}, { clientSecret: /client secret is missing/ }],
  [{ clientSecret: 's' }, { clientId: /client ID is missing.*access token/ }],
  [{ clientId: 'id' }, { clientSecret: /client secret is missing/ }],
  [{ clientId: 'id', clientSecret: 's', accessToken: 'shpat_1' }, { accessToken: /not both/ }],
  [{ clientSecret: 's', accessToken: 'shpss_1' }, { accessToken: /is a client secret/ }],
  [{ clientSecret: 'shpat_1', accessToken: 'shpat_1' }, { clientSecret: /is an access token/ }],
])('says of %j in plain words what is missing or wrong', (given, expected) => {
  const faults = Object.fromEntries((Credentials.safeParse(given).error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]))
  expect(faults).toEqual(Object.fromEntries(Object.entries(expected).map(([field, words]) => [field, expect.stringMatching(words)])))
})
