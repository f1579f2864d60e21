import type { Allocation, Need } from '../model/need.ts'
import { type Books, holdOf, openBooks } from './books.ts'
import { emptyRoom, type Room, sizeOf } from './entry-size.ts'
import { enter, enterCommands, enterShipped } from './facts.ts'
import { gainedIn } from './gained.ts'
import { choosePart, type Kept, letGo } from './part.ts'
import { candidates, type Choice, choose, fillPool, type Pool, shortAt, takeFromPool } from './pool.ts'
import { recallNewer, type Recalls, recallShort } from './recall.ts'
import { byAge, type Decided, type Snapshot } from './snapshot.ts'
import { servedFrom, statementOf, wantedOf } from './statement.ts'

/**
 * One pass over a merchant's stock: facts first, then holds, oldest order first, from free units only (ARCHITECTURE 2). What it
 * answers is valid exactly if nobody else writes entry `seq + 1`.
 */
export function decide(snapshot: Snapshot): Decided {
  const books = openBooks(snapshot.merchantId, snapshot.rows, snapshot.holds)
  const hasWants = snapshot.waiting.length > 0 || snapshot.needs.some(need => need.wants)
  const facts = enterFacts(snapshot, books, emptyRoom(hasWants))
  const { kept, restated, leaving } = choosePart(books, facts.room, facts.events.length === 0, facts.wants, snapshot.centers)
  const pass: Pass = {
    ...facts, snapshot, books, kept, pool: fillPool(books, restated), allocated: [], settled: [], served: [], recalls: new Map(), cut: facts.cut || leaving.length > 0,
  }
  const later = [...leaving, ...facts.late]
  for (const need of inLine(snapshot, facts.wants, later)) answer(pass, need)
  recallShort(books, snapshot.holders, later, pass.recalls)
  const { events, results, allocated, settled, cut } = pass
  return { events, results, allocated, settled, cut, recalls: [...pass.recalls.values()], gained: gainedIn(snapshot, books, events, pass.served) }
}

interface Facts { room: Room; events: Decided['events']; results: Decided['results']; wants: Need[]; late: Need[]; cut: boolean }

interface Pass extends Omit<Facts, 'late' | 'wants'> {
  snapshot: Snapshot
  books: Books
  kept: Kept
  pool: Pool
  allocated: Allocation[]
  settled: Allocation[]
  /** Orders that had their answer, "nothing", and get units now: their want may be closed already. */
  served: Need[]
  recalls: Recalls
}

/** `late`: orders of which a fact did not fit; their wants wait for it. A need older than the hold is from before and says nothing. */
function enterFacts(snapshot: Snapshot, books: Books, room: Room): Facts {
  const seq = snapshot.seq + 1
  const events: Decided['events'] = []
  const results: Decided['results'] = []
  const needs = snapshot.needs.toSorted(byAge)
  const late = new Set(needs.filter(need => !enterShipped(books, need, seq, snapshot.now, room, events)))
  const all = late.size === 0 && enterCommands(books, snapshot.commands, seq, snapshot.now, room, events, results)
  const wants = needs.filter(need => need.wants && need.revision >= holdOf(books, need.orderId).revision)
  return { room, events, results, wants: wants.filter(need => !late.has(need)), late: wants.filter(need => late.has(need)), cut: !all }
}

/** Everybody who is answered in this pass, oldest first, each once. */
function inLine(snapshot: Snapshot, wants: readonly Need[], later: readonly Need[]): Need[] {
  const put = new Set(later.map(need => need.orderId))
  const line: Need[] = []
  for (const need of [...wants, ...snapshot.waiting.filter(({ wants: isOpen }) => !isOpen)]) {
    if (!put.has(need.orderId)) line.push(need)
    put.add(need.orderId)
  }
  return line.toSorted(byAge)
}

function answer(pass: Pass, need: Need): void {
  const hold = holdOf(pass.books, need.orderId)
  const isRestated = pass.kept.orders.has(need.orderId)
  if (!isRestated && hold.revision !== need.revision) return
  const asks = need.mayHold && wantedOf(need).size > 0
  const has = asks && !isRestated ? servedFrom(need, hold) : null
  const choice: Choice = has !== null ? { centerId: has } : asks ? choose(pass.pool, need, candidates(need, pass.snapshot.centers)) : { centerId: null, short: [] }
  const isSaid = !isRestated && (has !== null || (choice.centerId === null && (hold.open.length > 0 || !asks)))
  const awaits = choice.centerId === null && choice.short.length > 0 && recallFor(pass, need)
  if (isSaid || state(pass, need, choice)) {
    if (!isSaid && !isRestated) pass.served.push(need)
    if (!awaits) (isSaid ? pass.settled : pass.allocated).push(allocation(need, isSaid ? pass.snapshot.seq : pass.snapshot.seq + 1, choice))
  } else {
    pass.cut = true
  }
}

/** Writes the statement into the entry, where there is room beside those that are sure of theirs. */
function state(pass: Pass, need: Need, choice: Choice): boolean {
  const { room, kept, snapshot } = pass
  const event = { is: 'hold' as const, ...statementOf(need, choice.centerId) }
  if (kept.orders.has(need.orderId)) letGo(kept, need.orderId)
  else if (room.events - kept.events < 1 || (sizeOf(event) > room.bytes - kept.bytes && pass.events.length + kept.events > 0)) return false
  enter(pass.books, event, snapshot.seq + 1, snapshot.now, room, pass.events)
  if (choice.centerId !== null) takeFromPool(pass.pool, wantedOf(need), choice.centerId)
  return true
}

/** FIFO: whether newer orders were asked to give their units to this one; its want stays open until they answered. */
function recallFor(pass: Pass, need: Need): boolean {
  const { snapshot, books, pool, recalls } = pass
  if (!snapshot.rules.fifo) return false
  // Orders that hold and were not told yet can be recalled once they know.
  const untold = snapshot.needs.filter(({ wants, orderId, revision }) => wants && holdOf(books, orderId).revision === revision)
  const told = snapshot.holders.filter(holder => holder.mayRecall)
  const both = [...told, ...untold.filter(({ orderId }) => !told.some(holder => holder.need.orderId === orderId)).map(other => ({ need: other, mayRecall: true }))]
  for (const centerId of candidates(need, snapshot.centers)) {
    const found = recallNewer(books, need, shortAt(pool, wantedOf(need), centerId), centerId, both)
    if (!found) continue
    for (const { need: { orderId, revision } } of told) if (found.has(orderId)) recalls.set(orderId, { orderId, revision })
    return true
  }
  return false
}

function allocation({ orderId, revision }: Need, seq: number, choice: Choice): Allocation {
  return { orderId, revision, seq, centerId: choice.centerId, short: choice.centerId === null ? choice.short : [] }
}
