import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { after, by, CARRIER, NOW, person, processing, ROAD, SYSTEM } from '../../test/support/orders.ts'
import type { ConnectionId, ShipmentId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import { TRACKING_STATUSES, type TrackingStatus } from '../model/status.ts'
import { label } from '../shipping/label.ts'
import { told } from '../shipping/told.ts'
import { scanned } from './scanned.ts'
import { progressOf, scanNews } from './tell-scan.ts'

const ID = 'o1-1' as ShipmentId
const KEY = 'ship:o1-1:1'
const WANTS = { ...ROAD, scans: true }
const labeled = (...numbers: string[]): Order => after(label(processing(), ID, { parcels: numbers.map(trackingNumber => ({ trackingNumber, carrier: 'veho' })) }, { by: 'Kim', at: NOW }, ROAD, by(person('warehouse'))))
const confirmed = (...numbers: string[]): Order => after(told(labeled(...numbers), ID, KEY, { state: 'confirmed', code: null, reason: null, ref: 'f1' }, by(SYSTEM)))
const scan = (order: Order, status: string, { number = 'V1', at = NOW, road = WANTS as typeof ROAD | null } = {}) => scanned(order, { carrier: 'veho', trackingNumber: number }, status, at, road, by(CARRIER))
const keys = (order: Order): string[] => order.todo.flatMap(todo => (todo.is === 'call' && todo.capability === 'tellScan' ? [todo.key] : []))

describe('telling a store how far a shipment is', () => {
  it('S0.13 S0.14 S0.15: each phase once, when a scan brings it', () => {
    let order = confirmed('V1')
    for (const [at, status] of ['picked_up', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered', 'in_transit'].entries()) {
      const decision = scan(order, status, { at: NOW + at })
      if (decision.is === 'changed') order = after(decision)
    }
    expect(keys(order)).toEqual([`scan:o1-1:picked_up:${NOW}`, `scan:o1-1:in_transit:${NOW + 2}`, `scan:o1-1:out_for_delivery:${NOW + 3}`, `scan:o1-1:delivered:${NOW + 4}`])
  })

  it.each(['received', 'at_depot', 'customs_limbo'])('S0.11 S0.12: nothing of %s, which is before the carrier has it or unknown', (status) => {
    expect(keys(after(scan(confirmed('V1'), status)))).toEqual([])
  })

  it('nothing where it is switched off, or the store was never told of the shipment', () => {
    expect(keys(after(scan(confirmed('V1'), 'in_transit', { road: ROAD })))).toEqual([])
    expect(keys(after(scan(confirmed('V1'), 'in_transit', { road: null })))).toEqual([])
    expect(keys(after(scan(confirmed('V1'), 'in_transit', { road: { ...WANTS, connectionId: 'other' as ConnectionId } })))).toEqual([])
  })

  it('C1: of a parcel that was told in part the scans are told too, of one that was not told none', () => {
    const refused = (ref: string | null): Order => after(told(labeled('V1'), ID, KEY, { state: 'refused', code: 'edited_away', reason: 'so', ref }, by(SYSTEM)))
    expect(scanNews(refused('f1'), ID, `scan:o1-1:in_transit:${NOW}`)).toMatchObject({ made: 'f1', status: 'in_transit' })
    expect(scanNews(refused(null), ID, `scan:o1-1:in_transit:${NOW}`)).toBeNull()
  })

  it('C7: two boxes are as far as the one that is least far, and trouble with one is told', () => {
    const one = after(scan(confirmed('V1', 'V2'), 'delivered'))
    expect(keys(one)).toEqual([])
    const both = after(scan(one, 'in_transit', { number: 'V2', at: NOW + 1 }))
    expect(keys(both)).toEqual([`scan:o1-1:in_transit:${NOW + 1}`])
    expect(keys(after(scan(both, 'delivery_exception', { number: 'V2', at: NOW + 2 })))).toHaveLength(2)
    expect(keys(after(scan(both, 'delivered', { number: 'V2', at: NOW + 2 }))).at(-1)).toBe(`scan:o1-1:delivered:${NOW + 2}`)
  })

  it('names what our telling made, and says nothing where that is unknown', () => {
    const key = `scan:o1-1:delivered:${NOW}`
    expect(scanNews(confirmed('V1'), ID, key)).toEqual({ key, made: 'f1', status: 'delivered', at: NOW })
    expect(scanNews(labeled('V1'), ID, key)).toBeNull()
  })

  it('C7 S0.16: whatever scans come in whatever order, nothing is told after delivered, and no key twice', () => {
    const step = fc.record({ status: fc.constantFrom<TrackingStatus>(...TRACKING_STATUSES), at: fc.nat(50), number: fc.constantFrom('V1', 'V2') })
    fc.assert(fc.property(fc.constantFrom(['V1'], ['V1', 'V2']), fc.array(step, { maxLength: 12 }), (numbers, steps) => {
      let order = confirmed(...numbers)
      for (const { status, at, number } of steps) {
        const decision = scan(order, status, { at: NOW + at, number })
        if (decision.is === 'changed') order = after(decision)
      }
      const said = keys(order).map(key => key.split(':').at(-2))
      expect(new Set(keys(order)).size).toBe(said.length)
      expect(said.indexOf('delivered') === -1 || said.indexOf('delivered') === said.length - 1).toBe(true)
      const now = progressOf(order.shipments[0]!)
      expect([null, said.at(-1)]).toContain(now)
    }), { numRuns: 300 })
  })
})
