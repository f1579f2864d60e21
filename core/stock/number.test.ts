import { describe, expect, it } from 'vitest'
import type { Published } from '../model/stock.ts'
import { decideNumber, type Look } from './number.ts'
import { untoldBy } from './untold.ts'

const record = (of: Partial<Published> = {}): Published => ({
  id: 'p', merchantId: 'm', version: 1, connectionId: 'c', item: 'i', location: 'l', sku: 's', desired: 5, sent: 5, confirmed: 5, asOf: 100, confirmedAt: 100,
  vendorAvailable: 5, vendorCommitted: 0, vendorAt: 100, state: 'settled', reason: null, ...of,
}) as Published
const level = (available: number, committed = 0): Look['reading'] => ({ item: 'i', location: 'l', available, committed, at: 200 })
const lacks = (why: 'not_tracked' | 'not_stocked' | 'item_gone'): Look['reading'] => ({ item: 'i', location: 'l', lacks: why, at: 200 })
const look = (reading: Look['reading'], number: number, of: Partial<Look> = {}): Look => ({ reading, number, touched: true, changedAt: 0, stocksItems: false, keepsDrift: false, ...of })
const ended = (code: string) => record({ state: 'refused', reason: `${code}: the store's words`, refusedAt: 150, sent: 7 })

describe('what becomes of one number (S2.19)', () => {
  it.each([
    { name: 'the store shows it: settled', from: record(), by: look(level(5), 5), to: { state: 'settled', reason: null, confirmed: 5, confirmedAt: 200 } },
    { name: 'it differs: to be sent', from: record(), by: look(level(5), 7), to: { state: 'due', desired: 7, asOf: 200, vendorAvailable: 5 } },
    { name: 'a zero that a person confirmed stays confirmed', from: record({ state: 'due', reason: 'zero_confirmed' }), by: look(level(5), 0), to: { state: 'due', reason: 'zero_confirmed' } },
    { name: 'a confirmed zero confirms no other number, nor the next zero', from: record({ state: 'due', reason: 'zero_confirmed' }), by: look(level(5), 4), to: { state: 'due', reason: null } },
    { name: 'refused, and the store shows another number since: tried', from: record({ state: 'refused', reason: 'rejected: no', sent: 7 }), by: look(level(4), 7), to: { state: 'due' } },
    { name: 'refused, and nothing is new: left', from: record({ state: 'refused', reason: 'rejected: no', sent: 7 }), by: look(level(5), 7), to: { state: 'refused' } },
    { name: 'refused, and the number is another: tried', from: record({ state: 'refused', reason: 'rejected: no', sent: 7 }), by: look(level(5), 8), to: { state: 'due' } },
    { name: 'a bundle stays one, whatever the number', from: ended('not_settable'), by: look(level(5), 8), to: { state: 'refused', reason: 'not_settable: the store\'s words' } },
    { name: 'the item changed at the store since: tried', from: ended('not_settable'), by: look(level(5), 8, { changedAt: 160 }), to: { state: 'due' } },
    { name: 'a location that is gone stays so', from: ended('location_gone'), by: look(level(5), 9, { changedAt: 140 }), to: { state: 'refused' } },
    { name: 'a person had it told again', from: record({ state: 'due', reason: null, refusedAt: null }), by: look(level(5), 8), to: { state: 'due' } },
    { name: 'not counted by the store: never sent', from: record(), by: look(lacks('not_tracked'), 7), to: { state: 'refused', reason: expect.stringMatching(/^not_tracked: /), vendorAvailable: null } },
    { name: 'counted again: sent', from: record({ state: 'refused', reason: 'not_tracked: …', vendorAvailable: null }), by: look(level(3), 7), to: { state: 'due' } },
    { name: 'gone at the store', from: record(), by: look(lacks('item_gone'), 7), to: { state: 'refused', reason: expect.stringMatching(/^item_gone: /) } },
    { name: 'not stocked there: shown', from: record(), by: look(lacks('not_stocked'), 7), to: { state: 'refused', reason: expect.stringMatching(/^not_stocked: /) } },
    { name: 'not stocked there, and nothing to sell: no matter', from: record({ state: 'refused', reason: 'not_stocked: …' }), by: look(lacks('not_stocked'), 0), to: { state: 'settled', reason: null } },
    { name: 'not stocked there, and the merchant allows to: stocked', from: record(), by: look(lacks('not_stocked'), 7, { stocksItems: true }), to: { state: 'due', vendorAvailable: null } },
    { name: 'stocking was refused: not tried for ever', from: ended('not_stocked'), by: look(lacks('not_stocked'), 9, { stocksItems: true }), to: { state: 'refused' } },
    { name: 'somebody raised it at the store: set back, and noted', from: record(), by: look(level(9), 5), to: { state: 'due', drift: { units: 4, at: 200 } } },
    { name: 'the connection leaves that to a person', from: record(), by: look(level(9), 5, { keepsDrift: true }), to: { state: 'held', reason: 'drift', drift: { units: 4, at: 200 } } },
    { name: 'and goes on leaving it', from: record({ state: 'held', reason: 'drift', vendorAvailable: 9 }), by: look(level(9), 4, { keepsDrift: true }), to: { state: 'held', reason: 'drift' } },
    { name: 'until it is right again', from: record({ state: 'held', reason: 'drift', vendorAvailable: 9 }), by: look(level(5), 5, { keepsDrift: true }), to: { state: 'settled', reason: null } },
    { name: 'or may be set', from: record({ state: 'held', reason: 'drift', vendorAvailable: 9 }), by: look(level(9), 4), to: { state: 'due', reason: null } },
  ])('$name', ({ from, by, to }) => {
    expect(decideNumber(from, by)).toMatchObject(to)
  })
})

it('every reason that keeps a number back says what a person can do', () => {
  expect(untoldBy('not_stocked: Not stocked here')).toMatchObject({ code: 'not_stocked', ends: true, fix: expect.stringContaining('Stock it') })
  expect([untoldBy(null), untoldBy('zero_confirmed'), untoldBy('toString')]).toEqual([null, null, null])
})
