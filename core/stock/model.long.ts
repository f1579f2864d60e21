import { expect, it } from 'vitest'
import { type Bounds, runStockModel } from '../../test/support/stock-model.ts'

// Beside model.test.ts: bounds that take longer than one sitting.
it.each([
  { stock: 4, crashes: 1, fifo: false, facts: [{ counted: 2 }] },
  { stock: 4, crashes: 0, fifo: false, facts: [{ counted: 1 }, { received: 1 }] },
  { stock: 3, crashes: 0, fifo: true, facts: [{ counted: 2 }] },
] satisfies Bounds[])('keeps every promise when the floor counts and receives: $stock, $crashes deaths, $facts (I14, I19)', (bounds) => {
  expect(runStockModel(bounds).faults).toEqual([])
})
