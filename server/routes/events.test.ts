import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MerchantId, THE_3PL } from '../../core/model/ids.ts'
import { appendNotes } from '../../hub/feed/append.ts'
import { readFeed } from '../../hub/feed/read.ts'
import { type Api, api } from '../../test/support/api.ts'
import { addMerchant } from '../../test/support/hub.ts'

const M = MerchantId.parse('m1')
const DAY = 86_400_000
let at: Api
let token = ''
beforeEach(async () => {
  at = await api()
  await addMerchant(at.hub, M)
  token = await at.token('owner', { merchantId: M })
})
afterEach(async () => at.app.close())

const happened = async (count: number, name: string) =>
  appendNotes(at.hub, M, Array.from({ length: count }, (_, n) => ({ subject: `order:${name}${n}`, subjectVersion: 1, kind: 'order.changed', at: at.hub.clock.now(), actor: { is: 'system' as const, name: 'test' }, changed: [], detail: {} })))
const events = async (after: string | null, limit: number) =>
  (await at.ask(token, 'GET', `/v1/events?limit=${limit}${after === null ? '' : `&after=${after}`}`)).body as { data: { subject: { id: string } }[]; nextCursor: string; code?: string }

describe('following the events', () => {
  it('begins with the oldest that is kept, and goes on from there, however much is older', async () => {
    await happened(130, 'old')
    await at.hub.time.advance(31 * DAY)
    await happened(3, 'new')
    const first = await events(null, 2)
    expect(first.data.map(({ subject }) => subject.id)).toEqual(['new0', 'new1'])
    const second = await events(first.nextCursor, 2)
    expect(second.data.map(({ subject }) => subject.id)).toEqual(['new2'])
    expect((await events(second.nextCursor, 2)).data).toEqual([])
  })

  it('where all is older than what is kept, follows from now', async () => {
    await happened(5, 'old')
    await at.hub.time.advance(31 * DAY)
    const first = await events(null, 2)
    expect(first).toMatchObject({ data: [], nextCursor: '5' })
    await happened(1, 'new')
    expect((await events(first.nextCursor, 2)).data).toMatchObject([{ subject: { id: 'new0' } }])
  })

  it('says of a cursor that points before what is kept that it is too old', async () => {
    await happened(5, 'old')
    await at.hub.time.advance(31 * DAY)
    await happened(1, 'new')
    expect(await events('2', 2)).toMatchObject({ code: 'cursor_too_old' })
  })

  it('I38: what the 3PL’s own people did stands in the 3PL’s feed under who did it, and no merchant reads it there', async () => {
    const admin = await at.token('administrator')
    const made = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object = {}) => {
      const answer = await at.ask(admin, method, path, { body, headers: { 'if-match': '*' } })
      expect(answer.status, path).toBe(200)
      return (answer.body as { id: string }).id
    }
    const merchant = await made('POST', '/v1/merchants', { name: 'New' })
    const center = await made('POST', '/v1/centers', { name: 'East', country: 'US' })
    await made('PATCH', `/v1/centers/${center}`, { active: false })
    const option = await made('POST', '/v1/ship-options', { name: '2-Day' })
    await made('PATCH', `/v1/ship-options/${option}`, { active: true })
    const floor = await made('POST', '/v1/tokens', { name: 'scanner', role: 'warehouse' })
    await made('DELETE', `/v1/tokens/${floor}`)
    const own = await at.ask(admin, 'GET', '/v1/events')
    const said = (own.body as { data: { type: string; merchantId: string | null; subject: { id: string }; changed: string[] }[] }).data
    expect(said.map(({ type, merchantId, subject, changed }) => [type, merchantId, subject.id, changed])).toEqual([
      ['merchant.created', null, merchant, []], ['center.created', null, center, []], ['center.changed', null, center, ['active']],
      ['ship_option.created', null, option, []], ['ship_option.changed', null, option, ['active']], ['token.created', null, floor, []], ['token.revoked', null, floor, []],
    ])
    const actors = (await readFeed(at.hub, THE_3PL, 0, 50)).map(({ actor }) => actor)
    expect(actors).toEqual(actors.map(() => expect.objectContaining({ is: 'token', role: 'administrator' })))
    expect(await events(null, 50)).toMatchObject({ data: [] })
    expect(await at.ask(token, 'GET', '/v1/events?merchantId=3pl')).toMatchObject({ status: 404 })
    expect(await at.ask(await at.token('warehouse'), 'GET', '/v1/events')).toMatchObject({ status: 403 })
  })
})
