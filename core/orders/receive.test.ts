import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DraftLine, OrderDraft } from '../model/drafts.ts'
import type { Sku } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import { after, AROUND, by, draft, imported, intake, NOW, person, processing, ROAD } from '../../test/support/orders.ts'
import { label } from '../shipping/label.ts'
import { pick } from '../shipping/pick.ts'
import { tellingBegun, told } from '../shipping/told.ts'
import { cancel } from './cancel.ts'
import { edit } from './edit.ts'
import { hold, release } from './hold.ts'
import { needOf } from './need.ts'
import { received } from './receive.ts'
import { remapped } from './retry.ts'
import { forUs } from './for-us.ts'
import { goneUpstream } from './upstream-end.ts'
import { unreadUpstream } from './unread.ts'

const line = (more: Partial<DraftLine> = {}): DraftLine => {
  const made = { ...(draft().lines[0] as DraftLine), ...more }
  return { ...made, parts: more.parts ?? made.parts.map(part => ({ ...part, quantity: made.quantity })) }
}
const codes = (order: Order): string[] => order.reasons.map(({ code }) => code)
const begun = (order = processing()): Order => after(pick(order, order.shipments[0]!.id, { by: 'Kim', at: NOW }, by(person('warehouse'))))
const said = (order: Order | null, more: Partial<OrderDraft>, taken = {}) => received(order, draft({ updatedAt: NOW + 1000, ...more }), intake(taken))

describe('a new order', () => {
  it('S1.19 S4.1: stands in Import Review with one shipment and an open want; its ids follow from the order’s', () => {
    const order = imported()
    expect(order).toMatchObject({ id: 'o1', status: 'import_review', revision: 1, shipOptionId: 'standard', links: [{ externalId: 'gid/1', owner: true }] })
    expect(order.lines.map(({ id }) => id)).toEqual(['o1:1'])
    expect(order.shipments).toMatchObject([{ id: 'o1-1', lines: [{ lineId: 'o1:1', sku: 'MUG', quantity: 2 }], centerId: null }])
    expect(order.todo.filter(({ is }) => is === 'want')).toEqual([{ is: 'want', revision: 1 }])
    expect(needOf(order)).toMatchObject({ wants: true, mayHold: true, known: [{ sku: 'MUG', units: 2, location: 'loc1' }] })
  })

  it.each<[string, Partial<OrderDraft>, object]>([
    ['unpaid', { payment: 'unpaid' }, {}],
    ['older_than_start', {}, { connection: { ...intake().connection, startAt: NOW } }],
    ['cancelled', { cancelledAt: NOW }, {}],
    ['nothing_to_ship', { lines: [line({ quantity: 0 })] }, {}],
    ['nothing_to_ship', { closed: true }, {}],
    ['nothing_to_ship', { lines: [line({ requiresShipping: false })] }, {}],
  ])('S5.9: %s is not imported', (code, more, taken) => {
    expect(received(null, draft(more), intake(taken))).toEqual({ is: 'ignored', code })
  })

  it('S5.9: unpaid comes where the connection takes any', () => {
    expect(codes(imported({ payment: 'unpaid' }, { connection: { ...intake().connection, importWhen: 'any' } }))).toEqual([])
  })

  it.each<[string, Partial<OrderDraft>, object]>([
    ['missing_sku', { lines: [line({ sku: null })] }, {}],
    ['missing_sku', { lines: [line({ sku: '  ' })] }, {}],
    ['duplicate_sku', {}, { around: { ...AROUND, twice: new Set(['MUG']) } }],
    ['unknown_sku', {}, { around: { ...AROUND, products: new Map() } }],
    ['inactive_sku', {}, { around: { ...AROUND, products: new Map([['MUG', false]]) } }],
    ['invalid_address', { recipient: null }, { personDigest: null }],
    ['invalid_address', { recipient: { name: 'A', address1: 'x', city: 'y', country: 'US' } }, {}],
    ['person_data_missing', { recipient: 'redacted' }, { personDigest: null }],
    ['unmapped_ship_option', { method: 'standard' }, {}],
    ['unmapped_ship_option', { method: null }, {}],
    ['upstream_hold', { upstreamHold: { reason: 'fraud check' } }, {}],
    ['scheduled', { scheduledFor: NOW + 86_400_000 }, {}],
    ['unpaid', { payment: 'unknown' }, {}],
  ])('S1.14 S1.23 S2.30: held at once for %s, its demand open and known', (code, more, taken) => {
    const order = imported(more, taken)
    expect(order).toMatchObject({ status: 'action_required', holdKind: 'on_hold' })
    expect(codes(order)).toEqual([code])
    expect(order.reasons.every(({ message, needs, who }) => message && needs && who)).toBe(true)
    expect(needOf(order)).toMatchObject({ wants: true, mayHold: false })
  })

  it('S2.14: an inactive mapping and an inactive option hold like none', () => {
    const methods = new Map([['Standard', { shipOptionId: 'standard' as never, active: false }]])
    expect(codes(imported({}, { around: { ...AROUND, options: { methods, activeOptions: AROUND.options.activeOptions } } }))).toEqual(['inactive_ship_option'])
    expect(codes(imported({}, { around: { ...AROUND, options: { ...AROUND.options, activeOptions: new Set() } } }))).toEqual(['inactive_ship_option'])
  })

  it('no address is needed where the country has no postal codes', () => {
    expect(codes(imported({ recipient: { name: 'A', address1: 'x', city: 'Hong Kong', country: 'HK' } }))).toEqual([])
  })
})

