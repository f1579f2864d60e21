import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { FeedEntry } from '../../core/model/work.ts'
import type { Hub } from '../hub.ts'
import { FIRST_HASH, hashOf } from './append.ts'

/** Entries after `after` (0: from the first), oldest first, at most `limit` (≤ 1,000). To go on, ask after the last one's seq. */
export async function readFeed(hub: Hub, merchantId: MerchantId, after: number, limit: number): Promise<readonly FeedEntry[]> {
  return (await hub.store.list('feedBySeq', { merchantId }, { limit, from: after + 1 })).items
}

/** The seq after which entries are not older than `at`: seqs have no holes, so it is found by halves. */
export async function seqBefore(hub: Hub, merchantId: MerchantId, at: Instant): Promise<number> {
  const [newest] = (await hub.store.list('feedNewest', { merchantId }, { limit: 1 })).items
  let [older, younger] = [0, (newest?.seq ?? 0) + 1]
  while (younger - older > 1) {
    const middle = Math.floor((older + younger) / 2)
    const [entry] = await readFeed(hub, merchantId, middle - 1, 1)
    if (entry && entry.at >= at) younger = middle
    else older = middle
  }
  return older
}

/** The timeline of one subject (`order:<id>`), oldest first. */
export async function readTimeline(hub: Hub, merchantId: MerchantId, subject: string, limit: number, cursor: string | null = null): Promise<{ items: readonly FeedEntry[]; next: string | null }> {
  return hub.store.list('feedOfSubject', { merchantId, subject }, { limit, after: cursor })
}

export type Chain = { is: 'whole'; entries: number; lastHash: string } | { is: 'broken'; at: number; why: 'a hole' | 'another hash before it' | 'changed' }

/** Walks the whole feed: nothing was changed, taken out or put in between. (What was cut off at the end shows only against a hash kept elsewhere.) */
export async function verifyChain(hub: Hub, merchantId: MerchantId): Promise<Chain> {
  let last = { seq: 0, hash: FIRST_HASH }
  for (;;) {
    const entries = await readFeed(hub, merchantId, last.seq, 500)
    for (const entry of entries) {
      if (entry.seq !== last.seq + 1) return { is: 'broken', at: last.seq + 1, why: 'a hole' }
      if (entry.previousHash !== last.hash) return { is: 'broken', at: entry.seq, why: 'another hash before it' }
      if (hashOf(entry) !== entry.hash) return { is: 'broken', at: entry.seq, why: 'changed' }
      last = entry
    }
    if (entries.length === 0) return { is: 'whole', entries: last.seq, lastHash: last.hash }
  }
}
