import type { Shipment } from '../model/order.ts'
import type { HoldKind, Reason, Status, SubStatus } from '../model/status.ts'
import { atState, type State, STATES, stateOf } from './states.ts'

type Shown = 'first_found' | 'least_advanced' | 'if_all'

/** The order's status by its shipments': the first row that has a shipment wins (ARCHITECTURE 5). */
export const DERIVATION: readonly { readonly status: Status; readonly how: Shown }[] = [
  { status: 'action_required', how: 'first_found' },
  { status: 'import_review', how: 'first_found' },
  { status: 'processing', how: 'least_advanced' },
  { status: 'shipped', how: 'least_advanced' },
  // Ended shipments count only when there is no other; a mixture of both is an order that was cancelled.
  { status: 'cancelled', how: 'if_all' },
  { status: 'clean_sweep', how: 'if_all' },
]

export function derive(shipments: readonly Shipment[]): { status: Status; subStatus: SubStatus | null } {
  for (const { status } of DERIVATION) {
    const there = shipments.filter(shipment => shipment.status === status).map(stateOf)
    if (there.length > 0) return atState(there.reduce(lessAdvanced))
  }
  return { status: 'import_review', subStatus: null }
}

const lessAdvanced = (one: State, other: State): State => (STATES.indexOf(other) < STATES.indexOf(one) ? other : one)

const OF_STOCK = new Set<Reason['code']>(['out_of_stock', 'partially_committed'])

/** Exception where only stock is lacking, which the system tries again by itself; On-Hold where someone has to decide (S1.14a, S2.37). */
export function holdKindOf(status: Status, reasons: readonly Reason[]): HoldKind | null {
  if (status !== 'action_required') return null
  return reasons.length > 0 && reasons.every(isOfStock) ? 'exception' : 'on_hold'
}

export const isOfStock = (reason: Reason): boolean => OF_STOCK.has(reason.code)
