import type { OrderId, Sku } from '../model/ids.ts'
import type { Allocation, Need } from '../model/need.ts'
import { type Books, holdOf, openBooks } from './books.ts'
import { emptyRoom, fits, type Room, sizeOf } from './entry-size.ts'
import { enter, enterCommands, enterShipped } from './facts.ts'
import { gainedIn } from './gained.ts'
import { candidates, type Choice, choose, fillPool, type Pool, shortAt, takeFromPool } from './pool.ts'
import { recallNewer, type Recalls, recallShort } from './recall.ts'
import { byAge, type Decided, type Snapshot } from './snapshot.ts'
import { sameStatement, servedFrom, statementOf, wantedOf } from './statement.ts'

/**
 * One pass over a merchant's stock: facts first, then holds, oldest order first, from free units only (ARCHITECTURE 2). What it
 * answers is valid exactly if nobody else writes entry `seq + 1`.
 */
export function decide(snapshot: Snapshot): Decided {
  const pass = open(snapshot)
  const { wants, late } = enterFacts(pass)
  const { restated, leaving } = choosePart(pass, wants)
  const pool = fillPool(pass.books, restated)
  const waiting = new Set(snapshot.waiting.map(need => need.orderId))
  const all = [...wants.filter(need => !leaving.includes(need)), ...snapshot.waiting.filter(need => !need.wants)]
  for (const need of all.toSorted(byAge)) answer(pass, pool, need, restated)
  recallShort(pass.books, snapshot.holders, [...leaving, ...late], pass.recalls)
  const { events, results, allocated, settled, cut } = pass
  const told = snapshot.waiting.filter(need => allocated.some(({ orderId }) => orderId === need.orderId && waiting.has(orderId)))
  return { events, results, allocated, settled, cut, recalls: [...pass.recalls.values()], gained: gainedIn(snapshot, pass.books, events, told) }
}

interface Pass {
  snapshot: Snapshot
  books: Books
  room: Room
  /** Room that orders still to be restated are sure of. */
  kept: { events: number; bytes: number }
  events: Decided['events']
  results: Decided['results']
  allocated: Allocation[]
  settled: Allocation[]
  recalls: Recalls
  cut: boolean
}

function open(snapshot: Snapshot): Pass {
  const books = openBooks(snapshot.merchantId, snapshot.rows, snapshot.holds)
  const hasWants = snapshot.waiting.length > 0 || snapshot.needs.some(need => need.wants)
  return { snapshot, books, room: emptyRoom(hasWants), kept: { events: 0, bytes: 0 }, events: [], results: [], allocated: [], settled: [], recalls: new Map(), cut: false }
}

/** `late`: orders of which a fact did not fit; their wants wait for it. A need older than the hold is from before and says nothing. */
function enterFacts(pass: Pass): { wants: Need[]; late: Need[] } {
  const { snapshot, books, room, events, results } = pass
  const seq = snapshot.seq + 1
  const needs = snapshot.needs.toSorted(byAge)
  const late = needs.filter(need => !enterShipped(books, need, seq, snapshot.now, room, events))
  const all = late.length === 0 && enterCommands(books, snapshot.commands, seq, snapshot.now, room, events, results)
  pass.cut = !all
  const wants = needs.filter(need => need.wants && !late.includes(need) && need.revision >= holdOf(books, need.orderId).revision)
  return { wants, late: late.filter(need => need.wants) }
}

/**
 * The orders whose hold is restated in this entry: as many as surely fit, oldest first, because what they hold counts as free only if
 * their new statement stands in the same entry. The others are `leaving`: they come with the next.
 */
function choosePart(pass: Pass, wants: readonly Need[]): { restated: Need[]; leaving: Need[] } {
  const restated: Need[] = []
  const leaving: Need[] = []
  for (const need of wants) {
    if (need.revision === holdOf(pass.books, need.orderId).revision) continue
    const bytes = largest(need, pass)
    const isLast = leaving.length > 0 || pass.room.events - pass.kept.events < 1 || (bytes > pass.room.bytes - pass.kept.bytes && pass.events.length + restated.length > 0)
    if (isLast) {
      leaving.push(need)
      continue
    }
    pass.kept.events += 1
    pass.kept.bytes += bytes
    restated.push(need)
  }
  if (leaving.length > 0) pass.cut = true
  return { restated, leaving }
}

function largest(need: Need, { snapshot }: Pass): number {
  const [center] = snapshot.centers.toSorted((a, b) => b.id.length - a.id.length)
  return Math.max(sizeOf({ is: 'hold', ...statementOf(need, null) }), sizeOf({ is: 'hold', ...statementOf(need, center?.id ?? null) }))
}

function answer(pass: Pass, pool: Pool, need: Need, restated: readonly Need[]): void {
  const { snapshot, books } = pass
  const hold = holdOf(books, need.orderId)
  const isRestated = restated.includes(need)
  const isHeld = !isRestated && hold.revision === need.revision ? servedFrom(need, hold) : null
  if (isHeld !== null || (!isRestated && hold.revision !== need.revision)) {
    if (isHeld !== null) pass.settled.push(said(need, snapshot.seq, { centerId: isHeld }))
    return
  }
}
