import { expect, it } from 'vitest'
import { type Bounds, explore, stockModel } from '../../test/support/stock-model.ts'

// docs/adr/0002: every interleaving of two lane workers that may die anywhere with the commands on two orders, over the real functions.
const run = (bounds: Bounds) => {
  const from = performance.now()
  const { states, faults } = explore(stockModel(bounds))
  console.log(`stock ${bounds.stock}, crashes ${bounds.crashes}, fifo ${bounds.fifo ? 1 : 0}${bounds.planted ? `, planted: ${bounds.planted}` : ''}${bounds.facts ? `, ${JSON.stringify(bounds.facts)}` : ''}: ${states} states, ${faults.size} faults, ${((performance.now() - from) / 1000).toFixed(1)} s`)
  return { states, faults: [...faults].map(([fault, way]) => `${fault}: ${way.join(' · ')}`) }
}

it.each([
  { stock: 4, crashes: 1, fifo: false },
  { stock: 2, crashes: 1, fifo: true },
  { stock: 3, crashes: 2, fifo: true },
])('keeps every promise at stock $stock, $crashes deaths, fifo $fifo (I14, I19, I20, S4.15)', (bounds) => {
  const { states, faults } = run(bounds)
  expect(faults).toEqual([])
  expect(states).toBeGreaterThan(10_000)
})

it.each([
  { stock: 4, crashes: 1, fifo: false, facts: [{ counted: 2 }] },
  { stock: 1, crashes: 1, fifo: false, facts: [{ received: 2 }] },
  { stock: 4, crashes: 0, fifo: false, facts: [{ counted: 1 }, { received: 1 }] },
] satisfies Bounds[])('keeps them when the floor counts and receives at any moment: $stock, $crashes deaths, $facts (I14, S4.7)', (bounds) => {
  expect(run(bounds).faults).toEqual([])
})

it('finds the fault of releases that are made when an order is seen to have moved on', () => {
  expect(run({ stock: 4, crashes: 1, fifo: false, planted: 'release if the order moved on' }).faults.join('\n')).toContain('N is cancelled and holds for ever')
})

it('finds the fault of units taken inside the journal', () => {
  expect(run({ stock: 2, crashes: 1, fifo: true, planted: 'units taken inside the journal' }).faults.join('\n')).toContain('picked more than there was')
})
