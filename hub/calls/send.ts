import type { Instant } from '../../core/model/ids.ts'
import type { Connection } from '../../core/model/setup.ts'
import type { Call } from '../../core/model/work.ts'
import type { Listed, Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { failures } from '../lanes/backoff.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { earlier } from '../lanes/lanes.ts'
import { deliver } from './deliver.ts'
import type { CallEffects } from './effects.ts'
import { askLevels } from './levels.ts'
import { askTelling } from './ask.ts'
import { settle } from './settle.ts'
import { type CallTurn, callTurn, connectionOf, openFor } from './turn.ts'

const PAGE = 100
/** Roles that have something to say at a vendor. */
const TELLING: readonly Call['role'][] = ['tracking', 'inventory']
/** Calls of different orders under way at once: a vendor's answer takes longer than all that we do for it (measured: one at a time told 1 shipment a second). */
const AT_ONCE = 16

/**
 * Sends and follows the account's calls that are due, some at once and each on its own: one that fails is put off, and the next has its
 * turn (I12). The first goes alone, so that refused credentials are seen once; then at least one wave, and none after `deadline`.
 * Answers when the next is due. What a paused, observing or broken connection has to say stays queued.
 */
export async function sendDueCalls(hub: Hub, account: string, deadline: Instant, effects: CallEffects, hold: LaneHold | null = null): Promise<Instant | null> {
  if (await isStill(hub, account)) return null
  const turn = callTurn(hub, effects, hold)
  const failing = failures(hub, 2_000, 900_000)
  let after: string | null = null
  let next: Instant | null = null
  let worked = 0
  for (;;) {
    const page: Listed<Stored<'calls'>> = await hub.store.list('openCallsOfAccount', { account, open: 1 }, { limit: PAGE, after, until: hub.clock.now() + 1 })
    const due = page.items.filter((call) => {
      const waits = failing.until(call.id)
      next = earlier(next, waits)
      return waits === null
    })
    for (const wave of wavesOf(due, worked === 0)) {
      if (worked > 1 && hub.clock.now() >= deadline) return hub.clock.now()
      // A wave may have taken most of a minute: whoever paused or switched off meanwhile is heeded before the next one begins.
      turn.connections.clear()
      const ended = await Promise.all(wave.map(async (call) => tried(turn, call)))
      for (const [at, call] of wave.entries()) {
        const was = ended[at]
        if (was !== 'waits') worked += 1
        if (was === 'failed') next = earlier(next, failing.failed(call.id))
        else failing.went(call.id)
      }
      if (hold?.lost) return null
      if (turn.gatedUntil !== null) return turn.gatedUntil
    }
    if (page.next === null) break
    after = page.next
  }
  // Calls that ended may have let others of their subject go first in line.
  if (worked > 0 && turn.blocked) return hub.clock.now()
  const coming = await hub.store.list('openCallsOfAccount', { account, open: 1 }, { limit: 1, from: hub.clock.now() + 1 })
  return earlier(next, coming.items[0]?.dueAt ?? null)
}

/** Nothing may leave and nothing has ended: what months of observing queued is not walked at every webhook. What changes that wakes the lane. */
async function isStill(hub: Hub, account: string): Promise<boolean> {
  const { items } = await hub.store.list('connectionsOfAccount', { account }, { limit: 1_000 })
  return items.length > 0 && items.every((connection) => connection.state !== 'disconnected' && !TELLING.some((role) => maySend(connection, { role })))
}

/** In their order, never two of one order or subject in one wave: what one changes the other has to read (I13). */
function wavesOf(calls: readonly Stored<'calls'>[], isFirst: boolean): Stored<'calls'>[][] {
  const waves: { calls: Stored<'calls'>[]; subjects: Set<string> }[] = []
  for (const call of calls) {
    const subject = call.orderId ?? call.subject
    const last = waves.at(-1)
    const room = isFirst && waves.length === 1 ? 1 : AT_ONCE
    if (last && last.calls.length < room && !last.subjects.has(subject)) {
      last.calls.push(call)
      last.subjects.add(subject)
    } else waves.push({ calls: [call], subjects: new Set([subject]) })
  }
  return waves.map((wave) => wave.calls)
}

async function tried(turn: CallTurn, call: Stored<'calls'>): Promise<'worked' | 'waits' | 'failed'> {
  try {
    return (await work(turn, call)) ? 'worked' : 'waits'
  } catch (error) {
    turn.hub.log.error('call_not_worked', { call: call.id, merchantId: call.merchantId, error })
    return 'failed'
  }
}

/** False: it cannot go on now, and what lets it go on will wake the lane. */
async function work(turn: CallTurn, call: Stored<'calls'>): Promise<boolean> {
  const connection = await connectionOf(turn, call.connectionId)
  if (!connection || connection.state === 'disconnected') {
    await settle(turn.hub, turn.effects, call, { is: 'failed', code: 'disconnected', reason: 'the connection is gone' })
    return true
  }
  if (!maySend(connection, call)) return false
  if (call.state === 'queued' && (await isOvertaking(turn.hub, call))) {
    turn.blocked = true
    return false
  }
  const open = await openFor(turn, connection)
  if (call.capability === 'setLevels') await askLevels(turn, open, call)
  else if (call.state === 'queued') await deliver(turn, open, call)
  else await askTelling(turn, open, call)
  return true
}

/** Only what a person switched on, on a connection that works: all else waits, and nothing is lost. */
export function maySend(connection: Connection, call: Pick<Call, 'role'>): boolean {
  return connection.state === 'connected' && connection.mode === 'live' && connection.roles.includes(call.role) && !connection.pausedRoles.includes(call.role)
}

/** An earlier call of the same subject is still under way: effects on one shipment happen in order (I13), and a scan is told after the shipment. */
async function isOvertaking(hub: Hub, call: Stored<'calls'>): Promise<boolean> {
  const { items } = await hub.store.list('callsOfSubject', { merchantId: call.merchantId, subject: call.subject }, { limit: 100, until: call.createdAt })
  return items.some((other) => (other.capability === call.capability || call.capability === 'tellScan') && other.id !== call.id && other.finishedAt === null)
}
