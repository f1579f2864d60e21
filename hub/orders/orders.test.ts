import { describe, expect, it } from 'vitest'
import type { OrderId } from '../../core/model/ids.ts'
import { person } from '../../test/support/orders.ts'
import { connect, M1, OWNER, shopHub, STANDARD } from '../../test/support/reading-shop.ts'
import { addMerchant } from '../../test/support/hub.ts'
import { putMethods } from '../mappings/ship-options.ts'
import { place } from '../receive/place.ts'
import { commandMany, idsOf } from './bulk.ts'
import { command } from './command.ts'
import { createOrder } from './create-order.ts'
import { countOrders, getOrder, listOrders } from './find.ts'
import { amountOf } from './view.ts'

const input = { reference: 'R-1', shipOptionId: STANDARD, recipient: { name: 'Ada Park', address1: '1 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' }, lines: [{ sku: 'MUG', quantity: 2 }] }

describe('an order by API', () => {
  it('S0.8: stands in Import Review; the same again is that order, other content is refused with its id', async () => {
    const { hub } = await shopHub()
    const made = await createOrder(hub, OWNER, 'o1', input)
    expect(made).toMatchObject({ is: 'created', order: { id: 'o1', status: 'import_review', channel: 'api', connectionId: null, revision: 1 } })
    expect(await createOrder(hub, OWNER, 'o2', input)).toMatchObject({ is: 'exists', order: { id: 'o1' } })
    for (const other of [{ lines: [{ sku: 'MUG', quantity: 3 }] }, { recipient: { ...input.recipient, city: 'Dallas' } }]) {
      expect(await createOrder(hub, OWNER, 'o3', { ...input, ...other })).toMatchObject({ is: 'refused', code: 'duplicate_reference', detail: { id: 'o1' } })
    }
  })

  it('what a person edited since does not make the repeat another order', async () => {
    const { hub } = await shopHub()
    await createOrder(hub, OWNER, 'o1', input)
    const edited = await command(hub, OWNER, 'o1' as OrderId, { does: 'edit', edit: { recipient: { city: 'Dallas' }, lines: [{ id: 'o1:1' as never, quantity: 5 }] } })
    expect(edited).toMatchObject({ is: 'done', code: 'edited', order: { lines: [{ quantity: 5 }] } })
    expect(await createOrder(hub, OWNER, 'o2', input)).toMatchObject({ is: 'exists', order: { id: 'o1' } })
  })

  it('one died after its name was claimed is made under the same id', async () => {
    const { hub } = await shopHub()
    await hub.store.insert('links', { id: 'ref:api:R-1', merchantId: M1, version: 0, orderId: 'o9' as OrderId, shipmentId: null, at: 0 })
    expect(await createOrder(hub, OWNER, 'o1', input)).toMatchObject({ is: 'created', order: { id: 'o9' } })
  })
})

