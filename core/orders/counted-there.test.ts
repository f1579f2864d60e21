import { describe, expect, it } from 'vitest'
import { after, by, CHANNEL, draft, imported, NOW } from '../../test/support/orders.ts'
import type { OrderDraft } from '../model/drafts.ts'
import type { ConnectionId } from '../model/ids.ts'
import type { Order } from '../model/order.ts'
import { countedThere, type Seen } from './counted-there.ts'

const STORE = 'store' as ConnectionId
const CONTEXT = by(CHANNEL)
/** Came by another road, and a store counts its units as sold. */
const forwarded = (): Order => { const order = imported(); return { ...order, links: [...order.links, { connectionId: STORE, externalId: 'gid/9', owner: false, open: null }] } }
const read = (order: Order, seen: Seen) => countedThere(order, STORE, seen, CONTEXT)
const openAt = (order: Order) => order.links.find(({ connectionId }) => connectionId === STORE)?.open
const seen = (more: Partial<OrderDraft> = {}): OrderDraft => draft({ ref: 'gid/9', ...more })

describe('S2.16: an order that a store counts and another road brought', () => {
  it('stands open there as the store says, and a reading of before changes nothing', () => {
    const order = after(read(forwarded(), seen()))
    expect(openAt(order)).toEqual([{ sku: 'MUG', location: 'loc1', units: 2 }])
    expect(read(order, seen({ updatedAt: NOW - 1, closed: true }))).toEqual({ is: 'same', code: 'older_version' })
    expect(read(order, seen())).toEqual({ is: 'same', code: 'same_content' })
  })

  it.each<[string, Seen, unknown]>([
    ['is not shown', 'unseen', null], ['shows no work', seen({ workUnknown: true }), null],
    ['is gone', 'gone', []], ['was cancelled', seen({ cancelledAt: NOW, workUnknown: true }), []], ['is closed', seen({ closed: true }), []],
  ])('that %s is unknown or ended: what is unknown is never taken for an end', (_what, now, open) => {
    expect(openAt(after(read(after(read(forwarded(), seen())), now)))).toEqual(open)
  })
})
