import type { Instant } from '../../core/model/ids.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { earlier } from '../lanes/lanes.ts'
import { listAll } from '../stock/pages.ts'
import { PUSH_AFTER_MS } from '../stock/wake-channels.ts'
import { beginPart, TICK_MS } from './begin.ts'
import { readChannels } from './channel.ts'
import { ordersUpToNow } from './orders-up-to-now.ts'
import { advance, type OrdersUpToNow, type Part } from './pass.ts'
import { readProgress, writeProgress } from './progress.ts'

/** Numbers that wait for an answer are looked at again after this. */
const AGAIN_MS = 15_000
/** Levels read longer ago than this are read anew before anything is decided by them. */
const LEVELS_KEPT_MS = 120_000

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

const going = new WeakMap<Hub, Map<string, Part>>()

/** Parts go on one after the other until the time is over. */
async function pushConnection(hub: Hub, connection: Stored<'connections'>, deadline: Instant, hold: LaneHold | null, readOrders: OrdersUpToNow): Promise<Instant> {
  const parts = going.get(hub) ?? new Map<string, Part>()
  going.set(hub, parts)
  for (;;) {
    const { progress, record } = await readProgress(hub, connection)
    const part = goingOn(hub, parts.get(connection.id), record?.version ?? null) ?? await beginPart(hub, connection, progress, record?.version ?? null)
    if (typeof part === 'number') return Math.min(part, await pendingAt(hub, connection))
    parts.set(connection.id, part)
    const went = await advance({ hub, channels: await readChannels(hub, connection), hold, ordersUpToNow: readOrders, deadline }, part.pass)
    if (went === 'waits') return hub.clock.now() + PUSH_AFTER_MS
    if (went === 'more') return hub.clock.now()
    parts.delete(connection.id)
    const after = part.ends(hub.clock.now(), part.pass)
    await writeProgress(hub, connection, after, record)
    if (after.full === null) return Math.min((after.fullPassAt ?? hub.clock.now()) + TICK_MS, await pendingAt(hub, connection))
    if (hub.clock.now() >= deadline || hold?.lost) return hub.clock.now()
  }
}

function goingOn(hub: Hub, part: Part | undefined, version: number | null): Part | null {
  const isOld = part?.pass.due === null && hub.clock.now() >= part.pass.begunAt + LEVELS_KEPT_MS
  return part && part.version === version && !isOld ? part : null
}

/** When numbers that wait are looked at again; never, where there are none. */
async function pendingAt(hub: Hub, { merchantId, id: connectionId, mode, pausedRoles }: Stored<'connections'>): Promise<Instant> {
  const sent = await hub.store.count('publishedByState', { merchantId, connectionId, state: 'sent' })
  const due = mode === 'live' && !pausedRoles.includes('inventory') ? await hub.store.count('publishedByState', { merchantId, connectionId, state: 'due' }) : { value: 0 }
  return sent.value + due.value > 0 ? hub.clock.now() + (due.value > 0 ? PUSH_AFTER_MS : AGAIN_MS) : Number.POSITIVE_INFINITY
}

export const pushDueStock = stockPusher(ordersUpToNow)
