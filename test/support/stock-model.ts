import { cancel } from '../../core/orders/cancel.ts'
import { blank, firstShipment, lineId } from '../../core/orders/born.ts'
import type { Context, Decision } from '../../core/orders/decision.ts'
import { edit } from '../../core/orders/edit.ts'
import { move } from '../../core/orders/moves.ts'
import { allocated, recalled } from '../../core/orders/allocated.ts'
import { needOf } from '../../core/orders/need.ts'
import { settle } from '../../core/orders/settle.ts'
import { hasBegun, isWaiting } from '../../core/orders/states.ts'
import type { CenterId, MerchantId, OrderId, ShipOptionId, Sku } from '../../core/model/ids.ts'
import type { Allocation } from '../../core/model/need.ts'
import type { Order } from '../../core/model/order.ts'
import type { Hold, JournalEntry, Row, StockCommand } from '../../core/model/stock.ts'
import { decide } from '../../core/stock/decide.ts'
import { project } from '../../core/stock/project.ts'
import { emptyRow, freeOf } from '../../core/stock/row.ts'
import { statementOf } from '../../core/stock/statement.ts'

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

export type Step = readonly [label: string, state: State]
/** Everything is a number: an index into a table of values seen. */
export interface State {
  crash: number
  acts: number
  head: number
  gained: number
  entry: number
  row: number
  holds: readonly [number, number]
  orders: readonly [number, number]
  commands: number
  workers: readonly [number, number]
}

const MERCHANT = 'm' as MerchantId
const SKU = 'S' as Sku
const CENTER = 'C' as CenterId
const NAMES = ['O', 'N'] as const
const CONTEXT: Context = { now: 0, actor: { is: 'system', name: 'model' }, commandKey: null }
const MERCHANT_CONTEXT: Context = { ...CONTEXT, actor: { is: 'token', id: 't', role: 'administrator', merchantId: null, centers: null, scopes: [] } }
const AROUND = { options: { methods: new Map(), activeOptions: new Set(['o']) }, products: null, twice: new Set() } as unknown as Parameters<typeof edit>[3]
const ACT = { arrive: 1, cancel: 2, edit: 4, pickO: 8, pickN: 16, fact0: 32, fact1: 64 }

type Put = { allocation: Allocation } | { recall: { orderId: OrderId; revision: number } }
interface After { puts: Put[]; handles: boolean }
type Worker =
  | { at: 'idle' }
  | { at: 'insert'; base: number; entry: Pick<JournalEntry, 'events' | 'results' | 'gained'>; after: After }
  | { at: 'rows' | 'hold O' | 'hold N' | 'commands' | 'head'; seq: number; after: After | null }
  | { at: 'put'; seq: number; after: After }
interface Pass { entry: Pick<JournalEntry, 'events' | 'results' | 'gained'>; after: After; isNothing: boolean; write: boolean }

class Seen<T> {
  readonly values: T[] = []
  private readonly ids = new Map<string, number>()
  of(value: T): number {
    const text = JSON.stringify(value)
    const known = this.ids.get(text)
    if (known !== undefined) return known
    this.ids.set(text, this.values.push(value) - 1)
    return this.values.length - 1
  }
  at(id: number): T {
    return this.values[id]!
  }
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
  const passes = new Map<string, Pass>()
  const idle = workers.of({ at: 'idle' })
  const noEntry = entries.of(null)

  const plain = (order: Order): Order => ({
    ...order, version: 0, updatedAt: 0, commands: [], cancelRequest: null, edited: [], holdKind: null, todo: order.todo.filter(todo => todo.is === 'want'),
  })
  const born = (at: number): Order => {
    const empty = blank({ id: NAMES[at]! as string as OrderId, merchantId: MERCHANT, number: '1', channel: 'api', connectionId: null, purchasedAt: at }, 0)
    const order: Order = { ...empty, shipOptionId: 'o' as ShipOptionId, lines: [{ id: lineId(empty, 1), externalId: null, sku: SKU, name: 'x', quantity: 2, location: null }] }
    return plain(changed(settle(empty, { ...order, shipments: [firstShipment(order, [])] }, CONTEXT, { code: 'made', note: null, want: 'always' })) ?? order)
  }
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

