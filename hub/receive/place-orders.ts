import type { OrderDraft } from '../../core/model/drafts.ts'
import { StoreUnavailable } from '../../core/ports/store.ts'
import type { OpenConnection } from '../calls/open.ts'
import { Contended } from '../change.ts'
import type { Hub } from '../hub.ts'
import { keepForLater } from './keep-for-later.ts'
import { place } from './place.ts'

/** A page of orders. One that cannot be placed is kept as a delivery with its own attempts: the page, and everybody on it, goes on. */
export async function placeOrders(hub: Hub, open: OpenConnection, drafts: readonly OrderDraft[]): Promise<void> {
  for (const draft of drafts) {
    try {
      const became = await place(hub, open.connection, draft)
      if (became.is === 'refused') await keepForLater(hub, open.connection, draft, `${became.code}: ${became.message}`)
    } catch (error) {
      // The store's own weather is not the draft's fault: the page is read once more. Kept for later it would pass for read, and
      // a number of stock would be told by what was known before it (simulator, seed 194: a cancel that was not on its order yet).
      if (error instanceof StoreUnavailable || error instanceof Contended) throw error
      hub.log.error('draft_not_placed', { connectionId: open.connection.id, merchantId: open.connection.merchantId, error })
      await keepForLater(hub, open.connection, draft, error instanceof Error ? error.message : String(error))
    }
  }
}
