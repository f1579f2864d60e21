import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CenterId, ConnectionId, MerchantId, OrderId, Sku } from '../model/ids.ts'
import type { Need } from '../model/need.ts'
import type { Hold, Row, StockCommand, StockEvent } from '../model/stock.ts'
import { apply, openBooks } from './books.ts'
import { decide } from './decide.ts'
import { project } from './project.ts'
import { emptyRow, freeOf, rowId } from './row.ts'
import type { Snapshot } from './snapshot.ts'

const M = 'm' as MerchantId
const [A, B] = ['A', 'B'] as CenterId[] as [CenterId, CenterId]
const sku = (name: string) => name as Sku
const row = (name: string, centerId: CenterId, onHand: number, held = 0, more: Partial<Row> = {}): Row => ({ ...emptyRow(M, sku(name), centerId), onHand, held, ...more })
const need = (orderId: string, wanted: Record<string, number>, more: Partial<Need> = {}): Need => ({
  orderId: orderId as OrderId, version: 1, revision: 1, wants: true, mayHold: true, purchasedAt: 0, importedAt: 0, fixed: [],
  wanted: Object.entries(wanted).map(([name, quantity]) => ({ sku: sku(name), quantity, location: null })), centerId: null, pinned: false, known: [], facts: [], ...more,
})
const hold = (orderId: string, revision: number, lines: [string, CenterId, number][], open: [string, number][] = []): Hold => ({
  id: orderId, orderId: orderId as OrderId, merchantId: M, version: 1, revision, lines: lines.map(([name, centerId, quantity]) => ({ sku: sku(name), centerId, quantity })),
  open: open.map(([name, units]) => ({ sku: sku(name), units, centerId: null, pinned: false, location: null })), known: [], facts: [], seq: 1,
})
const command = (id: string, does: StockCommand['does']): StockCommand => ({ id, merchantId: M, version: 1, askedAt: 0, does, state: 'pending', result: null, seq: null })
const snapshot = (more: Partial<Snapshot>): Snapshot => ({
  merchantId: M, seq: 1, now: 1_000, rows: [], holds: [], commands: [], needs: [], waiting: [], holders: [],
  centers: [{ id: A, priority: 1, active: true }, { id: B, priority: 2, active: true }], rules: { fifo: false }, ...more,
})
const said = (events: readonly StockEvent[]) => events.map(event => (event.is === 'hold' ? `${event.orderId}@${event.revision} holds ${event.lines.map(line => `${line.quantity}${line.sku}/${line.centerId}`).join('+') || 'nothing'}, open ${event.open.map(line => `${line.units}${line.sku}`).join('+') || 'nothing'}` : event.is))

