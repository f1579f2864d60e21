import { describe, expect, it } from 'vitest'
import type { CenterId, OrderId, ShipmentId } from '../../core/model/ids.ts'
import { allocated } from '../../core/orders/allocated.ts'
import { by, draft, NOW, person, SYSTEM } from '../../test/support/orders.ts'
import { connect, M1, OWNER, shopHub, STANDARD } from '../../test/support/reading-shop.ts'
import { orderEffects } from '../calls/order-effects.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { putMethods } from '../mappings/ship-options.ts'
import { command } from '../orders/command.ts'
import { createOrder } from '../orders/create-order.ts'
import { getOrder, timelineOf } from '../orders/find.ts'
import { place } from '../receive/place.ts'
import { createCenter } from '../setup/centers.ts'
import { carryOut } from '../todo/carry-out.ts'
import { applyEarlyScans, takeScans } from '../tracking/events.ts'
import { shipmentAt } from './find.ts'
import { type FloorCommand, floorScan, floorScans } from './floor.ts'
import { listTasks } from './tasks.ts'

const FLOOR = person('warehouse')
const EAST = 'east' as CenterId
const carry = async (hub: Hub) => carryOut(hub, M1, Number.MAX_SAFE_INTEGER, { calls: orderEffects, applyEarlyScans })
const scan = (shipmentId: string, more: Partial<FloorCommand> = {}): FloorCommand => ({ does: 'pick', shipmentId: shipmentId as ShipmentId, scanId: `${shipmentId}-${more.does ?? 'pick'}`, by: 'Kim', ...more })
const numbered = (trackingNumber: string) => ({ label: { parcels: [{ trackingNumber, carrier: 'UPS' }] } })

/** Orders that stand at a center, with their tasks in its feed. */
async function floor(count = 1) {
  const { hub, shop } = await shopHub()
  const connection = await connect(hub)
  await createCenter(hub, { id: 'east', name: 'East', country: 'US' })
  await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
  const ids: OrderId[] = []
  for (let n = 1; n <= count; n += 1) {
    const placed = await place(hub, connection, shop.put({ ref: `g${n}`, number: `#${n}` }))
    if (placed.is === 'placed') ids.push(placed.orderId)
  }
  for (const id of ids) await change(hub, M1, id, order => allocated(order, { orderId: id, revision: order.revision, seq: 1, centerId: EAST, short: [] }, by(SYSTEM)))
  await carry(hub)
  return { hub, shop, connection, ids, shipments: ids.map(id => `${id}-1`) }
}

