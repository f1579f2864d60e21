import type { ScanNews, ShipmentNews } from '../../core/model/drafts.ts'
import type { Order } from '../../core/model/order.ts'
import type { Call } from '../../core/model/work.ts'
import { type Outcome, type Sink, VendorError } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { change } from '../change.ts'
import { renew } from '../lanes/lanes.ts'
import { resultOn, tellingOf, type TellingResult } from './effects.ts'
import type { OpenConnection } from './open.ts'
import { sealUpdates } from './payload.ts'
import { type News, settle, writeCall } from './settle.ts'
import { afterFault, type CallTurn, START_MS, within } from './turn.ts'

/**
 * Tells a store about a shipment, once: the order says that its telling begins, the call says `started`, and only then anything
 * leaves. A death anywhere leaves either nothing sent, or a call that is asked about before it is sent again (I17, I19).
 * `call` is queued, or was asked about and is absent at the vendor.
 */
export async function deliver(turn: CallTurn, open: OpenConnection, call: Stored<'calls'>): Promise<void> {
  const news = await begin(turn, call)
  const started = news && (await start(turn, call, news))
  if (!news || !started) return
  try {
    const sink = sinkOf(open, call)
    if (!sink) throw new VendorError('rejected', 'no', 'this connector does not tell that', { code: 'no_such_capability' })
    if (!(await isInTime(turn, started))) throw new VendorError('unavailable', 'no', 'it became too late to send', { code: 'too_late' })
    const [outcome] = await within(turn.hub, open, async (signal) => sink.send([news], signal))
    if (!outcome) throw new VendorError('malformed', 'maybe', 'the connector answered nothing', { code: 'connector_fault' })
    await settle(turn.hub, turn.effects, started, newsOf(outcome))
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    await afterFault(turn, open, started, error)
  }
}

/** The order as it stands, or null where it knew the end already (or is gone) and the call was settled by that. */
export async function orderWaiting({ hub, effects }: CallTurn, call: Stored<'calls'>): Promise<Stored<'orders'> | null> {
  const order = call.orderId === null ? null : await hub.store.get('orders', call.merchantId, call.orderId)
  if (!order || call.shipmentId === null) {
    await settle(hub, effects, call, { is: 'failed', code: 'order_missing', reason: 'the order of this call is not there' })
    return null
  }
  const known = endOn(order, call)
  if (!known) return order
  await writeCall(hub, call, known.state === 'accepted' ? { is: 'accepted', ref: known.ref, dueAt: hub.clock.now() } : fromOrder(known))
  return null
}

function endOn(order: Order, call: Stored<'calls'>): TellingResult | null {
  const known = resultOn(order, call)
  // Accepted on both: what is left is to have it confirmed.
  return known?.state === 'accepted' && call.state === 'accepted' ? null : known
}

function fromOrder({ state, code, reason, ref }: TellingResult): News {
  if (state === 'refused' || state === 'failed') return { is: state, code: code ?? state, reason }
  return state === 'not_applicable' ? { is: 'superseded', code: state, reason } : { is: 'done', ref }
}

type Said = ShipmentNews | ScanNews

/** Where a call says what it has to say. What it says was made for the same capability (`saidBy`). */
export function sinkOf({ can }: Pick<OpenConnection, 'can'>, { capability }: Pick<Call, 'capability'>): Sink<Said> | undefined {
  return (capability === 'tellScan' ? can.tellScan : can.tellShipment) as Sink<Said> | undefined
}

/** What is to be told, with the order told that it begins; null where there is nothing, and the call was settled so. */
async function begin({ hub, effects }: CallTurn, call: Stored<'calls'>): Promise<Said | null> {
  const telling = tellingOf(call)
  if (!telling || call.orderId === null) return null
  if (call.capability === 'tellScan') {
    const order = await hub.store.get('orders', call.merchantId, call.orderId)
    const scan = order && effects.scanOf(order, telling)
    if (!scan) await settle(hub, effects, call, { is: 'superseded', code: 'nothing_to_tell', reason: 'the store was not told of this shipment' })
    return scan
  }
  const begun = await change(hub, call.merchantId, call.orderId, (order) => effects.begun(order, telling, hub.clock.now()))
  const news = begun.is === 'changed' || begun.is === 'same' ? effects.newsOf(begun.order, telling) : null
  if (news) return call.startedAt === null ? news : lookedAt(news)
  const [code, reason] = begun.is === 'refused' ? [begun.code, begun.message] : ['nothing_to_tell', null]
  await settle(hub, effects, call, { is: 'superseded', code, reason })
  return null
}

/** What was begun once may have arrived, in part at least: nothing is guessed any more (I17). */
const lookedAt = (news: ShipmentNews): ShipmentNews => ({ ...news, lines: news.lines.map((line) => ({ ...line, parts: [] })) })

/** `started`, durable; null where another worker was first. */
async function start({ hub }: CallTurn, call: Stored<'calls'>, news: Said): Promise<Stored<'calls'> | null> {
  const sealed = await sealUpdates(hub, call.merchantId, [news])
  const started = { ...call, state: 'started' as const, sealed, startedAt: hub.clock.now(), attempts: call.attempts + 1, asks: 0, handle: null, code: null, reason: null }
  const written = await hub.store.replace('calls', started)
  return written.is === 'done' ? { ...started, version: written.version, writeId: written.writeId } : null
}

/** After a pause of any length others may be asking about this call by now: then it is not sent (I21). */
export async function isInTime({ hub, hold }: Pick<CallTurn, 'hub' | 'hold'>, call: Stored<'calls'>): Promise<boolean> {
  if (hold && hold.until <= hub.clock.now() + START_MS && !(await renew(hub, hold))) return false
  const since = hub.clock.now() - (call.startedAt ?? 0)
  return hold?.lost !== true && since >= 0 && since <= START_MS
}

/** An outcome in the words of a call. */
export function newsOf(outcome: Outcome): News {
  switch (outcome.is) {
    case 'done': return outcome.confirmAfter === undefined ? { is: 'done', ref: outcome.ref ?? null } : { is: 'accepted', ref: outcome.ref ?? null, dueAt: outcome.confirmAfter }
    case 'later': return { is: 'later', handle: outcome.handle, dueAt: outcome.notBefore }
    case 'refused': return { is: 'refused', code: outcome.code, reason: outcome.text, ...(outcome.ref !== undefined && { ref: outcome.ref }) }
  }
}