describe('one center with everything (S4.6, S4.7, S4.9a)', () => {
  it.each([
    { name: 'the preferred center has it', rows: [row('x', A, 2), row('x', B, 9)], wants: { x: 2 }, holds: '2x/A' },
    { name: 'only the other has everything', rows: [row('x', A, 2), row('x', B, 9), row('y', B, 1)], wants: { x: 2, y: 1 }, holds: '2x/B+1y/B' },
    { name: 'no center has everything', rows: [row('x', A, 2), row('y', B, 1)], wants: { x: 2, y: 1 }, holds: 'nothing' },
  ])('$name', ({ rows, wants, holds }) => {
    expect(said(decide(snapshot({ rows, needs: [need('o', wants)] })).events)[0]).toContain(`holds ${holds}, open ${holds === 'nothing' ? '2x+1y' : 'nothing'}`)
  })

  it('takes no other than the center that a rule named, and none that is not active', () => {
    const named = decide(snapshot({ rows: [row('x', A, 9)], needs: [need('o', { x: 1 }, { centerId: B })] }))
    expect(said(named.events)).toEqual(['o@1 holds nothing, open 1x'])
    const closed = decide(snapshot({ rows: [row('x', A, 9)], needs: [need('o', { x: 1 })], centers: [{ id: A, priority: 1, active: false }] }))
    expect(closed.allocated[0]).toMatchObject({ centerId: null, short: [{ sku: 'x', quantity: 1 }] })
  })

  it('merges the lines of one order by SKU before it decides', () => {
    const twice = need('o', {}, { wanted: [{ sku: sku('x'), quantity: 2, location: null }, { sku: sku('x'), quantity: 2, location: null }] })
    expect(said(decide(snapshot({ rows: [row('x', A, 3)], needs: [twice] })).events)).toEqual(['o@1 holds nothing, open 4x'])
    expect(said(decide(snapshot({ rows: [row('x', A, 4)], needs: [twice] })).events)).toEqual(['o@1 holds 4x/A, open nothing'])
  })

  it('says what is lacking: at the center that lacks least, then what keeps the others from serving', () => {
    const { allocated } = decide(snapshot({ rows: [row('x', A, 5), row('y', B, 5)], needs: [need('o', { x: 3, y: 1 })] }))
    expect(allocated[0]?.short).toEqual([{ sku: 'y', quantity: 1 }, { sku: 'x', quantity: 3 }])
  })

  it('holds nothing for an order that is kept back, and all it needs stays open demand', () => {
    const { events, allocated } = decide(snapshot({ rows: [row('x', A, 5)], needs: [need('o', { x: 3 }, { mayHold: false })] }))
    expect(said(events)).toEqual(['o@1 holds nothing, open 3x'])
    expect(allocated).toEqual([{ orderId: 'o', revision: 1, seq: 2, centerId: null, short: [] }])
  })
})

describe('holds are absolute (ARCHITECTURE 2)', () => {
  it('gives the units of an order that is decided anew to the oldest, old and new holds in one entry', () => {
    const { events } = decide(snapshot({
      rows: [row('x', A, 2, 2)], holds: [hold('new', 1, [['x', A, 2]])],
      needs: [need('new', { x: 2 }, { revision: 2, purchasedAt: 9 }), need('old', { x: 2 }, { purchasedAt: 1 })],
    }))
    expect(said(events)).toEqual(['old@1 holds 2x/A, open nothing', 'new@2 holds nothing, open 2x'])
  })

  it('writes no event for an order whose hold says it already', () => {
    const decided = decide(snapshot({ rows: [row('x', A, 2, 2)], holds: [hold('o', 1, [['x', A, 2]])], needs: [need('o', { x: 2 })] }))
    expect(decided.events).toEqual([])
    expect(decided.settled).toEqual([{ orderId: 'o', revision: 1, seq: 1, centerId: A, short: [] }])
  })

  it('ignores a need that is older than the hold', () => {
    const decided = decide(snapshot({ rows: [row('x', A, 9, 1)], holds: [hold('o', 3, [['x', A, 1]])], needs: [need('o', { x: 5 }, { revision: 2 })] }))
    expect([...decided.events, ...decided.settled, ...decided.allocated]).toEqual([])
  })

  it('releases by saying that nothing is held', () => {
    const decided = decide(snapshot({ rows: [row('x', A, 2, 2)], holds: [hold('o', 1, [['x', A, 2]])], needs: [need('o', {}, { revision: 2 })] }))
    expect(said(decided.events)).toEqual(['o@2 holds nothing, open nothing'])
    expect(decided.gained).toEqual(['x'])
  })

  it('who waits and asks for less lets the number rise that stores are told, though nothing is free', () => {
    expect(decide(snapshot({ rows: [row('x', A, 0)], holds: [hold('o', 1, [], [['x', 2]])], needs: [need('o', {}, { revision: 2 })] })).gained).toEqual(['x'])
  })

  it('keeps units that are being picked where they are', () => {
    const fixed = [{ sku: sku('x'), centerId: B, quantity: 1 }]
    const { events } = decide(snapshot({ rows: [row('x', A, 1), row('x', B, 1, 1)], holds: [hold('o', 1, [['x', B, 1]])], needs: [need('o', { x: 1 }, { revision: 2, fixed })] }))
    expect(said(events)).toEqual(['o@2 holds 1x/B+1x/A, open nothing'])
  })

  it('gives nobody the units that an order is being picked of and does not hold yet', () => {
    const fixed = [{ sku: sku('x'), centerId: A, quantity: 1 }]
    const needs = [need('older', { x: 1 }, { purchasedAt: 1 }), need('picked', {}, { revision: 2, purchasedAt: 2, fixed })]
    expect(said(decide(snapshot({ rows: [row('x', A, 1)], holds: [hold('picked', 1, [])], needs })).events)).toEqual(['older@1 holds nothing, open 1x', 'picked@2 holds 1x/A, open nothing'])
  })

  it('lets no younger order by where an older one does not fit into the entry', () => {
    const large = Object.fromEntries(Array.from({ length: 4_000 }, (_, at) => [`s${at}`, 1]))
    const decided = decide(snapshot({ needs: [need('first', { x: 1 }, { purchasedAt: 1 }), need('large', large, { purchasedAt: 2 }), need('young', { x: 1 }, { purchasedAt: 3 })] }))
    expect([said(decided.events), decided.cut]).toEqual([['first@1 holds nothing, open 1x'], true])
  })

  it('serves a waiting order at its own revision when units came', () => {
    const decided = decide(snapshot({ rows: [row('x', A, 3)], holds: [hold('o', 4, [], [['x', 2]])], waiting: [need('o', { x: 2 }, { revision: 4, wants: false })] }))
    expect(said(decided.events)).toEqual(['o@4 holds 2x/A, open nothing'])
    expect(decided.gained).toEqual(['x'])
  })
})

