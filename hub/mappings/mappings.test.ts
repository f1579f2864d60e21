import { describe, expect, it } from 'vitest'
import type { CenterId, Sku } from '../../core/model/ids.ts'
import { draft, NOW } from '../../test/support/orders.ts'
import { connect, M1, OWNER, shopHub, STANDARD } from '../../test/support/reading-shop.ts'
import type { Hub } from '../hub.ts'
import { disconnect } from '../connections/change-connection.ts'
import { drainDeliveries } from '../receive/drain.ts'
import { place } from '../receive/place.ts'
import { pollDueSources } from '../receive/poll.ts'
import { createCenter } from '../setup/centers.ts'
import { listProducts, upsertProducts } from '../setup/products.ts'
import { createShipOption } from '../setup/ship-options.ts'
import { listItems, placeItems, putItems } from './items.ts'
import { itemsReport } from './items-report.ts'
import { putLocations } from './locations.ts'
import { waitingByMethod } from './preview.ts'
import { putMethods } from './ship-options.ts'

const only = async (hub: Hub) => (await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 9 })).items[0]
const item = (ref: string, sku: string | null) => ({ ref, sku, name: ref, tracked: true, updatedAt: null })
const sku = (name: string) => name as Sku
const center = (name: string) => name as CenterId

describe('ship options', () => {
  it('S2.13: an unknown ship option is refused, a name is taken once', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    expect(await putMethods(hub, OWNER, id, [{ method: 'Standard', shipOptionId: 'none' as never }])).toMatchObject({ is: 'refused', code: 'invalid_input' })
    expect(await createShipOption(hub, { id: 's2', name: 'Standard' })).toMatchObject({ is: 'refused', code: 'duplicate' })
    expect(await createShipOption(hub, { id: 's2', name: '2-Day' })).toMatchObject({ is: 'saved' })
    expect(await createShipOption(hub, { id: 's2', name: '2-Day' })).toMatchObject({ is: 'saved', record: { version: 1 } })
  })

  it('S2.14: an inactive mapping holds; a preview says how many wait and changes nothing', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD, active: false }])
    await place(hub, connection, shop.put())
    expect(await only(hub)).toMatchObject({ reasons: [{ code: 'inactive_ship_option' }] })
    expect(await waitingByMethod(hub, OWNER, connection.id, ['Standard', 'Other'])).toEqual([{ method: 'Standard', waiting: 1 }, { method: 'Other', waiting: 0 }])
    expect(await only(hub)).toMatchObject({ version: 1 })
  })

  it('a mapping saved while an order is on its way frees it too', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    let isSaved = false
    const store = { ...hub.store, insert: (async (...given: Parameters<typeof hub.store.insert>) => {
      // Between the reading of the mapping and the order: nobody waits yet, so the save frees nobody.
      if (given[0] === 'orders' && !isSaved) {
        isSaved = true
        await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
      }
      return hub.store.insert(...given)
    }) as typeof hub.store.insert }
    await place({ ...hub, store }, connection, shop.put())
    expect(await only(hub)).toMatchObject({ status: 'import_review', reasons: [] })
  })

  it('S2.15: counts as freed what waited before the save, also an order that an import looks at first; one that is cancelled meanwhile is not', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    for (const ref of ['g1', 'g2', 'g3']) await place(hub, connection, shop.put({ ref, number: ref }))
    const store = { ...hub.store, replace: (async (...given: Parameters<typeof hub.store.replace>) => {
      const written = await hub.store.replace(...given)
      if (given[0] !== 'methods') return written
      // As soon as the mapping stands, before the save has looked at any order.
      await place(hub, connection, shop.put({ ref: 'g1', number: 'g1', updatedAt: NOW + 1 }))
      await place(hub, connection, shop.put({ ref: 'g2', number: 'g2', updatedAt: NOW + 1, cancelledAt: NOW }))
      return written
    }) as typeof hub.store.replace }
    expect(await putMethods({ ...hub, store }, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])).toMatchObject({ freed: 2 })
    const now = (await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 9 })).items
    expect(new Map(now.map(({ number, status }) => [number, status]))).toEqual(new Map([['g1', 'import_review'], ['g2', 'cancelled'], ['g3', 'import_review']]))
  })
})

