import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CenterId, MerchantId, OrderId, ShipmentId } from '../core/model/ids.ts'
import { StoreUnavailable } from '../core/ports/store.ts'
import { type Api, api } from '../test/support/api.ts'
import { addMerchant } from '../test/support/hub.ts'

let at: Api
let admin = ''
beforeEach(async () => {
  at = await api()
  await addMerchant(at.hub, 'm1')
  await addMerchant(at.hub, 'm2')
  admin = await at.token('administrator')
})
afterEach(async () => at.app.close())

const CENTER = { name: 'East', country: 'US' }

describe('who may ask', () => {
  it.each([
    ['none', null], ['garbage', 'garbage'], ['a right form that nobody has', `cd_00000000-0000-7000-8000-000000000000_${'a'.repeat(43)}`], ['too long', 'x'.repeat(5_000)],
  ])('refuses %s as token, with one answer for all', async (_what, token) => {
    const reply = await at.ask(token, 'GET', '/v1/session')
    expect(reply.status).toBe(401)
    expect(reply.body).toMatchObject({ code: 'unauthorized', status: 401 })
    expect(reply.headers['www-authenticate']).toBe('Bearer')
    expect(reply.headers['content-type']).toContain('application/problem+json')
  })

  it('refuses an expired and a revoked token', async () => {
    const short = await at.token('administrator', { expiresAt: at.hub.clock.now() + 1_000 })
    expect((await at.ask(short, 'GET', '/v1/session')).status).toBe(200)
    await at.hub.time.advance(2_000)
    expect((await at.ask(short, 'GET', '/v1/session')).status).toBe(401)
    const session = await at.ask(admin, 'GET', '/v1/session')
    const other = await at.ask(admin, 'POST', '/v1/tokens', { body: { name: 'other', role: 'administrator' } })
    const { id, token } = other.body as { id: string; token: string }
    expect((await at.ask(admin, 'DELETE', `/v1/tokens/${id}`)).body).toMatchObject({ id, revokedAt: expect.any(String) })
    expect((await at.ask(token, 'GET', '/v1/session')).status).toBe(401)
    expect(session.text).not.toContain('cd_')
  })

  it('refuses a role that the table does not name, before looking at anything', async () => {
    const reader = await at.token('readonly', { merchantId: 'm1' })
    expect((await at.ask(reader, 'POST', '/v1/centers', { body: 'not json' })).body).toMatchObject({ code: 'forbidden', status: 403 })
  })

  it('refuses a scope that the token lacks, and names it', async () => {
    const scanner = await at.token('administrator', { scopes: ['tracking'] })
    expect((await at.ask(scanner, 'POST', '/v1/centers', { body: CENTER })).body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('setup') })
    expect((await at.ask(scanner, 'POST', '/v1/tracking/events', { body: { events: [{ eventId: 'e', carrier: 'ups', trackingNumber: '1Z', status: 'in_transit', at: '2026-11-21T00:00:00Z' }] } })).status).toBe(200)
  })

  it('names the center that is not there, for a token of the floor', async () => {
    const { id } = (await at.ask(admin, 'POST', '/v1/centers', { body: CENTER })).body as { id: string }
    expect((await at.ask(admin, 'POST', '/v1/tokens', { body: { name: 'floor', role: 'warehouse', centers: [id, 'nope'] } })).body).toMatchObject({ status: 400, code: 'invalid_input', fields: [{ field: 'centers', message: 'unknown: nope' }] })
    expect((await at.ask(admin, 'POST', '/v1/tokens', { body: { name: 'floor', role: 'warehouse', centers: [id] } })).status).toBe(200)
  })

  it('lets nobody make a token that may do more than their own', async () => {
    const owner = await at.token('owner', { merchantId: 'm1' })
    expect((await at.ask(owner, 'POST', '/v1/tokens', { body: { name: 'up', role: 'administrator' } })).status).toBe(403)
    const narrow = await at.token('owner', { merchantId: 'm1', scopes: ['access'] })
    expect((await at.ask(narrow, 'POST', '/v1/tokens', { body: { name: 'up', role: 'owner', scopes: [] } })).status).toBe(403)
    expect((await at.ask(owner, 'POST', '/v1/tokens', { body: { name: 'ok', role: 'staff' } })).body).toMatchObject({ role: 'staff', merchantId: 'm1' })
    expect((await at.ask(owner, 'POST', '/v1/tokens', { body: { name: 'other', role: 'staff', merchantId: 'm2' } })).status).toBe(404)
  })
})

