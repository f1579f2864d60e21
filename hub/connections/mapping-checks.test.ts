import { describe, expect, it } from 'vitest'
import type { ShipOptionId } from '../../core/model/ids.ts'
import { connect, OWNER, shopHub, STANDARD } from '../../test/support/reading-shop.ts'
import { setupOf } from '../connecting/setup.ts'
import type { Hub } from '../hub.ts'
import { listMethods, putMethods } from '../mappings/ship-options.ts'
import { undoMapping } from '../mappings/undo.ts'
import { place } from '../receive/place.ts'
import { patchShipOption } from '../setup/ship-options.ts'
import { checkConnection } from './check.ts'

const aboutOptions = async (hub: Hub, id: string) => {
  const checked = await checkConnection(hub, OWNER, id as never)
  return checked.is === 'done' ? checked.checks.filter(({ code }) => code.endsWith('_ship_option')).map(({ is, title }) => `${is} ${title}`) : []
}
const methodsStepOf = async (hub: Hub, id: string) => (await setupOf(hub, OWNER, id as never))!.steps.find(({ step }) => step === 'methods')
const switchOption = async (hub: Hub, active: boolean) => patchShipOption(hub, STANDARD as ShipOptionId, null, { active })

describe('what the check says of ship options', () => {
  it('is a fault for each that orders wait for, with how many, most first', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    for (const [ref, method] of [['1', 'Pigeon'], ['2', 'Express'], ['3', 'Express']] as const) await place(hub, connection, shop.put({ ref, number: ref, method }))
    expect(await aboutOptions(hub, connection.id)).toEqual(['fault 2 orders wait: “Express” is not mapped', 'fault 1 order waits: “Pigeon” is not mapped'])
  })

  it('names what the 3PL switched off: a warning beforehand, a fault once an order waits, nothing when it is on again', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
    await switchOption(hub, false)
    expect(await aboutOptions(hub, connection.id)).toEqual(['warning “Standard” is switched off, or the ship option that it means: its next order will wait'])
    await place(hub, connection, shop.put({ ref: '1', method: 'Standard' }))
    expect(await aboutOptions(hub, connection.id)).toEqual(['fault 1 order waits: “Standard” is switched off, or the ship option that it means'])
    await switchOption(hub, true)
    expect(await aboutOptions(hub, connection.id)).toEqual([])
  })

  it('is nothing for a method that was saved by mistake and taken back, or that a person switched off and nothing waits for', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    await putMethods(hub, OWNER, id, [{ method: 'Standrad', shipOptionId: STANDARD }])
    await undoMapping(hub, OWNER, id, 'ship-options')
    await putMethods(hub, OWNER, id, [{ method: 'Old', shipOptionId: STANDARD, active: false }])
    expect(await aboutOptions(hub, id)).toEqual([])
    expect(await methodsStepOf(hub, id)).toMatchObject({ state: 'done', found: { unmapped: [], inactive: ['Old'] } })
  })

  it('warns of a method that orders had and nobody mapped, although none waits now', async () => {
    const { hub, shop } = await shopHub()
    const connection = await connect(hub)
    await putMethods(hub, OWNER, connection.id, [{ method: 'Express', shipOptionId: STANDARD }])
    await place(hub, connection, shop.put({ method: 'Express', cancelledAt: hub.clock.now() }))
    await place(hub, connection, shop.put({ ref: '2', method: 'Express' }))
    await putMethods(hub, OWNER, connection.id, [{ method: 'Express', shipOptionId: null }])
    expect(await aboutOptions(hub, connection.id)).toEqual(['warning “Express” is not mapped: its next order will wait'])
    expect(await methodsStepOf(hub, connection.id)).toMatchObject({ state: 'waiting', found: { unmapped: ['Express'] } })
  })
})

it('a method that was mapped before its first order is seen with that order, and not again', async () => {
  const { hub, shop } = await shopHub()
  const connection = await connect(hub)
  await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
  const seenAt = async () => (await listMethods(hub, OWNER, connection.id, { limit: 9 }))!.items.map(one => one.seenAt)
  expect(await seenAt()).toEqual([null])
  const first = hub.clock.now()
  await place(hub, connection, shop.put({ ref: '1', method: 'Standard' }))
  await hub.time.advance(60_000)
  await place(hub, connection, shop.put({ ref: '2', method: 'Standard' }))
  expect(await seenAt()).toEqual([first])
})
