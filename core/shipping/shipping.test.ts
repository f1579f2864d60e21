import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, by, CARRIER, EAST, imported, NOW, person, processing, ROAD, SYSTEM } from '../../test/support/orders.ts'
import type { ShipmentId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import { TRACKING_STATUSES, type TrackingStatus } from '../model/status.ts'
import { cancel } from '../orders/cancel.ts'
import type { Decision } from '../orders/decision.ts'
import { needOf } from '../orders/need.ts'
import { STATES, stateOf } from '../orders/states.ts'
import { scanned } from '../tracking/scanned.ts'
import { handOver } from './hand-over.ts'
import { label, relabel } from './label.ts'
import { pick, picked } from './pick.ts'
import { shipmentNews, tellingBegun, told } from './told.ts'

const FLOOR = person('warehouse')
const ID = 'o1-1' as ShipmentId
const KIM = { by: 'Kim', at: NOW }
const box = (...numbers: string[]) => ({ parcels: numbers.map(trackingNumber => ({ trackingNumber, carrier: 'UPS' })) })
const cancelled = (): Order => after(cancel(processing(), { shipments: 'all', reason: 'x' }, by(person('owner'))))
const labeled = (order = processing()): Order => after(label(order, ID, box('1Z1'), KIM, ROAD, by(FLOOR)))
const scan = (order: Order, status: string, at = NOW): Decision => scanned(order, { carrier: 'ups', trackingNumber: '1Z1' }, status, at, ROAD, by(CARRIER))
const calls = (order: Order) => order.todo.flatMap(todo => (todo.is === 'call' ? [todo.key] : []))

describe('the floor', () => {
  it('S1.5 S1.6: picks, and a repeat by its scan is answered as the first', () => {
    const order = after(pick(processing(), ID, KIM, by(FLOOR, 'scan:1')))
    expect(order).toMatchObject({ status: 'processing', subStatus: 'pick_in_process', shipments: [{ pickedBy: 'Kim' }] })
    expect(pick(order, ID, KIM, by(FLOOR, 'scan:1'))).toEqual({ is: 'same', code: 'pick_in_process' })
    expect(pick(order, ID, { ...KIM, by: 'Lee' }, by(FLOOR, 'scan:2'))).toMatchObject({ is: 'refused', code: 'taken_by', detail: { by: 'Kim' } })
    expect(after(picked(order, ID, { ...KIM, by: 'Lee' }, by(FLOOR)))).toMatchObject({ subStatus: 'picked', revision: order.revision })
  })

  it('ARCHITECTURE 2: a scan of what was cancelled or held is taken: 200, and the units go back', () => {
    const order = after(pick(cancelled(), ID, KIM, by(FLOOR, 'scan:1')))
    expect(order).toMatchObject({ status: 'cancelled', shipments: [{ putBack: true, pickedBy: null }] })
    expect(order.todo).toContainEqual(expect.objectContaining({ is: 'task', does: 'put_back', centerId: EAST }))
    const next = after(picked(order, ID, KIM, by(FLOOR, 'scan:2')))
    expect(next.todo.filter(todo => todo.is === 'task' && todo.does === 'put_back')).toHaveLength(1)
    expect(next.commands.map(({ code }) => code)).toEqual(['put_back', 'put_back'])
  })

  it.each([person('owner'), CARRIER, SYSTEM])('S1.24: nobody but the floor picks', (actor) => {
    expect(pick(processing(), ID, KIM, by(actor))).toMatchObject({ is: 'refused', code: 'wrong_actor' })
  })

  it('S0.1 S0.3 S0.5 S1.7: a label brings the number, its page, the claim and the telling', () => {
    const order = labeled()
    expect(order).toMatchObject({ subStatus: 'labeled', revision: 1, shipments: [{ carrier: 'ups', labelSource: 'ours', parcels: [{ trackingNumber: '1Z1', url: 'https://www.ups.com/track?tracknum=1Z1' }], pushes: [{ state: 'queued', callKey: 'ship:o1-1:1' }] }] })
    expect(order.todo).toContainEqual({ is: 'link', key: 'tracking:ups:1Z1', carrier: 'ups', trackingNumber: '1Z1', shipmentId: ID })
    expect(calls(order)).toEqual(['ship:o1-1:1'])
    expect(label(order, ID, box('1z1'), KIM, ROAD, by(FLOOR))).toMatchObject({ is: 'same', code: 'already_labeled' })
  })

  it('a box that was packed twice: the first number stands, and a stale task is told how far it is', () => {
    expect(label(labeled(), ID, box('1Z2'), KIM, ROAD, by(FLOOR))).toMatchObject({ is: 'refused', code: 'already_labeled', detail: { parcels: ['1Z1'] } })
    expect(pick(labeled(), ID, KIM, by(FLOOR))).toEqual({ is: 'same', code: 'already_labeled' })
    expect(pick(after(handOver(labeled(), ID, KIM, ROAD, by(FLOOR))), ID, KIM, by(FLOOR))).toEqual({ is: 'same', code: 'already_shipped' })
    expect(after(relabel(processing(), ID, box('1Z1'), KIM, ROAD, by(FLOOR)))).toMatchObject({ subStatus: 'labeled' })
  })

  it('S0.3: an unknown carrier’s number has no link', () => {
    const order = after(label(processing(), ID, { parcels: [{ trackingNumber: 'X1', carrier: 'Bob’s Vans' }] }, KIM, ROAD, by(FLOOR)))
    expect(order.shipments[0]?.parcels[0]?.url).toBeNull()
  })

  it('S0.8: without a road nobody is told, and it says so', () => {
    const order = after(label(processing(), ID, box('1Z1'), KIM, null, by(FLOOR)))
    expect(order.shipments[0]?.pushes).toMatchObject([{ state: 'not_applicable', reason: expect.stringContaining('share') }])
    expect(calls(order)).toEqual([])
  })

  it('S5.1: a relabel voids the old number, keeps it, and tells the new one once more', () => {
    const key = 'ship:o1-1:1'
    const sent = after(told(after(tellingBegun(labeled(), ID, key, by(SYSTEM))), ID, key, { state: 'accepted', code: null, reason: null, ref: 'f1' }, by(SYSTEM)))
    const order = after(relabel(sent, ID, box('1Z2'), KIM, ROAD, by(FLOOR)))
    expect(order.shipments[0]).toMatchObject({ parcels: [{ trackingNumber: '1Z1', voided: true }, { trackingNumber: '1Z2', voided: false }], pushes: [{ state: 'accepted' }, { state: 'queued', callKey: 'ship:o1-1:2' }] })
    expect(shipmentNews(order, ID, 'ship:o1-1:2')).toMatchObject({ order: 'gid/1', replaces: ['1Z1'], parcels: [{ trackingNumber: '1Z2' }], lines: [{ externalId: 'l1', quantity: 2 }] })
  })

  it('a relabel before the telling began replaces it: the old call finds itself gone', () => {
    const order = after(relabel(labeled(), ID, box('1Z2'), KIM, ROAD, by(FLOOR)))
    expect(order.shipments[0]?.pushes).toMatchObject([{ callKey: 'ship:o1-1:2' }])
    expect(tellingBegun(order, ID, 'ship:o1-1:1', by(SYSTEM))).toMatchObject({ is: 'refused', code: 'superseded' })
    expect(shipmentNews(order, ID, 'ship:o1-1:2')?.replaces).toEqual([])
  })

  it('S1.8 S5.11: handed over: one fact, and the store that wants it so is told now', () => {
    const road = { ...ROAD, when: 'handed_over' as const }
    const order = after(label(processing(), ID, box('1Z1'), KIM, road, by(FLOOR)))
    expect(order.shipments[0]?.pushes).toEqual([])
    const gone = after(handOver(order, ID, KIM, road, by(FLOOR)))
    expect(gone).toMatchObject({ status: 'shipped', subStatus: 'awaiting_scan', revision: 2 })
    expect(needOf(gone)).toMatchObject({ wants: true, fixed: [], facts: [{ cause: 'ship:o1-1', centerId: EAST, lines: [{ sku: 'MUG', quantity: 2 }] }] })
    expect(calls(gone)).toEqual(['ship:o1-1:1'])
    expect(handOver(gone, ID, KIM, road, by(FLOOR))).toEqual({ is: 'same', code: 'already' })
  })
})

describe('telling', () => {
  const key = 'ship:o1-1:1'

  it('S2.32: known falls when it begins; each result is kept, and what is final stays', () => {
    const sent = after(tellingBegun(labeled(), ID, key, by(SYSTEM)))
    expect(sent).toMatchObject({ revision: 2, shipments: [{ pushes: [{ state: 'sent' }] }] })
    expect(needOf(sent)).toMatchObject({ wants: true, known: [], fixed: [{ quantity: 2 }] })
    expect(tellingBegun(sent, ID, key, by(SYSTEM))).toEqual({ is: 'same', code: 'already_begun' })
    const done = after(told(sent, ID, key, { state: 'confirmed', code: null, reason: null, ref: 'f1' }, by(SYSTEM)))
    expect(told(done, ID, key, { state: 'unsure', code: null, reason: 'late', ref: null }, by(SYSTEM))).toEqual({ is: 'same', code: 'confirmed' })
    const failed = after(told(sent, ID, key, { state: 'failed', code: null, reason: 'no answer', ref: null }, by(SYSTEM)))
    expect(failed.shipments[0]?.pushes[0]).toMatchObject({ state: 'failed', code: null, reason: 'no answer' })
    expect(tellingBegun(failed, ID, key, by(SYSTEM))).toMatchObject({ is: 'refused', code: 'already_told' })
    const again = after(told(failed, ID, key, { state: 'queued', code: null, reason: null, ref: null }, by(SYSTEM)))
    expect(after(tellingBegun(again, ID, key, by(SYSTEM))).shipments[0]?.pushes).toMatchObject([{ state: 'sent' }])
    expect(told(done, ID, key, { state: 'queued', code: null, reason: null, ref: null }, by(SYSTEM))).toMatchObject({ is: 'same' })
  })
})

describe('scans of carriers', () => {
  it('S1.10 S0.13: the first scan of what nobody handed over says that it left, once', () => {
    const order = after(scan(labeled(), 'picked_up'))
    expect(order).toMatchObject({ status: 'shipped', subStatus: 'in_transit' })
    expect(needOf(order).facts).toHaveLength(1)
    const done = after(scan(order, 'delivered'))
    expect(needOf(done).facts).toHaveLength(1)
    expect(scan(done, 'in_transit', NOW + 1)).toEqual({ is: 'same', code: 'not_newer' })
  })

  it('S1.13 S1.16: trouble is beside the road: a later try goes on, a late scan does not', () => {
    const order = after(scan(after(scan(labeled(), 'in_transit')), 'delivery_exception', NOW + 10))
    expect(order).toMatchObject({ subStatus: 'delivery_exception' })
    expect(scan(order, 'out_for_delivery', NOW + 5)).toMatchObject({ is: 'same' })
    expect(after(scan(order, 'out_for_delivery', NOW + 20))).toMatchObject({ subStatus: 'out_for_delivery' })
    expect(after(scan(order, 'returning', NOW + 20)).shipments[0]).toMatchObject({ subStatus: 'delivery_exception', parcels: [{ tracking: { status: 'returning' } }] })
  })

  it('an unknown word is kept as unknown and moves nothing', () => {
    expect(after(scan(labeled(), 'customs_limbo'))).toMatchObject({ subStatus: 'labeled', shipments: [{ parcels: [{ tracking: { status: 'unknown' } }] }] })
  })

  it('two boxes: delivered when both are', () => {
    let order = after(label(processing(), ID, box('1Z1', '1Z9'), KIM, ROAD, by(FLOOR)))
    order = after(scan(order, 'delivered'))
    expect(order.subStatus).toBe('awaiting_scan')
    order = after(scanned(order, { carrier: 'UPS', trackingNumber: '1z9' }, 'delivered', NOW, ROAD, by(CARRIER)))
    expect(order.subStatus).toBe('delivered')
  })

  it('S1.15: the label of a cancelled shipment moves nothing', () => {
    const order = { ...cancelled(), shipments: cancelled().shipments.map(one => ({ ...one, parcels: labeled().shipments[0]!.parcels })) }
    expect(after(scan(order, 'delivered'))).toMatchObject({ status: 'cancelled' })
  })
})

describe('any order of scans, by floor and carrier, with repeats', () => {
  type Step = { is: 'pick' | 'picked' | 'label' | 'relabel' | 'handOver' | 'cancel' } | { is: 'scan'; status: TrackingStatus; at: number }
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ is: fc.constantFrom<'pick' | 'picked' | 'label' | 'relabel' | 'handOver' | 'cancel'>('pick', 'picked', 'label', 'relabel', 'handOver', 'cancel') }),
    fc.record({ is: fc.constant('scan' as const), status: fc.constantFrom(...TRACKING_STATUSES), at: fc.nat(100) }),
  )
  const take = (order: Order, one: Step): Decision => {
    if (one.is === 'scan') return scan(order, one.status, NOW + one.at)
    if (one.is === 'cancel') return cancel(order, { shipments: 'all', reason: 'x' }, by(person('owner')))
    if (one.is === 'label') return label(order, ID, box('1Z1'), KIM, ROAD, by(FLOOR))
    if (one.is === 'relabel') return relabel(order, ID, box('1Z2'), KIM, ROAD, by(FLOOR))
    return { pick, picked, handOver: (at: Order, id: ShipmentId, by_: typeof KIM, context: ReturnType<typeof by>) => handOver(at, id, by_, ROAD, context) }[one.is](order, ID, KIM, by(FLOOR))
  }

  it('S0.16 S1.24: never goes back, keeps one fact, one want and a sum of units that fits', () => {
    fc.assert(fc.property(fc.constantFrom(imported, processing), fc.array(step, { maxLength: 14 }), (begin, steps) => {
      let order = begin()
      const keys = new Set<string>()
      for (const one of steps) {
        const decision = take(order, one)
        if (decision.is !== 'changed') continue
        const before = order
        order = after(decision)
        const [was, is] = [stateOf(before.shipments[0]!), stateOf(order.shipments[0]!)]
        const isAnotherTry = was === 'shipped/delivery_exception' && is === 'shipped/out_for_delivery'
        expect(STATES.indexOf(is) >= STATES.indexOf(was) || isAnotherTry).toBe(true)
        expect(order.revision - before.revision).toBeLessThanOrEqual(1)
        expect(order.todo.filter(todo => todo.is === 'want').length).toBeLessThanOrEqual(1)
        for (const key of calls(order).filter(key => !calls(before).includes(key))) {
          expect(keys.has(key)).toBe(false)
          keys.add(key)
        }
      }
      const facts = order.todo.flatMap(todo => (todo.is === 'shipped' ? [todo.cause] : []))
      expect(new Set(facts).size).toBe(facts.length)
      expect(facts.length).toBe(order.status === 'shipped' ? 1 : 0)
      const need = needOf(order)
      const held = [...need.fixed, ...need.wanted].reduce((sum, { quantity }) => sum + quantity, 0)
      expect(held).toBe(order.status === 'cancelled' || order.status === 'shipped' ? 0 : 2)
      expect(order.shipments[0]!.parcels.filter(({ voided }) => !voided).length).toBeLessThanOrEqual(1)
    }), { numRuns: 400 })
  })
})
