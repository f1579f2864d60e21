import type { LevelUpdate } from '../../core/model/drafts.ts'
import { type Asked, type Outcome, VendorError } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { recordAsked } from '../inventory/published.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { isInTime } from './deliver.ts'
import { verdictOf } from './faults.ts'
import { openConnection, type OpenConnection } from './open.ts'
import { openUpdates } from './payload.ts'
import { stopForAuth } from './reauth.ts'
import { type News, writeCall } from './settle.ts'
import { afterAskFault, type CallTurn, settleMs, within } from './turn.ts'

/** `outcomes` in the order of the updates. `unsure`: it is asked about later and never sent again. `not_sent`: surely nothing happened. */
export type LevelsSent = { is: 'answered'; outcomes: readonly Outcome[] } | { is: 'unsure'; error: VendorError } | { is: 'not_sent'; error: VendorError }

/**
 * Sends level updates of a call that stands stored as `started`, once, and settles the call. `record` puts the outcomes on what they
 * are about, before the call is settled. Nothing is repeated: the next push reads and decides anew. After `throttled` the caller
 * should throw the error on, so that the account's lane heeds it.
 */
export async function sendNow(
  hub: Hub, connection: Stored<'connections'>, call: Stored<'calls'>, updates: readonly LevelUpdate[],
  record: (outcomes: readonly Outcome[]) => Promise<void> = async () => {}, hold: LaneHold | null = null,
): Promise<LevelsSent> {
  const open = await openConnection(hub, connection)
  let outcomes: readonly Outcome[]
  try {
    outcomes = await sent(hub, open, call, updates, hold)
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return afterLevelsFault(hub, open, call, error)
  }
  await record(outcomes)
  await writeCall(hub, call, ofAll(outcomes))
  return { is: 'answered', outcomes }
}

async function sent(hub: Hub, open: OpenConnection, call: Stored<'calls'>, updates: readonly LevelUpdate[], hold: LaneHold | null): Promise<readonly Outcome[]> {
  const sink = open.can.setLevels
  if (!sink) throw new VendorError('rejected', 'no', 'this connector sets no levels', { code: 'no_such_capability' })
  if (updates.length > Math.max(sink.batch, sink.inBulk?.most ?? 0)) throw new VendorError('rejected', 'no', `at most ${sink.batch} levels at once`, { code: 'batch_too_large' })
  if (!(await isInTime({ hub, hold }, call))) throw new VendorError('unavailable', 'no', 'it became too late to send', { code: 'too_late' })
  const outcomes = await within(hub, open, async (signal) => sink.send(updates, signal))
  if (outcomes.length !== updates.length) throw new VendorError('malformed', 'maybe', 'not one outcome per update', { code: 'connector_fault' })
  return outcomes
}

async function afterLevelsFault(hub: Hub, open: OpenConnection, call: Stored<'calls'>, error: VendorError): Promise<LevelsSent> {
  const verdict = verdictOf(error)
  const [code, reason] = [error.code, error.message]
  hub.log.warn('call_failed', { call: call.id, connectionId: call.connectionId, kind: error.kind, sent: error.sent, code })
  if (verdict === 'unsure') {
    await writeCall(hub, call, { is: 'unsure', dueAt: hub.clock.now() + settleMs(open), code, reason })
    return { is: 'unsure', error }
  }
  await writeCall(hub, call, { is: verdict === 'refused' ? 'refused' : 'superseded', code, reason })
  if (verdict === 'reauth') await stopForAuth(hub, open.connection, error, call.role)
  return { is: 'not_sent', error }
}

/** What became of levels whose sender died or never heard: settled by what the vendor shows, never sent again. */
export async function askLevels(turn: CallTurn, open: OpenConnection, call: Stored<'calls'>): Promise<void> {
  const { hub } = turn
  if (call.state === 'queued') {
    await writeCall(hub, call, { is: 'superseded', code: 'decided_anew', reason: null })
    return
  }
  if (call.state === 'started') {
    await writeCall(hub, call, { is: 'unsure', dueAt: hub.clock.now() + settleMs(open), code: 'no_result', reason: 'sending was begun, and its end is not known' })
    return
  }
  const updates = await openUpdates<LevelUpdate>(hub, call)
  const sink = open.can.setLevels
  if (!updates || !sink) {
    await writeCall(hub, call, { is: 'superseded', code: 'decided_anew', reason: null })
    return
  }
  try {
    const asked = await within(hub, open, async (signal) => sink.ask(updates, call.handle, signal))
    // What a handle was followed for is the vendor's own word on each number; it stands there before the call ends.
    if (call.handle !== null) await recordAsked(hub, call, updates, asked)
    await writeCall(hub, call, ofAll(asked))
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    await afterAskFault(turn, open, call, error)
  }
}

/** One call has many updates; what matters of each stands with its number. Anything unclear ends it too: the next push decides anew. */
function ofAll(asked: readonly Asked[]): News {
  const waiting = asked.find((one) => one.is === 'later')
  if (waiting) return { is: 'later', handle: waiting.handle, dueAt: waiting.notBefore }
  const confirmAfter = asked.flatMap((one) => (one.is === 'done' && one.confirmAfter !== undefined ? [one.confirmAfter] : []))
  if (confirmAfter.length > 0) return { is: 'accepted', ref: null, dueAt: Math.max(...confirmAfter) }
  const refused = asked.filter((one) => one.is === 'refused')
  const unclear = asked.some((one) => one.is === 'absent' || one.is === 'unknown')
  const [first] = refused
  if (first && refused.length === asked.length) return { is: 'refused', code: first.code, reason: first.text }
  return unclear ? { is: 'superseded', code: 'not_all_arrived', reason: null } : { is: 'done', ref: null }
}
