import { expect, it } from 'vitest'
import type { Published } from '../model/stock.ts'
import { driftOf } from './drift.ts'

const before = { desired: 10, sent: 10, vendorAvailable: 10, vendorCommitted: 2, state: 'settled' } as Published

it.each([
  { name: 'nothing moved', level: [10, 2], number: 10, drift: null },
  { name: 'sold: available goes to committed', level: [7, 5], number: 7, drift: null },
  { name: 'sold, and the hub knows it too late', level: [7, 5], number: 10, drift: null },
  { name: 'cancelled: committed goes back', level: [12, 0], number: 12, drift: null },
  { name: 'fulfilled: committed falls alone', level: [10, 0], number: 10, drift: null },
  { name: 'raised by hand', level: [15, 2], number: 10, drift: 5 },
  { name: 'raised by hand while it was sold', level: [12, 5], number: 7, drift: 5 },
  { name: 'raised by hand to what is free: right by chance', level: [15, 2], number: 15, drift: null },
  { name: 'raised, and more than that came in here', level: [15, 2], number: 20, touched: true, drift: null },
  { name: 'lowered by hand', level: [6, 2], number: 10, drift: -4 },
  { name: 'lowered by hand while it was sold', level: [4, 4], number: 8, drift: -4 },
  { name: 'lowered, but the SKU moved here too: sold and shipped looks the same', level: [6, 2], number: 10, touched: true, drift: null },
  { name: 'lowered, but what is to be told changed for another reason (a buffer, a mapping)', level: [6, 2], number: 9, drift: null },
  { name: 'the store does not say what it sold', level: [6], number: 10, drift: null },
  { name: 'our own number with an unknown end may have come', level: [15, 2], number: 10, of: { state: 'sent' as const }, drift: null },
  { name: 'never seen before', level: [15, 2], number: 10, of: { vendorAvailable: null }, drift: null },
])('drift: $name (S2.19)', ({ level: [available = 0, committed], number, touched = false, of = {}, drift }) => {
  expect(driftOf({ ...before, ...of }, { item: 'i', location: 'l', available, ...(committed !== undefined && { committed }), at: 1 }, number, touched)).toBe(drift)
})
