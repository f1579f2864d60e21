import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'
import type { Random } from '../core/ports/clock.ts'

/** Asked for at a time: one call of the machine for 16 bytes costs as much as for these. */
const POOL = 4_096
/** More than this is asked for by itself. */
const LARGEST = 64

/** The machine's own chance, each byte given once. */
export const machineRandom: Random = {
  next: () => Math.random(),
  bytes: size => (size > LARGEST ? randomFillSync(new Uint8Array(size)) : pooled(size)),
  id: nextId,
}

const counted = { msecs: 0, count: 0 }
/** What the counter of an id has room for; it begins anywhere in the lower half (RFC 9562, 6.2). */
const COUNTS = 2 ** 32

/** Strictly increasing within the process: as `uuid` counts by itself, but that then asks the machine for chance at each id. */
function nextId(): string {
  const random = pooled(16)
  const now = Date.now()
  if (now > counted.msecs) Object.assign(counted, { msecs: now, count: new DataView(random.buffer).getUint32(6) >>> 1 })
  else if ((counted.count += 1) === COUNTS) Object.assign(counted, { msecs: counted.msecs + 1, count: 0 })
  return v7({ random, msecs: counted.msecs, seq: counted.count })
}

let pool = new Uint8Array(0)
let at = 0

/** A copy, and what was given is wiped: a key must not lie about in a second place. */
function pooled(size: number): Uint8Array {
  if (at + size > pool.length) {
    pool = randomFillSync(new Uint8Array(POOL))
    at = 0
  }
  const given = pool.slice(at, at + size)
  pool.fill(0, at, at += size)
  return given
}