describe('whose things', () => {
  it('asks an operator to name the merchant, and takes it from body or address', async () => {
    expect((await at.ask(admin, 'GET', '/v1/products')).body).toMatchObject({ code: 'merchant_required' })
    expect((await at.ask(admin, 'POST', '/v1/products', { body: { merchantId: 'm1', sku: 'A' } })).status).toBe(200)
    expect((await at.ask(admin, 'GET', '/v1/products?merchantId=m1')).body).toMatchObject({ data: [{ sku: 'A', merchantId: 'm1' }], nextCursor: null })
    expect((await at.ask(admin, 'GET', '/v1/products?merchantId=m2')).body).toMatchObject({ data: [] })
    expect((await at.ask(admin, 'GET', '/v1/products?merchantId=nobody')).status).toBe(404)
  })

  it('answers a merchant that is another\'s as one that never was', async () => {
    const owner = await at.token('owner', { merchantId: 'm1' })
    const foreign = await at.ask(owner, 'GET', '/v1/merchants/m2')
    const missing = await at.ask(owner, 'GET', '/v1/merchants/nope')
    const without = (text: string): string => text.replaceAll(/"requestId":"[^"]+"/g, '')
    expect(foreign.status).toBe(404)
    expect(without(foreign.text)).toBe(without(missing.text))
    expect((await at.ask(owner, 'GET', '/v1/merchants')).body).toMatchObject({ data: [{ id: 'm1' }] })
  })
})

describe('once', () => {
  const key = { 'idempotency-key': 'k-1' }

  it('gives a repeat the same answer, and makes nothing twice', async () => {
    const first = await at.ask(admin, 'POST', '/v1/centers', { body: CENTER, headers: key })
    const again = await at.ask(admin, 'POST', '/v1/centers', { body: CENTER, headers: key })
    expect(first.headers['idempotent-replayed']).toBeUndefined()
    expect(again).toMatchObject({ status: 200, text: first.text, headers: expect.objectContaining({ 'idempotent-replayed': 'true' }) })
    expect((await at.ask(admin, 'GET', '/v1/centers')).body).toMatchObject({ data: [{ name: 'East' }] })
  })

  it('refuses another body under the same key, and keeps no refusal that came before work', async () => {
    expect((await at.ask(admin, 'POST', '/v1/centers', { body: { name: '' }, headers: key })).status).toBe(400)
    expect((await at.ask(admin, 'POST', '/v1/centers', { body: CENTER, headers: key })).status).toBe(200)
    expect((await at.ask(admin, 'POST', '/v1/centers', { body: { ...CENTER, name: 'West' }, headers: key })).body).toMatchObject({ code: 'idempotency_key_reused', status: 422 })
  })

  it('is the token\'s and the address\'s own, and forgotten after a day', async () => {
    await at.ask(admin, 'POST', '/v1/centers', { body: CENTER, headers: key })
    const other = await at.token('administrator')
    expect((await at.ask(other, 'POST', '/v1/centers', { body: { ...CENTER, name: 'West' }, headers: key })).status).toBe(200)
    expect((await at.ask(admin, 'POST', '/v1/ship-options', { body: { name: 'Standard' }, headers: key })).status).toBe(200)
    await at.hub.time.advance(24 * 3_600_000 + 1)
    expect((await at.ask(admin, 'POST', '/v1/centers', { body: { ...CENTER, name: 'North' }, headers: key })).status).toBe(200)
  })

  it('says so while the first is running, and goes on under the same id where it died', async () => {
    const { app, hub } = at
    const store = hub.store
    const gate = Promise.withResolvers<void>()
    const insert = store.insert.bind(store)
    let fails = true
    store.insert = async (kind, record, writeId) => {
      if (kind === 'centers' && fails) {
        await gate.promise
        await insert(kind, record, writeId)
        throw new StoreUnavailable('failed', 'the reply was lost')
      }
      return insert(kind, record, writeId)
    }
    const first = at.ask(admin, 'POST', '/v1/centers', { body: CENTER, headers: key })
    await new Promise(resolve => { setTimeout(resolve, 20) })
    expect(await at.ask(admin, 'POST', '/v1/centers', { body: CENTER, headers: key })).toMatchObject({ status: 409, body: { code: 'idempotency_running' }, headers: { 'retry-after': '1' } })
    gate.resolve()
    expect(await first).toMatchObject({ status: 503, body: { code: 'store_unavailable' }, headers: { 'retry-after': '5' } })
    fails = false
    const repeat = await at.ask(admin, 'POST', '/v1/centers', { body: CENTER, headers: key })
    expect(repeat.status).toBe(200)
    expect((await at.ask(admin, 'GET', '/v1/centers')).body).toMatchObject({ data: [{ id: (repeat.body as { id: string }).id }], nextCursor: null })
    expect(app.hasRoute({ method: 'POST', url: '/v1/centers' })).toBe(true)
  })

  it('keeps no token in clear', async () => {
    const made = await at.ask(admin, 'POST', '/v1/tokens', { body: { name: 'x', role: 'administrator' }, headers: key })
    const { token } = made.body as { token: string }
    expect(JSON.stringify((await at.hub.store.list('requestsByAge', {}, { limit: 10 })).items)).not.toContain(token)
    expect((await at.ask(admin, 'POST', '/v1/tokens', { body: { name: 'x', role: 'administrator' }, headers: key })).body).toMatchObject({ token })
  })
})