describe('a later version of the store’s', () => {
  it('older is ignored, equal is the same', () => {
    const order = imported()
    expect(received(order, draft({ updatedAt: NOW - 1 }), intake())).toEqual({ is: 'ignored', code: 'older_version' })
    expect(received(order, draft(), intake())).toEqual({ is: 'same', code: 'same_content' })
  })

  it('S5.10: quantities, added and removed lines go through Import Review again, and the floor is stopped', () => {
    const order = processing()
    const next = after(said(order, { lines: [line({ quantity: 1 }), line({ externalId: 'l2', sku: 'CUP', quantity: 3, parts: [] })] }))
    expect(next).toMatchObject({ status: 'import_review', revision: order.revision + 1, shipments: [{ centerId: null, lines: [{ quantity: 1 }, { lineId: 'o1:2', sku: 'CUP', quantity: 3 }] }] })
    expect(next.todo.filter(({ is }) => is === 'task').map(todo => todo.is === 'task' && todo.does)).toEqual(['pick', 'stop'])
    const less = after(said(next, { updatedAt: NOW + 2000, lines: [line({ quantity: 1 })] }))
    expect(less.lines.map(({ quantity }) => quantity)).toEqual([1, 0])
    expect(less.shipments[0]?.lines).toHaveLength(1)
  })

  it('S5.10: an address is applied before pick and recorded once after it', () => {
    const other = { recipient: { ...(draft().recipient as object), city: 'Dallas' } as never }
    const before = said(processing(), other, { personDigest: 'digest-2' })
    expect(before).toMatchObject({ is: 'changed', person: { recipient: { city: 'Dallas' } }, order: { status: 'import_review' } })
    const picked = after(said(begun(), other, { personDigest: 'digest-2' }))
    expect(picked).toMatchObject({ subStatus: 'pick_in_process', ignoredChanges: [{ what: expect.stringContaining('recipient') }] })
    const again = after(said(picked, { ...other, updatedAt: NOW + 2000 }, { personDigest: 'digest-2' }))
    expect(again.ignoredChanges).toHaveLength(1)
  })

  it('S5.10: a cancel ends it before pick and is recorded after', () => {
    const ended = after(said(processing(), { cancelledAt: NOW, cancelReason: 'customer' }))
    expect(ended).toMatchObject({ status: 'cancelled', upstreamEnded: true, cancelRequest: { state: 'done' } })
    expect(needOf(ended)).toMatchObject({ wants: true, fixed: [], wanted: [], known: [] })
    const order = begun()
    const goesOn = after(said(order, { cancelledAt: NOW }))
    expect(goesOn).toMatchObject({ status: 'processing', upstreamEnded: true, cancelRequest: { state: 'refused' }, revision: order.revision + 1 })
    expect(said(goesOn, { cancelledAt: NOW, updatedAt: NOW + 5000 })).toMatchObject({ is: 'same' })
  })

  it('ARCHITECTURE 3: known are the units that the store counts and that stand here: the smaller number', () => {
    const order = begun()
    const less = after(said(order, { lines: [line({ quantity: 1 })] }))
    expect(less).toMatchObject({ revision: order.revision + 1, lines: [{ quantity: 2, atStore: 1 }], ignoredChanges: [{}] })
    expect(needOf(less)).toMatchObject({ wants: true, fixed: [{ quantity: 2 }], known: [{ units: 1 }] })
    const fresh = imported()
    const edited = after(edit(fresh, { lines: [{ id: fresh.lines[0]!.id, quantity: 1 }] }, null, AROUND, by(person('owner'))))
    expect(needOf(edited)).toMatchObject({ wanted: [{ quantity: 1 }], known: [{ units: 1 }] })
    expect(needOf(after(said(order, { lines: [line({ quantity: 5 })] }))).known).toMatchObject([{ units: 2 }])
  })

  it('S5.10: ends where a person took out one line and the store the other: nothing is left to ship', () => {
    const fresh = imported({ lines: [line(), line({ externalId: 'l2', sku: 'CUP' as Sku })] })
    const edited = after(edit(fresh, { lines: [{ id: fresh.lines[0]!.id, quantity: 0 }] }, null, AROUND, by(person('owner'))))
    const order = processing(edited)
    const ended = said(order, { lines: [line()] })
    expect(ended).toMatchObject({ is: 'changed', code: 'nothing_to_ship', order: { status: 'cancelled', revision: order.revision + 1, upstreamEnded: false, lines: [{ quantity: 0, atStore: 2 }, { quantity: 0, atStore: 0 }] } })
    expect(needOf(after(ended))).toMatchObject({ wants: true, fixed: [], wanted: [], known: [] })
    expect(after(ended).todo.filter(({ is }) => is === 'task' || is === 'note').at(-1)).toMatchObject({ kind: 'order.cancelled', detail: { code: 'nothing_to_ship', goesOn: false } })
    expect(said(after(ended), { updatedAt: NOW + 2000, cancelledAt: NOW })).toMatchObject({ is: 'changed', order: { upstreamEnded: true } })
  })

  it('S1.15a: fulfilled elsewhere before pick ends it, and the code says so', () => {
    const next = said(processing(), { closed: true, fulfillments: [{ ref: 'f1', cancelled: false, trackingNumbers: ['XX'], lines: [{ externalId: 'l1', quantity: 2 }] }] })
    expect(next).toMatchObject({ is: 'changed', code: 'fulfilled_elsewhere', order: { status: 'cancelled', upstreamEnded: true } })
  })

  it('S1.15a: what was cancelled here stays so; an end at the store makes it known no more', () => {
    const gone = after(cancel(imported(), { shipments: 'all', reason: 'gone' }, by(person('owner'))))
    expect(needOf(gone).known).toHaveLength(1)
    expect(said(gone, { tags: ['vip'] })).toEqual({ is: 'ignored', code: 'order_ended' })
    expect(needOf(after(said(gone, { lines: [line({ quantity: 1 })] })))).toMatchObject({ wanted: [], known: [{ units: 1 }] })
    const ended = after(said(gone, { cancelledAt: NOW }))
    expect(ended).toMatchObject({ status: 'cancelled', revision: gone.revision + 1 })
    expect(needOf(ended).known).toEqual([])
  })

  it('a hold by hand survives what the store changes', () => {
    const held = after(hold(imported(), { reason: 'ask' }, by(person('staff'))))
    const next = after(said(held, { lines: [line({ quantity: 1 })] }))
    expect(next).toMatchObject({ status: 'action_required', reasons: [{ code: 'manual_hold' }] })
  })

  it('S2.23: what a person mended stands until the store says another', () => {
    const order = imported({ recipient: { name: 'A', address1: 'x', city: '', country: 'US' } })
    const mended = edit(order, { recipient: { city: 'Austin', postalCode: '78701' }, lines: [{ id: order.lines[0]!.id, quantity: 1 }] }, { recipient: { name: 'A', address1: 'x', city: '', country: 'US' } }, AROUND, by(person('owner')))
    expect(mended).toMatchObject({ is: 'changed', person: { recipient: { name: 'A', city: 'Austin' } }, order: { status: 'import_review' } })
    const fresh = { ...after(mended), sealed: 'sealed', personDigest: 'mended' }
    const later = after(said(fresh, { tags: ['vip'] }))
    expect(later).toMatchObject({ status: 'import_review', tags: ['vip'], lines: [{ quantity: 1 }], reasons: [] })
  })

  it('S2.15: a mapping that was saved frees the orders that wait for it, and no other', () => {
    const order = imported({ method: 'Express' })
    expect(remapped(order, AROUND, by(person('owner')))).toMatchObject({ is: 'same' })
    const options = { ...AROUND.options, methods: new Map([['Express', { shipOptionId: 'standard' as never, active: true }]]) }
    expect(remapped(order, { ...AROUND, options }, by(person('owner')))).toMatchObject({ is: 'changed', order: { status: 'import_review', shipOptionId: 'standard', reasons: [] } })
    expect(remapped(processing(), AROUND, by(person('owner')))).toMatchObject({ is: 'same' })
  })
})

