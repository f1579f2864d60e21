import { describe, expect, it } from 'vitest'
import { after, AROUND, by, CHANNEL, draft, imported, intake, NOW, person, processing, SYSTEM } from '../../test/support/orders.ts'
import type { Order } from '../model/order.ts'
import { label } from '../shipping/label.ts'
import { cancel } from './cancel.ts'
import { edit } from './edit.ts'
import { goesOn, isStillOpen, personErased, withoutErased } from './erase.ts'
import { hold } from './hold.ts'
import { needOf } from './need.ts'
import { received } from './receive.ts'

const sealed = (order: Order): Order => ({ ...order, sealed: 'sealed', personDigest: 'digest-1', sourceDigest: 'digest-1' })
const labeled = (): Order => {
  const order = sealed(processing())
  return after(label(order, order.shipments[0]!.id, { parcels: [{ trackingNumber: '1Z', carrier: 'UPS' }] }, { by: 'Kim', at: NOW }, null, by(person('warehouse'))))
}
const erased = (order: Order): Order => ({ ...after(personErased(order, 'r1', by(CHANNEL))), sealed: null, personDigest: null })

describe('an order whose person is erased', () => {
  it('keeps that it was held or cancelled by hand, and not the words, which may name the person', () => {
    const owner = by(person('owner'))
    const held = erased(after(hold(sealed(processing()), { reason: 'Ada Sample asked to wait' }, owner)))
    expect(held.reasons.map(({ code, message }) => [code, message])).toContainEqual(['manual_hold', 'Held by hand.'])
    const over = erased(after(cancel(sealed(processing()), { shipments: 'all', reason: 'Ada Sample moved' }, owner)))
    expect(over.cancelRequest).toMatchObject({ state: 'done' })
    expect(JSON.stringify([held, over])).not.toContain('Ada')
  })

  it('keeps number and items, loses the person and its digests, and is held: nobody can be shipped to', () => {
    const order = sealed(processing())
    const decision = personErased(order, 'r1', by(CHANNEL))
    expect(decision).toMatchObject({ is: 'changed', code: 'person_erased', person: null, order: { number: order.number, lines: order.lines, erased: { at: NOW, request: 'r1' }, status: 'action_required', reasons: [{ code: 'person_data_missing' }] } })
    expect(after(decision).sourceDigest).toBeUndefined()
    expect(needOf(after(decision)).mayHold).toBe(false)
    expect(after(decision).todo).toContainEqual(expect.objectContaining({ is: 'note', kind: 'order.person_erased', changed: ['recipient'] }))
    expect(after(decision).todo).toContainEqual(expect.objectContaining({ is: 'task', does: 'stop' }))
  })

  it('goes on where it was begun', () => {
    const order = labeled()
    expect(personErased(order, 'r1', by(CHANNEL))).toMatchObject({ is: 'changed', person: null, order: { status: order.status, subStatus: order.subStatus, shipments: order.shipments, reasons: [] } })
    expect([goesOn(order), isStillOpen(order), goesOn(processing()), isStillOpen(processing())]).toEqual([true, false, false, true])
  })

  it('the second time is nothing', () => {
    expect(personErased(erased(sealed(processing())), 'r2', by(CHANNEL))).toEqual({ is: 'same', code: 'erased_before' })
  })

  it('stays without a person whatever the store says later, and is held all the same', () => {
    const order = erased(sealed(imported()))
    const later = draft({ updatedAt: NOW + 1_000, recipient: { ...draft().recipient as object, name: 'Ada Returned' } as never, note: 'ring twice' })
    const decision = received(order, withoutErased(order, later), intake({ personDigest: 'digest-2' }))
    expect(decision).not.toHaveProperty('person')
    expect(after(decision)).toMatchObject({ sealed: null, status: 'action_required', reasons: [{ code: 'person_data_missing' }] })
    expect(withoutErased(imported(), later)).toBe(later)
  })

  it('goes on with an address that a person here enters, and the store does not take that away', () => {
    const order = erased(sealed(imported()))
    const recipient = { name: 'Kim', address1: '2 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' }
    const mended = edit(order, { recipient }, null, AROUND, by(person('owner')))
    expect(mended).toMatchObject({ is: 'changed', person: { recipient }, order: { status: 'import_review', reasons: [] } })
    const kept = sealed(after(mended))
    expect(received(kept, withoutErased(kept, draft({ updatedAt: NOW + 2_000 })), intake())).not.toHaveProperty('person')
    expect(personErased(kept, 'r2', by(SYSTEM))).toMatchObject({ is: 'changed', person: null })
  })
})
