import type { Instant, Sku } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { earlier } from '../lanes/lanes.ts'
import { headOf } from '../stock/catch-up.ts'
import { listAll } from '../stock/pages.ts'
import { PUSH_AFTER_MS } from '../stock/wake-channels.ts'
import { readChannels } from './channel.ts'
import { ordersUpToNow } from './orders-up-to-now.ts'
import { type OrdersUpToNow, pushItems, type PushTurn } from './pass.ts'
import { type Progress, readProgress, writeProgress } from './progress.ts'
import { levelKey } from './read-levels.ts'
import { inFlight } from './tell.ts'

/** S2.18: every published level is read and compared this often, because what a store counts as sold moves without its stock. */
export const TICK_MS = 15 * 60_000
/** Items of one pass: what one reading, one cut and one decision are about. */
const ITEMS = 250
/** A pass gives up waiting for the holds after this. */
const SETTLE_MS = 5_000
/** Numbers that wait for an answer or for another try are looked at again after this. */
const AGAIN_MS = 15_000

/**
 * The account's step that tells stores their stock: everything every 15 minutes, in between what changed. Answers when it is due next.
 * `readOrders` is a seam for tests.
 */
export function stockPusher(readOrders: OrdersUpToNow) {
  return async function pushDueStock(hub: Hub, account: string, deadline: Instant, hold: LaneHold | null = null): Promise<Instant | null> {
    let next: Instant | null = null
    let fault: { error: unknown } | null = null
    for (const connection of await listAll(hub.store, 'connectionsOfAccount', { account })) {
      if (!isOn(connection) || hold?.lost) continue
      try {
        next = earlier(next, await pushConnection(hub, connection, deadline, hold, readOrders))
      } catch (error) {
        // One store's fault keeps no other of the account waiting.
        fault = { error }
      }
    }
    if (fault) throw fault.error
    return next
  }
}

/** Paused or observing it is worked out and shown, and nothing is sent; before the comparison was confirmed nothing is done at all (S2.18). */
const isOn = (connection: Stored<'connections'>): boolean => connection.roles.includes('inventory') && connection.state === 'connected' && connection.stockConfirmedAt !== null

async function pushConnection(hub: Hub, connection: Stored<'connections'>, deadline: Instant, hold: LaneHold | null, readOrders: OrdersUpToNow): Promise<Instant> {
  const now = hub.clock.now()
  const { progress, record } = await readProgress(hub, connection)
  const isFull = progress.full !== null || progress.fullPassAt === null || now >= progress.fullPassAt + TICK_MS
  const changed = isFull ? { skus: [], seq: 0 } : await changes(hub, connection, progress)
  const nextTick = (progress.fullPassAt ?? now) + TICK_MS
  if (!isFull && changed.skus.length === 0) return Math.min(nextTick, await pendingAt(hub, connection, now))
  if (!isFull && now < progress.at + PUSH_AFTER_MS) return progress.at + PUSH_AFTER_MS
  const turn: PushTurn = { hub, channels: await readChannels(hub, connection), hold, ordersUpToNow: readOrders, settleBy: now + SETTLE_MS }
  const after = isFull ? await fullPass(turn, progress, deadline) : await changedPass(turn, progress, changed)
  if (!after) return hub.clock.now() + PUSH_AFTER_MS
  await writeProgress(hub, connection, after, record)
  if (after.full !== null) return hub.clock.now()
  return Math.min((after.fullPassAt ?? now) + TICK_MS, await pendingAt(hub, connection, now))
}

