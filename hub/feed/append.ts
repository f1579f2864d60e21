import { createHash } from 'node:crypto'
import type { Actor } from '../../core/model/actor.ts'
import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { FeedEntry } from '../../core/model/work.ts'
import { seqId } from '../../core/ports/records.ts'
import type { Hub } from '../hub.ts'
import { canonical } from '../secrets/canonical.ts'

/** What is to be remembered: ids, names of changed fields, actor; never personal data. At most one of a kind for a subject's version. */
export interface Note {
  subject: string
  subjectVersion: number
  kind: string
  at: Instant
  actor: Actor
  changed: readonly string[]
  detail: Record<string, string | number | boolean | null>
}

/** Before the first entry there is this. */
export const FIRST_HASH = '0'.repeat(64)
const TRIES = 200

export class FeedContended extends Error {
  constructor(merchantId: MerchantId) {
    super(`the feed of ${merchantId} was appended to by others ${TRIES} times in a row`)
    this.name = 'FeedContended'
  }
}

/**
 * Appends notes in their order, each under the next seq and with the hash of the entry before (I38). The insert is the
 * commit: of two who append at once, one is next and the other goes on after it. A note that is there already is passed over, so
 * the whole call may be repeated. Answers how many were new.
 */
export async function appendNotes(hub: Hub, merchantId: MerchantId, notes: readonly Note[]): Promise<number> {
  if (notes.length === 0) return 0
  let last = await newest(hub, merchantId)
  let appended = 0
  for (const note of notes) {
    for (let tries = 0; ; tries += 1) {
      if (tries === TRIES) throw new FeedContended(merchantId)
      const entry = entryAfter(last, merchantId, note)
      const written = await hub.store.insert('feed', entry)
      if (written.is === 'done') {
        last = entry
        appended += 1
        break
      }
      if (written.is === 'duplicate' && written.key !== 'id') break
      last = await newest(hub, merchantId)
    }
  }
  return appended
}

type Last = Pick<FeedEntry, 'seq' | 'hash'>

async function newest(hub: Hub, merchantId: MerchantId): Promise<Last> {
  const page = await hub.store.list('feedNewest', { merchantId }, { limit: 1 })
  return page.items[0] ?? { seq: 0, hash: FIRST_HASH }
}

function entryAfter(last: Last, merchantId: MerchantId, note: Note): FeedEntry {
  const { subject, subjectVersion, kind, at, actor, detail } = note
  const seq = last.seq + 1
  const entry = { merchantId, seq, previousHash: last.hash, subject, subjectVersion, kind, at, actor, changed: [...note.changed], detail }
  return { ...entry, id: seqId(seq), version: 0, hash: hashOf(entry) }
}

/** Covers everything that is told, and the hash before it. */
export function hashOf(entry: Omit<FeedEntry, 'id' | 'version' | 'hash'>): string {
  const { merchantId, seq, previousHash, subject, subjectVersion, kind, at, actor, changed, detail } = entry
  return createHash('sha256').update(canonical([merchantId, seq, previousHash, subject, subjectVersion, kind, at, actor, changed, detail])).digest('hex')
}
