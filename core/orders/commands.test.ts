import { describe, expect, it } from 'vitest'
import type { Order } from '../model/order.ts'
import { after, AROUND, by, draft, EAST, imported, intake, NOW, person, processing, SYSTEM } from '../../test/support/orders.ts'
import { pick } from '../shipping/pick.ts'
import { allocated, recalled } from './allocated.ts'
import { cancel } from './cancel.ts'
import { edit } from './edit.ts'
import { hold, release } from './hold.ts'
import { needOf } from './need.ts'
import { received } from './receive.ts'
import { retry } from './retry.ts'

const OWNER = person('owner')
const ALL = { shipments: 'all' as const, reason: 'not needed' }
const begun = (): Order => after(pick(processing(), processing().shipments[0]!.id, { by: 'Kim', at: NOW }, by(person('warehouse'))))
const wants = (order: Order) => order.todo.filter(({ is }) => is === 'want')
const answer = (order: Order, more: object) => allocated(order, { orderId: order.id, revision: order.revision, seq: 1, centerId: null, short: [], ...more }, by(SYSTEM))

describe('commands of people', () => {
  it('S1.15: a cancel ends what has not begun, gives the units back and is answered again as the first time', () => {
    const order = processing()
    const gone = after(cancel(order, ALL, by(OWNER, 'key-1')))
    expect(gone).toMatchObject({ status: 'cancelled', revision: order.revision + 1, cancelRequest: { state: 'done' } })
    expect(wants(gone)).toEqual([{ is: 'want', revision: gone.revision }])
    expect(needOf(gone)).toMatchObject({ fixed: [], wanted: [] })
    expect(gone.todo).toContainEqual(expect.objectContaining({ is: 'task', does: 'stop', centerId: EAST }))
    expect(cancel(gone, ALL, by(OWNER, 'key-1'))).toEqual({ is: 'same', code: 'cancelled' })
    expect(cancel(gone, ALL, by(OWNER, 'key-2'))).toMatchObject({ is: 'refused', code: 'wrong_state', detail: { state: 'cancelled' } })
  })

  it('the last twenty are answered again as the first time, and what is older is not remembered', () => {
    const tag = (order: Order, n: number) => edit(order, { tags: [`t${n}`] }, null, AROUND, by(OWNER, `key-${n}`))
    let order = imported()
    for (let n = 1; n <= 21; n += 1) order = after(tag(order, n))
    expect([tag(order, 21), tag(order, 2)]).toEqual([{ is: 'same', code: 'edited' }, { is: 'same', code: 'edited' }])
    expect(tag(order, 1)).toMatchObject({ is: 'changed' })
  })

  it('S5.10: units that a person changed twice stand while the store says what it said before the first', () => {
    let order = imported()
    for (const quantity of [3, 4]) order = after(edit(order, { lines: [{ id: order.lines[0]!.id, quantity }] }, null, AROUND, by(OWNER)))
    expect(after(received(order, draft({ updatedAt: NOW + 1, tags: ['heard'] }), intake()))).toMatchObject({ tags: ['heard'], lines: [{ quantity: 4 }] })
    expect(after(received(order, draft({ updatedAt: NOW + 1, lines: draft().lines.map(line => ({ ...line, quantity: 3 })) }), intake()))).toMatchObject({ lines: [{ quantity: 3 }] })
  })

  it('an answer of the stock that stands on the order already says nothing new', () => {
    const order = after(answer(imported(), { centerId: EAST }))
    expect(answer(order, { centerId: EAST })).toEqual({ is: 'same', code: 'already_decided' })
  })

  it('S1.15b: after picking began a cancel is refused with what has begun', () => {
    expect(cancel(begun(), ALL, by(OWNER))).toMatchObject({ is: 'refused', code: 'fulfillment_started', detail: { shipments: [{ id: 'o1-1', state: 'processing/pick_in_process' }] } })
    expect(edit(begun(), { shipOptionId: 'standard' as never }, null, AROUND, by(OWNER))).toMatchObject({ is: 'refused', code: 'fulfillment_started' })
    expect(hold(begun(), { reason: 'x' }, by(OWNER))).toMatchObject({ is: 'refused', code: 'fulfillment_started' })
    expect(edit(begun(), { tags: ['gift'] }, null, AROUND, by(OWNER))).toMatchObject({ is: 'changed', order: { tags: ['gift'] } })
  })

  it('S1.24: who may not move one of its shipments moves none of them', () => {
    const order = imported()
    const two: Order = { ...order, shipments: [...order.shipments, { ...order.shipments[0]!, id: 'o1-2' as never }] }
    expect(cancel(two, ALL, by(person('warehouse')))).toMatchObject({ is: 'refused', code: 'wrong_actor' })
  })

  it('“unstarted” acts on the others, and the order goes on with what has begun', () => {
    const order = begun()
    const two: Order = { ...order, shipments: [...order.shipments, { ...order.shipments[0]!, id: 'o1-2' as never, status: 'import_review', subStatus: null, centerId: null }] }
    expect(cancel(two, ALL, by(OWNER))).toMatchObject({ is: 'refused', code: 'fulfillment_started' })
    expect(cancel(two, { ...ALL, shipments: 'unstarted' }, by(OWNER))).toMatchObject({ is: 'changed', order: { status: 'processing', cancelRequest: { state: 'partly' }, shipments: [{ status: 'processing' }, { status: 'cancelled' }] } })
  })

  it.each(['warehouse', 'readonly'] as const)('S1.24: %s may not cancel, hold, release or edit', (role) => {
    for (const refused of [cancel(imported(), ALL, by(person(role))), hold(imported(), { reason: 'x' }, by(person(role))), retry(imported(), AROUND, by(person(role)))]) {
      expect(refused).toMatchObject({ is: 'refused', code: 'wrong_actor' })
    }
  })

  it('S4.15: a hold gives the units back, its demand stays open, a release looks again', () => {
    const order = processing()
    const held = after(hold(order, { reason: 'ask the customer' }, by(OWNER)))
    expect(held).toMatchObject({ status: 'action_required', holdKind: 'on_hold', reasons: [{ code: 'manual_hold' }] })
    expect(needOf(held)).toMatchObject({ wants: true, mayHold: false, fixed: [], wanted: [{ quantity: 2 }] })
    const quiet = after(answer(held, {}))
    expect(quiet).toMatchObject({ status: 'action_required', revision: held.revision })
    expect(wants(quiet)).toEqual([])
    expect(after(release(quiet, by(OWNER)))).toMatchObject({ status: 'import_review', reasons: [], revision: held.revision + 1 })
    expect(release(imported(), by(OWNER))).toMatchObject({ is: 'refused', code: 'wrong_state' })
  })

  it('a release leaves what the data lacks', () => {
    const held = after(hold(imported({ method: 'Express' }), { reason: 'x' }, by(OWNER)))
    expect(after(release(held, by(OWNER)))).toMatchObject({ status: 'action_required', reasons: [{ code: 'unmapped_ship_option' }] })
  })

  it('an edit to nothing is refused, as is a line of another order', () => {
    const order = imported()
    expect(edit(order, { lines: [{ id: order.lines[0]!.id, quantity: 0 }] }, null, AROUND, by(OWNER))).toMatchObject({ is: 'refused', code: 'nothing_to_ship' })
    expect(edit(order, { lines: [{ id: 'other:1' as never, quantity: 1 }] }, null, AROUND, by(OWNER))).toMatchObject({ is: 'refused', code: 'unknown_line' })
  })
})

