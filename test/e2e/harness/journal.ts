import { MerchantId } from '../../../core/model/ids.ts'
import type { Entry } from './judge/levels.ts'
import type { Stage } from './stage.ts'

/** What the hub's journal says was set aside, for whom and where; nothing else of it. Only where the hub runs in this process. */
export async function holdsOf(stage: Stage): Promise<Entry[]> {
  const { store } = stage.hub.inside()
  const entries: Entry[] = []
  for (let from = 1; ;) {
    const { items } = await store.list('journalBySeq', { merchantId: MerchantId.parse(stage.merchantId) }, { limit: 100, from })
    entries.push(...items.map(({ at, events }) => ({ at, facts: events.filter((event): event is Extract<typeof event, { is: 'hold' }> => event.is === 'hold') })))
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