  function pass(s: State): Pass {
    const visible = arrived(s, 0)
    const key = [s.head, s.gained, s.row, s.holds, s.orders, s.commands, visible].join()
    const known = passes.get(key)
    if (known) return known
    const found = decided(s)
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
    const worker = workers.at(s.workers[at])
    const label = (what: string) => `W${at + 1} ${what}`
    const go = (to: Worker, change: Partial<State> = {}): State => ({ ...s, ...change, workers: replaced(s.workers, at, workers.of(to)) })
    const out: Step[] = []
    if (worker.at !== 'idle' && s.crash > 0) out.push([label(`dies at ${worker.at}`), { ...go({ at: 'idle' }), crash: s.crash - 1 }])
    const one = (what: string, next: State): Step[] => [...out, [label(what), next]]
    switch (worker.at) {
      case 'idle': {
        if (s.entry !== noEntry) return one(`starts projecting ${s.head + 1}`, go({ at: 'rows', seq: s.head + 1, after: null }))
        const found = pass(s)
        if (found.isNothing) return out
        if (found.write) return one(`reads and decides at ${s.head}`, go({ at: 'insert', base: s.head, entry: found.entry, after: found.after }))
        return one(`reads and decides at ${s.head}, nothing to write`, go({ at: 'put', seq: s.head, after: found.after }))
      }
      case 'insert': {
        const { base, entry, after } = worker
        const said = entry.events.map(event => (event.is === 'hold' ? `${event.orderId}@${event.revision}=${event.lines[0]?.quantity ?? 0}` : event.is)).join()
        if (s.entry !== noEntry || s.head !== base) return one(`finds entry ${base + 1} taken`, go({ at: 'idle' }))
        const made: JournalEntry = { id: '', merchantId: MERCHANT, version: 0, seq: base + 1, at: 0, previous: null, ...entry }
        return one(`inserts entry ${base + 1} ${said}`, go({ at: 'rows', seq: base + 1, after }, { entry: entries.of(made) }))
      }
      case 'rows':
      case 'hold O':
      case 'hold N':
      case 'commands':
      case 'head':
        return one(`projects ${worker.at} of ${worker.seq}`, projected(s, worker, go))
      case 'put': {
        const { seq, after } = worker
        const [first, ...others] = after.puts
        if (first) {
          const id = 'recall' in first ? first.recall.orderId : first.allocation.orderId
          const order = NAMES.indexOf(id as unknown as 'O') as 0 | 1
          const made = put(s.orders[order], first)
          return one(`${'recall' in first ? 'recalls' : 'puts the result on'} ${id}`, go(others.length > 0 || after.handles ? { at: 'put', seq, after: { ...after, puts: others } } : { at: 'idle' }, made === null ? {} : { orders: replaced(s.orders, order, made) }))
        }
        return one('clears what gained', go({ at: 'idle' }, s.head === seq && s.gained < seq ? { gained: 0 } : {}))
      }
    }
  }

  function projected(s: State, worker: Worker & { seq: number; at: 'rows' | 'hold O' | 'hold N' | 'commands' | 'head'; after: After | null }, go: (to: Worker, change?: Partial<State>) => State): State {
    const entry = worker.seq > s.head ? entries.at(s.entry) : null
    const next = { rows: 'hold O', 'hold O': 'hold N', 'hold N': 'commands', commands: 'head' } as const
    const done: Worker = worker.after && (worker.after.puts.length > 0 || worker.after.handles) ? { at: 'put', seq: worker.seq, after: worker.after } : { at: 'idle' }
    const to: Worker = worker.at === 'head' ? done : { ...worker, at: next[worker.at] }
    if (!entry) return go(to)
    const records = s.holds.map(id => holds.at(id)).filter(hold => hold !== null)
    const made = project(entry, [rows.at(s.row)], records)
    if (worker.at === 'rows') return go(to, made.rows[0] ? { row: rows.of(made.rows[0]) } : {})
    if (worker.at === 'commands') return go(to, { commands: commands.of(commands.at(s.commands).filter(({ id }) => !entry.results.some(({ cause }) => cause === id))) })
    if (worker.at === 'head') return go(to, { head: worker.seq, entry: noEntry, gained: entry.gained.length > 0 ? worker.seq : s.gained })
    const order = worker.at === 'hold O' ? 0 : 1
    const hold = made.holds.find(({ orderId }) => orderId === NAMES[order])
    return go(to, hold ? { holds: replaced(s.holds, order, holds.of(hold)) } : {})
  }

