import type { ConnectionId, OrderId } from '../../core/model/ids.ts'
import type { Status } from '../../core/model/status.ts'
import type { Listed, Stored } from '../../core/ports/store.ts'
import type { Hub, Scope } from '../hub.ts'
import { type Command, command } from './command.ts'

/** INTERFACES, Limits. */
const MOST = 1_000

export interface BulkResult { id: OrderId; ok: boolean; code: string; detail: string | null }

/** The orders of a filter as it fits at the start: one that moves on is not met twice, and none is missed. */
export async function idsOf(hub: Hub, { merchantId }: Scope, filter: { status?: Status | undefined; connectionId?: ConnectionId | undefined }): Promise<OrderId[]> {
  const found: OrderId[] = []
  let after: string | null = null
  do {
    const page: Listed<Stored<'orders'>> = filter.connectionId !== undefined
      ? await hub.store.list('ordersByConnection', { merchantId, connectionId: filter.connectionId }, { limit: 500, after })
      : filter.status !== undefined ? await hub.store.list('ordersByStatus', { merchantId, status: filter.status }, { limit: 500, after }) : await hub.store.list('ordersNewest', { merchantId }, { limit: 500, after })
    found.push(...page.items.filter(order => filter.status === undefined || order.status === filter.status).map(({ id }) => id))
    after = page.next
  } while (after !== null && found.length < MOST)
  return found.slice(0, MOST)
}

/** One command for many, each on its own: a bad one never stops the others. */
export async function commandMany(hub: Hub, scope: Scope, ids: readonly OrderId[], wanted: Command, commandKey: string | null): Promise<BulkResult[]> {
  const results: BulkResult[] = []
  for (const id of new Set(ids)) {
    const done = await command(hub, scope, id, wanted, commandKey)
    results.push(done.is === 'refused' ? { id, ok: false, code: done.code, detail: done.message } : { id, ok: true, code: done.code, detail: null })
  }
  return results
}