describe('facts before wants, never refused', () => {
  const counted = (quantity: number, asOf: number) => command(`count ${asOf}`, { is: 'counted', sku: sku('x'), centerId: A, quantity, asOf })

  it.each([
    { name: 'a receipt can be held in the entry that brings it', commands: [command('r', { is: 'received', sku: sku('x'), centerId: A, delta: 2, at: 5 })], onHand: 2, holds: '2x/A' },
    { name: 'what moved after a count is added to it', commands: [command('r', { is: 'received', sku: sku('x'), centerId: A, delta: 2, at: 50 }), counted(7, 20)], onHand: 9, holds: '2x/A' },
    { name: 'what moved before a count is in it', commands: [command('r', { is: 'received', sku: sku('x'), centerId: A, delta: 2, at: 5 }), counted(7, 20)], onHand: 7, holds: '2x/A' },
    { name: 'an older count is ignored, whatever comes when', commands: [counted(7, 20), counted(1, 10)], onHand: 7, holds: '2x/A' },
    { name: 'an adjustment may go below nothing', commands: [command('a', { is: 'adjusted', sku: sku('x'), centerId: A, delta: -4, at: 5 })], onHand: -4, holds: 'nothing' },
  ])('$name (S5.5)', ({ commands, onHand, holds }) => {
    const { events, results } = decide(snapshot({ commands, needs: [need('o', { x: 2 })] }))
    expect(results.at(-1)?.onHand).toBe(onHand)
    expect(said(events).at(-1)).toContain(`holds ${holds}`)
    expect(results.at(-1)?.code).toBe(commands.at(-1)?.does.is === 'counted' && onHand === 7 && commands[0]?.does.is === 'counted' ? 'older_count_ignored' : 'applied')
  })

  it('a count that a fast clock dated ahead does not shut out the next one', () => {
    const books = openBooks(M, [], [])
    apply(books, { is: 'counted', cause: 'a', sku: sku('x'), centerId: A, onHand: 9, asOf: 900_000 }, 1, 1_000)
    expect(decide(snapshot({ rows: [...books.rows.values()], commands: [counted(3, 1_000)] })).results).toMatchObject([{ code: 'applied', onHand: 3 }])
  })

  it('a receipt that a fast clock dated ahead is in the counts that follow, and not added to each of them', () => {
    const books = openBooks(M, [], [])
    apply(books, { is: 'moved', cause: 'r', sku: sku('x'), centerId: A, delta: 10, at: 900_000 }, 1, 1_000)
    expect(decide(snapshot({ rows: [...books.rows.values()], commands: [counted(5, 1_001)] })).results).toMatchObject([{ code: 'applied', onHand: 5 }])
    expect(decide(snapshot({ rows: [...books.rows.values()], commands: [counted(5, 999)] })).results).toMatchObject([{ code: 'applied', onHand: 15 }])
  })

  it('I41: what a clock dated ahead by less than clocks differ happened when that clock said', () => {
    const books = openBooks(M, [], [])
    apply(books, { is: 'moved', cause: 'r', sku: sku('x'), centerId: A, delta: 10, at: 4_000 }, 1, 1_000)
    expect(decide(snapshot({ rows: [...books.rows.values()], commands: [counted(5, 3_000)] })).results).toMatchObject([{ code: 'applied', onHand: 15 }])
  })

  it('enters units that left once, and lowers the hold with them', () => {
    const facts = [{ cause: 'ship:1', centerId: A, lines: [{ sku: sku('x'), quantity: 2 }], at: 5 }]
    const first = decide(snapshot({ rows: [row('x', A, 5, 2)], holds: [hold('o', 1, [['x', A, 2]])], needs: [need('o', {}, { revision: 2, facts })] }))
    expect(said(first.events)).toEqual(['shipped', 'o@2 holds nothing, open nothing'])
    const after = project({ merchantId: M, seq: 2, at: 0, events: first.events }, [row('x', A, 5, 2)], [hold('o', 1, [['x', A, 2]])])
    expect(after.rows).toMatchObject([{ onHand: 3, held: 0 }])
    expect(decide(snapshot({ seq: 2, rows: after.rows, holds: after.holds, needs: [need('o', {}, { revision: 2, facts })] })).events).toEqual([])
  })

  it('recalls the newest order that has not begun when a count falls below what is held', () => {
    const holds = [hold('old', 1, [['x', A, 2]]), hold('mid', 1, [['x', A, 2]]), hold('new', 1, [['x', A, 2]])]
    const holders = [
      { need: need('old', {}, { purchasedAt: 1, wants: false }), mayRecall: true }, { need: need('mid', {}, { purchasedAt: 2, wants: false }), mayRecall: true },
      { need: need('new', {}, { purchasedAt: 3, wants: false }), mayRecall: false },
    ]
    const decided = decide(snapshot({ rows: [row('x', A, 6, 6)], holds, holders, commands: [counted(5, 1)], waiting: [need('w', { x: 1 }, { wants: false })] }))
    expect(decided.recalls).toEqual([{ orderId: 'mid', revision: 1 }])
    expect(decided.gained).toEqual(['x'])
  })

  it('lets an older order that lacks units recall newer ones only where the rule is on (S4.17)', () => {
    const world: Partial<Snapshot> = { rows: [row('x', A, 2, 2)], holds: [hold('new', 1, [['x', A, 2]])], needs: [need('old', { x: 2 }, { purchasedAt: 1 })], holders: [{ need: need('new', {}, { purchasedAt: 5, wants: false }), mayRecall: true }] }
    expect(decide(snapshot(world))).toMatchObject({ recalls: [], allocated: [{ short: [{ sku: 'x', quantity: 2 }] }] })
    expect(decide(snapshot({ ...world, rules: { fifo: true } }))).toMatchObject({ recalls: [{ orderId: 'new', revision: 1 }], allocated: [] })
  })
})

