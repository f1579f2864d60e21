import { describe, expect, it } from 'vitest'
import { after, by, draft, imported, intake, NOW, person, processing } from '../../test/support/orders.ts'
import type { ConnectionId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import { label } from '../shipping/label.ts'
import { needOf } from './need.ts'
import { takenOver } from './take-over.ts'

const FROM = 'shop' as ConnectionId
const TO = 'next' as ConnectionId
const ROAD = { connectionId: TO, channel: 'shopfront', when: 'labeled' as const }
const next = intake({ connection: { ...intake().connection, connectionId: TO } })
const labeled = (road: typeof ROAD | null): Order => {
  const order = processing()
  return after(label(order, order.shipments[0]!.id, { parcels: [{ trackingNumber: '1Z', carrier: 'UPS' }] }, { by: 'Kim', at: NOW }, road, by(person('warehouse'))))
}

describe('an order whose connection is gone (ARCHITECTURE 4)', () => {
  it('is owned by the new road: what is known is known there, at a higher revision, and it is noted', () => {
    const order = imported()
    const owned = after(takenOver(order, FROM, draft(), ROAD, next))
    expect(owned).toMatchObject({ connectionId: TO, revision: order.revision + 1, status: order.status, links: [{ connectionId: FROM, owner: false }, { connectionId: TO, owner: true }] })
    expect(needOf(owned).known).toMatchObject([{ connectionId: TO, location: 'loc1', units: 2 }])
    expect(owned.todo).toContainEqual(expect.objectContaining({ is: 'note', kind: 'order.taken_over' }))
    expect(takenOver(owned, FROM, draft(), ROAD, next)).toEqual({ is: 'same', code: 'not_the_owner' })
  })

  it('S0.8: what left meanwhile is told there, unless the store waits for nothing more', () => {
    const order = labeled(null)
    const owned = after(takenOver(order, FROM, draft(), ROAD, next))
    expect(owned.shipments[0]?.pushes).toMatchObject([{ connectionId: TO, state: 'queued', callKey: 'ship:o1-1:1' }])
    expect(owned.todo.filter(({ is }) => is === 'call')).toMatchObject([{ connectionId: TO, key: 'ship:o1-1:1' }])
    expect(after(takenOver(order, FROM, draft({ closed: true }), ROAD, next)).shipments).toEqual(order.shipments)
    expect(after(takenOver(order, FROM, draft(), null, next)).shipments).toEqual(order.shipments)
  })

  it('a telling that began is not begun again', () => {
    const order = labeled({ ...ROAD, connectionId: FROM })
    const sent: Order = { ...order, shipments: order.shipments.map(shipment => ({ ...shipment, pushes: shipment.pushes.map(push => ({ ...push, state: 'failed' as const })) })) }
    expect(after(takenOver(sent, FROM, draft(), ROAD, next)).shipments).toEqual(sent.shipments)
  })
})
