import type { Actor } from '../model/actor.ts'
import type { ConnectionId, Instant } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import type { Person } from '../model/person.ts'

/** Who decides and when; passed in, because core has no clock. `commandKey`: a repeat under it is answered as the first. */
export interface Context { now: Instant; actor: Actor; commandKey: string | null }

/** Where the tracking of an order is told, as the connection is set now; null: nobody to tell. `scans`: the scan in hand is told too. */
export interface TellingRoad { connectionId: ConnectionId; channel: string; when: 'labeled' | 'handed_over'; scans?: boolean }

/** What was decided about one order. `person` present: the sealed part is written anew (null erases it). `code` says what happened, stable. */
export type Decision =
  | { is: 'changed'; order: Order; code: string; person?: Person | null }
  | { is: 'same'; code: string }
  | { is: 'refused'; code: string; message: string; detail?: Record<string, unknown> }