describe('an entry has an end', () => {
  it('is cut at 500 events, facts leaving room for wants', () => {
    const commands = Array.from({ length: 400 }, (_, at) => command(`r${at}`, { is: 'received', sku: sku(`s${at}`), centerId: A, delta: 1, at: 1 }))
    const needs = Array.from({ length: 400 }, (_, at) => need(`o${at}`, { [`s${at}`]: 1 }, { purchasedAt: at }))
    const { events, results, cut } = decide(snapshot({ commands, needs }))
    expect([results.length, events.length, cut]).toEqual([250, 500, true])
  })

  it('never frees units of an order whose own new statement does not fit', () => {
    const long = 'n'.repeat(240)
    const needs = [
      ...Array.from({ length: 1_200 }, (_, at) => need(`filler${String(at).padStart(4, '0')}`, { [`${long}${at}`]: 1 }, { purchasedAt: at })),
      need('loser', { x: 1 }, { revision: 2, purchasedAt: 99_999 }),
    ]
    const { events, cut } = decide(snapshot({ rows: [row('x', A, 1, 1)], holds: [hold('loser', 1, [['x', A, 1]])], needs, waiting: [need('w', { x: 1 }, { wants: false, purchasedAt: -1 })] }))
    expect(cut).toBe(true)
    expect(JSON.stringify(events).length).toBeLessThan(256_000)
    expect(said(events).filter(event => /loser|^w@/.test(event))).toEqual([])
  })

  it('takes an order that is larger than an entry by itself', () => {
    const wanted = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`${'l'.repeat(250)}${at}`, 1]))
    expect(decide(snapshot({ needs: [need('big', wanted)] })).events).toHaveLength(1)
  })
})

