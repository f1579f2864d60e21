import { describe, expect, it } from 'vitest'
import type { OrderId } from '../../core/model/ids.ts'
import { personErased } from '../../core/orders/erase.ts'
import { by, CHANNEL, draft as shopDraft } from '../../test/support/orders.ts'
import { addMerchant } from '../../test/support/hub.ts'
import { connect, M1, OWNER, shopHub, STANDARD } from '../../test/support/reading-shop.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { putMethods } from '../mappings/ship-options.ts'
import { keepUnread } from '../receive/keep-for-later.ts'
import { place } from '../receive/place.ts'
import { patchShipOption } from '../setup/ship-options.ts'
import { openConnection } from '../calls/open.ts'
import { command } from './command.ts'
import { createOrder } from './create-order.ts'
import { getOrder } from './find.ts'

const input = { reference: 'R-1', shipOptionId: STANDARD, recipient: { name: 'Ada Park', address1: '1 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' }, lines: [{ sku: 'MUG', quantity: 2 }] }
const ID = 'o1' as OrderId

/** A hub whose first opened person is followed by `meanwhile`, before anything is decided by it. */
function slow(hub: Hub, meanwhile: () => Promise<unknown>): Hub {
  let isFirst = true
  const openPerson: Hub['vault']['openPerson'] = async (...asked) => {
    const opened = await hub.vault.openPerson(...asked)
    if (isFirst) {
      isFirst = false
      await meanwhile()
    }
    return opened
  }
  return { ...hub, vault: { ...hub.vault, openPerson } }
}

/** The same for the ship options that are read. */
function slowOptions(hub: Hub, meanwhile: () => Promise<unknown>): Hub {
  let isFirst = true
  const getMany: Hub['store']['getMany'] = async (kind, merchantId, ids) => {
    const read = await hub.store.getMany(kind, merchantId, ids)
    if (isFirst && kind === 'shipOptions') {
      isFirst = false
      await meanwhile()
    }
    return read
  }
  return { ...hub, store: new Proxy(hub.store, { get: (store, name) => (name === 'getMany' ? getMany : typeof Reflect.get(store, name) === 'function' ? Reflect.get(store, name).bind(store) : Reflect.get(store, name)) }) }
}

describe('an edit that crosses another change of the person', () => {
  it('I37: does not bring back who was erased while it was on its way', async () => {
    const { hub } = await shopHub()
    await createOrder(hub, OWNER, ID, input)
    const racing = slow(hub, async () => change(hub, M1, ID, order => personErased(order, 'r1', by(CHANNEL))))
    expect(await command(racing, OWNER, ID, { does: 'edit', edit: { recipient: { phone: '555' } } })).toMatchObject({ is: 'done' })
    expect((await getOrder(hub, OWNER, ID))?.recipient).toMatchObject({ name: '', phone: '555', address1: '' })
  })

  it('S2.23: keeps the address that the other one wrote', async () => {
    const { hub } = await shopHub()
    await createOrder(hub, OWNER, ID, input)
    const racing = slow(hub, async () => command(hub, OWNER, ID, { does: 'edit', edit: { recipient: { address1: '9 New Street' } } }))
    await command(racing, OWNER, ID, { does: 'edit', edit: { recipient: { phone: '555' } } })
    expect((await getOrder(hub, OWNER, ID))?.recipient).toMatchObject({ address1: '9 New Street', phone: '555' })
  })
})

describe('a ship option that is switched on', () => {
  it('S2.15: frees the orders that wait for it, of every merchant and on every road', async () => {
    const { hub } = await shopHub()
    await addMerchant(hub, 'm2')
    await patchShipOption(hub, STANDARD, null, { active: false })
    const connection = await connect(hub)
    await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
    await createOrder(hub, OWNER, ID, input)
    const placed = await place(hub, connection, { ...shopDraft(), storeIdentity: 'shop:one' })
    const imported = placed.is === 'placed' ? placed.orderId : ID
    for (const id of [ID, imported]) expect(await getOrder(hub, OWNER, id)).toMatchObject({ status: 'action_required', reasons: [{ code: 'inactive_ship_option' }] })
    await patchShipOption(hub, STANDARD, null, { active: true })
    for (const id of [ID, imported]) expect(await getOrder(hub, OWNER, id)).toMatchObject({ status: 'import_review', reasons: [] })
  })

  it('S2.15: also one that was edited by what was read before', async () => {
    const { hub } = await shopHub()
    await createOrder(hub, OWNER, ID, input)
    await patchShipOption(hub, STANDARD, null, { active: false })
    const racing = slowOptions(hub, async () => patchShipOption(hub, STANDARD, null, { active: true }))
    expect(await command(racing, OWNER, ID, { does: 'retry' })).toMatchObject({ is: 'done', order: { status: 'import_review', reasons: [] } })
    await patchShipOption(hub, STANDARD, null, { active: false })
    const making = slowOptions(hub, async () => patchShipOption(hub, STANDARD, null, { active: true }))
    expect(await createOrder(making, OWNER, 'o2', { ...input, reference: 'R-2' })).toMatchObject({ is: 'created', order: { status: 'import_review', reasons: [] } })
  })
})

describe('a road that is not the owner’s', () => {
  it('F7: cannot read the order, and what its owner’s store counts stays known', async () => {
    const { hub, shop } = await shopHub()
    const owner = await connect(hub)
    const placed = await place(hub, owner, shop.put())
    const id = placed.is === 'placed' ? placed.orderId : ID
    const other = await connect(hub, { id: 'c2', name: 'Two' })
    await keepUnread(hub, await openConnection(hub, other), { ref: shop.put().ref, updatedAt: hub.clock.now(), reason: 'lines: not a list' })
    expect(await hub.store.get('orders', M1, id)).toMatchObject({ upstreamEnded: false })
  })
})
