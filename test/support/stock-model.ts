import { cancel } from '../../core/orders/cancel.ts'
import { lineId } from '../../core/orders/born.ts'
import type { Decision } from '../../core/orders/decision.ts'
import { edit } from '../../core/orders/edit.ts'
import { allocated, recalled } from '../../core/orders/allocated.ts'
import { needOf } from '../../core/orders/need.ts'
import { hasBegun, isWaiting } from '../../core/orders/states.ts'
import type { Order } from '../../core/model/order.ts'
import type { Hold, JournalEntry, Row, StockCommand } from '../../core/model/stock.ts'
import { decide } from '../../core/stock/decide.ts'
import { project } from '../../core/stock/project.ts'
import { emptyRow, freeOf } from '../../core/stock/row.ts'
import { statementOf } from '../../core/stock/statement.ts'
import { explore } from './explore.ts'
import { once, Seen } from './seen.ts'
import { type After, type Pass, type Put, type State, type Step, type Worker, ACT, AROUND, CENTER, CONTEXT, MERCHANT, MERCHANT_CONTEXT, NAMES, SKU, asked, born, changed, picked, plain, replaced, sum, units, wants } from './stock-model-world.ts'

/**
 * One SKU at one center, two orders, the merchant's lane run by two workers that may die at any point: every step of `hub/stock/turn`
 * that touches the store is one step here, and what is decided is decided by the real functions. `planted` breaks the design.
 */
export interface Bounds {
  stock: number
  crashes: number
  fifo: boolean
  /** Floor facts that happen at any moment: a count of so many, a receipt. */
  facts?: readonly ({ counted: number } | { received: number })[]
  planted?: 'release if the order moved on' | 'units taken inside the journal'
}

