import { describe, expect, it } from 'vitest'
import { journalJudge } from './journal.ts'
import { newLedger } from './ledger.ts'
import { type Expected, type FarOrder, judgeOrders } from './orders.ts'
import type { Logged } from './requests.ts'
import { judgeLevelWrites, judgeRepeats } from './writes.ts'

const names = (faults: readonly { name: string }[]): string[] => faults.map(({ name }) => name)

describe('the judge of orders', () => {
  const far = (over: Partial<FarOrder> = {}): FarOrder => ({ id: '1', name: '#1', fulfillments: [{ numbers: ['T1'], units: { 11: 2, 12: 1 } }], ...over })
  const real = (over: Partial<Expected> = {}): Expected => ({ id: '1', end: 'shipped', parcels: [{ number: 'T1', units: { 11: 2, 12: 1 } }], versions: [{ 11: 2, 12: 1 }], ...over })

  it('is content where the far end shows what left', () => {
    expect(judgeOrders([far()], [real()])).toEqual([])
  })
  it('takes two parcels of one order, in any order', () => {
    const two = [{ numbers: ['T2'], units: { 12: 1 } }, { numbers: ['T1'], units: { 11: 2 } }]
    const parcels = [{ number: 'T1', units: { 11: 2 } }, { number: 'T2', units: { 12: 1 } }]
    expect(judgeOrders([far({ fulfillments: two })], [real({ parcels })])).toEqual([])
  })
  it.each<[string, FarOrder[], Expected]>([
    ['not_fulfilled', [], real()],
    ['not_fulfilled', [far({ fulfillments: [] })], real()],
    ['not_fulfilled', [far({ fulfillments: [] })], real({ parcels: [] })],
    ['not_fulfilled', [far()], real({ parcels: [] })],
    ['fulfilled_twice', [far({ fulfillments: [{ numbers: ['T1'], units: { 11: 2, 12: 1 } }, { numbers: ['T1'], units: { 11: 2 } }] })], real()],
    ['wrong_quantities', [far({ fulfillments: [{ numbers: ['T1'], units: { 11: 2 } }] })], real()],
    ['wrong_quantities', [far()], real({ versions: [{ 11: 1, 12: 1 }] })],
    ['wrong_number', [far({ fulfillments: [{ numbers: ['T0'], units: { 11: 2, 12: 1 } }] })], real()],
    ['cancelled_fulfilled', [far()], real({ end: 'none' })],
  ])('finds %s', (name, orders, expected) => {
    expect(names(judgeOrders(orders, [expected]))).toContain(name)
  })
  it('of an order that was lowered after pick, wants all or what is still open of what left, and nothing only where nothing is', () => {
    const lowered = (last: Record<string, number>) => real({ end: 'less', versions: [{ 11: 2, 12: 1 }, last] })
    const shows = (units: Record<string, number>) => [far({ fulfillments: [{ numbers: ['T1'], units }] })]
    for (const units of [{ 11: 2, 12: 1 }, { 11: 1, 12: 1 }]) expect(judgeOrders(shows(units), [lowered({ 11: 1, 12: 1 })])).toEqual([])
    expect(names(judgeOrders(shows({ 12: 1 }), [lowered({ 11: 1, 12: 1 })]))).toEqual(['wrong_quantities'])
    expect(names(judgeOrders([far({ fulfillments: [] })], [lowered({ 11: 1, 12: 1 })]))).toEqual(['not_fulfilled'])
    expect(judgeOrders([far({ fulfillments: [] })], [lowered({})])).toEqual([])
  })
  it('lets the floor and the far end cross each other', () => {
    expect(judgeOrders([far({ fulfillments: [] })], [real({ end: 'either' })])).toEqual([])
    expect(judgeOrders([far()], [real({ end: 'either', versions: [] })])).toEqual([])
  })
})