describe('commands', () => {
  it('a repeat under its key is answered as the first; a stale version is refused', async () => {
    const { hub } = await shopHub()
    await createOrder(hub, OWNER, 'o1', input)
    const id = 'o1' as OrderId
    expect(await command(hub, OWNER, id, { does: 'hold', reason: 'ask' }, 'k1', 1)).toMatchObject({ is: 'done', code: 'held', order: { version: 2 } })
    expect(await command(hub, OWNER, id, { does: 'hold', reason: 'ask' }, 'k1', 1)).toMatchObject({ is: 'done', code: 'held', order: { version: 2 } })
    expect(await command(hub, OWNER, id, { does: 'release' }, 'k2', 1)).toMatchObject({ is: 'refused', code: 'stale_version', detail: { current: 2 } })
    expect(await command(hub, OWNER, id, { does: 'release' }, 'k2')).toMatchObject({ is: 'done', order: { status: 'import_review' } })
    expect(await command(hub, { ...OWNER, actor: person('warehouse') }, id, { does: 'cancel', shipments: 'all', reason: 'x' })).toMatchObject({ is: 'refused', code: 'wrong_actor' })
  })

  it('S2.31: an edit mends an address, and opens and seals the person anew', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
    const placed = await place(hub, connection, shop.put({ recipient: { name: 'Ada Park', address1: '1 Mill Road', city: '', country: 'US' } }))
    const id = (placed.is === 'placed' ? placed.orderId : '') as OrderId
    expect(await getOrder(hub, OWNER, id)).toMatchObject({ status: 'action_required', reasons: [{ code: 'invalid_address' }] })
    await command(hub, OWNER, id, { does: 'edit', edit: { recipient: { city: 'Austin', postalCode: '78701' } } })
    expect(await getOrder(hub, OWNER, id)).toMatchObject({ status: 'import_review', recipient: { name: 'Ada Park', city: 'Austin' } })
    // The store says the same old address again, with a newer time.
    await place(hub, connection, { ...shop.orders.get('gid/1')!, updatedAt: Date.UTC(2027, 0, 1), tags: ['vip'] })
    expect(await getOrder(hub, OWNER, id)).toMatchObject({ status: 'import_review', tags: ['vip'], recipient: { city: 'Austin' } })
  })

  it('many at once, a result for each', async () => {
    const { hub } = await shopHub()
    for (const n of [1, 2]) await createOrder(hub, OWNER, `o${n}`, { ...input, reference: `R-${n}` })
    const ids = await idsOf(hub, OWNER, { status: 'import_review' })
    expect(ids).toHaveLength(2)
    const results = await commandMany(hub, OWNER, [...ids, 'none' as OrderId], { does: 'cancel', shipments: 'all', reason: 'x' }, null)
    expect(results.map(({ ok, code }) => [ok, code])).toEqual([[true, 'cancelled'], [true, 'cancelled'], [false, 'not_found']])
  })
})

describe('finding', () => {
  it('S0.4 S1.2: by number, SKU, status and change, at once; a list holds no personal data', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await place(hub, connection, shop.put({ ref: 'g1', number: '#1001' }))
    await createOrder(hub, OWNER, 'o1', { ...input, lines: [{ sku: 'CUP', quantity: 1 }] })
    const found = async (filter: Parameters<typeof listOrders>[2]) => (await listOrders(hub, OWNER, filter, { limit: 9 })).items.map(({ number }) => number)
    expect(await found({ q: '1001' })).toEqual(['#1001'])
    expect(await found({ q: 'cup' })).toEqual(['R-1'])
    expect(await found({ status: 'action_required' })).toEqual(['#1001'])
    expect(await found({ connectionId: connection.id })).toEqual(['#1001'])
    expect(await found({ updatedSince: 0 })).toHaveLength(2)
    expect(JSON.stringify(await listOrders(hub, OWNER, {}, { limit: 9 }))).not.toMatch(/Ada|Mill Road/)
    expect(await countOrders(hub, OWNER)).toMatchObject({ all: { value: 2 }, action_required: { value: 1 }, import_review: { value: 1 } })
  })

  it('another merchant’s is missing', async () => {
    const { hub } = await shopHub()
    await createOrder(hub, OWNER, 'o1', input)
    const other = { merchantId: (await addMerchant(hub, 'm2')).id, actor: person('owner') }
    expect(await getOrder(hub, other, 'o1' as OrderId)).toBeNull()
    expect(await command(hub, other, 'o1' as OrderId, { does: 'hold', reason: 'x' })).toMatchObject({ is: 'refused', code: 'not_found' })
    expect((await listOrders(hub, other, {}, { limit: 9 })).items).toEqual([])
  })

  it.each([[1250, 'USD', '12.50'], [5, 'USD', '0.05'], [-1250, 'EUR', '-12.50'], [1200, 'JPY', '1200'], [1250, 'KWD', '1.250'], [7, 'nonsense', '0.07']])('money: %i %s is %s', (minor, currency, amount) => {
    expect(amountOf({ minor, currency })).toEqual({ amount, currency })
  })
})
