import { describe, expect, it } from 'vitest'
import type { DraftLine, OrderDraft } from '../../core/model/drafts.ts'
import type { Rule } from '../../core/model/rules.ts'
import { draft } from '../../test/support/orders.ts'
import { ACCOUNT, connect, M1, OWNER, shopHub, webhook } from '../../test/support/reading-shop.ts'
import { viewOf } from '../connections/view.ts'
import type { Hub } from '../hub.ts'
import { purge } from '../retention/purge.ts'
import { getAutomation, putAutomation } from '../rules/automation.ts'
import { accept } from './accept.ts'
import { drainDeliveries } from './drain.ts'
import { putLocations } from '../mappings/locations.ts'
import { undoMapping } from '../mappings/undo.ts'
import { place } from './place.ts'
import { pollDueSources } from './poll.ts'

const FAR = Number.MAX_SAFE_INTEGER
const DAY = 86_400_000
const ordersOf = async (hub: Hub) => (await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 100 })).items
const line = (quantity: number): DraftLine => ({ ...draft().lines[0]!, quantity, parts: quantity === 0 ? [] : [{ work: 'w1', location: 'loc1', quantity }] })

describe('what is not imported', () => {
  const pickup: Partial<OrderDraft> = { lines: [line(0)], leftOut: { pickup: 1 } }

  it('is counted by why, each order once however often it is read, and shown with the connection', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    for (let times = 0; times < 3; times += 1) {
      await place(hub, connection, shop.put({ ref: 'g1', ...pickup }))
      await place(hub, connection, shop.put({ ref: 'g2', ...pickup }))
      await place(hub, connection, shop.put({ ref: 'g3', unwanted: 'test_order' }))
      await place(hub, connection, shop.put({ ref: 'g4', payment: 'unpaid' }))
      await place(hub, connection, shop.put({ ref: 'g5', leftOut: { gift_card: 1 } }))
    }
    expect((await viewOf(hub, connection)).skipped).toEqual({
      order: { pickup: { value: 2, capped: false }, test_order: { value: 1, capped: false }, unpaid: { value: 1, capped: false } }, part: { gift_card: { value: 1, capped: false } },
    })
    expect(await ordersOf(hub)).toHaveLength(1)
  })

  it('is counted no more once it came after all, and forgotten in time', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await place(hub, connection, shop.put({ ref: 'g1', payment: 'unpaid' }))
    await place(hub, connection, shop.put({ ref: 'g2', ...pickup }))
    await place(hub, connection, shop.put({ ref: 'g1', updatedAt: draft().updatedAt + 1 }))
    expect((await viewOf(hub, connection)).skipped).toEqual({ order: { pickup: { value: 1, capped: false } }, part: {} })
    await hub.time.advance(91 * DAY)
    await purge(hub)
    expect((await viewOf(hub, connection)).skipped).toEqual({ order: {}, part: {} })
  })

  it('C5: what the store sends to a location is ours, mapped or not, until a person says that others ship from there', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    const there = (ref: string) => shop.put({ ref, number: ref, lines: [{ ...line(2), parts: [{ work: 'w', location: 'loc2', quantity: 2 }] }] })
    expect(await place(hub, connection, there('g1'))).toMatchObject({ is: 'placed', code: 'imported' })
    expect(await putLocations(hub, OWNER, connection.id, [{ location: 'loc2', centerIds: ['east' as never], ours: false }])).toMatchObject({ is: 'refused', code: 'invalid_input' })
    await putLocations(hub, OWNER, connection.id, [{ location: 'loc2', centerIds: [], ours: false }])
    expect(await place(hub, connection, there('g2'))).toEqual({ is: 'ignored', code: 'other_location' })
    expect((await viewOf(hub, connection)).skipped.order).toEqual({ other_location: { value: 1, capped: false } })
    // Those that are here already are looked at again at once, and so once it is taken back.
    const held = async () => (await ordersOf(hub)).find(({ number }) => number === 'g1')
    await pollDueSources(hub, ACCOUNT, hub.clock.now() + 1_000)
    expect(await held()).toMatchObject({ status: 'action_required', reasons: [{ code: 'unmapped_ship_option' }, { code: 'upstream_hold', subject: 'it ships from a location that is not ours' }] })
    await undoMapping(hub, OWNER, connection.id, 'locations')
    await pollDueSources(hub, ACCOUNT, hub.clock.now() + 1_000)
    expect(await held()).toMatchObject({ status: 'action_required', reasons: [{ code: 'unmapped_ship_option' }] })
    expect(new Map((await ordersOf(hub)).map(({ number, lines }) => [number, lines[0]?.quantity]))).toEqual(new Map([['g1', 2], ['g2', 2]]))
  })
})

