import type { MerchantId, Sku } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { headOf } from '../stock/catch-up.ts'
import { listAll } from '../stock/pages.ts'
import { levelKey } from './read-levels.ts'
import { inFlight } from './in-flight.ts'

/** SKUs that entries after `seq` are about, and the newest of these entries. */
export async function skusSince(hub: Hub, merchantId: MerchantId, seq: number): Promise<{ skus: Set<Sku>; seq: number }> {
  const skus = new Set<Sku>()
  const head = await headOf(hub, merchantId)
  if (head.seq <= seq) return { skus, seq }
  for (const entry of await listAll(hub.store, 'journalBySeq', { merchantId }, { from: seq + 1, until: head.seq + 1 })) {
    for (const sku of entry.gained) skus.add(sku)
    for (const event of entry.events) {
      const lines = event.is === 'hold' ? [...event.lines, ...event.open, ...event.known] : event.is === 'shipped' ? event.lines : [event]
      for (const { sku } of lines) skus.add(sku)
    }
  }
  return { skus, seq: head.seq }
}

/** SKUs that changed since `seq`, and those of numbers that are to be decided anew. `stale`: the store moved under one of these while it was set. */
export async function changedSince(hub: Hub, connection: Stored<'connections'>, seq: number): Promise<{ skus: Sku[]; seq: number; stale: boolean }> {
  const waiting = await pending(hub, connection)
  const since = await skusSince(hub, connection.merchantId, seq)
  return { skus: [...new Set([...waiting.map(({ sku }) => sku), ...since.skus])], seq: since.seq, stale: waiting.some(({ reason }) => reason === 'stale') }
}

/** To be sent, or sent with an end that is not coming any more. */
async function pending(hub: Hub, connection: Stored<'connections'>): Promise<Published[]> {
  const { merchantId, id: connectionId } = connection
  const sent = await listAll(hub.store, 'publishedByState', { merchantId, connectionId, state: 'sent' })
  const due = connection.mode === 'live' && !connection.pausedRoles.includes('inventory') ? await listAll(hub.store, 'publishedByState', { merchantId, connectionId, state: 'due' }) : []
  if (sent.length === 0) return due
  const flying = await inFlight(hub, connection)
  return [...due, ...sent.filter(record => !flying.has(levelKey(record)))]
}