export function stockModel(bounds: Bounds) {
  const { stock, fifo, planted, facts = [] } = bounds
  const orders = new Seen<Order>()
  const rows = new Seen<Row>()
  const holds = new Seen<Hold | null>()
  const entries = new Seen<JournalEntry | null>()
  const workers = new Seen<Worker>()
  const commands = new Seen<readonly StockCommand[]>()
  const remembered = new Map<string, number>()
  const passes = new Map<string, number>()
  const decisions = new Seen<Pass>()
  const afters = new Seen<After>()
  const entryOf = new Map<number, number>()
  const afterOf = new Map<number, number>()
  const restOf = new Map<number, number>()
  const projections = new Map<string, { row: number; holds: readonly [number, number] }>()
  const worker = (to: Worker): number => workers.of(to, `${to.at},${to.seq},${to.pass},${to.after}`)
  const resting: Worker = { at: 'idle', seq: 0, pass: -1, after: -1 }
  const idle = worker(resting)
  const noEntry = entries.of(null)

  /** What a command makes of an order; null where it is refused or changes nothing. */
  const does = (order: number, name: string, run: (order: Order) => Decision): number | null => {
    const key = `${order} ${name}`
    const known = remembered.get(key)
    if (known !== undefined) return known < 0 ? null : known
    const before = orders.at(order)
    const after = changed(run(before))
    const made = after && planted === 'release if the order moved on' && /cancel/.test(name) && !before.shipments.some(shipment => shipment.status === 'processing')
      ? { ...after, todo: after.todo.filter(todo => todo.is !== 'want') }
      : after
    const id = made ? orders.of(plain(made)) : -1
    remembered.set(key, id)
    return id < 0 ? null : id
  }
  const put = (order: number, put: Put): number | null => {
    if ('recall' in put) return does(order, JSON.stringify(put), found => (found.revision === put.recall.revision ? recalled(found, CONTEXT) : { is: 'same', code: 'moved_on' }))
    return does(order, JSON.stringify(put), found => {
      if (planted === 'release if the order moved on' && found.revision !== put.allocation.revision) return { is: 'changed', code: 'released', order: { ...found, todo: [{ is: 'want', revision: found.revision }] } }
      return allocated(found, put.allocation, CONTEXT)
    })
  }
  const arrived = (s: State, at: number) => at === 1 || (s.acts & ACT.arrive) === 0

  function pass(s: State): number {
    const key = [s.head, s.gained, s.row, s.holds, s.orders, s.commands, arrived(s, 0)].join()
    const known = passes.get(key)
    if (known !== undefined) return known
    const found = decisions.of(decided(s))
    passes.set(key, found)
    return found
  }

  function decided(s: State): Pass {
    const there = [0, 1].filter(at => arrived(s, at)).map(at => orders.at(s.orders[at]!))
    const needs = there.filter(order => order.todo.length > 0).map(needOf)
    const pending = commands.at(s.commands)
    const held = s.holds.map(id => holds.at(id)).filter(hold => hold !== null)
    const looks = s.gained > 0 || pending.length > 0 || needs.some(need => held.some(hold => hold.orderId === need.orderId && hold.lines.length > 0))
    const waiting = looks ? there.filter(order => order.todo.length === 0 && order.shortOf.length > 0).map(needOf) : []
    const holders = there.map(order => ({ need: needOf(order), mayRecall: recalled(order, CONTEXT).is === 'changed' }))
    const answer = decide({
      merchantId: MERCHANT, seq: s.head, now: 0, rows: [rows.at(s.row)], holds: held, commands: pending, needs, waiting,
      holders, centers: [{ id: CENTER, priority: 1, active: true }], rules: { fifo },
    })
    const took = planted === 'units taken inside the journal' ? taken(s, there, answer) : answer
    const after: After = { puts: [...took.recalls.map(recall => ({ recall })), ...took.settled.map(allocation => ({ allocation })), ...took.allocated.map(allocation => ({ allocation }))], handles: s.gained > 0 && !took.cut }
    const write = took.events.length + took.results.length > 0
    return { entry: { events: took.events, results: took.results, gained: took.gained }, after, write, isNothing: !write && after.puts.length === 0 && s.gained === 0 }
  }

  /** The planted design: the older order gets the newer one's units in the entry itself, and the newer one is told afterwards. */
  function taken(s: State, there: readonly Order[], answer: ReturnType<typeof decide>): ReturnType<typeof decide> {
    const loser = there.find(order => answer.recalls.some(({ orderId }) => orderId === order.id))
    const winner = there.find(order => order.id === NAMES[0])
    if (!loser || !winner) return answer
    const events = [
      { is: 'hold' as const, ...statementOf({ ...needOf(loser), fixed: [], wanted: [] }, null) },
      { is: 'hold' as const, ...statementOf(needOf(winner), CENTER) },
    ]
    const allocation = { orderId: winner.id, revision: winner.revision, seq: s.head + 1, centerId: CENTER, short: [] }
    return { ...answer, events, settled: [], allocated: [allocation] }
  }

  function start(): State {
    const row = { ...emptyRow(MERCHANT, SKU, CENTER), onHand: stock }
    const acts = ACT.cancel + ACT.edit + ACT.pickO + ACT.pickN + (fifo ? ACT.arrive : 0) + (facts.length > 0 ? ACT.fact0 : 0) + (facts.length > 1 ? ACT.fact1 : 0)
    return {
      crash: bounds.crashes, acts, head: 0, gained: 0, entry: noEntry, row: rows.of(row), holds: [holds.of(null), holds.of(null)],
      orders: [orders.of(born(0)), orders.of(born(1))], commands: commands.of([]), workers: [idle, idle],
    }
  }

  function steps(s: State): Step[] {
    const out: Step[] = []
    const act = (bit: number, label: string, change: (acts: number) => State | null) => {
      if ((s.acts & bit) === 0) return
      const next = change(s.acts & ~bit)
      if (next) out.push([label, next])
    }
    const command = (at: 0 | 1, label: string, bit: number, run: (order: Order) => Decision) => act(bit, label, acts => {
      const after = arrived(s, at) ? does(s.orders[at], label, run) : null
      return after === null ? null : { ...s, acts, orders: replaced(s.orders, at, after) }
    })
    act(ACT.arrive, 'O arrives', acts => ({ ...s, acts }))
    command(1, 'cancel N', ACT.cancel, order => cancel(order, { shipments: 'all', reason: '' }, MERCHANT_CONTEXT))
    command(1, 'edit N to 1', ACT.edit, order => edit(order, { lines: [{ id: lineId(order, 1), quantity: 1 }] }, null, AROUND, MERCHANT_CONTEXT))
    command(0, 'pick O', ACT.pickO, picked)
    command(1, 'pick N', ACT.pickN, picked)
    facts.forEach((fact, at) => act(at === 0 ? ACT.fact0 : ACT.fact1, `floor ${JSON.stringify(fact)}`, acts => ({ ...s, acts, commands: commands.of([...commands.at(s.commands), asked(fact, at)]) })))
    for (const at of [0, 1] as const) out.push(...work(s, at))
    return out
  }

  function work(s: State, at: 0 | 1): Step[] {
    const here = workers.at(s.workers[at])
    const out: Step[] = []
    const go = (to: Worker, change: Partial<State> = {}): State => ({ ...s, ...change, workers: replaced(s.workers, at, worker(to)) })
    const one = (what: string, next: State): Step[] => [...out, [`W${at + 1} ${what}`, next]]
    if (here.at !== 'idle' && s.crash > 0) out.push([`W${at + 1} dies at ${here.at}`, { ...go(resting), crash: s.crash - 1 }])
    switch (here.at) {
      case 'idle': {
        if (s.entry !== noEntry) return one(`starts projecting ${s.head + 1}`, go({ at: 'rows', seq: s.head + 1, pass: -1, after: -1 }))
        const found = pass(s)
        const { isNothing, write } = decisions.at(found)
        if (isNothing) return out
        return one(`reads and decides at ${s.head}`, go(write ? { at: 'insert', seq: s.head, pass: found, after: -1 } : { at: 'put', seq: s.head, pass: -1, after: once(afterOf, found, () => afters.of(decisions.at(found).after)) }))
      }
      case 'insert': {
        const { entry } = decisions.at(here.pass)
        const seq = here.seq + 1
        if (s.entry !== noEntry || s.head !== here.seq) return one(`finds entry ${seq} taken`, go(resting))
        const said = entry.events.map(event => (event.is === 'hold' ? `${event.orderId}@${event.revision}=${event.lines[0]?.quantity ?? 0}` : event.is)).join()
        const made = once(entryOf, here.pass * 64 + seq, () => entries.of({ id: '', merchantId: MERCHANT, version: 0, seq, at: 0, previous: null, ...entry }))
        return one(`inserts entry ${seq} ${said}`, go({ at: 'rows', seq, pass: -1, after: once(afterOf, here.pass, () => afters.of(decisions.at(here.pass).after)) }, { entry: made }))
      }
      case 'put': {
        const { puts, handles } = afters.at(here.after)
        const [first, ...others] = puts
        if (!first) return one('clears what gained', go(resting, s.head === here.seq && s.gained < here.seq ? { gained: 0 } : {}))
        const id = 'recall' in first ? first.recall.orderId : first.allocation.orderId
        const order = NAMES.indexOf(id as string as 'O') as 0 | 1
        const made = put(s.orders[order], first)
        const rest = once(restOf, here.after, () => afters.of({ puts: others, handles }))
        return one(`${'recall' in first ? 'recalls' : 'puts the result on'} ${id}`, go(others.length > 0 || handles ? { ...here, after: rest } : resting, made === null ? {} : { orders: replaced(s.orders, order, made) }))
      }
      default:
        return one(`projects ${here.at} of ${here.seq}`, projected(s, here, go))
    }
  }

  function projected(s: State, here: Worker, go: (to: Worker, change?: Partial<State>) => State): State {
    const next = { rows: 'hold O', 'hold O': 'hold N', 'hold N': 'commands', commands: 'head' } as const
    const after = here.after < 0 ? null : afters.at(here.after)
    const done: Worker = after && (after.puts.length > 0 || after.handles) ? { ...here, at: 'put' } : resting
    const to: Worker = here.at === 'head' ? done : { ...here, at: next[here.at as keyof typeof next] }
    const entry = here.seq > s.head ? entries.at(s.entry) : null
    if (!entry) return go(to)
    if (here.at === 'commands') return go(to, { commands: commands.of(commands.at(s.commands).filter(({ id }) => !entry.results.some(({ cause }) => cause === id))) })
    if (here.at === 'head') return go(to, { head: here.seq, entry: noEntry, gained: entry.gained.length > 0 ? here.seq : s.gained })
    const made = projection(s, entry)
    if (here.at === 'rows') return go(to, { row: made.row })
    const order = here.at === 'hold O' ? 0 : 1
    return go(to, { holds: replaced(s.holds, order, made.holds[order]) })
  }

  function projection(s: State, entry: JournalEntry): { row: number; holds: readonly [number, number] } {
    const key = [s.entry, s.row, s.holds].join()
    const known = projections.get(key)
    if (known) return known
    const { rows: [row], holds: made } = project(entry, [rows.at(s.row)], s.holds.map(id => holds.at(id)).filter(hold => hold !== null))
    const after = (at: 0 | 1): number => {
      const hold = made.find(({ orderId }) => orderId === NAMES[at])
      return hold ? holds.of(hold) : s.holds[at]
    }
    const found = { row: row ? rows.of(row) : s.row, holds: [after(0), after(1)] as const }
    projections.set(key, found)
    return found
  }

  /** What must never be, or null. */
  function fault(s: State): string | null {
    const row = rows.at(s.row)
    const both = NAMES.map((name, at) => ({ name, order: orders.at(s.orders[at as 0 | 1]), hold: holds.at(s.holds[at as 0 | 1]) })).filter((_, at) => arrived(s, at))
    const begun = both.filter(({ order }) => order.shipments.some(hasBegun))
    const counted = facts.length > 0
    if (!counted && row.held > stock) return 'more held than in stock'
    if (!counted && sum(begun.map(({ order }) => wants(order))) > stock) return 'picked more than there was'
    const quiet = s.workers.every(id => id === idle) && s.entry === noEntry && decisions.at(pass(s)).isNothing
    if (!quiet) return null
    if (row.held !== sum(both.map(({ hold }) => units(hold)))) return 'the row is not the sum of the holds'
    for (const { name, order, hold } of both) {
      if (order.status === 'cancelled' && units(hold) > 0) return `${name} is cancelled and holds for ever`
      if (order.status === 'processing' && units(hold) !== wants(order)) return `${name} is in processing and does not hold what it needs`
      if (order.shipments.some(isWaiting) && units(hold) > 0) return `${name} waits and holds for ever`
      if (order.shipments.some(isWaiting) && freeOf(row) >= wants(order)) return `${name} waits though there is enough`
    }
    if (freeOf(row) < 0 && both.some(({ order }) => order.status === 'processing' && !order.shipments.some(hasBegun))) return 'short, and an unpicked order keeps its units'
    const [older, newer] = both.length === 2 ? both : []
    if (fifo && !counted && older?.order.shipments.some(isWaiting) && newer && newer.order.status === 'processing' && !newer.order.shipments.some(hasBegun) && wants(newer.order) + freeOf(row) >= wants(older.order)) return 'the newer is served before the older'
    return null
  }

  const key = (s: State): string => {
    const [one, two] = s.workers
    return [s.crash, s.acts, s.head, s.gained, s.entry, s.row, s.holds, s.orders, s.commands, Math.min(one, two), Math.max(one, two)].join()
  }
  return { start, steps, fault, key }
}

/** Explores and says so: states, faults with their ways, seconds. */
export function runStockModel(bounds: Bounds): { states: number; faults: string[] } {
  const from = performance.now()
  const { states, faults } = explore(stockModel(bounds), 4_000_000)
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  console.log(`${JSON.stringify(bounds)}: ${states} states, ${faults.size} faults, ${seconds} s`)
  return { states, faults: [...faults].map(([fault, way]) => `${fault}: ${way.join(' · ')}`) }
}
