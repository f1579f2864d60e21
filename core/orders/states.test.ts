import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActorClass } from '../model/actor.ts'
import type { Shipment } from '../model/order.ts'
import { derive } from './derive.ts'
import { atState, mayMove, type State, STATES, stateOf, TRANSITIONS } from './states.ts'

const CLASSES: readonly ActorClass[] = ['system', 'merchant', 'floor', 'carrier', 'channel', 'administrator']
const state = fc.constantFrom(...STATES)
const actor = fc.constantFrom(...CLASSES)
const at = (one: State): Shipment => ({ ...atState(one) }) as Shipment

describe('transitions of a shipment', () => {
  it('S1.4–S1.19: every state of the table is one of ours, and each is reached from Import Review', () => {
    const reached = new Set<State>(['import_review'])
    for (const _ of STATES) for (const way of TRANSITIONS) if (way.from.some(from => reached.has(from))) way.to.forEach(to => reached.add(to))
    expect([...reached].toSorted()).toEqual([...STATES].toSorted())
  })

  it('S1.15 S1.17: nothing leaves Cancelled or Clean Sweep', () => {
    fc.assert(fc.property(fc.constantFrom<State>('cancelled', 'clean_sweep'), state, actor, (from, to, by) => { expect(mayMove(from, to, by).is).toBe('refused') }))
  })

  it('S0.16 S1.24: once picking began there is no way back, but the floor’s short pick', () => {
    const begun = STATES.filter(one => one.startsWith('processing/') || one.startsWith('shipped/'))
    fc.assert(fc.property(fc.constantFrom(...begun), state, actor, (from, to, by) => {
      if (mayMove(from, to, by).is === 'refused') return
      const isShortPick = to === 'action_required' && (by === 'floor' || by === 'administrator')
      const isAnotherTry = from === 'shipped/delivery_exception' && to === 'shipped/out_for_delivery'
      expect(isShortPick || isAnotherTry || STATES.indexOf(to) > STATES.indexOf(from)).toBe(true)
    }))
  })

  it('S1.5–S1.12: a missed scan is skipped forward, by any road of allowed steps', () => {
    const road = STATES.filter(one => one.startsWith('processing') || one.startsWith('shipped')).filter(one => one !== 'shipped/delivery_exception')
    fc.assert(fc.property(fc.subarray(road, { minLength: 2 }), (taken) => {
      const steps = taken.slice(1).map((to, n) => [taken[n] as State, to] as const)
      // A carrier cannot know a parcel that has no label yet.
      const isUnseen = (from: State, to: State): boolean => !from.startsWith('shipped') && from !== 'processing/labeled' && to.startsWith('shipped') && to !== 'shipped/awaiting_scan'
      for (const [from, to] of steps) expect(isUnseen(from, to) || CLASSES.some(by => mayMove(from, to, by).is === 'allowed')).toBe(true)
    }))
  })

  it.each<[State, State, ActorClass, string]>([
    ['processing', 'cancelled', 'floor', 'wrong_actor'], ['import_review', 'processing', 'merchant', 'wrong_actor'],
    ['processing', 'processing/picked', 'merchant', 'wrong_actor'], ['shipped/awaiting_scan', 'shipped/delivered', 'floor', 'wrong_actor'],
    ['processing/picked', 'cancelled', 'merchant', 'wrong_state'], ['cancelled', 'import_review', 'administrator', 'wrong_state'],
    ['shipped/delivered', 'shipped/in_transit', 'carrier', 'wrong_state'], ['processing/picked', 'action_required', 'merchant', 'wrong_actor'],
  ])('S1.24: %s → %s by %s is %s', (from, to, by, code) => {
    expect(mayMove(from, to, by)).toMatchObject({ is: 'refused', code, detail: { state: from } })
  })

  it('S1.24: who only reads moves nothing', () => {
    fc.assert(fc.property(state, state, (from, to) => { expect(mayMove(from, to, null).is).toBe('refused') }))
  })
})

describe('the order’s status', () => {
  it('is that of its only shipment', () => {
    fc.assert(fc.property(state, (one) => { expect(stateOf(derive([at(one)]))).toBe(one) }))
  })

  it.each<[State[], State]>([
    [['shipped/delivered', 'action_required'], 'action_required'], [['processing', 'import_review'], 'import_review'],
    [['processing/labeled', 'processing/picked'], 'processing/picked'], [['shipped/delivered', 'processing/labeled'], 'processing/labeled'],
    [['shipped/delivered', 'shipped/in_transit'], 'shipped/in_transit'], [['cancelled', 'shipped/delivered'], 'shipped/delivered'],
    [['cancelled', 'cancelled'], 'cancelled'], [['clean_sweep', 'clean_sweep'], 'clean_sweep'], [['clean_sweep', 'cancelled'], 'cancelled'],
  ])('S1.22: of %j is %s', (shipments, expected) => {
    expect(stateOf(derive(shipments.map(at)))).toBe(expected)
  })

  it('does not depend on the order of its shipments', () => {
    fc.assert(fc.property(fc.array(state, { minLength: 1 }), (all) => { expect(derive(all.map(at))).toEqual(derive(all.toReversed().map(at))) }))
  })
})
