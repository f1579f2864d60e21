import { MerchantId } from '../../../core/model/ids.ts'
import type { Entry, Fact } from './judge/levels.ts'
import type { Stage } from './stage.ts'

/** The hub's journal as plain facts, for the judge. Only where the hub runs in this process. */
export async function journalOf(stage: Stage): Promise<Entry[]> {
  const { store } = stage.hub.inside()
  const entries: Entry[] = []
  for (let from = 1; ;) {
    const { items } = await store.list('journalBySeq', { merchantId: MerchantId.parse(stage.merchantId) }, { limit: 100, from })
    entries.push(...items.map(({ at, events }) => ({ at, facts: events.map((event): Fact => event) })))
    const last = items.at(-1)
    if (!last) return entries
    from = last.seq + 1
  }
}

/** The store's id of each order → the hub's own. */
export async function orderIds(stage: Stage): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (let cursor: string | undefined; ;) {
    const { data, nextCursor } = await stage.owner.call('listOrders', { query: { limit: 250, ...(cursor && { cursor }) } })
    for (const { id, externalId } of data) if (externalId !== null) ids.set(externalId, id)
    if (nextCursor === null) return ids
    cursor = nextCursor
  }
}
