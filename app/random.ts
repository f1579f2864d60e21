import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'
import type { Random } from '../core/ports/clock.ts'

/** The machine's own chance. Ids of `uuid` are strictly increasing within a process; those of node:crypto are not. */
export const machineRandom: Random = {
  next: () => Math.random(),
  bytes: size => new Uint8Array(randomBytes(size)),
  id: () => v7(),
}