describe('the floor’s road', () => {
  it('S5.5: tasks come in order with the shipment as it stands, and after the cursor no task comes twice', async () => {
    const { hub, shipments } = await floor(3)
    const first = await listTasks(hub, FLOOR, { limit: 2, centerId: EAST })
    expect(first.tasks.map(({ task }) => [task.does, task.shipmentId])).toEqual(shipments.slice(0, 2).map(id => ['pick', id]))
    expect(first.tasks[0]?.shipment).toMatchObject({ number: '#1', recipient: { name: 'Ada Park' }, shipOption: { name: 'Standard' } })
    const rest = await listTasks(hub, FLOOR, { limit: 9, centerId: EAST, after: first.after })
    expect(rest.tasks.map(({ task }) => task.shipmentId)).toEqual(shipments.slice(2))
    expect((await listTasks(hub, FLOOR, { limit: 9, centerId: EAST, after: rest.after })).tasks).toEqual([])
  })

  it('I12: an order whose person cannot be opened keeps no other task waiting', async () => {
    const { hub, ids, shipments } = await floor(2)
    await change(hub, M1, ids[0]!, order => ({ is: 'changed', code: 'damaged', order: { ...order, sealed: 'cd1.m.AAAA:cd1.o.AAAA' } }))
    const { tasks } = await listTasks(hub, FLOOR, { limit: 9 })
    expect(tasks.map(({ task, shipment }) => [task.shipmentId, shipment?.recipient?.name ?? null])).toEqual([[shipments[0], null], [shipments[1], 'Ada Park']])
  })

  it('S1.5–S1.9 S0.1: pick, picked, label, hand over; each repeat by its scan answers as the first', async () => {
    const { hub, ids, shipments: [id = ''] } = await floor()
    for (const [does, code, subStatus] of [['pick', 'pick_in_process', 'pick_in_process'], ['picked', 'picked', 'picked'], ['label', 'labeled', 'labeled'], ['handOver', 'handed_over', 'awaiting_scan']] as const) {
      const said = scan(id, { does, ...numbered('1Z1') })
      expect(await floorScan(hub, FLOOR, said)).toMatchObject({ is: 'done', code, subStatus })
      expect(await floorScan(hub, FLOOR, said)).toMatchObject({ is: 'done', code, subStatus })
    }
    await carry(hub)
    expect(await getOrder(hub, OWNER, ids[0]!)).toMatchObject({ status: 'shipped', shipments: [{ parcels: [{ trackingNumber: '1Z1', carrier: 'ups' }], pushes: [{ state: 'queued' }] }] })
    expect(await hub.store.get('numbers', null, 'ups:1Z1')).toMatchObject({ shipmentId: id })
    expect((await hub.store.list('callsNewest', { merchantId: M1 }, { limit: 9 })).items).toMatchObject([{ id: `ship:${id}:1`, state: 'queued' }])
  })

  it('a scan made for a task that an edit replaced is told to put its units back, and the new one goes on; both are said once', async () => {
    const { hub, shop, connection, ids: [order], shipments: [id = ''] } = await floor()
    const tasks = async () => (await listTasks(hub, FLOOR, { limit: 9, centerId: EAST })).tasks.map(({ task }) => task)
    const [old] = await tasks()
    await place(hub, connection, shop.put({ ref: 'g1', number: '#1', updatedAt: NOW + 1, lines: draft().lines.map(line => ({ ...line, quantity: 1, parts: line.parts.map(part => ({ ...part, quantity: 1 })) })) }))
    await change(hub, M1, order!, now => allocated(now, { orderId: now.id, revision: now.revision, seq: 2, centerId: EAST, short: [] }, by(SYSTEM)))
    await carry(hub)
    const anew = (await tasks()).findLast(({ does }) => does === 'pick')!
    expect(anew.id).not.toBe(old!.id)
    const late = scan(id, { taskId: old!.id, scanId: 'late' })
    for (const _twice of [1, 2]) expect(await floorScan(hub, FLOOR, late)).toMatchObject({ is: 'done', code: 'put_back', putBack: true, subStatus: null })
    expect(await floorScan(hub, FLOOR, scan(id, { does: 'label', taskId: old!.id, scanId: 'late label', ...numbered('1ZLATE') }))).toMatchObject({ code: 'put_back', subStatus: null })
    await carry(hub)
    expect((await tasks()).filter(({ does }) => does === 'put_back')).toHaveLength(1)
    expect(await floorScan(hub, FLOOR, scan(id, { taskId: anew.id, scanId: 'anew' }))).toMatchObject({ is: 'done', code: 'pick_in_process', putBack: false })
    expect(await floorScan(hub, FLOOR, scan(id, { does: 'label', taskId: anew.id, scanId: 'label', ...numbered('1ZLATE') }))).toMatchObject({ code: 'labeled' })
    // From the label on it is about the parcel, whatever task is named; one of another shipment is none.
    expect(await floorScan(hub, FLOOR, scan(id, { does: 'handOver', taskId: old!.id }))).toMatchObject({ code: 'handed_over', putBack: false })
    expect(await floorScan(hub, FLOOR, scan(id, { taskId: 'none' }))).toMatchObject({ is: 'refused', code: 'invalid_input' })
  })

  it('a second picker is told whose it is; nobody sees another center’s shipment', async () => {
    const { hub, shipments: [id = ''] } = await floor()
    await floorScan(hub, FLOOR, scan(id))
    expect(await floorScan(hub, FLOOR, scan(id, { scanId: 'other', by: 'Lee' }))).toMatchObject({ is: 'refused', code: 'taken_by', detail: { by: 'Kim' } })
    const elsewhere = { ...FLOOR, centers: ['west' as CenterId] } as typeof FLOOR
    expect(await floorScan(hub, elsewhere, scan(id))).toMatchObject({ is: 'refused', code: 'not_found' })
    expect(await floorScan(hub, FLOOR, scan('none-1'))).toMatchObject({ is: 'refused', code: 'not_found' })
  })

  it('a shipment that was allocated anew is where it stands now, to whoever works there and where it was', async () => {
    const { hub, ids: [id], shipments: [shipment] } = await floor()
    await createCenter(hub, { id: 'west', name: 'West', country: 'US' })
    const where = async (...centers: string[]) => (await shipmentAt(hub, { ...FLOOR, centers: centers as CenterId[] } as typeof FLOOR, shipment as ShipmentId))?.centerId
    expect([await where('east', 'west'), await where('west')]).toEqual(['east', undefined])
    await command(hub, OWNER, id!, { does: 'hold', reason: 'x' })
    await command(hub, OWNER, id!, { does: 'release' })
    await change(hub, M1, id!, order => allocated(order, { orderId: id!, revision: order.revision, seq: 2, centerId: 'west' as CenterId, short: [] }, by(SYSTEM)))
    await carry(hub)
    expect([await where('east', 'west'), await where('west'), await where('east')]).toEqual(['west', 'west', 'east'])
    // Whoever says which task it was made for is told where that one was, also with a scanner for all centers.
    const [old] = (await listTasks(hub, FLOOR, { limit: 9, centerId: EAST })).tasks.map(({ task }) => task)
    expect(await floorScan(hub, FLOOR, scan(shipment!, { does: 'picked', taskId: old!.id }))).toMatchObject({ code: 'put_back', putBack: true })
    await carry(hub)
    expect((await listTasks(hub, FLOOR, { limit: 9, centerId: EAST })).tasks.map(({ task }) => task.does)).toContain('put_back')
  })

  it('S0.2: a number stands on one shipment', async () => {
    const { hub, shipments: [one = '', two = ''] } = await floor(2)
    expect(await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z1') }))).toMatchObject({ is: 'done' })
    expect(await floorScan(hub, FLOOR, scan(two, { does: 'label', ...numbered('1z 1') }))).toMatchObject({ is: 'refused', code: 'tracking_number_taken' })
    expect(await floorScans(hub, FLOOR, [scan(two, { does: 'label', scanId: 'x', ...numbered('1Z2') }), scan(one, { does: 'handOver' })])).toMatchObject([{ code: 'labeled' }, { code: 'handed_over' }])
  })

  it('S0.33: carriers use numbers again: after 120 days it may stand on another shipment, and not before', async () => {
    const { hub, shipments: [one = '', two = ''] } = await floor(2)
    await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z1') }))
    await hub.time.advance(120 * 86_400_000 - 1)
    expect(await floorScan(hub, FLOOR, scan(two, { does: 'label', scanId: 'too early', ...numbered('1Z1') }))).toMatchObject({ is: 'refused', code: 'tracking_number_taken' })
    await hub.time.advance(1)
    expect(await floorScan(hub, FLOOR, scan(two, { does: 'label', ...numbered('1Z1') }))).toMatchObject({ is: 'done', code: 'labeled' })
    expect(await hub.store.get('numbers', null, 'ups:1Z1')).toMatchObject({ shipmentId: two })
  })

  it('S0.2: a label that is refused takes no number from the shipment that it belongs to', async () => {
    const { hub, shipments: [one = '', two = ''] } = await floor(2)
    await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z1') }))
    expect(await floorScan(hub, FLOOR, scan(one, { does: 'label', scanId: 'the wrong box', ...numbered('1Z2') }))).toMatchObject({ is: 'refused', code: 'already_labeled' })
    expect(await floorScan(hub, FLOOR, scan(two, { does: 'label', label: { parcels: ['1Z2', '1Z1'].map(trackingNumber => ({ trackingNumber, carrier: 'UPS' })) } }))).toMatchObject({ is: 'refused', code: 'tracking_number_taken' })
    expect(await hub.store.get('numbers', null, 'ups:1Z2')).toBeNull()
    expect(await floorScan(hub, FLOOR, scan(two, { does: 'label', scanId: 'again', ...numbered('1Z2') }))).toMatchObject({ is: 'done', code: 'labeled' })
    expect(await hub.store.get('numbers', null, 'ups:1Z1')).toMatchObject({ shipmentId: one })
  })

  it('S0.2: nor does the label of another box that is held against what was cancelled', async () => {
    const { hub, ids, shipments: [one = '', two = ''] } = await floor(2)
    await command(hub, OWNER, ids[0]!, { does: 'cancel', shipments: 'all', reason: 'x' })
    expect(await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z2') }))).toMatchObject({ is: 'done', code: 'put_back' })
    expect(await floorScan(hub, FLOOR, scan(two, { does: 'label', ...numbered('1Z2') }))).toMatchObject({ is: 'done', code: 'labeled' })
  })

  it('ARCHITECTURE 2: a pick of what was cancelled is answered with a put-back, and the floor was told to stop', async () => {
    const { hub, ids, shipments: [id = ''] } = await floor()
    await command(hub, OWNER, ids[0]!, { does: 'cancel', shipments: 'all', reason: 'x' })
    expect(await floorScan(hub, FLOOR, scan(id))).toMatchObject({ is: 'done', code: 'put_back', putBack: true, status: 'cancelled' })
    await carry(hub)
    const tasks = await listTasks(hub, FLOOR, { limit: 9 })
    expect(tasks.tasks.map(({ task }) => task.does)).toEqual(['pick', 'stop', 'put_back'])
  })

  it('S0.8: an order by API is labeled without anybody to tell', async () => {
    const { hub } = await floor(0)
    const made = await createOrder(hub, OWNER, 'o1', { reference: 'R', shipOptionId: STANDARD, recipient: { name: 'A', address1: 'x', city: 'Austin', postalCode: '78701', country: 'US' }, lines: [{ sku: 'MUG', quantity: 1 }] })
    const id = made.is === 'created' ? made.order.id : ('' as OrderId)
    await change(hub, M1, id, order => allocated(order, { orderId: id, revision: order.revision, seq: 1, centerId: EAST, short: [] }, by(SYSTEM)))
    await carry(hub)
    await floorScan(hub, FLOOR, scan('o1-1', { does: 'label', ...numbered('1Z1') }))
    expect(await getOrder(hub, OWNER, id)).toMatchObject({ shipments: [{ pushes: [{ state: 'not_applicable', reason: expect.stringContaining('share') }] }] })
  })
})

describe('carriers’ scans', () => {
  const trackedBy = async (hub: Hub, id: OrderId) => (await timelineOf(hub, OWNER, id, { limit: 50 }))!.items.filter(({ kind }) => kind.startsWith('shipment.tracked')).map(({ detail }) => detail['tracking'])
  const event = (eventId: string, status: string, at = 1, trackingNumber = '1Z1') => ({ eventId, carrier: 'ups', trackingNumber, status, at, place: null })

  it('S1.10–S1.12: move the shipment on; late and repeated ones are answered and move nothing back', async () => {
    const { hub, ids, shipments: [id = ''] } = await floor()
    await floorScan(hub, FLOOR, scan(id, { does: 'label', ...numbered('1Z1') }))
    const results = await takeScans(hub, person('administrator'), [event('e1', 'in_transit'), event('e2', 'delivered', 3), event('e1', 'in_transit'), event('e3', 'out_for_delivery', 2)])
    expect(results.map(({ ok, code }) => [ok, code])).toEqual([[true, 'in_transit'], [true, 'delivered'], [true, 'in_transit'], [true, 'not_newer']])
    expect(await getOrder(hub, OWNER, ids[0]!)).toMatchObject({ status: 'shipped', subStatus: 'delivered', shipments: [{ parcels: [{ tracking: { status: 'delivered' } }] }] })
  })

  it('a number that is not known yet is kept, and applied when its label comes', async () => {
    const { hub, ids, shipments: [one = ''] } = await floor()
    // The same event again, and one of another reporter under that name.
    expect(await takeScans(hub, person('administrator'), [event('e2', 'out_for_delivery', 3), event('e1', 'in_transit'), event('e1', 'in_transit')])).toMatchObject([{ ok: true, code: 'kept' }, { code: 'kept' }, { code: 'kept' }])
    await takeScans(hub, { is: 'carrier', id: 'two' }, [event('e1', 'delivered', 4)])
    await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z1') }))
    // The second time it is the notes of what the scans led to.
    for (const _ of [1, 2]) await carry(hub)
    expect(await trackedBy(hub, ids[0]!)).toEqual(['in_transit', 'out_for_delivery', 'delivered'])
    expect((await hub.store.list('scansOfNumber', { numberKey: 'ups:1Z1', state: 'waiting' }, { limit: 9 })).items).toEqual([])
    // Said once more after it was applied, it is answered as what it led to.
    expect(await takeScans(hub, person('administrator'), [event('e1', 'in_transit')])).toMatchObject([{ code: 'in_transit' }])
  })

  it.each([['seven days, for so long', 7 * 86_400_000, 'in_transit'], ['more, and no longer', 7 * 86_400_000 + 1, 'labeled']])('… which may take %s', async (_, later, subStatus) => {
    const { hub, ids, shipments: [one = ''] } = await floor()
    await takeScans(hub, person('administrator'), [event('e1', 'in_transit')])
    await hub.time.advance(later)
    await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z1') }))
    await carry(hub)
    expect(await getOrder(hub, OWNER, ids[0]!)).toMatchObject({ subStatus })
  })

  it('is not lost where the label comes between the look for its number and the keeping', async () => {
    const { hub, ids, shipments: [one = ''] } = await floor()
    const insert: typeof hub.store.insert = async (kind, ...given) => {
      if (kind === 'earlyScans') {
        await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z1') }))
        await carry(hub)
      }
      return hub.store.insert(kind, ...given)
    }
    await takeScans({ ...hub, store: { ...hub.store, insert } }, person('administrator'), [event('e1', 'in_transit')])
    expect(await getOrder(hub, OWNER, ids[0]!)).toMatchObject({ subStatus: 'in_transit' })
  })

  it('nor where its number was claimed and its shipment does not have it yet', async () => {
    const { hub, ids: [id], shipments: [one = ''] } = await floor()
    await hub.store.insert('numbers', { id: 'ups:1Z1', merchantId: M1, version: 0, orderId: id!, shipmentId: one as ShipmentId, at: hub.clock.now() })
    expect(await takeScans(hub, person('administrator'), [event('e1', 'in_transit')])).toMatchObject([{ code: 'kept' }])
    await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z1') }))
    await carry(hub)
    expect(await getOrder(hub, OWNER, id!)).toMatchObject({ subStatus: 'in_transit' })
  })

  it('one number at two carriers is two parcels', async () => {
    const { hub, ids, shipments: [one = '', two = ''] } = await floor(2)
    for (const [id, carrier] of [[one, 'UPS'], [two, 'Bob’s Vans']] as const) {
      expect(await floorScan(hub, FLOOR, scan(id, { does: 'label', label: { parcels: [{ trackingNumber: '1Z1', carrier }] } }))).toMatchObject({ code: 'labeled' })
    }
    await takeScans(hub, person('administrator'), [{ ...event('e1', 'delivered'), carrier: 'bob’s vans' }, event('e2', 'in_transit')])
    const subStatuses = await Promise.all(ids.map(async id => (await getOrder(hub, OWNER, id))?.subStatus))
    expect(subStatuses).toEqual(['in_transit', 'delivered'])
  })

  it('those of one number in one request follow each other, though the first is slow', async () => {
    const { hub, shipments: [one = ''] } = await floor()
    await floorScan(hub, FLOOR, scan(one, { does: 'label', ...numbered('1Z1') }))
    let looks = 0
    const get: typeof hub.store.get = async (kind, ...given) => {
      if (kind === 'numbers' && (looks += 1) === 1) await new Promise(resolve => { setImmediate(resolve) })
      return hub.store.get(kind, ...given)
    }
    const said = ['picked_up', 'in_transit', 'out_for_delivery', 'delivered']
    const results = await takeScans({ ...hub, store: { ...hub.store, get } }, person('administrator'), said.map((status, at) => event(`e${at}`, status, at)))
    expect(results.map(({ code }) => code)).toEqual(said)
  })

  it('two reporters may give their events the same name: each is a scan of its own', async () => {
    const { hub, ids, shipments: [id = ''] } = await floor()
    await floorScan(hub, FLOOR, scan(id, { does: 'label', ...numbered('1Z1') }))
    await carry(hub)
    const [at, status] = [hub.clock.now(), 'in_transit']
    await takeScans(hub, { is: 'carrier', id: 'one' }, [{ eventId: 'e1', carrier: 'ups', trackingNumber: '1Z1', status, at, place: null }])
    await takeScans(hub, { is: 'carrier', id: 'two' }, [{ eventId: 'e1', carrier: 'ups', trackingNumber: '1Z1', status: 'delivered', at: at + 1, place: null }])
    expect(await getOrder(hub, OWNER, ids[0]!)).toMatchObject({ subStatus: 'delivered' })
  })
})
