import { describe, expect, it } from 'vitest'
import type { CenterId, MerchantId, OrderId, Sku } from '../model/ids.ts'
import type { StockEvent } from '../model/stock.ts'
import { carryForward, differences, emptyClosing } from './closing.ts'
import { movedAfter, withMove } from './moves.ts'

const M = 'm' as MerchantId
const [x, A] = ['x' as Sku, 'A' as CenterId]
const entry = (seq: number, ...events: StockEvent[]) => ({ seq, at: 0, events })
const moved = (delta: number): StockEvent => ({ is: 'moved', cause: `m${delta}`, sku: x, centerId: A, delta, at: 0 })
const held = (revision: number, quantity: number): StockEvent => ({ is: 'hold', orderId: 'o' as OrderId, revision, lines: quantity ? [{ sku: x, centerId: A, quantity }] : [], open: [], known: [] })

describe('closing + events since = rows (ARCHITECTURE 2)', () => {
  it('adds up from a closing as from the beginning', () => {
    const entries = [entry(1, moved(5)), entry(2, held(1, 2)), entry(3, { is: 'shipped', cause: 's', orderId: 'o' as OrderId, lines: [{ sku: x, centerId: A, quantity: 1 }], at: 0 }), entry(4, held(2, 0), moved(-1))]
    const whole = carryForward(emptyClosing(M), entries).closing
    const month = carryForward(emptyClosing(M), entries.slice(0, 2)).closing
    expect(carryForward(month, entries.slice(2)).closing).toEqual(whole)
    expect(whole.rows).toMatchObject([{ onHand: 3, held: 0 }])
    expect(differences(whole, whole.rows)).toEqual([])
  })

  it('names the row that differs, and the entry that is missing', () => {
    const { closing, gap } = carryForward(emptyClosing(M), [entry(1, moved(5)), entry(3, moved(1))])
    expect(gap).toEqual({ is: 'gap', after: 1, found: 3 })
    expect(differences(closing, closing.rows.map(row => ({ ...row, onHand: 6 })))).toEqual([{ is: 'row', sku: x, centerId: A, journal: { onHand: 5, held: 0 }, row: { onHand: 6, held: 0 } }])
    expect(differences(closing, [])).toHaveLength(1)
  })

  it('replaces a hold by a higher revision and by an equal one later, and ignores a lower one', () => {
    const end = (...events: StockEvent[]) => carryForward(emptyClosing(M), events.map((event, at) => entry(at + 1, event))).closing.rows[0]?.held
    expect(end(held(2, 3), held(1, 9))).toBe(3)
    expect(end(held(2, 3), held(2, 4))).toBe(4)
    expect(end(held(2, 3), held(3, 0))).toBe(0)
  })
})

describe('moves of a row', () => {
  it('are kept for two days, at most 200, and no unit is forgotten', () => {
    const day = 24 * 60 * 60 * 1000
    let moves = withMove([], { at: 0, delta: 7 }, 0)
    for (let at = 1; at <= 300; at += 1) moves = withMove(moves, { at: 3 * day + at, delta: 1 }, 3 * day + at)
    expect(moves).toHaveLength(200)
    expect(movedAfter(moves, day)).toBe(300)
    expect(movedAfter(moves, 3 * day + 299)).toBe(1)
  })

  it('stand in the order of their times, whenever they were told: those that become one are the oldest', () => {
    let moves: ReturnType<typeof withMove> = []
    for (let at = 300; at >= 1; at -= 1) moves = withMove(moves, { at, delta: 1 }, 300)
    expect(moves.map(({ at }) => at)).toEqual(Array.from({ length: 200 }, (_, index) => 101 + index))
    expect(movedAfter(moves, 290)).toBe(10)
  })
})