describe('locations', () => {
  it('ARCHITECTURE 3: a center belongs to one location of a store', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    for (const name of ['east', 'west']) await createCenter(hub, { id: name, name, country: 'US' })
    expect(await putLocations(hub, OWNER, id, [{ location: 'loc1', centerIds: [center('east')] }])).toMatchObject({ is: 'done', locations: [{ name: 'Main', centerIds: ['east'] }] })
    expect(await putLocations(hub, OWNER, id, [{ location: 'loc2', centerIds: [center('east')] }])).toMatchObject({ is: 'refused', code: 'center_mapped_twice', message: expect.stringMatching(/^Center \w+ belongs to location \S+ already\.$/), detail: { location: 'loc1' } })
    expect(await putLocations(hub, OWNER, id, [{ location: 'loc1', centerIds: [center('west')] }, { location: 'loc2', centerIds: [center('east')] }])).toMatchObject({ is: 'done' })
    expect(await putLocations(hub, OWNER, id, [{ location: 'loc2', centerIds: [center('north')] }])).toMatchObject({ is: 'refused', code: 'invalid_input' })
  })

  it('a center belongs to one location of a store, whatever road leads there; a road that was cut off keeps nobody', async () => {
    const { hub } = await shopHub()
    const [one, other] = [await connect(hub), await connect(hub, { id: 'c2' })]
    for (const name of ['east', 'west']) await createCenter(hub, { id: name, name, country: 'US' })
    await putLocations(hub, OWNER, one.id, [{ location: 'loc1', centerIds: [center('east')] }])
    expect(await putLocations(hub, OWNER, other.id, [{ location: 'loc2', centerIds: [center('east')] }])).toMatchObject({ is: 'refused', code: 'center_mapped_twice', detail: { location: 'loc1' } })
    expect(await putLocations(hub, OWNER, other.id, [{ location: 'loc1', centerIds: [center('east')] }])).toMatchObject({ is: 'done' })
    await disconnect(hub, OWNER, one.id)
    expect(await putLocations(hub, OWNER, other.id, [{ location: 'loc1', centerIds: [] }, { location: 'loc2', centerIds: [center('east')] }])).toMatchObject({ is: 'done' })
  })

  it('two locations that change their centers never have one both', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    for (const name of ['east', 'west']) await createCenter(hub, { id: name, name, country: 'US' })
    await putLocations(hub, OWNER, id, [{ location: 'loc1', centerIds: [center('east')] }, { location: 'loc2', centerIds: [center('west')] }])
    const seen: string[][] = []
    const watched = { ...hub, store: { ...hub.store, replace: (async (...given: Parameters<typeof hub.store.replace>) => {
      const written = await hub.store.replace(...given)
      seen.push((await hub.store.list('locationsOfConnection', { merchantId: M1, connectionId: id }, { limit: 9 })).items.flatMap(({ centerIds }) => [...centerIds]))
      return written
    }) as typeof hub.store.replace } }
    await putLocations(watched, OWNER, id, [{ location: 'loc1', centerIds: [center('west')] }, { location: 'loc2', centerIds: [center('east')] }])
    expect(seen.filter(centers => new Set(centers).size < centers.length)).toEqual([])
    expect(seen.at(-1)?.toSorted()).toEqual(['east', 'west'])
  })
})

