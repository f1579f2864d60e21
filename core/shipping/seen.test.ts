import { describe, expect, it } from 'vitest'
import { after, by, CHANNEL, draft, NOW, person, processing, ROAD, SYSTEM } from '../../test/support/orders.ts'
import type { DraftFulfillment, OpenPart } from '../model/drafts.ts'
import type { ShipmentId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import type { PushState } from '../model/status.ts'
import { label } from './label.ts'
import { seenAtStore } from './seen.ts'
import { tellingBegun, told, type ToldOutcome } from './told.ts'

const ID = 'o1-1' as ShipmentId
const KEY = 'ship:o1-1:1'
const labeled = (...numbers: string[]): Order => after(label(processing(), ID, { parcels: numbers.map(trackingNumber => ({ trackingNumber, carrier: 'ups' })) }, { by: 'Kim', at: NOW }, ROAD, by(person('warehouse'))))
const toldAs = (state: PushState, numbers = ['1Z1']): Order => {
  if (state === 'queued') return labeled(...numbers)
  const sent = after(tellingBegun(labeled(...numbers), ID, KEY, by(SYSTEM)))
  return state === 'sent' ? sent : after(told(sent, ID, KEY, { state, code: 'x', reason: 'so', ref: 'f1' } as ToldOutcome, by(SYSTEM)))
}
const made = (more: Partial<DraftFulfillment> = {}): DraftFulfillment => ({ ref: 'f1', cancelled: false, trackingNumbers: ['1Z1'], lines: [{ externalId: 'l1', quantity: 2 }], ...more })
const seen = (order: Order, fulfillments: DraftFulfillment[], updatedAt = NOW + 1) => seenAtStore(order, draft({ fulfillments, updatedAt }), by(CHANNEL))

describe('what a reading of the store says of our tellings', () => {
  it.each<PushState>(['queued', 'sent', 'unsure', 'accepted', 'refused', 'failed'])('C1: our number there confirms one that is %s', (state) => {
    expect(after(seen(toldAs(state), [made({ ref: 'f9', trackingNumbers: ['1z 1'] })])).shipments[0]!.pushes).toMatchObject([{ state: 'confirmed', code: null, reason: null, ref: 'f9' }])
  })

  it.each<[string, DraftFulfillment[]]>([
    ['nothing', []],
    ['another number', [made({ ref: 'f2', trackingNumbers: ['BY-HAND'] })]],
    ['a part of its units', [made({ lines: [{ externalId: 'l1', quantity: 1 }] })]],
    ['other lines', [made({ lines: [{ externalId: 'l2', quantity: 2 }] })]],
  ])('a store that shows %s says nothing: neither of one that failed nor of one that stands', (_what, fulfillments) => {
    for (const state of ['unsure', 'failed', 'confirmed'] as const) expect(seen(toldAs(state), fulfillments)).toEqual({ is: 'same', code: 'as_seen' })
  })

  it('its units may stand on two fulfillments, and all its numbers have to', () => {
    const halves = [made({ lines: [{ externalId: 'l1', quantity: 1 }] }), made({ ref: 'f2', lines: [{ externalId: 'l1', quantity: 1 }] })]
    expect(seen(toldAs('unsure'), halves)).toMatchObject({ is: 'changed', code: 'confirmed' })
    expect(seen(toldAs('unsure', ['1Z1', '1Z2']), [made()])).toMatchObject({ is: 'same' })
    expect(seen(toldAs('unsure', ['1Z1', '1Z2']), [made({ trackingNumbers: ['1Z2', 'X', '1Z1'] })])).toMatchObject({ is: 'changed' })
  })

  it.each<[string, DraftFulfillment]>([['by its id', made({ cancelled: true, trackingNumbers: [] })], ['by its number', made({ ref: 'f7', cancelled: true })]])('C1: what was cancelled there is taken back, %s, with what to do', (_how, fulfillment) => {
    const order = after(seen(toldAs('confirmed'), [fulfillment]))
    expect(order.shipments[0]!.pushes).toMatchObject([{ state: 'failed', code: 'cancelled_at_store', reason: expect.stringContaining('Retry') }])
    expect(seen(order, [fulfillment])).toMatchObject({ is: 'same' })
    expect(after(seen(order, [fulfillment, made({ ref: 'f8' })])).shipments[0]!.pushes).toMatchObject([{ state: 'confirmed', ref: 'f8' }])
  })

  const shows = (order: Order, more: Partial<OpenPart>, units = 2) => {
    const [line] = draft().lines
    return seenAtStore(order, draft({ updatedAt: NOW + 1, lines: [{ ...line!, quantity: units, parts: units > 0 ? [{ work: 'w1', location: 'east', quantity: units, ...more }] : [] }] }), by(CHANNEL))
  }
  it('C1: one that was refused is asked about and told after all once its units stand open; while they are held, for later, or not there, it stays', () => {
    const refused = toldAs('refused')
    expect(after(shows(refused, {})).shipments[0]!.pushes).toMatchObject([{ state: 'unsure', code: null, reason: null }])
    expect(after(shows(refused, {}, 1)).shipments[0]!.pushes).toMatchObject([{ state: 'unsure' }])
    expect(shows(refused, { scheduledFor: NOW })).toMatchObject({ is: 'changed' })
    for (const kept of [{ heldFor: ['other'] }, { scheduledFor: NOW + 1 }]) expect(shows(refused, kept)).toMatchObject({ is: 'same' })
    expect(shows(refused, {}, 0)).toMatchObject({ is: 'same' })
  })
  it('C1: a part that was told and cancelled there is taken back, and not told again by itself', () => {
    const [line] = draft().lines
    const open = { lines: [{ ...line!, quantity: 2, parts: [{ work: 'w1', location: 'east', quantity: 2 }] }] }
    const cancelled = seenAtStore(toldAs('refused'), draft({ updatedAt: NOW + 1, ...open, fulfillments: [made({ cancelled: true, lines: [{ externalId: 'l1', quantity: 1 }] })] }), by(CHANNEL))
    expect(after(cancelled).shipments[0]!.pushes).toMatchObject([{ state: 'failed', code: 'cancelled_at_store' }])
    // Told again since, in part: that one stands.
    const again = seenAtStore(toldAs('refused'), draft({ updatedAt: NOW + 1, lines: [{ ...line!, quantity: 0, parts: [] }], fulfillments: [made({ ref: 'f0', cancelled: true }), made({ ref: 'f2', lines: [{ externalId: 'l1', quantity: 1 }] })] }), by(CHANNEL))
    expect(again).toMatchObject({ is: 'same' })
  })
  it('C1: while the store is not told of shipments, what was refused stays so, with its reason', () => {
    const [line] = draft().lines
    const open = draft({ updatedAt: NOW + 1, lines: [{ ...line!, quantity: 2, parts: [{ work: 'w1', location: 'east', quantity: 2 }] }] })
    expect(seenAtStore(toldAs('refused'), open, by(CHANNEL), false)).toMatchObject({ is: 'same' })
  })
  it('one that was refused in words that nobody knows, or that failed, is told again by a person only', () => {
    const unknown = toldAs('refused')
    expect(shows({ ...unknown, shipments: unknown.shipments.map(one => ({ ...one, pushes: one.pushes.map(push => ({ ...push, code: 'rejected' })) })) }, {})).toMatchObject({ is: 'same' })
    expect(shows(toldAs('failed'), {})).toMatchObject({ is: 'same' })
  })

  it('an older reading says nothing', () => {
    expect(seen(toldAs('confirmed'), [made({ cancelled: true })], NOW - 1)).toEqual({ is: 'same', code: 'older_version' })
  })
})
