import { expect, it } from 'vitest'
import type { ConnectionId, OrderId } from '../../core/model/ids.ts'
import type { JournalEntry, StockEvent } from '../../core/model/stock.ts'
import { seqId } from '../../core/ports/records.ts'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { EAST, M, sku } from '../../test/support/stock.ts'
import { skusSince } from './changed.ts'

const entry = (seq: number, events: StockEvent[], gained: string[] = []): JournalEntry => ({ id: seqId(seq), merchantId: M, version: 0, seq, at: 0, events, results: [], gained: gained.map(sku), previous: null })

it('SKUs that changed are all that an entry is about: held, asked for, known at a store, shipped, moved, and free again', async () => {
  const hub = testHub()
  await addMerchant(hub, M)
  await hub.store.insert('journal', entry(1, [{ is: 'moved', cause: 'r0', sku: sku('before'), centerId: EAST, delta: 1, at: 0 }]))
  await hub.store.insert('journal', entry(2, [{
    is: 'hold', orderId: 'o' as OrderId, revision: 1, lines: [{ sku: sku('held'), centerId: EAST, quantity: 1 }],
    open: [{ sku: sku('open'), units: 1, centerId: null, pinned: false, location: null }], known: [{ connectionId: 'shop' as ConnectionId, location: null, sku: sku('known'), units: 1 }],
  }], ['free again']))
  await hub.store.insert('journal', entry(3, [
    { is: 'shipped', cause: 's', orderId: 'o' as OrderId, lines: [{ sku: sku('shipped'), centerId: EAST, quantity: 1 }], at: 0 }, { is: 'moved', cause: 'r', sku: sku('moved'), centerId: EAST, delta: 1, at: 0 },
  ]))
  await hub.store.insert('heads', { id: 'head', merchantId: M, version: 0, seq: 3, gained: [] })
  expect(await skusSince(hub, M, 1)).toEqual({ seq: 3, skus: new Set(['held', 'open', 'known', 'free again', 'shipped', 'moved']) })
  expect(await skusSince(hub, M, 3)).toEqual({ seq: 3, skus: new Set() })
})