describe('quantities', () => {
  it('S5.10: ours are what is open there plus what left in fulfillments of ours, whoever else fulfilled', () => {
    fc.assert(fc.property(fc.nat(9), fc.nat(9), fc.nat(9), (open, ours, others) => {
      if (open + ours === 0) return
      const order: Order = { ...imported(), shipments: [{ ...imported().shipments[0]!, parcels: [{ trackingNumber: 'OURS', carrier: 'ups', url: null, voided: false, tracking: null }] }] }
      const fulfillments = [
        { ref: 'f1', cancelled: false, trackingNumbers: ['OURS'], lines: [{ externalId: 'l1', quantity: ours }] },
        { ref: 'f2', cancelled: false, trackingNumbers: ['THEIRS'], lines: [{ externalId: 'l1', quantity: others }] },
        { ref: 'f3', cancelled: true, trackingNumbers: ['OURS'], lines: [{ externalId: 'l1', quantity: 7 }] },
      ]
      const next = said(order, { lines: [line({ quantity: open })], fulfillments })
      if (open === 0) return
      const lines = next.is === 'changed' ? next.order.lines : order.lines
      expect(lines[0]?.quantity).toBe(open + ours)
    }))
  })

  it('the need is the lines: wanted or held, and known until the telling begins', () => {
    const rows = fc.array(fc.record({ sku: fc.constantFrom('A', 'B', null), quantity: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 6 })
    fc.assert(fc.property(rows, (all) => {
      const decision = said(null, { lines: all.map((one, at) => line({ externalId: `l${at}`, ...one })) })
      const isEmpty = all.every(({ quantity }) => quantity === 0)
      expect(decision.is === 'ignored').toBe(isEmpty)
      if (isEmpty) return
      const need = needOf(after(decision))
      const units = (list: readonly { sku: Sku; quantity?: number; units?: number }[]) => list.reduce((sum, one) => sum + (one.quantity ?? one.units ?? 0), 0)
      const sold = all.reduce((sum, { sku, quantity }) => sum + (sku ? quantity : 0), 0)
      expect([units(need.wanted), units(need.known), need.fixed.length]).toEqual([sold, sold, 0])
    }))
  })

  it('our own fulfillment, seen before its answer came, changes nothing but that it ended there', () => {
    let order = begun()
    const id = order.shipments[0]!.id
    order = after(label(order, id, { parcels: [{ trackingNumber: '1Z', carrier: 'UPS' }] }, { by: 'Kim', at: NOW }, ROAD, by(person('warehouse'))))
    const key = order.shipments[0]!.pushes[0]!.callKey!
    const sent = after(tellingBegun(order, id, key, by({ is: 'system', name: 'calls' })))
    expect(sent.revision).toBe(order.revision + 1)
    expect(needOf(sent).known).toEqual([])
    const seen = after(said(sent, { lines: [line({ quantity: 0 })], fulfillments: [{ ref: 'f1', cancelled: false, trackingNumbers: ['1Z'], lines: [{ externalId: 'l1', quantity: 2 }] }] }))
    expect(seen).toMatchObject({ status: 'processing', lines: [{ quantity: 2 }], ignoredChanges: [], upstreamEnded: true, revision: sent.revision })
    const done = after(told(seen, id, key, { state: 'confirmed', code: null, reason: null, ref: 'f1' }, by({ is: 'system', name: 'calls' })))
    expect(done.shipments[0]?.pushes).toMatchObject([{ state: 'confirmed', ref: 'f1' }])
  })
})

describe('a known order of which the store does not show what is left to ship', () => {
  const hidden: Partial<OrderDraft> = { lines: [line({ quantity: 0 })], workUnknown: true }
  it('stays as it is: a scope that was taken away cancels nothing, and what is shown later counts', () => {
    const order = processing()
    for (const one of [order, begun()]) {
      expect(received(one, draft(hidden), intake())).toEqual({ is: 'same', code: 'work_not_shown' })
      expect(after(said(one, hidden))).toMatchObject({ status: 'processing', subStatus: one.subStatus, lines: one.lines, shipments: one.shipments })
    }
    expect(said(order, { lines: [line({ quantity: 1 })] })).toMatchObject({ is: 'changed', code: 'edited' })
  })
  it('ends where the store says that it was cancelled', () => {
    expect(said(processing(), { ...hidden, cancelledAt: NOW })).toMatchObject({ is: 'changed', code: 'cancelled' })
  })
})

describe('what is no parcel of ours', () => {
  const none = [line({ quantity: 0 })]
  it.each<[string, Partial<OrderDraft>]>([
    ['pickup', { lines: none, leftOut: { pickup: 2 } }], ['pickup_point', { lines: none, leftOut: { pickup_point: 1 } }], ['local_delivery', { lines: none, leftOut: { local_delivery: 1 } }],
    ['retail', { lines: none, leftOut: { retail: 1 } }], ['others_service', { lines: none, leftOut: { others_service: 1 } }], ['gift_card', { lines: none, leftOut: { gift_card: 1 } }],
    ['nothing_to_ship', { lines: none, leftOut: { no_shipping: 1 } }], ['nothing_to_ship', { lines: none, closed: true, leftOut: { pickup: 1 } }],
    ['test_order', { unwanted: 'test_order', test: true }], ['work_not_shown', { lines: none, workUnknown: true }],
  ])('S5.9: %s is not imported, and the reason says who has it', (code, more) => {
    expect(received(null, draft(more), intake())).toEqual({ is: 'ignored', code })
  })

  it('a part that somebody else hands out is left out, and the rest is an order', () => {
    expect(imported({ lines: [line(), line({ externalId: 'l2', sku: 'CUP' as Sku, quantity: 0 })], leftOut: { pickup: 1 } }).shipments[0]?.lines).toMatchObject([{ sku: 'MUG', quantity: 2 }])
  })

  it('C5: work at another app’s service, or where a person says that others ship from, is theirs; what keeps it back keeps nothing of ours', () => {
    const parts = [
      { work: 'w1', location: 'mine', quantity: 1, heldFor: ['other'] }, { work: 'w2', location: 'service', quantity: 2, othersService: true as const },
      { work: 'w3', location: 'shop', quantity: 4, heldFor: ['awaiting_payment'], scheduledFor: NOW + 9_000 },
    ]
    const all = draft({ lines: [line({ quantity: 7, parts })], upstreamHold: { reason: 'other; awaiting_payment' }, scheduledFor: NOW + 9_000 })
    expect(forUs(all, new Set())).toMatchObject({ lines: [{ quantity: 5 }], leftOut: { others_service: 2 }, upstreamHold: { reason: 'other; awaiting_payment' }, scheduledFor: NOW + 9_000 })
    expect(forUs(all, new Set(['shop']))).toMatchObject({ lines: [{ quantity: 1, parts: [{ location: 'mine' }] }], leftOut: { others_service: 2, other_location: 4 }, upstreamHold: { reason: 'other' }, scheduledFor: null })
    const named = parts.map((part, at) => ({ ...part, method: ['Standard', 'By app', 'Van'][at]! }))
    expect(forUs(draft({ method: 'By app + Standard + Van', lines: [line({ quantity: 7, parts: named })] }), new Set(['shop']))).toMatchObject({ method: 'Standard', othersAt: ['shop'] })
    const mine = draft({ lines: [line({ quantity: 1, parts: parts.slice(0, 1) })] })
    expect(forUs(mine, new Set(['shop']))).toBe(mine)
    expect(received(null, forUs(draft({ lines: [line({ quantity: 4, parts: parts.slice(2) })] }), new Set(['shop'])), intake())).toEqual({ is: 'ignored', code: 'other_location' })
  })

  it('C5: moved to others it waits and is not cancelled, for it may come back; fulfilled there it ends', () => {
    const order = processing()
    const away = after(said(order, { lines: none, leftOut: { others_service: 2 } }))
    expect(away).toMatchObject({ status: 'action_required', reasons: [{ code: 'upstream_hold', subject: 'another fulfillment service ships it' }], shipments: [{ lines: [], centerId: null }] })
    expect(needOf(away)).toMatchObject({ fixed: [], wanted: [], known: [] })
    expect(away.todo).toContainEqual(expect.objectContaining({ is: 'task', does: 'stop' }))
    expect(after(said(away, { updatedAt: NOW + 2_000 }))).toMatchObject({ status: 'import_review', reasons: [], shipments: [{ lines: [{ quantity: 2 }] }] })
    const made = [{ ref: 'f1', cancelled: false, trackingNumbers: ['XX'], lines: [{ externalId: 'l1', quantity: 2 }] }]
    expect(said(away, { updatedAt: NOW + 2_000, lines: none, closed: true, fulfillments: made })).toMatchObject({ is: 'changed', code: 'fulfilled_elsewhere' })
    expect(after(said(begun(), { lines: none, leftOut: { pickup: 2 } }))).toMatchObject({ subStatus: 'pick_in_process', ignoredChanges: [{ what: 'The store changed line 1 from 2 to 0.' }] })
  })
})

describe('what the store itself says against shipping', () => {
  it('C7: a part that is held keeps the whole order, and its release lets it go on', () => {
    const held = imported({ upstreamHold: { reason: 'high_risk_of_fraud; other' } })
    expect(held).toMatchObject({ status: 'action_required', reasons: [{ code: 'upstream_hold', message: 'The store holds the order: high_risk_of_fraud; other.' }] })
    expect(after(said(held, {}))).toMatchObject({ status: 'import_review', reasons: [] })
  })

  it('S5.10: a hold, a later day and a risk before pick stop the floor; from pick on they are recorded, once', () => {
    const more = { upstreamHold: { reason: 'other' }, scheduledFor: NOW + 86_400_000, fraudRisk: 'cancel' as const }
    expect(codes(after(said(processing(), more))).toSorted()).toEqual(['fraud_risk', 'scheduled', 'upstream_hold'])
    const recorded = after(said(begun(), more))
    expect(recorded.ignoredChanges.map(({ what }) => what)).toEqual(['The store holds the order: other.', 'The store wants it shipped from 2026-11-22 on.', 'The store rates it as a risk of fraud: it recommends to cancel.'])
    expect(after(said(recorded, { ...more, updatedAt: NOW + 2_000 })).ignoredChanges).toHaveLength(3)
  })

  it('a day that has come frees the order though the store says nothing new', () => {
    const waits = imported({ scheduledFor: NOW + 1_000 })
    expect(waits).toMatchObject({ reasons: [{ code: 'scheduled' }], scheduledFor: NOW + 1_000 })
    expect(after(received(waits, draft({ scheduledFor: NOW + 1_000 }), intake({ now: NOW + 1_000 })))).toMatchObject({ status: 'import_review', reasons: [] })
  })

  it('a person lets a risk go, and the same advice does not hold it again', () => {
    const risky = imported({ fraudRisk: 'investigate' })
    expect(risky.reasons).toMatchObject([{ code: 'fraud_risk', who: 'merchant', message: 'The store rates it as a risk of fraud: it recommends to investigate.' }])
    const free = after(release(risky, by(person('staff'))))
    expect(after(said(free, { fraudRisk: 'investigate', tags: ['x'] }))).toMatchObject({ status: 'import_review' })
    expect(codes(after(said(free, { fraudRisk: 'cancel' })))).toEqual(['fraud_risk'])
    expect(after(said(risky, {}))).toMatchObject({ status: 'import_review' })
    expect(release(imported({ upstreamHold: { reason: 'other' } }), by(person('owner')))).toMatchObject({ is: 'refused', code: 'wrong_state' })
  })

  it.each<[string, Partial<OrderDraft>, string[]]>([
    ['the name', { recipient: { ...(draft().recipient as object), name: '' } as never, hidden: ['name'] }, ['person_data_missing']],
    ['the address', { recipient: { ...(draft().recipient as object), address1: '', city: '' } as never, hidden: ['address'] }, ['person_data_missing']],
    ['only what a parcel does not need', { hidden: ['email', 'phone'] }, []],
    ['the name, and the street is missing', { recipient: { ...(draft().recipient as object), name: '', address1: '' } as never, hidden: ['name'] }, ['invalid_address', 'person_data_missing']],
  ])('what is hidden from us is not missing there: %s', (_what, more, expected) => {
    const order = imported(more)
    expect(codes(order).toSorted()).toEqual(expected)
    const hidden = order.reasons.filter(({ code }) => code === 'person_data_missing').map(({ message }) => message)
    expect(hidden.every(message => /^The store hides .+ from us, or had them erased\.$/.test(message))).toBe(true)
  })

  it('what a person entered, or the store said before, stands though the store hides a part of it later', () => {
    const whole = { ...imported(), sealed: 'sealed' }
    const bare = { recipient: { ...(draft().recipient as object), name: '' } as never, hidden: ['name' as const] }
    expect(said(whole, bare, { personDigest: 'without-name' })).toMatchObject({ is: 'changed', code: 'same_content', order: { status: 'import_review', reasons: [] } })
    const waits = { ...imported(bare, { personDigest: 'without-name' }), sealed: 'sealed' }
    expect(said(waits, { ...bare, recipient: { ...(bare.recipient as object), city: 'Dallas' } as never }, { personDigest: 'moved' })).toMatchObject({ is: 'changed', person: { recipient: { city: 'Dallas' } }, order: { reasons: [{ code: 'person_data_missing' }] } })
    expect(after(said(waits, {}, { personDigest: 'whole' }))).toMatchObject({ reasons: [] })
  })

  it('what the mapping could not say is kept for a person to see', () => {
    const order = imported({ warnings: ['risk recommendation PERHAPS is not known'] })
    expect(order).toMatchObject({ status: 'import_review', warnings: ['risk recommendation PERHAPS is not known'] })
    expect(after(said(order, {})).warnings).toBeUndefined()
  })
})

describe('an order that the store does not know any more', () => {
  it('is held for a person before pick and known no more; it comes back by itself if the store does', () => {
    const order = processing()
    const gone = after(goneUpstream(order, by(person('owner'))))
    expect(gone).toMatchObject({ status: 'action_required', upstreamEnded: true, reasons: [{ code: 'special_requirement' }], shipments: [{ centerId: null }] })
    expect(needOf(gone)).toMatchObject({ fixed: [], wanted: [{ quantity: 2 }], known: [] })
    expect(goneUpstream(gone, by(person('owner')))).toEqual({ is: 'same', code: 'order_gone' })
    const back = after(said(gone, {}))
    expect(back).toMatchObject({ status: 'import_review', reasons: [], upstreamEnded: false })
    expect(needOf(back).known).toMatchObject([{ units: 2 }])
    expect(after(release(gone, by(person('owner'))))).toMatchObject({ status: 'import_review' })
  })

  it('goes on from pick on, with a note; ended here it only is known no more', () => {
    expect(after(goneUpstream(begun(), by(person('owner'))))).toMatchObject({ subStatus: 'pick_in_process', upstreamEnded: true, ignoredChanges: [{ what: 'The store does not know the order any more.' }] })
    const cancelled = after(cancel(imported(), { shipments: 'all', reason: '' }, by(person('owner'))))
    expect(after(goneUpstream(cancelled, by(person('owner'))))).toMatchObject({ status: 'cancelled', upstreamEnded: true, ignoredChanges: [] })
  })

  it('ARCHITECTURE 3: an end that was none is taken back by a later version only, so that a late older reading makes nothing known', () => {
    const unread = after(unreadUpstream(imported(), by(person('owner'))))
    expect(received(unread, draft(), intake())).toEqual({ is: 'same', code: 'same_content' })
    expect(after(said(unread, {}))).toMatchObject({ upstreamEnded: false })
    const cancelled = after(said(imported(), { cancelledAt: NOW }))
    expect(said(cancelled, { updatedAt: NOW + 1_000 })).toEqual({ is: 'ignored', code: 'order_ended' })
    const again = after(said(cancelled, { updatedAt: NOW + 2_000 }))
    expect(again).toMatchObject({ status: 'cancelled', upstreamEnded: false, ignoredChanges: [{ what: expect.stringMatching(/open again.*place them as a new order/) }] })
    expect(said(again, { updatedAt: NOW + 3_000 })).toEqual({ is: 'ignored', code: 'order_ended' })
  })
})