describe('S5.9: rules of the merchant', () => {
  const rule = (more: Partial<Rule> = {}): Rule => ({ name: 'Vip', active: true, when: { tags: ['vip'] }, does: { ignore: true }, ...more })

  it('are one object with a version, and name only what is there', async () => {
    const { hub } = await shopHub()
    await connect(hub)
    expect(await getAutomation(hub, OWNER)).toMatchObject({ version: 0, rules: [] })
    expect(await putAutomation(hub, OWNER, 0, [rule()])).toMatchObject({ is: 'saved', record: { rules: [{ name: 'Vip' }] } })
    const { version } = await getAutomation(hub, OWNER)
    expect(await putAutomation(hub, OWNER, 0, [])).toMatchObject({ is: 'refused', code: 'stale_version' })
    expect(await putAutomation(hub, OWNER, version, [rule({ connectionIds: ['nobody' as never], does: { shipOptionId: 'nothing' as never } })])).toMatchObject({ is: 'refused', code: 'invalid_input', fields: [{ field: 'rules.0.connectionIds' }, { field: 'rules.0.does.shipOptionId' }] })
    expect(await putAutomation(hub, { ...OWNER, merchantId: 'm2' as never }, null, [rule({ connectionIds: ['c1' as never] })])).toMatchObject({ is: 'refused', fields: [{ field: 'rules.0.connectionIds' }] })
    expect(await putAutomation(hub, OWNER, version, [])).toMatchObject({ is: 'saved' })
  })

  it('keep an order out, counted, and let it in once it fits no more', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await putAutomation(hub, OWNER, 0, [rule(), rule({ name: 'Big', when: { value: { from: { minor: 1_000, currency: 'USD' } } }, does: { hold: true, tags: ['big'] } })])
    expect(await place(hub, connection, shop.put({ ref: 'g1', tags: ['VIP'] }))).toEqual({ is: 'ignored', code: 'filtered' })
    expect((await viewOf(hub, connection)).skipped.order).toEqual({ filtered: { value: 1, capped: false } })
    await place(hub, connection, shop.put({ ref: 'g1', updatedAt: draft().updatedAt + 1 }))
    expect((await ordersOf(hub))[0]).toMatchObject({ tags: ['big'], reasons: [{ code: 'unmapped_ship_option' }, { code: 'special_requirement', subject: 'rule “Big”' }] })
  })
})

describe('what the store keeps back', () => {
  it('a scheduled order is read again on its day and goes on, though no webhook came and its time did not move', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    const day = hub.clock.now() + 2 * DAY
    const one = shop.put({ ref: 'g1', updatedAt: hub.clock.now(), scheduledFor: day })
    await pollDueSources(hub, ACCOUNT, FAR)
    expect((await ordersOf(hub))[0]!.reasons.map(({ code }) => code)).toContain('scheduled')
    await hub.time.advance(DAY)
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(shop.gets).toEqual([])
    shop.orders.set('g1', { ...one, scheduledFor: null })
    await hub.time.advance(DAY + 300_000)
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(shop.gets).toEqual([['g1']])
    expect((await ordersOf(hub))[0]!.reasons.map(({ code }) => code)).toEqual(['unmapped_ship_option'])
    await hub.time.advance(300_000)
    await pollDueSources(hub, ACCOUNT, FAR)
    expect(shop.gets).toHaveLength(1)
  })

  it('I12: a scheduled order that cannot be read keeps no other waiting past its day', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    const day = hub.clock.now() + 3_600_000
    const refs = ['g1', 'g2', 'g3', 'g4']
    for (const ref of refs) shop.put({ ref, updatedAt: hub.clock.now(), scheduledFor: day })
    await pollDueSources(hub, ACCOUNT, FAR)
    for (const ref of refs) shop.orders.set(ref, { ...shop.orders.get(ref)!, scheduledFor: null })
    shop.poisoned.add('g2')
    await hub.time.advance(3_600_000 + 300_000)
    await pollDueSources(hub, ACCOUNT, FAR)
    const held = (await ordersOf(hub)).filter(({ reasons }) => reasons.some(({ code }) => code === 'scheduled'))
    expect(held.flatMap(({ links }) => links.map(({ externalId }) => externalId))).toEqual(['g2'])
  })

  it('an order that the store deleted is held, and known no more', async () => {
    const { hub, shop } = await shopHub()
    await connect(hub)
    shop.put({ ref: 'g1' })
    await pollDueSources(hub, ACCOUNT, FAR)
    shop.orders.delete('g1')
    for (const ref of ['g1', 'never']) await accept(hub, 'c1', webhook(hub, `e-${ref}`, [ref]))
    await drainDeliveries(hub, ACCOUNT, FAR)
    expect(await ordersOf(hub)).toMatchObject([{ status: 'action_required', upstreamEnded: true, reasons: expect.arrayContaining([expect.objectContaining({ code: 'special_requirement' })]) }])
  })
})
