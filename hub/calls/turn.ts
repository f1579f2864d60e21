import type { ConnectionId, Instant } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { fullJitter, retryAfter } from '../lanes/backoff.ts'
import { type LaneHold, LONGEST_GATE_MS } from '../lanes/lane.ts'
import { gate } from '../lanes/lanes.ts'
import type { CallEffects } from './effects.ts'
import { patienceWith, verdictOf } from './faults.ts'
import { type OpenConnection, openConnection } from './open.ts'
import { stopForAuth } from './reauth.ts'
import { settle } from './settle.ts'

/** From `started` to the first byte at most this; later it is not sent any more, because others may ask by then (I21). */
export const START_MS = 5_000
/** A whole `send` or `ask` ends by then, whatever it is made of. */
export const SEND_MS = 45_000
/** Sendings of one call that each time were absent later, after which a person has to look. */
export const SENDINGS = 20

/** What one turn of an account's calls has in hand. */
export interface CallTurn {
  readonly hub: Hub
  readonly effects: CallEffects
  readonly hold: LaneHold | null
  readonly connections: Map<ConnectionId, Promise<Stored<'connections'> | null>>
  readonly opened: Map<ConnectionId, Promise<OpenConnection>>
  /** The vendor said for all of the account: not before. */
  gatedUntil: Instant | null
  /** A call waits for an earlier one of its subject. */
  blocked: boolean
}

export function callTurn(hub: Hub, effects: CallEffects, hold: LaneHold | null): CallTurn {
  return { hub, effects, hold, connections: new Map(), opened: new Map(), gatedUntil: null, blocked: false }
}

export async function connectionOf(turn: CallTurn, id: ConnectionId): Promise<Stored<'connections'> | null> {
  const known = turn.connections.get(id) ?? turn.hub.store.get('connections', null, id)
  turn.connections.set(id, known)
  return known
}

export async function openFor(turn: CallTurn, connection: Stored<'connections'>): Promise<OpenConnection> {
  const known = turn.opened.get(connection.id) ?? openConnection(turn.hub, connection)
  turn.opened.set(connection.id, known)
  return known
}

/** How long after an unknown end the vendor may still be doing it: by the clock of whoever asks, from when it saw the call so. */
export function settleMs(open: Pick<OpenConnection, 'connector'>): number {
  return START_MS + SEND_MS + open.connector.settleMs
}

/** Runs a capability of the connector to its end or to `SEND_MS`; from then on nothing leaves through this connection. Throws VendorError only. */
export async function within<T>(hub: Hub, open: OpenConnection, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const late = Promise.withResolvers<never>()
  const cancel = hub.clock.after(SEND_MS, () => {
    const error = new VendorError('unavailable', 'maybe', `no end within ${SEND_MS / 1000} s`, { code: 'timeout' })
    open.end()
    late.reject(error)
    stop.abort(error)
  })
  try {
    return await Promise.race([run(stop.signal), late.promise])
  } catch (error) {
    throw vendorFault(error)
  } finally {
    cancel()
  }
}

/** What is no VendorError came out of our own code, perhaps after the vendor had acted. */
function vendorFault(error: unknown): VendorError {
  if (error instanceof VendorError) return error
  return new VendorError('malformed', 'maybe', error instanceof Error ? error.message : String(error), { code: 'connector_fault', cause: error })
}

/** A write failed. What it means depends on whether the vendor may have seen it; how long it is tried depends on the kind. */
export async function afterFault(turn: CallTurn, open: OpenConnection, call: Stored<'calls'>, error: VendorError): Promise<void> {
  const { hub, effects } = turn
  const now = hub.clock.now()
  const [code, reason] = [error.code, error.message]
  const wait = await heed(turn, open, error)
  hub.log.warn('call_failed', { call: call.id, connectionId: call.connectionId, kind: error.kind, sent: error.sent, code, attempts: call.attempts })
  switch (verdictOf(error)) {
    case 'refused':
      await settle(hub, effects, call, { is: 'refused', code, reason })
      return
    case 'unsure':
      await settle(hub, effects, call, { is: 'unsure', dueAt: now + settleMs(open), code, reason })
      return
    case 'reauth':
      await settle(hub, effects, call, { is: 'queued', dueAt: now, code: 'needs_reauth', reason, attempts: call.attempts - 1 })
      await stopConnection(turn, open, error, call)
      return
    case 'again': {
      const { tries, base, cap } = patienceWith(error.kind)
      if (call.attempts >= tries) await settle(hub, effects, call, { is: 'failed', code, reason })
      else await settle(hub, effects, call, { is: 'queued', dueAt: now + (wait ?? fullJitter(hub.random.next(), call.attempts - 1, base, cap)), code, reason })
    }
  }
}

/** A question failed: nothing is known that was not known before. */
export async function afterAskFault(turn: CallTurn, open: OpenConnection, call: Stored<'calls'>, error: VendorError): Promise<void> {
  const { hub } = turn
  const wait = await heed(turn, open, error)
  if (error.kind === 'auth') await stopConnection(turn, open, error, call)
  const { tries, base, cap } = patienceWith('unavailable')
  if (call.asks >= tries) {
    await settle(hub, turn.effects, call, { is: 'failed', code: 'could_not_ask', reason: error.message })
    return
  }
  const dueAt = hub.clock.now() + (wait ?? base + fullJitter(hub.random.next(), call.asks, base, cap))
  await hub.store.replace('calls', { ...call, dueAt, asks: call.asks + 1, reason: error.message })
}

async function stopConnection(turn: CallTurn, open: OpenConnection, error: VendorError, { role }: Stored<'calls'>): Promise<void> {
  await stopForAuth(turn.hub, open.connection, error, role)
  turn.connections.delete(open.connection.id)
  turn.opened.delete(open.connection.id)
}

/** A vendor's "not before" counts for the whole account, over restarts too. */
async function heed(turn: CallTurn, open: OpenConnection, error: VendorError): Promise<number | null> {
  // After its time-out nothing leaves through it any more: the next call opens its own.
  if (error.code === 'timeout') turn.opened.delete(open.connection.id)
  const wait = retryAfter(error.retryAfter, LONGEST_GATE_MS)
  if (wait === null || error.kind !== 'throttled') return wait
  turn.gatedUntil = turn.hub.clock.now() + wait
  if (turn.hold) await gate(turn.hub, turn.hold, turn.gatedUntil)
  return wait
}