/** Page by page until the time is over; the next turn goes on where this one stopped. Null: not even one page could be done. */
async function fullPass(turn: PushTurn, progress: Progress, deadline: Instant): Promise<Progress | null> {
  const { hub, channels: { connection } } = turn
  const { merchantId, id: connectionId } = connection
  const from = progress.full === null || progress.fullFrom === null ? hub.clock.now() : progress.fullFrom
  const seq = progress.full === null ? (await headOf(hub, merchantId)).seq : progress.fullSeq
  let after = progress.full
  for (let pages = 0; ; pages += 1) {
    const page = await hub.store.list('itemsOfConnection', { merchantId, connectionId }, { limit: ITEMS, after })
    if (!(await pushItems({ ...turn, settleBy: hub.clock.now() + SETTLE_MS }, page.items, null))) return pages === 0 ? null : { ...progress, full: after, fullSeq: seq, fullFrom: from, at: hub.clock.now() }
    after = page.next
    if (after === null) return { seq, full: null, fullSeq: 0, fullFrom: null, at: hub.clock.now(), fullPassAt: from }
    if (hub.clock.now() >= deadline || turn.hold?.lost) return { ...progress, full: after, fullSeq: seq, fullFrom: from, at: hub.clock.now() }
  }
}

async function changedPass(turn: PushTurn, progress: Progress, changed: { skus: readonly Sku[]; seq: number }): Promise<Progress | null> {
  const { hub, channels: { connection } } = turn
  const { merchantId, id: connectionId } = connection
  const published = new Map<string, number>()
  for (const { location } of await listAll(hub.store, 'publishedOfConnection', { merchantId, connectionId })) published.set(location, (published.get(location) ?? 0) + 1)
  for (let at = 0; at < changed.skus.length; at += ITEMS) {
    const items: Stored<'items'>[] = []
    for (const sku of changed.skus.slice(at, at + ITEMS)) {
      const found = await hub.store.list('itemsOfSku', { merchantId, connectionId, sku }, { limit: 2 })
      if (found.items.length === 1) items.push(...found.items)
    }
    if (!(await pushItems({ ...turn, settleBy: hub.clock.now() + SETTLE_MS }, items, published))) return null
  }
  return { ...progress, seq: changed.seq, at: hub.clock.now() }
}

/** SKUs of entries that are not told yet, and of numbers that are to be decided anew. */
async function changes(hub: Hub, connection: Stored<'connections'>, progress: Progress): Promise<{ skus: Sku[]; seq: number }> {
  const { merchantId } = connection
  const skus = new Set<Sku>((await pending(hub, connection)).map(record => record.sku))
  const head = await headOf(hub, merchantId)
  if (head.seq <= progress.seq) return { skus: [...skus], seq: progress.seq }
  for (const entry of await listAll(hub.store, 'journalBySeq', { merchantId }, { from: progress.seq + 1, until: head.seq + 1 })) {
    for (const sku of entry.gained) skus.add(sku)
    for (const event of entry.events) {
      const lines = event.is === 'hold' ? [...event.lines, ...event.open, ...event.known] : event.is === 'shipped' ? event.lines : [event]
      for (const { sku } of lines) skus.add(sku)
    }
  }
  return { skus: [...skus], seq: head.seq }
}

/** To be sent, or sent with an end that is not coming any more. */
async function pending(hub: Hub, connection: Stored<'connections'>): Promise<Published[]> {
  const { merchantId, id: connectionId } = connection
  const sent = await listAll(hub.store, 'publishedByState', { merchantId, connectionId, state: 'sent' })
  const due = connection.mode === 'live' && !connection.pausedRoles.includes('inventory') ? await listAll(hub.store, 'publishedByState', { merchantId, connectionId, state: 'due' }) : []
  if (sent.length === 0) return due
  const flying = await inFlight(hub, connection)
  return [...due, ...sent.filter(record => !flying.has(levelKey(record)))]
}

/** When numbers that wait are looked at again; never, where there are none. */
async function pendingAt(hub: Hub, { merchantId, id: connectionId, mode, pausedRoles }: Stored<'connections'>, now: Instant): Promise<Instant> {
  const sent = await hub.store.count('publishedByState', { merchantId, connectionId, state: 'sent' })
  const due = mode === 'live' && !pausedRoles.includes('inventory') ? await hub.store.count('publishedByState', { merchantId, connectionId, state: 'due' }) : { value: 0 }
  return sent.value + due.value > 0 ? now + (due.value > 0 ? PUSH_AFTER_MS : AGAIN_MS) : Number.POSITIVE_INFINITY
}

export const pushDueStock = stockPusher(ordersUpToNow)
