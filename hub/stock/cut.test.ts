import { expect, it } from 'vitest'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { memoryDatabase } from '../../test/support/memory-store.ts'
import { addCenters, ask, cancelOrder, EAST, M, order, receive, SCOPE, sku, untilQuiet } from '../../test/support/stock.ts'
import { carryForward, differences, emptyClosing } from '../../core/stock/closing.ts'
import { openMemoryStore } from '../../test/support/memory-store.ts'
import type { OrderId } from '../../core/model/ids.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { checkStock } from './check.ts'
import { cut } from './cut.ts'
import { stockTurn } from './turn.ts'

/** One unit of it has left. */
const leaves = async (hub: Hub, id: string): Promise<unknown> => change(hub, M, id as OrderId, found => ({
  is: 'changed', code: 'shipped', order: { ...found, todo: [...found.todo, { is: 'shipped', cause: `ship:${id}`, centerId: EAST, lines: [{ sku: sku('x'), quantity: 1 }], at: hub.clock.now() }] },
}))

it('is one moment, however much is written while it is read: nothing is ever oversold in it (I14)', async () => {
  const database = memoryDatabase()
  const writer = testHub({ database, seed: 2 })
  await addMerchant(writer, M)
  await addCenters(writer)
  await receive(writer, 'x', EAST, 20)
  const others = testHub({ database, seed: 3 })
  // Between any two reads of the cut, stock moves.
  let at = 0
  let isBusy = false
  const reader = testHub({
    database, seed: 4,
    through: store => new Proxy(store, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver)
        if (typeof method !== 'function' || isBusy) return method
        return async (...args: unknown[]) => {
          isBusy = true
          at += 1
          await order(others, `o${at}`, { x: 2, y: 1 }, at)
          await ask(others, `r${at}`, at % 2 ? 'x' : 'y', EAST, 1)
          if (at % 4 === 0) await cancelOrder(others, `o${at - 2}`)
          if (at % 4 === 3) await leaves(others, `o${at - 2}`)
          await stockTurn(others, M, others.clock.now())
          isBusy = false
          return Reflect.apply(method, target, args) as unknown
        }
      },
    }),
  })
  for (let times = 0; times < 4; times += 1) {
    for (const skus of [null, new Set([sku('x')])]) {
      const { rows, holds, seq } = await cut(reader, M, skus)
      // By the journal alone: nothing is left out of it and nothing counted twice.
      const journal = (await openMemoryStore(database, writer.random).list('journalBySeq', { merchantId: M }, { limit: 1_000, until: seq + 1 })).items
      const told = carryForward(emptyClosing(M), journal).closing
      const held = new Map(told.holds.map(hold => [hold.orderId, hold]))
      expect(differences({ ...told, rows: told.rows.filter(row => skus === null || skus.has(row.sku)) }, rows)).toEqual([])
      for (const { orderId, lines, facts } of holds) expect({ orderId, lines, facts }).toEqual({ orderId, lines: held.get(orderId)?.lines ?? [], facts: held.get(orderId)?.facts ?? [] })
      for (const row of rows) expect({ seq, sku: row.sku, free: Math.min(0, row.onHand - row.held) }).toEqual({ seq, sku: row.sku, free: 0 })
      expect(holds.flatMap(hold => hold.lines).filter(line => line.sku === 'x').reduce((sum, line) => sum + line.quantity, 0)).toBe(rows.find(row => row.sku === 'x')?.held)
    }
  }
  await untilQuiet(writer)
  expect(await checkStock(writer, SCOPE)).toMatchObject({ code: 'balanced' })
})
