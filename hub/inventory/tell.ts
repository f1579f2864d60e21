import type { LevelUpdate } from '../../core/model/drafts.ts'
import type { Published } from '../../core/model/stock.ts'
import type { Call } from '../../core/model/work.ts'
import type { Stored } from '../../core/ports/store.ts'
import { sendNow } from '../calls/levels.ts'
import { openUpdates, sealUpdates } from '../calls/payload.ts'
import { maySend } from '../calls/send.ts'
import type { Hub } from '../hub.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { listAll } from '../stock/pages.ts'
import { levelKey } from './read-levels.ts'
import { afterOutcome, savePublished } from './published.ts'

/**
 * Sends what is due, zeros first, at most `batch` in a call that stands stored as `started` before. One outcome for each number: what
 * is refused keeps its reason and the others go on; what is unsure stays `sent`, is asked about, and then decided anew. Throws where
 * the vendor could not be reached, after putting the numbers back. The reading before takes its time: what a person paused or switched
 * off meanwhile is not sent.
 */
export async function tell(hub: Hub, connection: Stored<'connections'>, due: readonly Published[], batch: number, hold: LaneHold | null): Promise<void> {
  const line = due.toSorted((a, b) => Number(a.desired !== 0) - Number(b.desired !== 0) || (a.id < b.id ? -1 : 1))
  for (let at = 0; at < line.length; at += batch) {
    if (hold?.lost || !(await isStillOn(hub, connection))) return
    await tellPart(hub, connection, line.slice(at, at + batch), hold)
  }
}

async function isStillOn(hub: Hub, { id }: Stored<'connections'>): Promise<boolean> {
  const now = await hub.store.get('connections', null, id)
  return now !== null && now.stockConfirmedAt !== null && maySend(now, { role: 'inventory' })
}

async function tellPart(hub: Hub, connection: Stored<'connections'>, part: readonly Published[], hold: LaneHold | null): Promise<void> {
  const sent = await savePublished(hub, part.map(record => ({ ...record, sent: record.desired, state: 'sent', reason: null })))
  if (sent.length === 0) return
  const id = hub.random.id()
  const updates = sent.map((record, index): LevelUpdate => ({ key: `${id}:${index}`, item: record.item, location: record.location, quantity: record.sent ?? 0, changeFrom: record.vendorAvailable }))
  const call = await start(hub, connection, id, updates)
  const answer = await sendNow(hub, connection, call, updates, async (outcomes) => {
    const now = hub.clock.now()
    await savePublished(hub, sent.flatMap((record, index) => {
      const outcome = outcomes[index]
      return outcome ? [afterOutcome(record, outcome, now)] : []
    }))
  }, hold)
  if (answer.is !== 'not_sent') return
  const isRefused = answer.error.kind === 'rejected' || answer.error.kind === 'not-found'
  const reason = `${answer.error.code}: ${answer.error.message}`.slice(0, 300)
  await savePublished(hub, sent.map(record => ({ ...record, state: isRefused ? 'refused' : 'due', reason })))
  if (!isRefused) throw answer.error
}

async function start(hub: Hub, { merchantId, id: connectionId, account }: Stored<'connections'>, id: string, updates: readonly LevelUpdate[]): Promise<Stored<'calls'>> {
  const now = hub.clock.now()
  const call: Call = {
    id, merchantId, version: 0, connectionId, account, role: 'inventory', capability: 'setLevels', subject: connectionId, orderId: null, shipmentId: null,
    sealed: await sealUpdates(hub, merchantId, updates), state: 'started', createdAt: now, dueAt: now, startedAt: now, handle: null, attempts: 1, asks: 0,
    code: null, reason: null, ref: null, finishedAt: null,
  }
  const written = await hub.store.insert('calls', call)
  if (written.is !== 'done') throw new CallNotStarted(id)
  return { ...call, version: written.version, writeId: written.writeId }
}

/** Ids are drawn: two equal ones mean that something is badly wrong. */
export class CallNotStarted extends Error {
  constructor(id: string) {
    super(`the call ${id} could not be written`)
    this.name = 'CallNotStarted'
  }
}

/** Numbers that are on their way with an unknown end: until it is known, whatever the store shows may still change by it. */
export async function inFlight(hub: Hub, connection: Stored<'connections'>): Promise<Set<string>> {
  const calls = await listAll(hub.store, 'openCallsOfAccount', { account: connection.account, open: 1 })
  const found = new Set<string>()
  for (const call of calls.filter(call => call.capability === 'setLevels' && call.connectionId === connection.id)) {
    for (const update of (await openUpdates<LevelUpdate>(hub, call)) ?? []) found.add(levelKey(update))
  }
  return found
}
