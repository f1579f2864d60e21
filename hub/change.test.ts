import { expect, it } from 'vitest'
import { START } from '../test/support/clock.ts'
import { dyingStore, type Death } from '../test/support/deaths.ts'
import { addMerchant, testHub, type TestHub } from '../test/support/hub.ts'
import { imported } from '../test/support/orders.ts'
import type { Todo } from '../core/model/order.ts'
import type { Decision } from '../core/orders/decision.ts'
import type { Stored } from '../core/ports/store.ts'
import { change, COMMANDS_KEPT, create, ORDER_BYTES } from './change.ts'
import { sweep } from './lanes/sweep.ts'

const note = (kind: string, version: number): Todo => ({ is: 'note', kind, version, at: START, actor: { is: 'system', name: 'test' }, changed: [], detail: {} })
const tagged = (tag: string, todo: Todo[] = []) => (order: Stored<'orders'>): Decision =>
  ({ is: 'changed', code: 'tagged', order: { ...order, tags: [...order.tags, tag], todo: [...order.todo, ...todo] } })
const order = () => ({ ...imported(), todo: [] })

async function oneOrder(hub: TestHub = testHub()) {
  await addMerchant(hub)
  const created = await create(hub, order().merchantId, order(), null)
  return { hub, id: order().id, merchantId: order().merchantId, created }
}
const laneOf = async (hub: TestHub) => hub.store.get('lanes', null, 'merchant:m1')

it('loses no decision when two processes change one order at once: who lost decides again', async () => {
  const { hub, id, merchantId } = await oneOrder()
  const other = testHub({ seed: 2, time: hub.time, database: hub.database })
  const all = Array.from({ length: 40 }, async (_, index) => change(index % 2 === 0 ? hub : other, merchantId, id, tagged(`t${index}`)))
  const results = await hub.time.settle(Promise.all(all))
  expect(results.every(({ is }) => is === 'changed')).toBe(true)
  const stored = await hub.store.get('orders', merchantId, id)
  expect(stored?.tags.toSorted()).toEqual(Array.from({ length: 40 }, (_, index) => `t${index}`).toSorted())
  expect(stored?.version).toBe(41)
})

it('answers the order as it stands now, with its version', async () => {
  const { hub, id, merchantId } = await oneOrder()
  const changed = await change(hub, merchantId, id, tagged('x'))
  expect(changed).toMatchObject({ is: 'changed', code: 'tagged', order: { version: 2, tags: ['x'] } })
  expect(changed.is === 'changed' && changed.order).toEqual(await hub.store.get('orders', merchantId, id))
  expect(await change(hub, merchantId, id, () => ({ is: 'same', code: 'nothing' }))).toMatchObject({ is: 'same', order: { version: 2 } })
  expect(await change(hub, merchantId, id, () => ({ is: 'refused', code: 'no', message: 'no' }))).toMatchObject({ is: 'refused', code: 'no', order: { version: 2 } })
  expect(await change(hub, merchantId, 'o9' as typeof id, tagged('x'))).toEqual({ is: 'missing', code: 'missing' })
})

it('wakes the merchant where there is new work, and only then', async () => {
  const { hub, id, merchantId } = await oneOrder()
  await change(hub, merchantId, id, tagged('x'))
  expect(await laneOf(hub)).toBeNull()
  await change(hub, merchantId, id, tagged('y', [note('n', 3)]))
  const woken = await laneOf(hub)
  expect(woken).toMatchObject({ nextAt: hub.clock.now() })
  await hub.store.replace('lanes', { ...woken!, nextAt: null })
  await change(hub, merchantId, id, tagged('z'))
  expect(await laneOf(hub)).toMatchObject({ nextAt: null })
})

it('I9 I19: keeps work that was written, though the process died before it woke anybody', async () => {
  const { hub, id, merchantId } = await oneOrder()
  for (let at = 1; at <= 4; at += 1) {
    for (const when of ['before', 'after'] as const) {
      const mortal = testHub({ seed: at, time: hub.time, database: hub.database, through: (store) => dyingStore(store, at, when).store })
      const before = await hub.store.get('orders', merchantId, id)
      const ended = await change(mortal, merchantId, id, tagged(`${at}${when}`, [note(`${at}${when}`, at)])).then(({ is }) => is, (error: Death) => error.name)
      expect(['changed', 'Death']).toContain(ended)
      const stored = await hub.store.get('orders', merchantId, id)
      const isWritten = stored!.version > before!.version
      expect(stored!.tags.includes(`${at}${when}`)).toBe(isWritten)
      expect(stored!.todo.some((todo) => todo.is === 'note' && todo.kind === `${at}${when}`)).toBe(isWritten)
      expect(await sweep(hub)).toBe(stored!.todo.length > 0 ? 1 : 0)
      expect((await laneOf(hub))?.nextAt ?? null).toBe(stored!.todo.length > 0 ? hub.clock.now() : null)
    }
  }
})

it('seals a person, erases one, and keeps the rest of the sealed part as it is', async () => {
  const { hub, id, merchantId } = await oneOrder()
  const person = { recipient: { name: 'Ada Park', address1: '1', city: 'X', country: 'US' } }
  const sealed = await change(hub, merchantId, id, (before) => ({ is: 'changed', code: 'p', order: before, person }))
  expect(JSON.stringify(sealed)).not.toContain('Ada Park')
  const there = sealed.is === 'changed' ? sealed.order : null
  expect(await hub.vault.openPerson(merchantId, id, there!.sealed!)).toEqual(person)
  expect(await change(hub, merchantId, id, tagged('x'))).toMatchObject({ order: { sealed: there!.sealed, personDigest: there!.personDigest } })
  expect(await change(hub, merchantId, id, (before) => ({ is: 'changed', code: 'p', order: before, person: null }))).toMatchObject({ order: { sealed: null, personDigest: null } })
})

it('refuses an order that grew past its record, and remembers the last 20 commands', async () => {
  const { hub, id, merchantId } = await oneOrder()
  const large = await change(hub, merchantId, id, (before) => ({ is: 'changed', code: 'x', order: { ...before, number: 'x'.repeat(ORDER_BYTES) } }))
  expect(large).toMatchObject({ is: 'refused', code: 'too_large', order: { version: 1 } })
  const commands = Array.from({ length: 30 }, (_, index) => ({ key: `k${index}`, code: 'x', at: START }))
  const changed = await change(hub, merchantId, id, (before) => ({ is: 'changed', code: 'x', order: { ...before, commands } }))
  expect(changed.is === 'changed' && changed.order.commands.map(({ key }) => key)).toEqual(commands.slice(-COMMANDS_KEPT).map(({ key }) => key))
})

it('creates once: the second is told what is there', async () => {
  const { hub, created, merchantId } = await oneOrder()
  expect(created).toMatchObject({ is: 'created', order: { version: 1 } })
  expect(await create(hub, merchantId, { ...order(), number: 'other' }, null)).toMatchObject({ is: 'exists', order: { number: '#1001' } })
})
