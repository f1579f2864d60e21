import { expect, it } from 'vitest'
import { hostOver, scripted } from '../../test/contracts/connector/scripted.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { renew } from './grant.ts'
import type { View } from './settings.ts'

const viewOf = (shop = 'demo.myshopify.com'): View => ({ id: 'c', credentials: { clientId: 'the client', clientSecret: 'canary & secret' }, settings: { shop, notifyCustomer: true }, roles: [], startAt: 0, baseUrl: null })
const faultOf = async (answer: unknown): Promise<VendorError> => renew(viewOf(), scripted([answer], 1_000).host).then(() => expect.fail('a token'), (error: VendorError) => error)

it('asks the shop as documented, and knows when the token ends', async () => {
  const { host, asked } = scripted([{ access_token: 'shpat_new', scope: 'read_orders', expires_in: 86_399 }], 1_000)
  expect(await renew(viewOf(), host)).toEqual({ token: 'shpat_new', expiresAt: 1_000 + 86_399_000 })
  expect(asked).toEqual([{
    method: 'POST', url: 'https://demo.myshopify.com/admin/oauth/access_token', headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: 'grant_type=client_credentials&client_id=the+client&client_secret=canary+%26+secret',
  }])
})

it.each([
  ['JSON', { status: 400, body: { error: 'app_not_installed', error_description: 'The application is not installed on this shop.' } }, { kind: 'auth', code: 'app_not_installed' }],
  ['a page', { status: 400, body: '<title>Oauth error shop_not_permitted: Client credentials cannot be performed on this shop.</title>' }, { kind: 'auth', code: 'shop_not_permitted' }],
  ['401', { status: 401, body: { error: 'invalid_client' } }, { kind: 'auth', code: 'invalid_client' }],
  ['a code that we do not know', { status: 400, body: { error: 'something_new' } }, { kind: 'auth', code: 'grant_refused' }],
  ['no such shop', { status: 404, body: '<html>' }, { kind: 'not-found', code: 'shop_or_version_unknown' }],
  ['too often', { status: 429, body: '', headers: { 'retry-after': '3' } }, { kind: 'throttled', retryAfter: 3_000 }],
  ['down', { status: 503, body: '<html>' }, { kind: 'unavailable' }],
  ['a proxy’s page', { status: 403, body: '<html>' }, { kind: 'unavailable', code: 'page_instead' }],
  ['a page at 200', { status: 200, body: '<html>' }, { kind: 'malformed' }],
  ['no token', { status: 200, body: { scope: 'read_orders' } }, { kind: 'malformed' }],
])('%s is a fault of its own kind; the call that wanted the token was not sent, and no secret is told', async (_what, answer, fault) => {
  const error = await faultOf(answer)
  expect(error).toBeInstanceOf(VendorError)
  expect(error).toMatchObject({ ...fault, sent: 'no' })
  expect(`${error.message}${JSON.stringify(error)}`).not.toContain('canary')
})

it.each(['evil.example/', 'a@evil.example/', '127.0.0.1:1/'])('A7 no. 3: sends no client secret to %j', async (shop) => {
  const sent: string[] = []
  const error: unknown = await renew(viewOf(shop), hostOver(async (request) => { sent.push(request.url); throw new Error('left') })).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'bad_shop', sent: 'no' })
  expect(sent).toEqual([])
})
