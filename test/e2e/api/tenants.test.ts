import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ACCESS, mayUse } from '../../../server/access.ts'
import { type RouteName, ROUTES } from '../../../server/schema.ts'
import type { Role } from '../../../core/model/actor.ts'
import type { Replied } from '../../support/api.ts'
import { REQUESTS, type Request } from './requests.ts'
import { type Ids, nobodys, twoMerchants, type World } from './world.ts'

const names = Object.keys(ROUTES) as RouteName[]
/** What changes what is looked at comes last: an own thing has to be found before it is ended. */
const LAST: readonly RouteName[] = ['cancelOrder', 'dropCall', 'disconnect', 'revokeToken']
const inOrder = [...names.filter(name => !LAST.includes(name)), ...LAST]

let world: World
const said: { name: RouteName; who: string; text: string }[] = []
beforeAll(async () => { world = await twoMerchants() })
afterAll(async () => world.app.close())

async function send(token: string, who: string, name: RouteName, { params = {}, query = {}, body }: Request): Promise<Replied> {
  const path = ROUTES[name].path.replaceAll(/\{(\w+)\}/g, (_all, part: string) => encodeURIComponent(params[part] ?? ''))
  const reply = await world.ask(token, ROUTES[name].method, `${path}?${new URLSearchParams(query).toString()}`, body === undefined ? {} : { body })
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
const namesNothing = (name: RouteName): boolean => JSON.stringify(REQUESTS[name](world.b.ids, world)) === JSON.stringify(REQUESTS[name](world.a.ids, world))

/** Nothing to take out before comparing. */
const NONE = {} as Ids

const ASKED_WITH: readonly [who: 'owner' | 'staff' | 'reader', role: Role][] = [['owner', 'owner'], ['staff', 'staff'], ['reader', 'readonly']]

describe.each(ASKED_WITH)('a merchant\'s %s', (who, role) => {
  it.each(names)('%s: another\'s things are as missing as what never was', async name => {
    const token = world.a[who]
    const foreign = await send(token, who, name, REQUESTS[name](world.b.ids, world))
    const missing = await send(token, who, name, REQUESTS[name](nobodys(world.b.ids), world))
    const isAllowed = mayUse(ACCESS[name], { role, scopes: [] })
    expect(isAllowed ? foreign.status : 403).toBe(foreign.status)
    expect(isAllowed && namesNothing(name) ? 200 : foreign.status).toBe(foreign.status)
    expect(foreign.status).toBeLessThan(500)
    expect(alike(foreign, namesNothing(name) ? NONE : world.b.ids)).toBe(alike(missing, namesNothing(name) ? NONE : nobodys(world.b.ids)))
  })

  it.each(names.filter(name => ACCESS[name].for === 'merchant'))('%s: naming another merchant is as naming none that is', async name => {
    const own = REQUESTS[name](world.a.ids, world)
    const to = (merchantId: string): Request => (own.body ? { ...own, body: { ...own.body, merchantId } } : { ...own, query: { ...own.query, merchantId } })
    const foreign = await send(world.a[who], who, name, to(world.b.ids.merchant))
    const missing = await send(world.a[who], who, name, to('nobody'))
    expect([403, 404]).toContain(foreign.status)
    expect(alike(foreign, world.b.ids)).toBe(alike(missing, world.b.ids))
  })
})

it.each(inOrder.filter(name => mayUse(ACCESS[name], { role: 'owner', scopes: [] })))('a merchant\'s owner, %s: their own is found', async name => {
  const reply = await send(world.a.owner, 'owner', name, REQUESTS[name](world.a.ids, world))
  expect([401, 403, 404]).not.toContain(reply.status)
  // There is no vendor behind this world's connections: 502 is as good as found.
  expect(reply.status === 502 ? 200 : reply.status).toBeLessThan(500)
})

describe('a center\'s token', () => {
  const floor = names.filter(name => ACCESS[name].for === 'center')
  it.each(floor)('%s: a shipment of another center is as missing as what never was', async name => {
    const foreign = await send(world.a.warehouse, 'warehouse', name, REQUESTS[name](world.b.ids, world))
    const missing = await send(world.a.warehouse, 'warehouse', name, REQUESTS[name](nobodys(world.b.ids), world))
    expect(alike(foreign, world.b.ids)).toBe(alike(missing, nobodys(world.b.ids)))
  })

  it('counts and receives in its own center only', async () => {
    for (const name of ['receive', 'adjust', 'putSnapshot'] as const) {
      const { results } = (await send(world.a.warehouse, 'warehouse', name, REQUESTS[name](world.b.ids, world))).body as { results: { ok: boolean; code: string }[] }
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
    const of = (ids: Ids): Request => ({ ...REQUESTS[name](ids, world), query: { ...REQUESTS[name](ids, world).query, limit: '1' } })
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
