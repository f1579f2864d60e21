import type { JournalEntry, StockEvent } from '../model/stock.ts'

const EVENTS = 500
/** Of 256 kB, what `gained` and the entry's own fields need is left aside. */
const BYTES = 200_000
/** While orders wait for an answer, facts leave room for it in the same entry. */
const FACTS_BESIDE_WANTS = 250

/** What an entry can still take. One event always fits, however large. */
export interface Room { events: number; bytes: number; facts: number }

export function emptyRoom(hasWants: boolean): Room {
  return { events: EVENTS, bytes: BYTES, facts: hasWants ? FACTS_BESIDE_WANTS : EVENTS }
}

export const sizeOf = (part: StockEvent | JournalEntry['results'][number]): number => JSON.stringify(part).length

export function fits(room: Room, bytes: number, isFact: boolean): boolean {
  if (isFact && room.facts < 1) return false
  return room.events > 0 && (bytes <= room.bytes || room.events === EVENTS)
}

export function take(room: Room, bytes: number, isFact: boolean): void {
  room.events -= 1
  room.bytes -= bytes
  if (isFact) room.facts -= 1
}
