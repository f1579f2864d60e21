import type { ConnectionId, Instant, OrderId } from '../../core/model/ids.ts'
import { type Status, STATUSES } from '../../core/model/status.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import type { FeedEntry } from '../../core/model/work.ts'
import type { Hub, Scope } from '../hub.ts'
import { listed, type ListedOrder, optionNames, shown, type ShownOrder } from './view.ts'

export interface OrderFilter { status?: Status | undefined; connectionId?: ConnectionId | undefined; q?: string | undefined; updatedSince?: Instant | undefined }

export async function getOrder(hub: Hub, scope: Scope, id: OrderId): Promise<ShownOrder | null> {
  const order = await hub.store.get('orders', scope.merchantId, id)
  return order && shown(hub, order)
}

/** Newest first; with `updatedSince`, the oldest change first. One filter is read by its index, the others thin the page out. */
export async function listOrders(hub: Hub, scope: Scope, filter: OrderFilter, page: PageOf): Promise<Listed<ListedOrder>> {
  const found = await read(hub, scope, filter, page)
  const fitting = found.items.filter(order => fits(order, filter))
  const names = await optionNames(hub, fitting)
  return { items: fitting.map(order => listed(order, names)), next: found.next }
}

async function read(hub: Hub, { merchantId }: Scope, filter: OrderFilter, page: PageOf): Promise<Listed<Stored<'orders'>>> {
  const { store } = hub
  const words = wordsOf(filter.q ?? '')
  if (words.length > 0) return store.search('orders', merchantId, words, page)
  if (filter.updatedSince !== undefined) return store.list('ordersUpdated', { merchantId }, { ...page, from: filter.updatedSince })
  if (filter.connectionId !== undefined) return store.list('ordersByConnection', { merchantId, connectionId: filter.connectionId }, page)
  if (filter.status !== undefined) return store.list('ordersByStatus', { merchantId, status: filter.status }, page)
  return store.list('ordersNewest', { merchantId }, page)
}

const fits = (order: Stored<'orders'>, { status, connectionId, updatedSince }: OrderFilter): boolean =>
  (status === undefined || order.status === status) && (connectionId === undefined || order.connectionId === connectionId) && (updatedSince === undefined || order.updatedAt >= updatedSince)

/** S0.4: number, reference, tracking number or SKU; a word of three letters or more may be the beginning of one. */
const wordsOf = (q: string): { word: string; prefix: boolean }[] =>
  q.toLowerCase().split(/\s+/).filter(word => word !== '').slice(0, 8).map(word => ({ word, prefix: word.length >= 3 }))

export async function countOrders(hub: Hub, { merchantId }: Scope): Promise<Record<Status | 'all', { value: number; capped: boolean }>> {
  const counts = { all: await hub.store.count('ordersNewest', { merchantId }) } as Record<Status | 'all', { value: number; capped: boolean }>
  for (const status of STATUSES) counts[status] = await hub.store.count('ordersByStatus', { merchantId, status })
  return counts
}

/** What happened to it, and by whom; null where there is no such order. */
export async function timelineOf(hub: Hub, { merchantId }: Scope, id: OrderId, page: PageOf): Promise<Listed<FeedEntry> | null> {
  if (!await hub.store.get('orders', merchantId, id)) return null
  return hub.store.list('feedOfSubject', { merchantId, subject: `order:${id}` }, page)
}