describe('whatever happens', () => {
  const skus = ['x', 'y']
  const lines = fc.dictionary(fc.constantFrom(...skus), fc.integer({ min: 1, max: 3 }), { noNullPrototype: true })
  const moves = fc.array(fc.oneof(
    fc.record({ does: fc.constant('order' as const), order: fc.nat(5), wants: lines, mayHold: fc.boolean(), age: fc.nat(5) }),
    fc.record({ does: fc.constant('cancel' as const), order: fc.nat(5) }),
    fc.record({ does: fc.constant('receive' as const), sku: fc.constantFrom(...skus), center: fc.constantFrom(A, B), delta: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ does: fc.constant('pass' as const) }),
  ), { maxLength: 40 })

  it('nothing is held twice, and rows are the sum of the holds (I14)', () => {
    fc.assert(fc.property(moves, (steps) => {
      const books = openBooks(M, [], [])
      const orders = new Map<string, Need>()
      let commands: StockCommand[] = []
      let seq = 0
      for (const [at, step] of steps.entries()) {
        if (step.does === 'order' || step.does === 'cancel') {
          const id = `o${step.order}`
          const revision = (orders.get(id)?.revision ?? 0) + 1
          orders.set(id, step.does === 'cancel' ? need(id, {}, { revision }) : need(id, step.wants, { revision, mayHold: step.mayHold, purchasedAt: step.age }))
        }
        if (step.does === 'receive') commands.push(command(`r${at}`, { is: 'received', sku: sku(step.sku), centerId: step.center, delta: step.delta, at }))
        if (step.does !== 'pass') continue
        const decided = decide(snapshot({ seq, rows: [...books.rows.values()], holds: [...books.holds.values()], commands, needs: [...orders.values()] }))
        commands = commands.filter(({ id }) => !decided.results.some(({ cause }) => cause === id))
        seq += 1
        for (const event of decided.events) apply(books, event, seq, at)
        const sums = new Map<string, number>()
        for (const line of [...books.holds.values()].flatMap(one => one.lines)) sums.set(rowId(line.sku, line.centerId), (sums.get(rowId(line.sku, line.centerId)) ?? 0) + line.quantity)
        for (const one of books.rows.values()) {
          expect(one.held).toBe(sums.get(one.id) ?? 0)
          expect(freeOf(one)).toBeGreaterThanOrEqual(0)
        }
        for (const one of books.holds.values()) {
          expect(new Set(one.lines.map(line => line.sku)).size).toBe(one.lines.length)
          expect(one.lines.length === 0 || one.open.length === 0).toBe(true)
        }
        for (const order of orders.values()) expect(books.holds.get(order.orderId)?.revision).toBe(order.revision)
      }
    }))
  })

  it('the order in which records are read decides nothing', () => {
    fc.assert(fc.property(fc.array(fc.record({ wants: lines, age: fc.nat(3), units: fc.nat(4) }), { minLength: 1, maxLength: 8 }), fc.nat(), (given, seed) => {
      const mixed = <T>(list: readonly T[]): T[] => list.map((item, at) => ({ item, by: ((at + 1) * 7919 + seed) % 101 })).toSorted((a, b) => a.by - b.by).map(({ item }) => item)
      const needs = given.map(({ wants, age }, at) => need(`o${at}`, wants, { purchasedAt: age }))
      const rows = [row('x', A, given[0]?.units ?? 0), row('y', A, 3), row('x', B, 2), row('y', B, given.at(-1)?.units ?? 0)]
      const one = decide(snapshot({ rows, needs }))
      const other = decide(snapshot({ rows: mixed(rows), needs: mixed(needs), centers: mixed(snapshot({}).centers) }))
      expect(other.events).toEqual(one.events)
      expect(other.allocated).toEqual(one.allocated)
    }))
  })
})

