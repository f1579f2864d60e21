import { z } from 'zod'
import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Cursor, Instant } from '../../core/model/ids.ts'
import type { Host, Page, Source, Unreadable } from '../../core/ports/connector.ts'
import { instantOf, isoSeconds } from '../kit/times.ts'
import type { Client } from './client.ts'
import { DEEPEST, WORK_A_PAGE, WORK_PAGE } from './documents.ts'
import type { Taking } from './map.ts'
import { FRESH } from './position.ts'
import { readOrders } from './read-orders.ts'
import { stuck } from './rest.ts'

/** Search is an index that lags behind its data: each window looks back this far, as that of the orders does. */
const OVERLAP = 10 * 60_000
/** What fits a cursor; beyond it one is read twice, which is harmless. */
const REMEMBERED = 1_000

/** `seen`: the newest times that were followed, by the number of the fulfillment order. `deep`: how many of one list lie behind. */
const Position = z.object({ since: z.number(), after: z.string().nullable(), high: z.number(), deep: z.int().catch(0), seen: z.record(z.string(), z.number()) })
type Position = z.infer<typeof Position>

/**
 * Orders whose work moved to another location, was held or split, where that did not move the order's own time: a reading of orders
 * by their time does not see them, and what is committed at the other location would be nobody's. `orders` reads the orders
 * themselves; one that its own time shows is left to it.
 */
export function movedWorkOf(client: Client, host: Host, orders: Source<OrderDraft>, at: Taking): Source<OrderDraft> {
  return { batch: orders.batch, page: (cursor, from, signal) => page(client, host.now(), at, cursor, from, signal), get: (refs, signal) => orders.get(refs, signal) }
}

async function page(client: Client, now: Instant, taking: Taking, cursor: Cursor | null, from: Instant, signal: AbortSignal): Promise<Page<OrderDraft>> {
  // The first reading begins now: what stood before comes with the orders.
  const position = positionOf(cursor) ?? { since: now - OVERLAP, after: null, high: now - OVERLAP, deep: 0, seen: {} }
  const { data } = await client.read(WORK_PAGE, { first: WORK_A_PAGE, after: position.after, query: `updated_at:>='${isoSeconds(position.since)}'` }, signal)
  const { nodes, pageInfo } = data.fulfillmentOrders
  if (pageInfo.hasNextPage && (pageInfo.endCursor === null || pageInfo.endCursor === position.after)) throw stuck(WORK_PAGE.name)
  const work = nodes.map(({ id, updatedAt, order }) => ({ key: id.slice(id.lastIndexOf('/') + 1), at: instantOf(updatedAt) ?? 0, order: order.id, orderAt: instantOf(order.updatedAt) ?? 0 }))
  const moved = work.filter(({ key, at, orderAt }) => at > orderAt && (position.seen[key] ?? 0) < at)
  const read = [...await readOrders(client, taking, moved.map(({ order }) => order), signal)]
  const items = read.flatMap(([, { order }]) => (typeof order === 'string' ? [] : [order]))
  const unreadable = read.flatMap(([ref, { order }]): Unreadable[] => (typeof order === 'string' ? [{ ref, updatedAt: 0, reason: order }] : []))
  const high = work.reduce((most, { at }) => Math.max(most, at), position.high)
  const deep = position.deep + WORK_A_PAGE
  const isCut = pageInfo.hasNextPage && deep >= DEEPEST && high > position.since
  const isOn = pageInfo.hasNextPage && !isCut
  const since = isOn ? position.since : isCut ? high : high - OVERLAP
  // Times at the store are whole seconds: what is younger may change once more and bear the same, so it is followed again.
  const settled = moved.filter(({ at }) => now - at >= FRESH)
  const seen = newest({ ...position.seen, ...Object.fromEntries(settled.map(({ key, at }) => [key, at])) }, since)
  const next: Position = { since, after: isOn ? pageInfo.endCursor : null, high, deep: isOn ? deep : 0, seen }
  return { items: items.filter(({ purchasedAt }) => purchasedAt >= from), unreadable, next: JSON.stringify(next), more: pageInfo.hasNextPage }
}

function newest(seen: Position['seen'], since: Instant): Position['seen'] {
  return Object.fromEntries(Object.entries(seen).filter(([, at]) => at >= since).toSorted(([, a], [, b]) => b - a).slice(0, REMEMBERED))
}

function positionOf(cursor: Cursor | null): Position | undefined {
  try {
    return Position.safeParse(JSON.parse(cursor ?? 'null')).data
  } catch {
    return undefined
  }
}