  /** What must never be, or null. */
  function fault(s: State): string | null {
    const row = rows.at(s.row)
    const both = NAMES.map((name, at) => ({ name, order: orders.at(s.orders[at as 0 | 1]), hold: holds.at(s.holds[at as 0 | 1]) })).filter((_, at) => arrived(s, at))
    const begun = both.filter(({ order }) => order.shipments.some(hasBegun))
    const counted = facts.length > 0
    if (!counted && row.held > stock) return 'more held than in stock'
    if (!counted && sum(begun.map(({ order }) => wants(order))) > stock) return 'picked more than there was'
    const quiet = s.workers.every(id => id === idle) && s.entry === noEntry && pass(s).isNothing
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

/** Every state that can be reached; the first fault of each kind with the shortest way to it. */
export function explore({ start, steps, fault, key }: ReturnType<typeof stockModel>, limit = 2_000_000): { states: number; faults: Map<string, string[]> } {
  const first = start()
  const seen = new Set([key(first)])
  const labels: string[] = ['']
  const from: number[] = [-1]
  const faults = new Map<string, string[]>()
  let level: [State, number][] = [[first, 0]]
  while (level.length > 0) {
    const next: [State, number][] = []
    for (const [state, id] of level) {
      const found = fault(state)
      if (found !== null) {
        if (!faults.has(found)) faults.set(found, wayTo(id, labels, from))
        continue
      }
      for (const [label, after] of steps(state)) {
        const text = key(after)
        if (seen.has(text)) continue
        seen.add(text)
        from.push(id)
        next.push([after, labels.push(label) - 1])
      }
    }
    if (seen.size > limit) throw new RangeError(`more than ${limit} states: the model does not come to rest`)
    level = next
  }
  return { states: seen.size, faults }
}

/** Explores and says so: states, faults with their ways, seconds. */
export function runStockModel(bounds: Bounds): { states: number; faults: string[] } {
  const from = performance.now()
  const { states, faults } = explore(stockModel(bounds), 4_000_000)
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  console.log(`${JSON.stringify(bounds)}: ${states} states, ${faults.size} faults, ${seconds} s`)
  return { states, faults: [...faults].map(([fault, way]) => `${fault}: ${way.join(' · ')}`) }
}

function wayTo(id: number, labels: readonly string[], from: readonly number[]): string[] {
  const way: string[] = []
  for (let at = id; at > 0; at = from[at]!) way.unshift(labels[at]!)
  return way
}

const changed = (decision: Decision): Order | null => (decision.is === 'changed' ? decision.order : null)
const replaced = (pair: readonly [number, number], at: 0 | 1, value: number): readonly [number, number] => (at === 0 ? [value, pair[1]] : [pair[0], value])
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const units = (hold: Hold | null): number => sum((hold?.lines ?? []).map(line => line.quantity))
const wants = (order: Order): number => sum(order.shipments.flatMap(shipment => shipment.lines.map(line => line.quantity)))

function picked(order: Order): Decision {
  if (!order.shipments.every(shipment => shipment.status === 'processing' && shipment.subStatus === null)) return { is: 'same', code: 'not_ready' }
  return settle(order, { ...order, shipments: order.shipments.map(shipment => move(shipment, 'processing/pick_in_process')) }, CONTEXT, { code: 'picked', note: null })
}

function asked(fact: { counted: number } | { received: number }, at: number): StockCommand {
  const does: StockCommand['does'] = 'counted' in fact
    ? { is: 'counted', sku: SKU, centerId: CENTER, quantity: fact.counted, asOf: 0 }
    : { is: 'received', sku: SKU, centerId: CENTER, delta: fact.received, at: 0 }
  return { id: `f${at}`, merchantId: MERCHANT, version: 0, askedAt: at, does, state: 'pending', result: null, seq: null }
}