describe('project', () => {
  it('says of a location that names a store where the units are open', () => {
    const location = { connectionId: 'c' as ConnectionId, ref: 'L' }
    const asked = need('o', {}, { wanted: [{ sku: sku('x'), quantity: 1, location }, { sku: sku('x'), quantity: 2, location: null }, { sku: sku('x'), quantity: 1, location }] })
    const { events } = decide(snapshot({ needs: [asked] }))
    expect(events).toMatchObject([{ open: [{ units: 2, location }, { units: 2, location: null }] }])
  })

  it('leaves alone what has the entry already, row by row and hold by hold (I19)', () => {
    const rows = [row('x', A, 5), row('y', A, 5)]
    const { events } = decide(snapshot({ rows, needs: [need('o', { x: 1, y: 1 }), need('p', { x: 1 })] }))
    const entry = { merchantId: M, seq: 2, at: 0, events }
    const whole = project(entry, rows, [])
    const half = project(entry, [whole.rows[0]!, rows[1]!], [])
    expect(half.rows).toEqual([whole.rows[1]])
    const late = project(entry, whole.rows, [whole.holds[0]!])
    expect(late).toEqual({ rows: [], holds: [whole.holds[1]] })
  })
})

describe('an order of which a fact does not fit into the entry', () => {
  const facts = (orderId: string) => [{ cause: `ship:${orderId}`, centerId: A, lines: [{ sku: sku('y'), quantity: 1 }], at: 0 }]
  const before = Array.from({ length: 250 }, (_, at) => need(`before${at}`, {}, { wants: false, facts: facts(`before${at}`) }))
  const late = (more: Partial<Need> = {}) => need('late', {}, { revision: 2, purchasedAt: 2, facts: facts('late'), ...more })

  it('gives nobody its units before it is in', () => {
    const decided = decide(snapshot({ rows: [row('x', A, 1, 1)], holds: [hold('late', 1, [['x', A, 1]])], needs: [...before, late(), need('next', { x: 1 }, { purchasedAt: 3 })] }))
    expect(said(decided.events).filter(text => text !== 'shipped')).toEqual(['next@1 holds nothing, open 1x'])
    expect(decided.cut).toBe(true)
  })

  it.each([
    ['gives its units back anyway: nobody is recalled', {}, []], ['keeps them: another is recalled, and not this one, which moves already', { fixed: [{ sku: sku('x'), centerId: A, quantity: 1 }] }, [{ orderId: 'other', revision: 1 }]],
  ])('and whose row is short %s', (_, more, recalls) => {
    const holds = [hold('late', 1, [['x', A, 1]]), hold('other', 1, [['x', A, 1]])]
    const holders = [late(more), need('other', {}, { purchasedAt: 1, wants: false })].map(one => ({ need: one, mayRecall: true }))
    expect(decide(snapshot({ rows: [row('x', A, 1, 2)], holds, holders, needs: [...before, late(more)] })).recalls).toEqual(recalls)
  })
})