describe('the stock’s answer', () => {
  it('S4.9a: everything at one center: Processing there, with a task', () => {
    const order = processing()
    expect(order).toMatchObject({ status: 'processing', decidedAt: { revision: 1, seq: 1 }, shipments: [{ centerId: EAST, status: 'processing' }] })
    expect(wants(order)).toEqual([])
    expect(order.todo).toContainEqual({ is: 'task', does: 'pick', cause: 'pick:o1-1:1', centerId: EAST, shipmentId: 'o1-1', at: NOW })
    expect(needOf(order)).toMatchObject({ wants: false, fixed: [{ sku: 'MUG', centerId: EAST, quantity: 2 }], wanted: [] })
  })

  it('S4.7 S4.11 S2.37: nothing at one center: Exception with what is short, and served when units come', () => {
    const short = [{ sku: 'MUG' as never, quantity: 2 }]
    const waits = after(answer(imported(), { short }))
    expect(waits).toMatchObject({ status: 'action_required', holdKind: 'exception', reasons: [{ code: 'out_of_stock', subject: 'MUG' }], shortOf: short })
    expect(needOf(waits)).toMatchObject({ wants: false, mayHold: true })
    const served = after(answer(waits, { seq: 4, centerId: EAST }))
    expect(served).toMatchObject({ status: 'processing', reasons: [], shortOf: [], revision: waits.revision })
    expect(answer(served, { seq: 1, short })).toEqual({ is: 'same', code: 'already_decided' })
  })

  it('ARCHITECTURE 2: what was decided for an older revision is not put on', () => {
    const order = imported()
    const moved = after(hold(order, { reason: 'x' }, by(OWNER)))
    expect(allocated(moved, { orderId: order.id, revision: order.revision, seq: 1, centerId: EAST, short: [] }, by(SYSTEM))).toMatchObject({ is: 'refused', code: 'stale_revision' })
  })

  it('ARCHITECTURE 2: a recall gives the units back, and is refused once picking began', () => {
    const back = after(recalled(processing(), by(SYSTEM)))
    expect(back).toMatchObject({ status: 'import_review', revision: 2, shipments: [{ centerId: null }] })
    expect(wants(back)).toHaveLength(1)
    expect(recalled(begun(), by(SYSTEM))).toMatchObject({ is: 'refused', code: 'picking_began' })
    expect(recalled(imported(), by(SYSTEM))).toMatchObject({ is: 'same' })
  })

  it('a retry asks the stock again', () => {
    const waits = after(answer(imported(), { short: [{ sku: 'MUG' as never, quantity: 1 }] }))
    expect(after(retry(waits, AROUND, by(OWNER)))).toMatchObject({ status: 'import_review', revision: 2, todo: expect.arrayContaining([{ is: 'want', revision: 2 }]) })
    expect(retry(processing(), AROUND, by(OWNER))).toMatchObject({ is: 'refused', code: 'wrong_state' })
  })
})
