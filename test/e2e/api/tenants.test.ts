import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACCESS, mayUse } from '../../../server/access.ts'
import { type RouteName, ROUTES } from '../../../server/schema.ts'
import type { Role } from '../../../core/model/actor.ts'
import type { Replied } from '../../support/api.ts'
import { namesIn, namesOf } from './names.ts'
import { type About, headersOf, type Request, requestsOf } from './requests.ts'
import { type Ids, nobodys, twoMerchants, type World } from './world.ts'

const names = Object.keys(ROUTES) as RouteName[]
/** What changes what is looked at comes last: an own thing has to be found before it is ended. */
const LAST: readonly RouteName[] = ['cancelOrder', 'dropCall', 'disconnect', 'revokeToken']
/** No merchant may give a token for a center, not even its own. */
const NOBODYS = 'createToken, 1 inside an own one'
const inOrder = [...names.filter(name => !LAST.includes(name)), ...LAST]

/** Each operation's requests, by what tells them apart. */
const casesOf = (some: readonly RouteName[]): [title: string, name: RouteName, about: About][] => some.flatMap(name => requestsOf(name).map((about, at): [string, RouteName, About] => [at === 0 ? name : `${name}, ${at} inside an own one`, name, about]))

let world: World
const said: { name: RouteName; who: string; text: string }[] = []
/** For whom everything is asked: A. */
let at: { option: string; own: Ids }
beforeAll(async () => {
  world = await twoMerchants()
  at = { option: world.option, own: world.a.ids }
})
afterAll(async () => world.app.close())

async function send(token: string, who: string, name: RouteName, { params = {}, query = {}, body }: Request): Promise<Replied> {
  const path = ROUTES[name].path.replaceAll(/\{(\w+)\}/g, (_all, part: string) => encodeURIComponent(params[part] ?? ''))
  const reply = await world.ask(token, ROUTES[name].method, `${path}?${new URLSearchParams(query).toString()}`, { headers: headersOf(name), ...(body !== undefined && { body }) })
  said.push({ name, who, text: reply.text })
  return reply
}

/** The same but for the names that were asked with and the request's own id. */
function alike(reply: Replied, ids: Ids): string {
  let text = reply.text.replaceAll(/"requestId":"[^"]+"/g, '')
  for (const id of Object.values(ids).toSorted((one, other) => other.length - one.length)) if (id.length > 1) text = text.replaceAll(id, '<id>')
  return `${reply.status} ${text}`
}

/** Asked the same, whoever's things it is about. */
const namesNothing = (about: About): boolean => JSON.stringify(about(world.b.ids, at)) === JSON.stringify(about(world.a.ids, at))
/** The request that is about the thing itself. */
const first = (name: RouteName, ids: Ids): Request => requestsOf(name)[0]!(ids, at)

/** Nothing to take out before comparing. */
const NONE = {} as Ids

const ASKED_WITH: readonly [who: 'owner' | 'staff' | 'reader', role: Role][] = [['owner', 'owner'], ['staff', 'staff'], ['reader', 'readonly']]

describe.each(ASKED_WITH)('a merchant\'s %s', (who, role) => {
  it.each(casesOf(names))('%s: another\'s things are as missing as what never was', async (_title, name, about) => {
    const token = world.a[who]
    const foreign = await send(token, who, name, about(world.b.ids, at))
    const missing = await send(token, who, name, about(nobodys(world.b.ids), at))
    const isAllowed = mayUse(ACCESS[name], { role, scopes: [] })
    expect(isAllowed ? foreign.status : 403).toBe(foreign.status)
    expect(isAllowed && namesNothing(about) ? 200 : foreign.status).toBe(foreign.status)
    expect(foreign.status).toBeLessThan(500)
    expect(alike(foreign, namesNothing(about) ? NONE : world.b.ids)).toBe(alike(missing, namesNothing(about) ? NONE : nobodys(world.b.ids)))
  })

  it.each(names.filter(name => ACCESS[name].for === 'merchant'))('%s: naming another merchant is as naming none that is', async name => {
    const own = first(name, world.a.ids)
    const to = (merchantId: string): Request => (own.body ? { ...own, body: { ...own.body, merchantId } } : { ...own, query: { ...own.query, merchantId } })
    const foreign = await send(world.a[who], who, name, to(world.b.ids.merchant))
    const missing = await send(world.a[who], who, name, to('nobody'))
    expect([403, 404]).toContain(foreign.status)
    expect(alike(foreign, world.b.ids)).toBe(alike(missing, world.b.ids))
  })
})