describe('items', () => {
  it('a SKU on two items is marked on both, holds its orders, and frees them once it is told apart', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
    await placeItems(hub, connection, [item('i1', 'MUG'), item('i2', 'MUG'), item('i3', null)])
    expect((await itemsReport(hub, connection)).report).toEqual({ total: 3, matched: 0, twice: 2, withoutSku: 1, unknown: 0, untracked: 0 })
    await place(hub, connection, shop.put())
    expect(await only(hub)).toMatchObject({ status: 'action_required', reasons: [{ code: 'duplicate_sku', subject: 'MUG' }] })
    await placeItems(hub, connection, [item('i2', 'CUP')])
    expect(await only(hub)).toMatchObject({ status: 'import_review', reasons: [] })
    expect((await itemsReport(hub, connection)).report).toMatchObject({ matched: 2, twice: 0 })
  })

  it('a SKU that a person gave to another item is told again by the one that keeps it', async () => {
    const { hub } = await shopHub()
    const connection = await connect(hub)
    await placeItems(hub, connection, [item('i1', 'MUG'), item('i2', 'MUG')])
    await putItems(hub, OWNER, connection.id, [{ item: 'i1', sku: sku('CUP') }])
    expect((await itemsReport(hub, connection)).report).toMatchObject({ matched: 2, twice: 0 })
  })

  it('a death while a second item takes a SKU leaves both marked, never one number told twice', async () => {
    const { hub } = await shopHub()
    const connection = await connect(hub)
    await placeItems(hub, connection, [item('i1', 'MUG'), item('i2', 'CUP')])
    let writes = 0
    const dying = { ...hub, store: { ...hub.store, replace: (async (...given: Parameters<typeof hub.store.replace>) => {
      writes += 1
      if (writes > 2) throw new Error('killed')
      return hub.store.replace(...given)
    }) as typeof hub.store.replace } }
    await placeItems(dying, connection, [item('i2', 'MUG')]).catch(() => {})
    await placeItems(hub, connection, [item('i2', 'MUG')])
    expect((await itemsReport(hub, connection)).report).toMatchObject({ twice: 2 })
  })

  it('keeps its name where a reading does not say it', async () => {
    const { hub } = await shopHub()
    const connection = await connect(hub)
    await placeItems(hub, connection, [{ ...item('i1', 'MUG'), name: 'Mug, blue' }])
    await placeItems(hub, connection, [{ ...item('i1', 'CUP'), name: null }, { ...item('i2', 'NEW'), name: null }])
    expect((await listItems(hub, OWNER, connection.id, { limit: 9 }))?.items).toEqual(expect.arrayContaining([expect.objectContaining({ sku: 'CUP', name: 'Mug, blue' }), expect.objectContaining({ sku: 'NEW', name: 'NEW' })]))
  })

  it('what a person chose stands, whatever the store says of the item', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    shop.items = [item('i1', 'MUG')]
    await pollDueSources(hub, 'shop:one', Number.MAX_SAFE_INTEGER)
    expect(await putItems(hub, OWNER, connection.id, [{ item: 'i1', sku: sku('BETTER') }])).toMatchObject({ is: 'done', items: [{ sku: 'BETTER' }] })
    await placeItems(hub, connection, [{ ...item('i1', 'MUG'), name: 'New name' }])
    expect((await listItems(hub, OWNER, connection.id, { limit: 9 }))?.items).toMatchObject([{ sku: 'BETTER', name: 'New name' }])
    expect(await putItems(hub, OWNER, connection.id, [{ item: 'i9', sku: sku('X') }])).toMatchObject({ is: 'refused', code: 'invalid_input' })
  })

  it('of thousands that wait, those that have one of its SKUs are looked at when an item or product changes, and no others', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    for (const ref of ['MUG', 'CUP']) await place(hub, connection, shop.put({ ref, number: ref, lines: draft().lines.map(line => ({ ...line, sku: ref })) }))
    const ids = new Map((await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 9 })).items.map(({ number, id }) => [id as string, number]))
    const seen: (string | undefined)[] = []
    const store = { ...hub.store, get: (async (...given: Parameters<typeof hub.store.get>) => {
      if (given[0] === 'orders') seen.push(ids.get(given[2]))
      return hub.store.get(...given)
    }) as typeof hub.store.get }
    for (const act of [async () => placeItems({ ...hub, store }, connection, [item('i1', 'CUP')]), async () => upsertProducts({ ...hub, store }, OWNER, [{ sku: sku('CUP') }])]) {
      seen.length = 0
      await act()
      expect([...new Set(seen)]).toEqual(['CUP'])
    }
  })

  it('S1.23: only where the merchant keeps products, a SKU has to be one of them', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
    await upsertProducts(hub, OWNER, [{ sku: sku('OTHER') }])
    await place(hub, connection, shop.put())
    expect(await only(hub)).toMatchObject({ reasons: [{ code: 'unknown_sku' }] })
    await upsertProducts(hub, OWNER, [{ sku: sku('MUG'), active: false }])
    expect(await only(hub)).toMatchObject({ reasons: [{ code: 'inactive_sku' }] })
    await upsertProducts(hub, OWNER, [{ sku: sku('MUG'), active: true }, { sku: sku('MUG'), name: 'Mug' }])
    expect(await only(hub)).toMatchObject({ status: 'import_review' })
    expect((await listProducts(hub, M1, { limit: 9 })).items).toMatchObject([{ sku: 'MUG', name: 'Mug', active: true }, { sku: 'OTHER' }])
    await drainDeliveries(hub, 'shop:one', 0)
  })
})
