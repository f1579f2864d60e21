import type { Instant, Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import type { Listed, Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { headOf } from '../stock/catch-up.ts'
import { PUSH_AFTER_MS } from '../stock/wake-channels.ts'
import { changedSince } from './changed.ts'
import { isMatched, type Matched } from './channel.ts'
import { newPass, type Part } from './pass.ts'
import type { Progress } from './progress.ts'

/** S2.18: every published level is read and compared this often, because what a store counts as sold moves without its stock. */
export const TICK_MS = 15 * 60_000

/**
 * Items of one part of a full pass. For a part the store's orders are read once and all rows and holds gone through once, so it
 * should be large; everything of it is in memory, about 4 kB an item with its level, its record and what is worked out, so it
 * should be small: some 40 MB, and a shop of 100,000 items is told in ten parts.
 */
const ITEMS = 10_000
const PAGE = 1_000
/** More SKUs than this at once are told by a full pass. */
const CHANGED = 2_000

/** What is to be done now for a store, or when there will be something. */
export async function beginPart(hub: Hub, connection: Stored<'connections'>, progress: Progress, version: number | null): Promise<Part | Instant> {
  const now = hub.clock.now()
  const isFull = progress.full !== null || progress.fullPassAt === null || now >= progress.fullPassAt + TICK_MS
  // Between two parts of a full pass what changed has its turn: a store is not to sell for minutes what is gone.
  const mayBeBetween = !isFull || (progress.full !== null && progress.fullPassAt !== null && !progress.between)
  if (!mayBeBetween) return fullPart(hub, connection, progress, version)
  const changed = await changedSince(hub, connection, progress.seq)
  if (changed.skus.length > CHANGED || (isFull && changed.skus.length === 0)) return fullPart(hub, connection, progress, version)
  if (changed.skus.length === 0) return (progress.fullPassAt ?? now) + TICK_MS
  if (!isFull && now < progress.at + PUSH_AFTER_MS) return progress.at + PUSH_AFTER_MS
  const pass = newPass(now, await itemsOf(hub, connection, changed.skus), { since: null, looked: {}, published: progress.numbers, ordersFirst: changed.stale })
  return { pass, version, ends: at => ({ ...progress, seq: changed.seq, at, between: isFull }) }
}

/** The next items of a full pass. What is told in between is read, decided and sent like it, so the greater of both seqs is told afterwards. */
async function fullPart(hub: Hub, connection: Stored<'connections'>, progress: Progress, version: number | null): Promise<Part> {
  const isFirst = progress.full === null
  const from = isFirst || progress.fullFrom === null ? hub.clock.now() : progress.fullFrom
  const seq = isFirst ? (await headOf(hub, connection.merchantId)).seq : progress.fullSeq
  const { items, next } = await someItems(hub, connection, progress.full)
  const looked = isFirst ? {} : progress.looked
  return {
    version, pass: newPass(hub.clock.now(), items, { since: progress.lastSeq, looked, published: {}, ordersFirst: false }),
    ends: (at, pass) => next === null
      ? { ...progress, seq: Math.max(seq, progress.seq), full: null, fullSeq: 0, fullFrom: null, at, fullPassAt: from, looked: {}, numbers: Object.fromEntries(Object.entries(pass.after).map(([location, { numbers }]) => [location, numbers])), lastSeq: seq, between: false }
      : { ...progress, full: next, fullSeq: seq, fullFrom: from, at, looked: { ...pass.after }, between: false },
  }
}

async function someItems(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, from: string | null): Promise<{ items: Matched<ItemMapping>[]; next: string | null }> {
  const items: Matched<ItemMapping>[] = []
  let after = from
  for (let read = 0; read < ITEMS; read += PAGE) {
    const page: Listed<Stored<'items'>> = await hub.store.list('itemsOfConnection', { merchantId, connectionId }, { limit: PAGE, after })
    items.push(...page.items.filter(isMatched))
    after = page.next
    if (after === null) break
  }
  return { items, next: after }
}

async function itemsOf(hub: Hub, { merchantId, id: connectionId }: Stored<'connections'>, skus: readonly Sku[]): Promise<Matched<ItemMapping>[]> {
  const found: Matched<ItemMapping>[] = []
  for (const sku of skus) {
    const { items } = await hub.store.list('itemsOfSku', { merchantId, connectionId, sku }, { limit: 2 })
    if (items.length === 1) found.push(...items.filter(isMatched))
  }
  return found
}
