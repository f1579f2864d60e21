import { describe, expect, it } from 'vitest'
import { orderEffects } from './order-effects.ts'
import { carry, converge, keyOf, labeledOrder, M1, relabel, send, tellingHub, type Telling } from '../../test/support/telling.ts'
import type { ConnectionId, OrderId } from '../../core/model/ids.ts'
import { person } from '../../test/support/orders.ts'
import { takeScans } from '../tracking/events.ts'

const SHOP = 'shop' as ConnectionId

/** A told shipment of a connection that wants scans, its number known. */
async function toldShipment(greeting = 'scans'): Promise<Telling & { scan(status: string, minutes?: number): Promise<void>; calls(): Promise<{ id: string; state: string; code: string | null }[]> }> {
  const world = await tellingHub()
  const { hub } = world
  const shop = await hub.store.get('connections', null, SHOP)
  await hub.store.replace('connections', { ...shop!, settings: { greeting } })
  await labeledOrder(hub)
  let scans = 0
  return {
    ...world,
    scan: async (status, minutes = 0) => {
      await takeScans(hub, person('administrator'), [{ eventId: `e${(scans += 1)}`, carrier: 'UPS', trackingNumber: '1ZO1', status, at: hub.clock.now() + minutes * 60_000, place: null }])
    },
    calls: async () => (await hub.store.list('callsNewest', { merchantId: M1 }, { limit: 50 })).items.filter(({ capability }) => capability === 'tellScan').map(({ id, state, code }) => ({ id, state, code })),
  }
}

describe('a carrier’s scan', () => {
  it('is told after the shipment, once, under what our telling made', async () => {
    const world = await toldShipment()
    await carry(world.hub)
    await world.scan('in_transit')
    await converge(world.hub)
    expect(world.vendor.log.map(({ does, key }) => [does, key.split(':')[0]])).toEqual([['send', 'ship'], ['send', 'scan']])
    const [call] = await world.calls()
    expect(call).toMatchObject({ state: 'done' })
    expect(world.vendor.told.get(call!.id)).toMatchObject([{ made: `ref:${keyOf({ id: 'o1' as OrderId })}`, status: 'in_transit' }])
  })

  it('waits for a telling in doubt, and goes where that ends well', async () => {
    const world = await toldShipment()
    world.vendor.faults.push('drop')
    await carry(world.hub)
    await send(world.hub)
    await world.scan('in_transit')
    await carry(world.hub)
    await send(world.hub)
    expect((await world.calls())[0]).toMatchObject({ state: 'queued' })
    await converge(world.hub)
    expect(world.vendor.log.map(({ does, key }) => [does, key.split(':')[0]])).toEqual([['send', 'ship'], ['ask', 'ship'], ['send', 'scan']])
  })

  it('is not told where the store refused the shipment', async () => {
    const world = await toldShipment()
    world.vendor.faults.push('refuse')
    await carry(world.hub)
    await world.scan('in_transit')
    await converge(world.hub)
    expect(await world.calls()).toMatchObject([{ state: 'superseded', code: 'nothing_to_tell' }])
    expect(world.vendor.log).toHaveLength(1)
  })

  it.each([['drop', 1], ['lost', 2]] as const)('in doubt (%s) is asked about before it is sent again: nothing at a vendor stops a repeat', async (fault, sent) => {
    const world = await toldShipment()
    await converge(world.hub)
    await world.scan('in_transit')
    world.vendor.faults.push(fault)
    await converge(world.hub)
    const [call] = await world.calls()
    expect(world.vendor.effects(call!.id)).toBe(1)
    expect(world.vendor.sentBlindly()).toBe(false)
    expect(world.vendor.log.filter(({ does, key }) => does === 'send' && key === call!.id)).toHaveLength(sent)
  })

  it('C7: what has not left is replaced by what is further, and a late scan is not told', async () => {
    const world = await toldShipment()
    await converge(world.hub)
    const shop = await world.hub.store.get('connections', null, SHOP)
    await world.hub.store.replace('connections', { ...shop!, pausedRoles: ['tracking'] })
    for (const [minute, status] of ['picked_up', 'in_transit', 'delivered', 'out_for_delivery'].entries()) {
      await world.scan(status, minute)
      await converge(world.hub)
    }
    const paused = await world.hub.store.get('connections', null, SHOP)
    await world.hub.store.replace('connections', { ...paused!, pausedRoles: [] })
    await converge(world.hub)
    expect(world.vendor.log.map(({ key }) => key.split(':').at(-2))).toEqual(['o1-1', 'delivered'])
    expect((await world.calls()).map(({ state }) => state).toSorted()).toEqual(['done', 'superseded', 'superseded'])
  })

  it('is nobody’s business where no person switched it on', async () => {
    const world = await toldShipment('silence')
    await converge(world.hub)
    await world.scan('in_transit')
    await converge(world.hub)
    expect(await world.calls()).toEqual([])
    expect(await world.hub.store.get('orders', M1, 'o1' as OrderId)).toMatchObject({ subStatus: 'in_transit' })
  })

  it('of a number that was replaced says nothing of the shipment', async () => {
    const world = await toldShipment()
    await converge(world.hub)
    await relabel(world.hub, { id: 'o1' } as Parameters<typeof relabel>[1], '1ZNEW')
    await converge(world.hub)
    await world.scan('delivered')
    await converge(world.hub)
    expect(await world.calls()).toEqual([])
    expect(orderEffects.scanOf((await world.hub.store.get('orders', M1, 'o1' as OrderId))!, { key: 'scan:o1-1:delivered:1', connectionId: SHOP, shipmentId: 'o1-1' as never })).toMatchObject({ made: expect.stringMatching(/^ref:/) })
  })
})
