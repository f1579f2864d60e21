import type { Actor } from '../../core/model/actor.ts'
import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { Call, CallState } from '../../core/model/work.ts'
import type { Stored } from '../../core/ports/store.ts'
import { change } from '../change.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { type CallEffects, tellingOf, type TellingResult } from './effects.ts'

export type Operated = { is: 'done'; call: Stored<'calls'> } | { is: 'missing' } | { is: 'refused'; code: 'call_state'; state: CallState; message: string }

/** May be tried again by hand: those that gave up, and those that wait for their time. */
const RETRIABLE = new Set<CallState>(['failed', 'refused', 'queued'])
/** May be given up by hand: all that have no end, but one whose sending runs just now, and what was refused, which a reading may have told after all. */
const DROPPABLE = new Set<CallState>(['queued', 'unsure', 'later', 'accepted', 'refused'])

/**
 * A person has it tried again now. What may have arrived is asked about first. The order shows it before the call moves, so a death
 * between the two leaves a call that can be retried again. Wakes the account's lane.
 */
export async function retryCall(hub: Hub, scope: Scope, callId: string, effects: CallEffects): Promise<Operated> {
  return operate(hub, scope, callId, {
    effects, from: RETRIABLE, kind: 'call.retried',
    to: (call) => {
      const next = retried(call, hub.clock.now())
      return { call: next, push: call.state === 'queued' ? null : { state: next.state, code: null, reason: null, ref: call.ref } }
    },
  })
}

/** The call as it is tried again: what may have arrived is asked about first. */
export function retried(call: Stored<'calls'>, now: Instant): Stored<'calls'> & { state: 'queued' | 'unsure' } {
  return { ...call, state: call.startedAt === null ? 'queued' : 'unsure', dueAt: now, attempts: 0, asks: 0, code: null, reason: null, finishedAt: null }
}

/** A person gives it up: it is never sent again, and the order says so. */
export async function dropCall(hub: Hub, scope: Scope, callId: string, reason: string, effects: CallEffects): Promise<Operated> {
  return operate(hub, scope, callId, {
    effects, from: DROPPABLE, kind: 'call.dropped',
    to: (call) => ({
      call: { ...call, state: 'failed', code: 'dropped', reason, finishedAt: hub.clock.now() },
      push: { state: 'failed', code: 'dropped', reason, ref: call.ref },
    }),
  })
}

interface Operation { effects: CallEffects; from: ReadonlySet<CallState>; kind: string; to: (call: Stored<'calls'>) => { call: Call; push: TellingResult | null } }

async function operate(hub: Hub, { actor, merchantId }: Scope, callId: string, { effects, from, kind, to }: Operation): Promise<Operated> {
  for (;;) {
    const call = await hub.store.get('calls', merchantId, callId)
    if (!call) return { is: 'missing' }
    if (!from.has(call.state)) return { is: 'refused', code: 'call_state', state: call.state, message: `The call is ${call.state}.` }
    const wanted = to(call)
    const telling = tellingOf(call)
    const { push } = wanted
    if (push && telling && call.orderId !== null) await change(hub, merchantId, call.orderId, (order) => effects.settled(order, telling, push, hub.clock.now()))
    const written = await hub.store.replace('calls', wanted.call)
    if (written.is !== 'done') continue
    await note(hub, merchantId, actor, call, written.version, kind)
    await wake(hub, accountLane(call.account))
    return { is: 'done', call: { ...wanted.call, version: written.version, writeId: written.writeId } }
  }
}

async function note(hub: Hub, merchantId: MerchantId, actor: Actor, call: Call, version: number, kind: string): Promise<void> {
  await appendNotes(hub, merchantId, [{
    subject: call.orderId === null ? `call:${call.id}` : `order:${call.orderId}`, subjectVersion: version, kind: `${kind}:${call.id}`,
    at: hub.clock.now(), actor, changed: ['state'], detail: { call: call.id, capability: call.capability },
  }])
}