describe('the judge of the request log', () => {
  const catalog = { skuOf: new Map([['7', 'A']]), orderOf: new Map([['31', '1']]) }
  let seq = 0
  const logged = (operation: string, kind: 'read' | 'write', variables: unknown, over: Partial<Logged> = {}): Logged =>
    ({ seq: seq++, at: new Date(seq * 10_000).toISOString(), operation, kind, variables, outcome: 'ok', applied: true, dropped: false, fault: null, ...over })
  const fulfillment = { fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/31', fulfillmentOrderLineItems: [{ id: 'gid://shopify/FulfillmentOrderLineItem/41', quantity: 2 }] }], trackingInfo: { number: 'T1' } } }
  const level = (quantity: number): unknown => ({ input: { quantities: [{ inventoryItemId: 'gid://shopify/InventoryItem/7', locationId: 'gid://shopify/Location/5', quantity, changeFromQuantity: 3 }] } })

  it.each([
    ['an answer that was lost', { dropped: true }],
    ['an answer that came', {}],
    ['a request that was lost', { applied: false, dropped: true, outcome: 'unanswered' }],
    ['500', { applied: false, outcome: 'unavailable' }],
  ])('finds a second write after %s', (_name, over) => {
    const write = logged('fulfillmentCreate', 'write', fulfillment, over)
    expect(names(judgeRepeats([write, logged('fulfillmentCreate', 'write', fulfillment)], catalog))).toEqual(['second_write'])
  })
  it('is content with a look in between, at the order, at the fulfillment order or at a page of orders', () => {
    for (const read of [logged('order', 'read', { id: 'gid://shopify/Order/1' }), logged('nodes', 'read', { ids: ['gid://shopify/FulfillmentOrder/31'] }), logged('orders', 'read', { first: 50 })]) {
      expect(judgeRepeats([logged('fulfillmentCreate', 'write', fulfillment), read, logged('fulfillmentCreate', 'write', fulfillment)], catalog)).toEqual([])
    }
  })
  it('does not take a look at another order for one', () => {
    const log = [logged('fulfillmentCreate', 'write', fulfillment), logged('order', 'read', { id: 'gid://shopify/Order/2' }), logged('fulfillmentCreate', 'write', fulfillment)]
    expect(names(judgeRepeats(log, catalog))).toEqual(['second_write'])
  })
  it('lets a write that was surely not done be sent again', () => {
    const throttled = logged('fulfillmentCreate', 'write', fulfillment, { applied: false, outcome: 'throttled' })
    expect(judgeRepeats([throttled, logged('fulfillmentCreate', 'write', fulfillment)], catalog)).toEqual([])
  })
  it('lets what was refused be sent again, unless nobody heard the refusal', () => {
    const again = logged('fulfillmentCreate', 'write', fulfillment)
    expect(judgeRepeats([logged('fulfillmentCreate', 'write', fulfillment, { outcome: 'refused' }), again], catalog)).toEqual([])
    for (const unheard of [{ dropped: true }, { fault: 'truncated' }, { fault: 'serverErrorAfterWrite' }]) {
      expect(names(judgeRepeats([logged('fulfillmentCreate', 'write', fulfillment, { outcome: 'refused', ...unheard }), again], catalog))).toEqual(['second_write'])
    }
  })
  it('finds a level set twice without a look', () => {
    const log = [logged('inventorySetQuantities', 'write', level(3)), logged('inventorySetQuantities', 'write', level(4))]
    expect(names(judgeRepeats(log, catalog))).toEqual(['second_write'])
    const looked = logged('nodes', 'read', { ids: ['gid://shopify/InventoryLevel/9?inventory_item_id=7'] })
    expect(judgeRepeats([log[0]!, looked, log[1]!], catalog)).toEqual([])
  })
  it('finds a level above all that was free since it was read', () => {
    seq = 0
    const ledger = newLedger()
    ledger.moved(0, 'A', 10, 'C')
    ledger.sold(15_000, 'o1', { A: 3 })
    const read = logged('nodes', 'read', { ids: ['gid://shopify/InventoryItem/7'] })
    const later = (quantity: number): Logged[] => [{ ...read, at: new Date(20_000).toISOString() }, { ...logged('inventorySetQuantities', 'write', level(quantity)), at: new Date(30_000).toISOString() }]
    expect(judgeLevelWrites(later(7), catalog, ledger, 0)).toEqual([])
    expect(names(judgeLevelWrites(later(8), catalog, ledger, 0))).toEqual(['level_too_high'])
    // Read before the sale: what was free then may be written.
    expect(judgeLevelWrites([{ ...read, at: new Date(10_000).toISOString() }, later(10)[1]!], catalog, ledger, 0)).toEqual([])
  })
})

describe('the ledger', () => {
  it('keeps what is there, what is sold and what left apart', () => {
    const ledger = newLedger()
    ledger.moved(0, 'A', 10, 'C')
    ledger.sold(1, 'o1', { A: 4 })
    expect([ledger.onHand('A'), ledger.free('A')]).toEqual([10, 6])
    ledger.sold(2, 'o1', { A: 2 })
    expect(ledger.free('A')).toBe(8)
    ledger.left(3, 'o1', { A: 2 }, 'C')
    expect([ledger.onHand('A'), ledger.free('A')]).toEqual([8, 8])
    ledger.left(4, 'o1', { A: 1 }, 'C')
    expect(ledger.onHandAt('A', 'C')).toBe(7)
    expect([ledger.onHand('A'), ledger.free('A')]).toEqual([7, 7])
    expect(ledger.mostFree('A', 1.5, 1.6)).toBe(6)
    expect(ledger.mostFree('A', 0, 5)).toBe(10)
  })
})

describe('the judge of the journal', () => {
  const hold = (orderId: string, quantity: number, revision = 1): { is: 'hold'; orderId: string; revision: number; lines: { sku: string; centerId: string; quantity: number }[] } =>
    ({ is: 'hold', orderId, revision, lines: quantity > 0 ? [{ sku: 'A', centerId: 'C', quantity }] : [] })
  const received = { is: 'moved', sku: 'A', centerId: 'C', delta: 5 } as const

  it('finds two orders holding the same units', () => {
    const judge = journalJudge()
    expect(judge.took({ seq: 1, events: [received] })).toEqual([])
    expect(judge.took({ seq: 2, events: [hold('o1', 3)] })).toEqual([])
    expect(names(judge.took({ seq: 2, events: [hold('o2', 3)] }))).toEqual(['held_more_than_there_is'])
  })
  it('lets units move from one order to another in one entry', () => {
    const judge = journalJudge()
    judge.took({ seq: 1, events: [received] })
    judge.took({ seq: 2, events: [hold('o1', 5)] })
    expect(judge.took({ seq: 3, events: [hold('o1', 0, 2), hold('o2', 5)] })).toEqual([])
  })
  it('lets a count fall below what is held, and no hold after it', () => {
    const judge = journalJudge()
    judge.took({ seq: 1, events: [received] })
    judge.took({ seq: 2, events: [hold('o1', 3)] })
    expect(judge.took({ seq: 3, events: [{ is: 'counted', sku: 'A', centerId: 'C', onHand: 2 }] })).toEqual([])
    expect(names(judge.took({ seq: 4, events: [hold('o2', 1)] }))).toEqual(['held_more_than_there_is'])
  })
  it('ignores a lower revision and takes shipped units off both sides', () => {
    const judge = journalJudge()
    judge.took({ seq: 1, events: [received] })
    judge.took({ seq: 2, events: [hold('o1', 5, 4)] })
    judge.took({ seq: 3, events: [hold('o1', 0, 3)] })
    expect(judge.holds('o1')).toHaveLength(1)
    expect(judge.took({ seq: 4, events: [{ is: 'shipped', orderId: 'o1', lines: [{ sku: 'A', centerId: 'C', quantity: 2 }] }] })).toEqual([])
    expect(judge.holds('o1')).toEqual([{ sku: 'A', centerId: 'C', quantity: 3 }])
  })
})