describe('versions', () => {
  it('refuses a change of what was changed meanwhile, with how it is now', async () => {
    const made = await at.ask(admin, 'POST', '/v1/centers', { body: CENTER })
    const { id, version } = made.body as { id: string; version: number }
    expect(made.headers['etag']).toBe(`"${version}"`)
    const changed = await at.ask(admin, 'PATCH', `/v1/centers/${id}`, { body: { priority: 3 }, headers: { 'if-match': `"${version}"` } })
    expect(changed).toMatchObject({ status: 200, body: { priority: 3, version: version + 1 } })
    const stale = await at.ask(admin, 'PATCH', `/v1/centers/${id}`, { body: { priority: 4 }, headers: { 'if-match': `"${version}"` } })
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale_version', current: { id, priority: 3 } } })
    expect((await at.ask(admin, 'PATCH', `/v1/centers/${id}`, { body: { priority: 4 }, headers: { 'if-match': 'soon' } })).status).toBe(400)
    expect((await at.ask(admin, 'PATCH', `/v1/centers/${id}`, { body: { priority: 4 } })).status).toBe(200)
  })
})

describe('what comes in', () => {
  it.each([
    ['3 MB', Buffer.from(JSON.stringify({ name: 'x'.repeat(3_000_000) })), 413, 'body_too_large'],
    ['not JSON', 'hello', 400, 'bad_json'],
    ['nested 10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000), 400, 'bad_json'],
    ['a field that is not known', '{"name":"East","country":"US","colour":"red"}', 400, 'invalid_input'],
    ['no fields', '{}', 400, 'invalid_input'],
    ['another kind', '[]', 400, 'invalid_input'],
  ])('refuses %s', async (_what, body, status, code) => {
    const reply = await at.ask(admin, 'POST', '/v1/centers', { body })
    expect(reply.body).toMatchObject({ status, code, detail: expect.any(String), requestId: reply.headers['x-request-id'] })
  })

  it('names each field that is wrong by itself, an unknown one too, in words that a person says', async () => {
    const fieldsOf = async (url: string) => ((await at.ask(admin, 'GET', url)).body as { fields: unknown }).fields
    expect(await fieldsOf('/v1/orders?merchantId=m1&limit=abc&stauts=shipped')).toEqual([{ field: 'limit', message: 'must be a number' }, { field: 'stauts', message: 'is not known here' }])
    expect((await at.ask(admin, 'POST', '/v1/centers', { body: { ...CENTER, name: '', colour: 'red' } })).body).toMatchObject({ code: 'invalid_input', fields: [{ field: 'name', message: 'must not be empty' }, { field: 'colour', message: 'is not known here' }] })
  })

  it('tells an address that is none from a thing that is not there, and where all addresses stand', async () => {
    expect((await at.ask(admin, 'GET', '/v1/ordres?x=1')).body).toMatchObject({ status: 404, code: 'not_found', detail: 'There is no GET /v1/ordres here. GET /v1/openapi.json has every route.' })
    expect((await at.ask(null, 'DELETE', '/v1/orders')).body).toMatchObject({ code: 'not_found', detail: expect.stringContaining('no DELETE /v1/orders') })
    expect((await at.ask(admin, 'GET', '/v1/orders/nobody?merchantId=m1')).body).toMatchObject({ detail: 'There is nothing under this id that this token may see.' })
  })

  it('refuses another media type, an unknown parameter and a limit too high, and says which field', async () => {
    expect((await at.ask(admin, 'POST', '/v1/centers', { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).body).toMatchObject({ code: 'unsupported_media_type' })
    expect((await at.ask(admin, 'GET', '/v1/centers?limit=251')).body).toMatchObject({ code: 'invalid_input', fields: [{ field: 'limit' }] })
    expect((await at.ask(admin, 'GET', '/v1/centers?limit[$ne]=1')).body).toMatchObject({ code: 'invalid_input' })
    expect((await at.ask(admin, 'GET', '/v1/centers?cursor=abc')).body).toMatchObject({ code: 'bad_cursor' })
  })

  it('says of each field what is wrong in words, and how many more there are', async () => {
    const reply = await at.ask(admin, 'POST', '/v1/products', { body: { merchantId: 'm', sku: 7, colour: 'red' } })
    expect(reply.body).toMatchObject({ code: 'invalid_input', fields: expect.arrayContaining([{ field: 'sku', message: 'must be of type string, not number' }]) })
    const token = await at.ask(admin, 'POST', '/v1/tokens', { body: { role: 'king', name: '' } })
    expect(token.body).toMatchObject({ fields: expect.arrayContaining([{ field: 'name', message: 'must not be empty' }, { field: 'role', message: expect.stringMatching(/^must be one of \w+, /) }]) })
    expect((await at.ask(admin, 'POST', '/v1/centers', { body: {} })).body).toMatchObject({ detail: 'The body is not as it has to be: name (is missing), country (is missing).' })
    expect((await at.ask(admin, 'GET', '/v1/centers?limit=251')).body).toMatchObject({ fields: [{ field: 'limit', message: 'must be at most 250' }] })
  })

  it('pages by cursor, without a hole or a repeat', async () => {
    for (let n = 0; n < 7; n += 1) await at.ask(admin, 'POST', '/v1/centers', { body: { ...CENTER, name: `c${n}` } })
    const names: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { data: { name: string }[]; nextCursor: string | null } = (await at.ask(admin, 'GET', `/v1/centers?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)).body
      names.push(...page.data.map(one => one.name))
      cursor = page.nextCursor
    }
    expect(names.toSorted()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6'])
  })
})

describe('what goes out', () => {
  it('has closed headers, nothing to keep, and no word of the machine', async () => {
    const reply = await at.ask(admin, 'GET', '/v1/session')
    expect(reply.headers).toMatchObject({
      'content-security-policy': 'default-src \'none\';frame-ancestors \'none\'', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'strict-transport-security': expect.any(String), 'ratelimit-limit': '1000000',
    })
    expect(reply.headers['x-powered-by']).toBeUndefined()
    expect(reply.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('is not made for browsers at a vendor\'s door, and still nothing to keep or to guess at', async () => {
    for (const path of ['/hooks/some-connection', '/hooks/a/b', '/hooks/']) {
      const { headers } = await at.ask(null, 'POST', path, { body: '{}' })
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'x-request-id': expect.any(String) })
      expect(headers['content-security-policy']).toBeUndefined()
    }
  })

  it('says 500 without its cause, and writes it down', async () => {
    at.hub.store.list = async () => { throw new Error('canary-secret in the deep') }
    const reply = await at.ask(admin, 'GET', '/v1/centers')
    expect(reply).toMatchObject({ status: 500, body: { code: 'unexpected' } })
    expect(reply.text).not.toContain('canary')
    expect(at.hub.lines.find(line => line.event === 'request_failed')).toMatchObject({ level: 'error', fields: { requestId: reply.headers['x-request-id'] } })
  })

  it('slows down who asks too much, by the hub\'s own clock', async () => {
    await at.app.close()
    at = await api({ perMinute: 3 })
    admin = await at.token('administrator')
    for (let n = 0; n < 3; n += 1) expect((await at.ask(admin, 'GET', '/v1/session')).status).toBe(200)
    const slow = await at.ask(admin, 'GET', '/v1/session')
    expect(slow).toMatchObject({ status: 429, body: { code: 'too_many_requests' } })
    expect(Number(slow.headers['retry-after'])).toBeGreaterThan(0)
    expect((await at.ask(await at.token('administrator'), 'GET', '/v1/session')).status).toBe(200)
    await at.hub.time.advance(60_000)
    expect((await at.ask(admin, 'GET', '/v1/session')).status).toBe(200)
  })

  it('tells strangers that it is ready, and operators by what', async () => {
    expect((await at.ask(null, 'GET', '/health/ready')).body).toEqual({ ok: true })
    expect((await at.ask(admin, 'GET', '/health/ready')).body).toEqual({ ok: true, checks: [{ name: 'store', ok: true }] })
    expect((await at.ask(null, 'GET', '/health/live')).body).toEqual({ ok: true })
  })

  it('logs the pattern of an address, never the address', async () => {
    await at.ask(null, 'POST', '/hooks/some-connection/with/secret-canary', { body: '{}' })
    expect(JSON.stringify(at.hub.lines)).not.toContain('canary')
    expect(at.hub.lines.find(line => line.event === 'request')).toMatchObject({ fields: { route: '/hooks/:connectionId/*', status: 404 } })
  })
})

describe('a floor of many centers', () => {
  it('S5.5: the cursor of its tasks comes back as it was given, however many centers it tells of', async () => {
    const name = (n: number): string => `0190a1b2-0000-7000-8000-${String(n).padStart(12, '0')}`
    for (let n = 0; n < 60; n += 1) {
      await at.hub.store.insert('centers', { id: name(n) as CenterId, version: 0, createdAt: n, updatedAt: n, name: name(n), country: 'US', priority: 0, active: true })
      await at.hub.store.insert('tasks', { id: `t${n}`, version: 0, centerId: name(n) as CenterId, seq: 1, cause: `c${n}`, merchantId: 'm1' as MerchantId, orderId: 'o' as OrderId, shipmentId: 's' as ShipmentId, does: 'pick', at: n })
    }
    const floor = await at.token('warehouse')
    const first = (await at.ask(floor, 'GET', '/v1/warehouse/tasks?limit=250')).body as { data: unknown[]; nextCursor: string }
    expect(first.data).toHaveLength(60)
    const rest = await at.ask(floor, 'GET', `/v1/warehouse/tasks?after=${first.nextCursor}`)
    expect(rest).toMatchObject({ status: 200, body: { data: [], nextCursor: first.nextCursor } })
  })
})

it('a list goes on after a SKU as long as SKUs may be, in any script', async () => {
  const owner = await at.token('owner', { merchantId: 'm1' })
  for (const last of ['а', 'б', 'в']) await at.ask(owner, 'POST', '/v1/products', { body: { sku: '商'.repeat(254) + last } })
  const first = (await at.ask(owner, 'GET', '/v1/products?limit=2')).body as { nextCursor: string }
  expect((await at.ask(owner, 'GET', `/v1/products?limit=2&cursor=${first.nextCursor}`)).body).toMatchObject({ data: [{ sku: expect.stringMatching(/в$/) }], nextCursor: null })
})

it('what a person does to stock, products and tokens of a merchant stands in its feed, under their token', async () => {
  const east = (await at.ask(admin, 'POST', '/v1/centers', { body: CENTER })).body as { id: string }
  const rows = [{ cause: 'a', sku: 'MUG', centerId: east.id, quantity: 3 }]
  const told: [string, string, unknown][] = [
    ['POST', '/v1/inventory/receipts', { rows }], ['POST', '/v1/inventory/receipts', { rows }],
    ['POST', '/v1/inventory/adjustments', { rows: [{ cause: 'a', sku: 'MUG', centerId: east.id, delta: -1 }] }],
    ['PUT', '/v1/inventory/snapshot', { asOf: '2026-11-21T00:00:00Z', rows: [{ sku: 'MUG', centerId: east.id, quantity: 2 }] }],
    ['POST', '/v1/products', { sku: 'MUG', name: 'Mug' }],
  ]
  for (const [method, url, body] of told) expect((await at.ask(admin, method, url, { body: { ...body as object, merchantId: 'm1' } })).status).toBe(200)
  const made = (await at.ask(admin, 'POST', '/v1/tokens', { body: { name: 'staff', role: 'staff', merchantId: 'm1' } })).body as { id: string }
  await at.ask(admin, 'DELETE', `/v1/tokens/${made.id}`)
  const { items } = await at.hub.store.list('feedBySeq', { merchantId: 'm1' }, { limit: 50 })
  expect(items.map(({ kind }) => kind)).toEqual(['inventory.received', 'inventory.adjusted', 'inventory.counted', 'product.saved', 'token.created', 'token.revoked'])
  expect(items.every(({ actor }) => actor.is === 'token' && actor.role === 'administrator')).toBe(true)
  expect(items.filter(({ kind }) => kind.startsWith('token.')).every(({ subject }) => subject === `token:${made.id}`)).toBe(true)
})
