import type { ActorClass } from '../model/actor.ts'
import type { Shipment } from '../model/order.ts'
import type { Status, SubStatus } from '../model/status.ts'

/** Every state that a shipment can be in (S1.4–S1.19), least advanced first. */
export const STATES = [
  'import_review', 'action_required',
  'processing', 'processing/pick_in_process', 'processing/picked', 'processing/labeled',
  'shipped/awaiting_scan', 'shipped/in_transit', 'shipped/out_for_delivery', 'shipped/delivery_exception', 'shipped/delivered',
  'cancelled', 'clean_sweep',
] as const
export type State = (typeof STATES)[number]

export interface Transition { readonly from: readonly State[]; readonly to: readonly State[]; readonly by: readonly ActorClass[] }

const WAITING: readonly State[] = ['import_review', 'action_required']
const UNSTARTED: readonly State[] = [...WAITING, 'processing']

/**
 * S1's transition table with who may make each (S1.24): the merchant cancels, sweeps, holds, releases and edits; the floor picks, packs
 * and labels; the carrier's feed moves what has shipped; the channel edits and cancels before pick (S5.10). Skipping forward is a missed
 * scan; there is no way back once picking began, but a short pick.
 */
export const TRANSITIONS: readonly Transition[] = [
  { from: UNSTARTED, to: ['import_review'], by: ['system', 'merchant', 'administrator', 'channel'] },
  { from: UNSTARTED, to: ['action_required'], by: ['system', 'merchant', 'administrator', 'channel'] },
  { from: WAITING, to: ['processing'], by: ['system'] },
  { from: UNSTARTED, to: ['cancelled'], by: ['merchant', 'administrator', 'channel'] },
  { from: UNSTARTED, to: ['clean_sweep'], by: ['merchant', 'administrator'] },
  { from: ['processing'], to: ['processing/pick_in_process', 'processing/picked', 'processing/labeled', 'shipped/awaiting_scan'], by: ['floor', 'administrator'] },
  { from: ['processing/pick_in_process'], to: ['processing/picked', 'processing/labeled', 'shipped/awaiting_scan', 'action_required'], by: ['floor', 'administrator'] },
  { from: ['processing/picked'], to: ['processing/labeled', 'shipped/awaiting_scan', 'action_required'], by: ['floor', 'administrator'] },
  { from: ['processing/labeled'], to: ['shipped/awaiting_scan'], by: ['floor', 'administrator', 'carrier'] },
  { from: ['processing/labeled', 'shipped/awaiting_scan'], to: ['shipped/in_transit', 'shipped/out_for_delivery', 'shipped/delivery_exception', 'shipped/delivered'], by: ['carrier'] },
  { from: ['shipped/in_transit'], to: ['shipped/out_for_delivery', 'shipped/delivery_exception', 'shipped/delivered'], by: ['carrier'] },
  { from: ['shipped/out_for_delivery'], to: ['shipped/delivery_exception', 'shipped/delivered'], by: ['carrier'] },
  // S1.16: not terminal; returned to sender stays here, told by the parcel's tracking.
  { from: ['shipped/delivery_exception'], to: ['shipped/out_for_delivery', 'shipped/delivered'], by: ['carrier'] },
]

export function stateOf(at: { status: Status; subStatus: SubStatus | null }): State {
  return (at.subStatus === null ? at.status : `${at.status}/${at.subStatus}`) as State
}

export function atState(state: State): { status: Status; subStatus: SubStatus | null } {
  const [status, subStatus] = state.split('/') as [Status, SubStatus | undefined]
  return { status, subStatus: subStatus ?? null }
}

export type Allowed = { is: 'allowed' } | { is: 'refused'; code: 'wrong_actor' | 'wrong_state'; message: string; detail: { state: State; to: State } }

/** Whether this class of actor may move a shipment so. A transition that nobody may make is `wrong_state`, one that others may is `wrong_actor`. */
export function mayMove(from: State, to: State, by: ActorClass | null): Allowed {
  const ways = TRANSITIONS.filter(way => way.from.includes(from) && way.to.includes(to))
  const detail = { state: from, to }
  if (ways.length === 0) return { is: 'refused', code: 'wrong_state', message: `The shipment is ${said(from)}: it cannot become ${said(to)}.`, detail }
  if (by === null || !ways.some(way => way.by.includes(by))) {
    return { is: 'refused', code: 'wrong_actor', message: `Only ${ways.flatMap(way => way.by).join(' or ')} may move a shipment from ${said(from)} to ${said(to)}.`, detail }
  }
  return { is: 'allowed' }
}

const said = (state: State): string => state.replaceAll('_', ' ').replace('/', ', ')

const BEGUN = new Set<State>(['processing/pick_in_process', 'processing/picked', 'processing/labeled'])

/** Picking began, so it goes on whatever is decided: from here a cancel is refused and an edit is recorded. */
export const hasBegun = (shipment: Shipment): boolean => shipment.status === 'shipped' || BEGUN.has(stateOf(shipment))
/** Cancelled or swept: nothing will come of it. */
export const hasEnded = (shipment: Shipment): boolean => shipment.status === 'cancelled' || shipment.status === 'clean_sweep'
export const isUnstarted = (shipment: Shipment): boolean => !hasBegun(shipment) && !hasEnded(shipment)
/** It waits for stock or for a decision. */
export const isWaiting = (shipment: Shipment): boolean => shipment.status === 'import_review' || shipment.status === 'action_required'
