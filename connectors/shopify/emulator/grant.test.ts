import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bench } from './bench.ts'

const CLIENT_ID = 'client of the bench'
const made = () => bench({ clientId: CLIENT_ID, clientSecret: 'first', accessToken: undefined })
type Made = ReturnType<typeof made>

async function grant({ emulator }: Made, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<{ status: number; text: string; token: string }> {
  const asked = { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: 'first', ...fields }
  const isJson = headers['content-type']?.includes('json') ?? false
  const { status, body } = await emulator.handle({
    method: 'POST', url: '/admin/oauth/access_token', headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', ...headers },
    body: isJson ? JSON.stringify(asked) : new URLSearchParams(asked).toString(),
  })
  return { status, text: body, token: status === 200 ? (JSON.parse(body) as { access_token: string }).access_token : '' }
}
const status = async ({ call }: Made, token: string): Promise<number> => (await call('{ shop { id } }', {}, { 'X-Shopify-Access-Token': token })).status

describe('the client credentials grant', () => {
  it.each(['application/x-www-form-urlencoded', 'application/json'])('gives a token of a day for %s', async (type) => {
    const at = made()
    const { text, token } = await grant(at, {}, { 'content-type': type })
    expect(JSON.parse(text)).toEqual({ access_token: expect.stringMatching(/^shpat_[0-9a-f]{32}$/), scope: expect.stringContaining('read_orders,read_products'), expires_in: 86_399 })
    expect(await status(at, token)).toBe(200)
    await at.clock.advance(86_398_000)
    expect(await status(at, token)).toBe(200)
    await at.clock.advance(2_000)
    expect(await at.call('{ shop { id } }', {}, { 'X-Shopify-Access-Token': token })).toMatchObject({ status: 401, body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' } })
  })

  it('leaves older tokens good until they end, and the log without a secret', async () => {
    const at = made()
    const [one, two] = [await grant(at), await grant(at)]
    expect(one.token).not.toBe(two.token)
    expect([await status(at, one.token), await status(at, two.token)]).toEqual([200, 200])
    expect(at.emulator.state().calls).toMatchObject({ accessToken: 2 })
    expect(JSON.stringify(at.emulator.state().log)).not.toContain('first')
  })

  it.each([
    ['another client id', { client_id: 'nobody' }, 'application_cannot_be_found'],
    ['another secret', { client_secret: 'wrong' }, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 'invalid_request'],
  ])('%s is 400, as JSON or as a page', async (_what, fields, code) => {
    expect(JSON.parse((await grant(made(), fields)).text)).toEqual({ error: code, error_description: expect.any(String) })
    const page = await grant(made(), fields, { accept: '*/*' })
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining(`Oauth error ${code}:`) })
  })

  it('is not for a shop whose app has no client id', async () => {
    expect((await grant(bench() as Made)).text).toContain('application_cannot_be_found')
  })

  it('a revoked app has no token any more and gets none, until it is installed anew', async () => {
    const at = made()
    const { token } = await grant(at)
    at.emulator.app('bench.myshopify.com', 'revoke')
    expect(await status(at, token)).toBe(401)
    expect((await grant(at)).text).toContain('app_not_installed')
    const { clientSecret } = at.emulator.app('bench.myshopify.com', 'rotate')
    expect((await grant(at, { client_secret: String(clientSecret) })).status).toBe(200)
  })

  it('meets the weather, and its own refusals only', async () => {
    const at = made()
    at.emulator.setFaults({ unauthorized: 1, throttle: 1 })
    expect((await grant(at)).status).toBe(200)
    at.emulator.setFaults({ serverError: 1, serverErrorOn: ['accessToken'] })
    expect((await grant(at)).status).toBe(500)
  })
})

describe('a rotated secret', () => {
  it('goes on signing for an hour, and gives tokens as long', async () => {
    const at = made()
    const signed = async (): Promise<string> => {
      at.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }] })
      await at.clock.advance(1_000)
      const { body, headers } = at.hooks.at(-1)!
      return ['first', second].find((secret) => createHmac('sha256', secret).update(body).digest('base64') === headers['x-shopify-hmac-sha256']) ?? 'nobody'
    }
    let second = 'none yet'
    const { token } = await grant(at)
    await at.call('mutation($to: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: $to) { userErrors { message } } }', { to: { uri: 'https://hub.example.com/hooks/1', format: 'JSON' } }, { 'X-Shopify-Access-Token': token })
    const answer = await at.emulator.handle({ method: 'POST', url: '/_sandbox/shops/bench.myshopify.com/rotate', headers: {}, body: '{}' })
    second = (JSON.parse(answer.body) as { clientSecret: string }).clientSecret
    expect([await signed(), (await grant(at)).status, (await grant(at, { client_secret: second })).status]).toEqual(['first', 200, 200])
    await at.clock.advance(3_600_000)
    expect([await signed(), (await grant(at)).status, (await grant(at, { client_secret: second })).status]).toEqual([second, 400, 200])
  })
})
