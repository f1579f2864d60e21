import { describe, expect, it } from 'vitest'
import type { ShipOptionId, Sku } from '../../core/model/ids.ts'
import { connect, M1, OWNER, shopHub, STANDARD } from '../../test/support/reading-shop.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { place } from '../receive/place.ts'
import { createCenter } from '../setup/centers.ts'
import { placeItems, putItems } from './items.ts'
import { listLocations, putLocations } from './locations.ts'
import { previewItems, previewMethods } from './preview.ts'
import { putMethods } from './ship-options.ts'
import { undoMapping } from './undo.ts'

const orders = async (hub: Hub) => (await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 9 })).items
const item = (ref: string, sku: string | null) => ({ ref, sku, name: ref, tracked: true, updatedAt: null })
const to = (shipOptionId: ShipOptionId | null) => [{ method: 'Standard', shipOptionId }]

describe('before a mapping is saved', () => {
  it('S2.15: names the held orders that it would free, and those that something else keeps; changes nothing', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await place(hub, connection, shop.put({ ref: 'g1', number: '#1' }))
    await place(hub, connection, shop.put({ ref: 'g2', number: '#2', recipient: null }))
    await place(hub, connection, shop.put({ ref: 'g3', number: '#3', method: 'Other' }))
    const before = JSON.stringify(await orders(hub))
    const preview = await previewMethods(hub, OWNER, connection.id, to(STANDARD))
    expect(preview).toMatchObject({ frees: 1, stays: 1 })
    expect(preview.is === 'preview' && new Map(preview.orders.map(({ number, frees, reasons }) => [number, { frees, reasons }]))).toEqual(new Map([['#1', { frees: true, reasons: [] }], ['#2', { frees: false, reasons: ['invalid_address'] }]]))
    expect(await previewMethods(hub, OWNER, connection.id, [{ ...to(STANDARD)[0]!, active: false }])).toMatchObject({ frees: 0, stays: 2 })
    expect(await previewMethods(hub, OWNER, connection.id, to('none' as never))).toMatchObject({ is: 'refused', code: 'invalid_input' })
    expect(JSON.stringify(await orders(hub))).toBe(before)
    // The save counts as the preview did: the one without an address has a ship option now, and waits all the same.
    expect(await putMethods(hub, OWNER, connection.id, to(STANDARD))).toMatchObject({ freed: 1 })
  })

  it('says which orders of a SKU on several items would go on, once a person tells them apart', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await putMethods(hub, OWNER, connection.id, to(STANDARD))
    await placeItems(hub, connection, [item('i1', 'MUG'), item('i2', 'MUG'), item('i3', 'MUG')])
    await place(hub, connection, shop.put())
    const rows = (count: number) => ['i2', 'i3'].slice(0, count).map((ref, at) => ({ item: ref, sku: `CUP-${at}` as Sku }))
    expect(await previewItems(hub, OWNER, connection.id, rows(1))).toMatchObject({ frees: 0, stays: 1 })
    expect(await previewItems(hub, OWNER, connection.id, rows(2))).toMatchObject({ frees: 1, stays: 0 })
    expect((await orders(hub))[0]).toMatchObject({ status: 'action_required' })
  })
})

describe('a save that was not meant', () => {
  it('is taken back: an order that went on by it is held again, one that is being picked goes on', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await place(hub, connection, shop.put({ ref: 'g1', number: '#1' }))
    await place(hub, connection, shop.put({ ref: 'g2', number: '#2' }))
    await putMethods(hub, OWNER, connection.id, to(STANDARD))
    const begun = (await orders(hub)).find(({ number }) => number === '#2')!
    await change(hub, M1, begun.id, order => ({ is: 'changed', code: 'picking', order: { ...order, status: 'processing', subStatus: 'pick_in_process', shipments: order.shipments.map(shipment => ({ ...shipment, status: 'processing', subStatus: 'pick_in_process' })) } }))
    expect(await undoMapping(hub, OWNER, connection.id, 'ship-options')).toEqual({ is: 'done', rows: 1 })
    const now = new Map((await orders(hub)).map(order => [order.number, order]))
    expect(now.get('#1')).toMatchObject({ status: 'action_required', shipOptionId: null, reasons: [{ code: 'unmapped_ship_option' }] })
    expect(now.get('#2')).toMatchObject({ status: 'processing', shipOptionId: STANDARD })
    expect(await undoMapping(hub, OWNER, connection.id, 'ship-options')).toMatchObject({ is: 'refused', code: 'nothing_to_undo' })
  })

  it('stands where somebody changed the same since', async () => {
    const { hub } = await shopHub()
    const connection = await connect(hub)
    await placeItems(hub, connection, [item('i1', 'MUG')])
    await putItems(hub, OWNER, connection.id, [{ item: 'i1', sku: 'CUP' as Sku }])
    const record = (await hub.store.list('itemsOfConnection', { merchantId: M1, connectionId: connection.id }, { limit: 9 })).items[0]!
    await hub.store.replace('items', { ...record, sku: 'JAR' as Sku })
    expect(await undoMapping(hub, OWNER, connection.id, 'items')).toMatchObject({ is: 'refused', code: 'nothing_to_undo' })
  })

  it('gives an item the store\'s own word back, as it is by now', async () => {
    const { hub } = await shopHub()
    const connection = await connect(hub)
    await placeItems(hub, connection, [item('i1', 'MUG')])
    await putItems(hub, OWNER, connection.id, [{ item: 'i1', sku: 'CUP' as Sku }])
    await placeItems(hub, connection, [item('i1', 'MUG-2')])
    expect(await undoMapping(hub, OWNER, connection.id, 'items')).toMatchObject({ is: 'done' })
    expect((await hub.store.list('itemsOfConnection', { merchantId: M1, connectionId: connection.id }, { limit: 9 })).items).toMatchObject([{ sku: 'MUG-2' }])
  })

  it('gives centers back to where they were', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    await createCenter(hub, { id: 'east', name: 'east', country: 'US' })
    await putLocations(hub, OWNER, id, [{ location: 'loc1', centerIds: ['east' as never] }])
    await putLocations(hub, OWNER, id, [{ location: 'loc1', centerIds: [] }, { location: 'loc2', centerIds: ['east' as never] }])
    expect(await undoMapping(hub, OWNER, id, 'locations')).toEqual({ is: 'done', rows: 2 })
    expect(new Map((await listLocations(hub, OWNER, id, { limit: 9 }))?.items.map(({ location, centerIds }) => [location, centerIds]))).toEqual(new Map([['loc1', ['east']], ['loc2', []]]))
  })
})
