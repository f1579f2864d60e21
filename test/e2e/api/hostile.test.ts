import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACCESS } from '../../../server/access.ts'
import { type RouteName, ROUTES } from '../../../server/schema.ts'
import type { Replied } from '../../support/api.ts'
import { needVectors } from '../../support/need.ts'
import { headersOf, type Request, requestsOf } from './requests.ts'
import { twoMerchants, type World } from './world.ts'

const names = Object.keys(ROUTES) as RouteName[]
/** Of the naughty strings for each place; all of them are used, in turn. */
const EACH = 6
/** Never from strangers' words: what a client could not even write into an address or a header. */
const OPERATORS: readonly unknown[] = [{ $ne: null }, { $gt: '' }, [{ $where: '1' }], null, true, 0, -1, 1e308, [], {}, 'NaN', '\u0000', '../../etc/passwd', 'x'.repeat(100_000)]

let world: World
beforeAll(async () => { world = await twoMerchants() })
afterAll(async () => world.app.close())

async function send(name: RouteName, { params = {}, query = {}, body }: Request): Promise<Replied> {
  const path = ROUTES[name].path.replaceAll(/\{(\w+)\}/g, (_all, part: string) => encodeURIComponent((params[part] ?? '').toWellFormed()))
  const address = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value).toWellFormed()]))
  return world.ask(ACCESS[name].roles?.includes('owner') ? world.a.owner : world.admin, ROUTES[name].method, `${path}?${address.toString()}`, { headers: headersOf(name), ...(body !== undefined && { body }) })
}

/** A clear answer: done, or a problem with a code; never a fault of ours, never its inside. */
function isClear(reply: Replied): void {
  const { code, detail, requestId } = (reply.body ?? {}) as { code?: unknown; detail?: unknown; requestId?: unknown }
  const isProblem = [code, detail, requestId].every(part => typeof part === 'string')
  // No vendor stands behind these connections: 502 says so.
  const isOurFault = reply.status >= 500 && reply.status !== 502
  expect(!isOurFault && (reply.status < 400 || isProblem), `${reply.status} ${reply.text.slice(0, 300)}`).toBe(true)
  expect(reply.text).not.toMatch(/node_modules|\.ts:\d+|SQLITE|at Object\./)
}

/** Every place of a request that can hold a value, as a way to put another one there. */
function places(request: Request): ((value: unknown) => Request)[] {
  const found: ((value: unknown) => Request)[] = []
  const walk = (value: unknown, put: (inner: unknown) => Request): void => {
    found.push(put)
    if (Array.isArray(value)) value.forEach((one, at) => walk(one, inner => put(value.with(at, inner))))
    else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) walk(one, inner => put({ ...value, [key]: inner }))
  }
  for (const part of ['params', 'query'] as const) for (const key of Object.keys(request[part] ?? {})) found.push(value => ({ ...request, [part]: { ...request[part], [key]: String(value) } }))
  if (request.body) walk(request.body, inner => ({ ...request, body: inner as Record<string, unknown> }))
  return found
}

describe('hostile words', () => {
  it.each(names)('%s: every place of it takes them with a clear answer', async name => {
    const ctx = strings()
    for (const put of requestsOf(name).flatMap(about => places(about(world.a.ids, { option: world.option, own: world.a.ids })))) {
      for (const value of [...OPERATORS, ...ctx.take(EACH)]) isClear(await send(name, put(value)))
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})

let at = 0
/** The naughty strings in turn, or none where they are not here. */
function strings(): { take(count: number): string[] } {
  const file = process.env['CROSSDOCK_TEST_VECTORS']
  const all = file ? (JSON.parse(readFileSync(join(file, 'blns.json'), 'utf8')) as string[]) : []
  return { take: count => Array.from({ length: all.length === 0 ? 0 : count }, () => all[(at += 1) % all.length] ?? '') }
}

it('all naughty strings are taken as reference, name, note, search word and cursor', async ctx => {
  const all = JSON.parse(readFileSync(join(needVectors(ctx), 'blns.json'), 'utf8')) as string[]
  expect(all.length).toBeGreaterThan(500)
  for (const word of all) {
    isClear(await send('createOrder', { body: { reference: word, shipOptionId: world.option, note: word, tags: [word], lines: [{ sku: word, quantity: 1, name: word }], recipient: { name: word, city: word } } }))
    isClear(await send('listOrders', { query: { q: word } }))
    isClear(await send('listOrders', { query: { cursor: word } }))
  }
}, 120_000)

it('every JSON of the suite is taken or refused, at several doors', async ctx => {
  const suite = JSON.parse(gunzipSync(readFileSync(join(needVectors(ctx), 'jsontestsuite.json.gz'))).toString()) as Record<string, string>
  for (const base64 of Object.values(suite)) {
    const body = Buffer.from(base64, 'base64')
    for (const url of ['/v1/orders', '/v1/warehouse/shipments/pick', '/v1/tracking/events']) isClear(await world.ask(world.admin, 'POST', url, { body }))
    const door = await world.ask(null, 'POST', `/hooks/${world.a.ids.connection}`, { body })
    expect([400, 401, 404]).toContain(door.status)
  }
})

describe('what does not come as HTTP has it', () => {
  it.each([
    ['GET', '/v1/orders/%00'], ['GET', '/v1/orders/%'], ['GET', '/v1/orders/..%2f..%2fetc'], ['GET', `/v1/orders/${'x'.repeat(5_000)}`], ['GET', '/v1/orders?merchantId=a&merchantId=b'],
    ['GET', '/v1/orders?__proto__[x]=1'], ['GET', '/v1/orders?constructor=1'], ['DELETE', '/v1/orders'], ['PUT', '/v1/orders/x'], ['GET', '//v1//orders'], ['POST', '/hooks/'], ['GET', '/hooks/a/b/c?x=1'],
  ])('%s %s', async (method, url) => {
    const reply = await world.ask(world.a.owner, method, url)
    expect(reply.status).toBeLessThan(500)
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })
})
