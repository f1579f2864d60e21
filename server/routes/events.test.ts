import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MerchantId } from '../../core/model/ids.ts'
import { appendNotes } from '../../hub/feed/append.ts'
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
})
