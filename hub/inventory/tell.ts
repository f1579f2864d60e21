import type { LevelUpdate } from '../../core/model/drafts.ts'
import type { Instant, Ref } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import type { Call } from '../../core/model/work.ts'
import type { LevelSink } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { sendNow } from '../calls/levels.ts'
import { sealUpdates } from '../calls/payload.ts'
import { maySend } from '../calls/send.ts'
import type { Hub } from '../hub.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { skusSince } from './changed.ts'
import { afterOutcome, savePublished } from './published.ts'
import { AT_ONCE } from './read-levels.ts'

/** Numbers decided this long ago are told only where nothing was written about their SKU since: the next pass has a newer one. */
const FRESH_MS = 5_000

/** What is to be sent: decided by the cut of entry `seq`, at `at`. `shown`: what the store showed of each item then, at every location of ours. */
export interface Due { numbers: readonly Published[]; seq: number; at: Instant; shown: ReadonlyMap<Ref, readonly { location: Ref; available: number }[]> }

/** Items of which something is to show zero come first, and the numbers of one item together: told apart, the first would make the others stale. */
export function zerosFirst(numbers: readonly Published[]): Published[] {
  const empty = new Set(numbers.filter(({ desired }) => desired === 0).map(({ item }) => item))
  return numbers.toSorted((a, b) => Number(!empty.has(a.item)) - Number(!empty.has(b.item)) || (a.id < b.id ? -1 : 1))
}

/**
 * Sends what is due in its order, at most a batch in a call that stands stored as `started` before, some calls at once, until `goesOn` says no
 * (at least once); answers what is left. One outcome for each number: what is refused keeps its reason and the others go on; what is
 * unsure stays `sent`, is asked about, and then decided anew. Throws where the vendor could not be reached, after putting the numbers
 * back. The reading before takes its time: what a person paused or switched off meanwhile is not sent, nor what was overtaken.
 */
export async function tell(hub: Hub, connection: Stored<'connections'>, due: Due, sink: LevelSink, hold: LaneHold | null, goesOn: () => boolean, taken: (left: Due) => void): Promise<void> {
  let left = due
  while (left.numbers.length > 0) {
    if (hold?.lost || !(await isStillOn(hub, connection))) return taken({ ...left, numbers: [] })
    left = await withoutOvertaken(hub, connection, left)
    const { wave, rest } = nextWave(left.numbers, sink)
    left = { ...left, numbers: rest }
    taken(left)
    const told = await Promise.allSettled(wave.map(async part => tellPart(hub, connection, part, left.shown, hold)))
    const failed = told.find(one => one.status === 'rejected')
    if (failed) throw failed.reason
    if (!goesOn()) return
  }
}

/** Some batches at once, or all together where the vendor is sooner done with that. What is to be stocked goes by batches. */
function nextWave(numbers: readonly Published[], { batch, inBulk }: LevelSink): { wave: readonly (readonly Published[])[]; rest: readonly Published[] } {
  const together = numbers.filter(({ vendorAvailable }) => vendorAvailable !== null)
  if (inBulk && together.length > batch && inBulk.isSooner(together.length)) {
    const part = new Set(together.slice(0, wholeItems(together, inBulk.most)))
    return { wave: [[...part]], rest: numbers.filter(record => !part.has(record)) }
  }
  const wave: (readonly Published[])[] = []
  let rest = numbers
  for (let at = 0; at < AT_ONCE && rest.length > 0; at += 1) {
    const size = wholeItems(rest, batch)
    wave.push(rest.slice(0, size))
    rest = rest.slice(size)
  }
  return { wave, rest }
}

/** How many of the first `most` numbers are whole items; all of them where one item has more. */
function wholeItems(numbers: readonly Published[], most: number): number {
  if (numbers.length <= most) return numbers.length
  let size = most
  while (size > 0 && numbers[size - 1]?.item === numbers[size]?.item) size -= 1
  return size > 0 ? size : most
}

async function isStillOn(hub: Hub, { id }: Stored<'connections'>): Promise<boolean> {
  const now = await hub.store.get('connections', null, id)
  return now !== null && now.stockConfirmedAt !== null && maySend(now, { role: 'inventory' })
}

async function withoutOvertaken(hub: Hub, { merchantId }: Stored<'connections'>, due: Due): Promise<Due> {
  if (hub.clock.now() - due.at <= FRESH_MS) return due
  const { skus, seq } = await skusSince(hub, merchantId, due.seq)
  return { ...due, seq, numbers: due.numbers.filter(({ sku }) => !skus.has(sku)) }
}

async function tellPart(hub: Hub, connection: Stored<'connections'>, part: readonly Published[], shown: Due['shown'], hold: LaneHold | null): Promise<void> {
  const sent = await savePublished(hub, part.map(record => ({ ...record, sent: record.desired, state: 'sent', reason: null })))
  if (sent.length === 0) return
  const id = hub.random.id()
  const updates = sent.map((record, index): LevelUpdate => ({
    key: `${id}:${index}`, item: record.item, location: record.location, quantity: record.sent ?? 0, changeFrom: record.vendorAvailable, ...(record.vendorAvailable === null && { stock: true as const }),
    ...besideOf(shown.get(record.item) ?? [], record.location),
  }))
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

function besideOf(shown: readonly { location: Ref; available: number }[], location: Ref): Pick<LevelUpdate, 'beside'> {
  const others = shown.filter(one => one.location !== location)
  return others.length > 0 ? { beside: others } : {}
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
