import { describe, expect, it } from 'vitest'
import { after, AROUND, by, CHANNEL, draft, imported, intake, NOW, person, processing } from '../../test/support/orders.ts'
import type { OrderDraft } from '../model/drafts.ts'
import type { LineId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import { pick } from '../shipping/pick.ts'
import { edit } from './edit.ts'
import { personErased } from './erase.ts'
import { release } from './hold.ts'
import { needOf } from './need.ts'
import { received } from './receive.ts'
import { unreadUpstream } from './unread.ts'
import { goneUpstream } from './upstream-end.ts'

const OWNER = by(person('owner'))
const [LINE] = draft().lines
const of = (quantity: number, more: Partial<OrderDraft['lines'][number]> = {}): OrderDraft['lines'] =>
  [{ ...LINE!, ordered: quantity, quantity, parts: quantity > 0 ? [{ work: 'w1', location: 'loc1', quantity }] : [], ...more }]
const says = (order: Order, at: number, more: Partial<OrderDraft>): Order => {
  const said = received(order, draft({ updatedAt: NOW + at, ...more }), intake())
  return said.is === 'changed' ? after(said) : order
}
const begun = (): Order => after(pick(processing(), processing().shipments[0]!.id, { by: 'KIM', at: NOW }, by(person('warehouse'))))
const units = (order: Order): number[] => order.lines.map(({ quantity }) => quantity)

describe('a person’s edit and the store’s', () => {
  const two = of(1).concat([{ ...LINE!, externalId: 'l2', sku: 'TRAY', parts: [{ work: 'w2', location: 'loc1', quantity: 2 }] }])
  const byHand = (order: Order, quantity: number): Order => after(edit(order, { lines: [{ id: order.lines[0]!.id as LineId, quantity }] }, null, AROUND, OWNER))

  it('S2.23: an edit ends with the first other number that the store says, though it is the edit’s own: the one after it counts', () => {
    const taken = byHand(imported({ lines: of(2) }), 1)
    const agreed = says(taken, 1, { lines: of(1) })
    expect(units(agreed)).toEqual([1])
    expect(units(says(agreed, 2, { lines: of(2) }))).toEqual([2])
  })

  it('S2.23: what a person takes out after that stands, however often the store is read', () => {
    const first = { ...two[0]!, ordered: 2, quantity: 2, parts: [{ work: 'w1', location: 'loc1', quantity: 2 }] }
    const agreed = says(byHand(imported({ lines: [first, two[1]!] }), 1), 1, { lines: two })
    const out = byHand(agreed, 0)
    expect(units(says(out, 1, { lines: two }))).toEqual([0, 2])
    expect(units(says(out, 2, { lines: two }))).toEqual([0, 2])
  })

  it('C5: what is left after a person took one line out is with others: it waits, and no empty shipment is picked', () => {
    const order = byHand(imported({ lines: two }), 0)
    const moved = says(order, 1, { lines: [two[0]!, { ...two[1]!, quantity: 0, parts: [] }], leftOut: { pickup: 2 } })
    expect(moved).toMatchObject({ status: 'action_required', reasons: [{ code: 'upstream_hold' }] })
  })
})

describe('the store’s word that is missing', () => {
  it('S5.10: an order that could not be read, and is deleted then, is held as any other', () => {
    const unread = after(unreadUpstream(processing(), by(CHANNEL)))
    expect(after(goneUpstream(unread, by(CHANNEL)))).toMatchObject({ status: 'action_required', reasons: [{ code: 'special_requirement' }] })
    const late = after(unreadUpstream(begun(), by(CHANNEL)))
    expect(after(goneUpstream(late, by(CHANNEL))).ignoredChanges).toHaveLength(1)
  })

  it('S1.23: a person lets it go on all the same, and the same answer does not hold it again', () => {
    const held = after(goneUpstream(processing(), by(CHANNEL)))
    const gone = after(release(held, OWNER))
    expect(goneUpstream(gone, by(CHANNEL))).toEqual({ is: 'same', code: 'order_gone' })
    expect(goneUpstream(held, by(CHANNEL))).toEqual({ is: 'same', code: 'order_gone' })
  })

  it('ARCHITECTURE 3: of a newer version whose work is not shown nothing is known, until the work is shown', () => {
    const order = processing()
    expect(received(order, draft({ workUnknown: true, lines: of(0) }), intake())).toMatchObject({ is: 'same', code: 'work_not_shown' })
    const unshown = says(order, 1, { workUnknown: true, lines: of(0) })
    expect(needOf(unshown)).toMatchObject({ known: [], fixed: [{ quantity: 2 }] })
    expect(needOf(says(unshown, 1, {})).known).toMatchObject([{ units: 2 }])
  })
})

describe('what is recorded', () => {
  it('S5.10: that the person was changed after pick stays when the person is erased, and nothing of whom', () => {
    const said = received(begun(), draft({ updatedAt: NOW + 1 }), intake({ personDigest: 'digest-B' }))
    expect(after(said).ignoredChanges).toMatchObject([{ what: 'The store changed the recipient or note (digest-B).' }])
    expect(after(personErased(after(said), 'r1', by(CHANNEL))).ignoredChanges).toMatchObject([{ what: 'The store changed the recipient or note.' }])
  })

  it('S5.10: from pick on it is recorded that it is not paid any more', () => {
    expect(says(begun(), 1, { payment: 'unpaid' }).ignoredChanges).toHaveLength(1)
  })

  it('S5.10: more changes than are kept are recorded once, and not at every reading', () => {
    const many = Array.from({ length: 60 }, (_, at) => ({ ...LINE!, externalId: `l${at}`, sku: `S${at}` }))
    const order = processing(imported({ lines: many }))
    const begins = after(pick(order, order.shipments[0]!.id, { by: 'KIM', at: NOW }, by(person('warehouse'))))
    const changed = many.map(line => ({ ...line, quantity: 1, parts: [{ work: 'w', location: 'loc1', quantity: 1 }] }))
    const once = says(begins, 1, { lines: changed })
    expect(received(once, draft({ updatedAt: NOW + 1, lines: changed }), intake())).toMatchObject({ is: 'same' })
  })

  it('S5.9: a held order that is read again, with and without news, is the same order', () => {
    const rules = [{ id: 'r', name: 'look', active: true, when: {}, does: { hold: true } }] as never
    const order = imported({ fraudRisk: 'cancel' }, { rules })
    const again = received(order, draft({ fraudRisk: 'cancel' }), intake({ rules }))
    expect(again).toMatchObject({ is: 'same' })
  })
})