it.each(casesOf(inOrder.filter(name => mayUse(ACCESS[name], { role: 'owner', scopes: [] }))).filter(([title]) => title !== NOBODYS))('a merchant\'s owner, %s: their own is found', async (_title, name, about) => {
  const reply = await send(world.a.owner, 'owner', name, about(world.a.ids, at))
  expect([401, 403, 404, 412, 428]).not.toContain(reply.status)
  // There is no vendor behind this world's connections: 502 is as good as found.
  expect(reply.status === 502 ? 200 : reply.status).toBeLessThan(500)
})

describe('a center\'s token', () => {
  const floor = names.filter(name => ACCESS[name].for === 'center')
  it.each(floor)('%s: a shipment of another center is as missing as what never was', async name => {
    const foreign = await send(world.a.warehouse, 'warehouse', name, first(name, world.b.ids))
    const missing = await send(world.a.warehouse, 'warehouse', name, first(name, nobodys(world.b.ids)))
    expect(alike(foreign, world.b.ids)).toBe(alike(missing, nobodys(world.b.ids)))
  })

  it('counts and receives in its own center only', async () => {
    for (const name of ['receive', 'adjust', 'putSnapshot'] as const) {
      const { results } = (await send(world.a.warehouse, 'warehouse', name, first(name, world.b.ids))).body as { results: { ok: boolean; code: string }[] }
      expect(results.map(({ ok, code }) => [ok, code])).toEqual([[false, 'not_your_center']])
    }
  })

  it('has its own work', async () => {
    const { data } = (await send(world.a.warehouse, 'own floor', 'listTasks', {})).body as { data: { shipmentId: string }[] }
    expect(data.map(task => task.shipmentId)).toContain(world.a.ids.shipment)
    expect(data.map(task => task.shipmentId)).not.toContain(world.b.ids.shipment)
  })
})

describe('lists', () => {
  it.each(names.filter(name => 'nextCursor' in ((ROUTES[name].answer as { shape?: object }).shape ?? {}) && ACCESS[name].for === 'merchant'))('%s: another\'s cursor leads to nothing of theirs', async name => {
    const of = (ids: Ids): Request => ({ ...first(name, ids), query: { ...first(name, ids).query, limit: '1' } })
    const theirs = (await send(world.b.owner, 'b', name, of(world.b.ids))).body as { nextCursor?: string | null }
    for (const cursor of [theirs.nextCursor ?? 'none', 'e30', Buffer.from(JSON.stringify({ merchantId: 'b' })).toString('base64url')]) {
      const own = of(world.a.ids)
      const reply = await send(world.a.owner, 'cursor', name, { ...own, query: { ...own.query, [name === 'listEvents' ? 'after' : 'cursor']: cursor } })
      expect([200, 400]).toContain(reply.status)
      expect(reply.text).not.toContain(world.b.canary)
    }
  })

  it('a bulk list with one foreign id does the others', async () => {
    const { results } = (await send(world.a.owner, 'bulk', 'bulkOrders', { body: { action: 'retry', ids: [world.b.ids.order, 'nobody', world.a.ids.order] } })).body as { results: { id: string; code: string }[] }
    expect(results.slice(0, 2).map(row => row.code)).toEqual(['not_found', 'not_found'])
    expect(results[2]?.code).not.toBe('not_found')
  })
})

it('nothing that A was ever answered, and no line of the log, holds a word of B', () => {
  expect(said.filter(one => one.who !== 'b' && one.text.includes(world.b.canary)).map(one => `${one.who} ${one.name}`)).toEqual([])
  expect(said.some(one => one.who === 'b' && one.text.includes(world.b.canary))).toBe(true)
  expect(JSON.stringify(world.hub.lines)).not.toContain('canary')
})

it('every field and filter of the OpenAPI that names a thing is asked with another\'s, in some request of its operation', async () => {
  const openapi = (await world.ask(world.admin, 'GET', '/v1/openapi.json')).body
  const asked = (name: RouteName): Set<string> => new Set(requestsOf(name).flatMap(about => namesIn(about(world.a.ids, at), about(world.b.ids, at))))
  const isMerchant = (field: string): boolean => field.endsWith('.merchantId')
  // Another's merchantId goes into every operation of a merchant: that is a test of its own.
  const lacking = names.filter(name => ACCESS[name].for !== '3pl').flatMap(name => [...namesOf(openapi, name)].filter(field => !asked(name).has(field) && !(isMerchant(field) && ACCESS[name].for === 'merchant')).map(field => `${name} ${field}`))
  expect(lacking).toEqual([])
})
