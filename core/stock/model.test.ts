import { expect, it } from 'vitest'
import { type Bounds, runStockModel as run } from '../../test/support/stock-model.ts'

// docs/adr/0002: every interleaving of two lane workers that may die anywhere with the commands on two orders, over the real functions.
/** A few seconds each; more where the machine is busy. */
const PATIENCE = 180_000

it.each([
  { stock: 4, crashes: 1, fifo: false },
  { stock: 2, crashes: 1, fifo: true },
  { stock: 3, crashes: 2, fifo: true },
])('keeps every promise at stock $stock, $crashes deaths, fifo $fifo (I14, I19, I20, S4.15)', (bounds) => {
  const { states, faults } = run(bounds)
  expect(faults).toEqual([])
  expect(states).toBeGreaterThan(10_000)
}, PATIENCE)

it.each([
  { stock: 4, crashes: 0, fifo: false, facts: [{ counted: 2 }] },
  { stock: 1, crashes: 1, fifo: false, facts: [{ received: 2 }] },
] satisfies Bounds[])('keeps them when the floor counts and receives at any moment: $stock, $crashes deaths, $facts (I14, S4.7)', (bounds) => {
  expect(run(bounds).faults).toEqual([])
}, PATIENCE)

it('finds the fault of releases that are made when an order is seen to have moved on', () => {
  expect(run({ stock: 4, crashes: 1, fifo: false, planted: 'release if the order moved on' }).faults.join('\n')).toContain('N is cancelled and holds for ever')
}, PATIENCE)

it('finds the fault of units taken inside the journal', () => {
  expect(run({ stock: 2, crashes: 1, fifo: true, planted: 'units taken inside the journal' }).faults.join('\n')).toContain('picked more than there was')
}, PATIENCE)
