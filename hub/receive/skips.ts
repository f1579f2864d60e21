import { createHash } from 'node:crypto'
import { LEFT_OUT, type OrderDraft } from '../../core/model/drafts.ts'
import type { NotImported } from '../../core/orders/intake.ts'
import type { Skip } from '../../core/model/work.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'

/** How many orders were not imported, and of how many a part was left out, by why; each order once. Capped at 10,000. */
export type SkipCounts = Record<Skip['what'], Record<string, { value: number; capped: boolean }>>

const CODES: readonly NotImported[] = ['cancelled', 'older_than_start', 'test_order', 'work_not_shown', 'nothing_to_ship', 'unpaid', 'filtered', ...LEFT_OUT]

const idOf = ({ id }: Stored<'connections'>, ref: string): string => `${id}:${createHash('sha256').update(ref).digest('base64url').slice(0, 32)}`

/** Written once an order, however often it is read; another reason takes the place of the first. */
export async function countSkipped(hub: Hub, connection: Stored<'connections'>, { ref }: Pick<OrderDraft, 'ref'>, code: NotImported, what: Skip['what'] = 'order'): Promise<void> {
  const { merchantId, id: connectionId } = connection
  const id = idOf(connection, ref)
  const there = await hub.store.get('skips', merchantId, id)
  if (there?.code === code && there.what === what) return
  const skip: Skip = { id, merchantId, version: there?.version ?? 0, connectionId, ref, code, what, at: hub.clock.now() }
  // A lost race says the same.
  await (there ? hub.store.replace('skips', skip) : hub.store.insert('skips', skip))
}

/** It is imported after all: what is left out of it, if anything, is all that is counted. */
export async function countImported(hub: Hub, connection: Stored<'connections'>, draft: OrderDraft): Promise<void> {
  const part = LEFT_OUT.find(why => why !== 'no_shipping' && (draft.leftOut?.[why] ?? 0) > 0)
  if (part) return countSkipped(hub, connection, draft, part, 'part')
  const there = await hub.store.get('skips', connection.merchantId, idOf(connection, draft.ref))
  if (there) await hub.store.remove('skips', connection.merchantId, there.id, there.version)
}

export async function countsOf(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>): Promise<SkipCounts> {
  const counts: SkipCounts = { order: {}, part: {} }
  const any = await hub.store.list('skipsOfConnection', { merchantId, connectionId }, { limit: 1 })
  if (any.items.length === 0) return counts
  for (const what of ['order', 'part'] as const) {
    for (const code of CODES) {
      const found = await hub.store.count('skipsByCode', { merchantId, connectionId, what, code })
      if (found.value > 0) counts[what][code] = found
    }
  }
  return counts
}
