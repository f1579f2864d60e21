import { describe, expect, it } from 'vitest'
import { judgeLevelWrites, type Scene } from './levels.ts'
import { judgeOrders } from './orders.ts'
import type { Request, SoldOrder } from './stand-in.ts'
import { judgeRepeats } from './writes.ts'

// A judge that finds nothing proves nothing: each fault is planted once.

const request = (seq: number, kind: 'read' | 'write', operation: string, variables: Record<string, unknown>, more: Partial<Request> = {}): Request =>
  ({ seq, at: new Date(seq * 10_000).toISOString(), operation, name: null, kind, variables, outcome: 'ok', applied: true, dropped: false, fault: null, ...more })
const fulfil = (seq: number, more: Partial<Request> = {}) => request(seq, 'write', 'fulfillmentCreate', { fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'work 1' }] } }, more)
const set = (seq: number, quantity: number) => request(seq, 'write', 'inventorySetQuantities', { input: { quantities: [{ inventoryItemId: ITEM, locationId: 'L', quantity, changeFromQuantity: 9 }] } })
const ITEM = 'gid://shopify/InventoryItem/1'
const orders = [{ id: 'order 1', name: '#1', cancelledAt: null, fulfillmentOrders: [{ id: 'work 1', status: 'OPEN', location: 'L', lines: [] }] }]

describe('repeats', () => {
  it('are faults, where nobody looked in between', () => {
    expect(judgeRepeats({ orders, log: [fulfil(1, { dropped: true }), fulfil(2)] })).toHaveLength(1)
    expect(judgeRepeats({ orders, log: [fulfil(1, { dropped: true }), request(2, 'read', 'order', { id: 'order 2' }), fulfil(3)] })).toHaveLength(1)
    expect(judgeRepeats({ orders, log: [set(1, 3), set(2, 4)] })).toHaveLength(1)
  })
  it('are none after a look, or after a request that surely did nothing', () => {
    expect(judgeRepeats({ orders, log: [fulfil(1, { dropped: true }), request(2, 'read', 'order', { id: 'order 1' }), fulfil(3)] })).toEqual([])
    expect(judgeRepeats({ orders, log: [fulfil(1, { applied: false }), fulfil(2)] })).toEqual([])
    expect(judgeRepeats({ orders, log: [fulfil(1, { outcome: 'refused' }), fulfil(2)] })).toEqual([])
    expect(judgeRepeats({ orders, log: [fulfil(1, { outcome: 'refused', dropped: true }), fulfil(2)] })).toHaveLength(1)
    expect(judgeRepeats({ orders, log: [set(1, 3), request(2, 'read', 'nodes', { ids: [ITEM] }), set(3, 4)] })).toEqual([])
  })
})

describe('orders', () => {
  const order = (more: Partial<SoldOrder> = {}): SoldOrder => ({
    id: 'order 1', name: '#1', paid: true, cancelledAt: null, status: 'FULFILLED', lines: [{ id: 'line', sku: 'MUG', quantity: 2, currentQuantity: 2 }],
    fulfillments: [{ id: 'f', status: 'SUCCESS', numbers: ['N1'], lines: [{ lineId: 'line', quantity: 2 }] }], ...more,
  })
  const bought = { id: 'order 1', name: '#1', wanted: new Map([['MUG', 2]]), end: 'shipped' as const }
  const printed = new Map([['#1', ['N1']]])
  const [made] = order().fulfillments

  it('that are right are not accused', () => {
    expect(judgeOrders([order()], [bought], printed)).toEqual([])
    expect(judgeOrders([order({ cancelledAt: 'then', fulfillments: [] })], [{ ...bought, end: 'cancelled' }], printed)).toEqual([])
  })
  it.each([
    ['twice', { fulfillments: [made!, made!] }, bought],
    ['not at all', { fulfillments: [] }, bought],
    ['too few', { fulfillments: [{ ...made!, lines: [{ lineId: 'line', quantity: 1 }] }] }, bought],
    ['another number', { fulfillments: [{ ...made!, numbers: ['N2'] }] }, bought],
    ['no number', { fulfillments: [{ ...made!, numbers: [] }] }, bought],
    ['though cancelled', { cancelledAt: 'then' }, { ...bought, end: 'cancelled' as const }],
    ['another quantity', {}, { ...bought, wanted: new Map([['MUG', 3]]) }],
    ['not shown as fulfilled', { status: 'PARTIALLY_FULFILLED' }, bought],
  ])('fulfilled wrongly (%s) are found', (_how, wrong, wish) => {
    expect(judgeOrders([order(wrong)], [wish], printed)).not.toEqual([])
  })
  it('with one number on two of them are found', () => {
    const other = order({ id: 'order 2', name: '#2' })
    expect(judgeOrders([order(), other], [bought, { ...bought, id: 'order 2', name: '#2' }], new Map([...printed, ['#2', ['N1']]]))).toEqual(['N1 stands on #1 and on #2'])
  })
})

describe('levels', () => {
  const scene = (more: Partial<Scene> = {}): Scene => ({
    locations: { L: ['A'], M: ['B'] }, skuOf: new Map([[ITEM, 'MUG']]), slack: 10, orders: [],
    entries: [{ at: 0, facts: [{ is: 'counted', sku: 'MUG', centerId: 'A', onHand: 10 }, { is: 'counted', sku: 'MUG', centerId: 'B', onHand: 0 }] }], ...more,
  })
  const read = (seq: number) => request(seq, 'read', 'nodes', { ids: [ITEM] })
  const sold = (at: number, units: number, orderId: string | null = null) => ({ orderId, location: () => 'L', history: [{ at, wanted: new Map([['MUG', units]]) }] })
  const faults = (log: Request[], of: Scene): number => judgeLevelWrites({ log }, of).faults.length

  it('above what lay there, or was sold already, are faults', () => {
    expect(faults([read(1), set(2, 11)], scene())).toBe(1)
    expect(faults([read(1), set(2, 10)], scene())).toBe(0)
    expect(faults([read(1), set(2, 8)], scene({ orders: [sold(5_000, 3)] }))).toBe(1)
    expect(faults([set(2, 1)], scene())).toBe(1)
  })
  it('that were free when they were read are none, though they were sold a moment later', () => {
    expect(faults([read(1), set(2, 10)], scene({ orders: [sold(15_000, 3)] }))).toBe(0)
    expect(faults([read(1), read(2), set(3, 10)], scene({ orders: [sold(15_000, 3)] }))).toBe(1)
  })
  it('count units that were set aside or have left once', () => {
    const held = { at: 100, facts: [{ is: 'hold' as const, orderId: 'o', revision: 1, lines: [{ sku: 'MUG', centerId: 'A', quantity: 3 }] }] }
    const gone = { at: 200, facts: [{ is: 'shipped' as const, orderId: 'o', lines: [{ sku: 'MUG', centerId: 'A', quantity: 3 }] }] }
    for (const entries of [[held], [held, gone]]) {
      const of = scene({ entries: [...scene().entries, ...entries], orders: [sold(50, 3, 'o')] })
      expect([faults([read(1), set(2, 7)], of), faults([read(1), set(2, 8)], of)]).toEqual([0, 1])
    }
  })
})
