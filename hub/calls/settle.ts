import type { Instant, Ref } from '../../core/model/ids.ts'
import type { PushState } from '../../core/model/status.ts'
import type { Call, CallState } from '../../core/model/work.ts'
import type { Stored } from '../../core/ports/store.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { type CallEffects, tellingOf } from './effects.ts'

/** What became of a call, or what it waits for. `dueAt`: when it is looked at again. */
export type News =
  | { is: 'done'; ref: Ref | null }
  | { is: 'accepted'; ref: Ref | null; dueAt: Instant }
  | { is: 'later'; handle: string; dueAt: Instant }
  | { is: 'refused' | 'failed' | 'superseded'; code: string; reason: string | null; ref?: Ref }
  | { is: 'queued' | 'unsure'; dueAt: Instant; code: string | null; reason: string | null; attempts?: number; asks?: number }

const PUSH: Readonly<Record<News['is'], PushState>> = {
  done: 'confirmed', accepted: 'accepted', later: 'sent', refused: 'refused', failed: 'failed', superseded: 'not_applicable', queued: 'queued', unsure: 'unsure',
}
/** What the vendor or we have decided: it goes on the order before the call is settled, so a death between the two loses nothing. */
const DECIDED = new Set<News['is']>(['done', 'accepted', 'refused', 'failed', 'superseded'])
const ENDED = new Set<News['is']>(['done', 'refused', 'failed', 'superseded'])

/**
 * Writes what became of a call: on the order and on the call. Repeatable. False: the call has moved on without us (another worker
 * has it), and what we wanted to say of it, if it was not a decision, does not count any more.
 */
export async function settle(hub: Hub, effects: CallEffects, call: Stored<'calls'>, news: News): Promise<boolean> {
  if (DECIDED.has(news.is)) {
    await tellOrder(hub, effects, call, news)
    return writeCall(hub, call, news)
  }
  const written = await writeCall(hub, call, news)
  if (written) await tellOrder(hub, effects, call, news)
  return written
}

/** The order alone. Repeatable. */
export async function tellOrder(hub: Hub, effects: CallEffects, call: Stored<'calls'>, news: News): Promise<void> {
  const telling = tellingOf(call)
  if (!telling || call.orderId === null) return
  const result = { state: PUSH[news.is], code: 'code' in news ? news.code : null, reason: 'reason' in news ? (news.reason ?? news.code) : null, ref: 'ref' in news ? (news.ref ?? null) : null }
  const told = await change(hub, call.merchantId, call.orderId, (order) => effects.settled(order, telling, result, hub.clock.now()))
  // The order moved on to where this does not matter; the call still ends.
  if (told.is === 'refused') hub.log.info('telling_not_on_order', { orderId: call.orderId, call: call.id, code: told.code })
}

/** The call alone, where its order knows already or there is none. The same attempt's result counts, also where another worker only marked it unsure meanwhile; a later attempt's does not. */
export async function writeCall(hub: Hub, call: Stored<'calls'>, news: News): Promise<boolean> {
  let current: Stored<'calls'> | null = call
  for (let tries = 0; current && tries < 10; tries += 1) {
    const written = await hub.store.replace('calls', applied(current, news, hub.clock.now()))
    if (written.is === 'done') return true
    if (!DECIDED.has(news.is)) return false
    current = await hub.store.get('calls', call.merchantId, call.id)
    const isSameAttempt = current !== null && current.attempts === call.attempts && current.finishedAt === null
    if (!isSameAttempt) return false
  }
  return false
}

function applied(call: Call, news: News, now: Instant): Call {
  return {
    ...call,
    state: news.is satisfies CallState,
    dueAt: 'dueAt' in news ? news.dueAt : call.dueAt,
    handle: news.is === 'later' ? news.handle : news.is === 'queued' || news.is === 'unsure' ? call.handle : null,
    attempts: 'attempts' in news && news.attempts !== undefined ? news.attempts : call.attempts,
    asks: 'asks' in news && news.asks !== undefined ? news.asks : news.is === 'unsure' ? call.asks : 0,
    code: 'code' in news ? news.code : null,
    reason: 'reason' in news ? news.reason : null,
    ref: 'ref' in news && news.ref !== null ? news.ref : call.ref,
    finishedAt: ENDED.has(news.is) ? now : null,
  }
}
