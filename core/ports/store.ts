import type { MerchantId } from '../model/ids.ts'
import type { ReadName, READS } from './reads.ts'
import type { Kind, Records, Scalar } from './records.ts'

/** A record as stored: `version` is what a replacement must name; `writeId` names the write that made it so. */
export type Stored<K extends Kind> = Records[K] & { readonly writeId: string }

/**
 * What became of a write; never a guess.
 * `done` with the version it has now · `duplicate`: a unique key is taken (`key`: 'id' or the name in KINDS.unique) ·
 * `conflict`: the record is not at the version named, or gone.
 */
export type Written = { is: 'done'; version: number; writeId: string } | { is: 'duplicate'; key: string } | { is: 'conflict' }

/** `limit` 1–1,000. `after`: the cursor of the page before. `from` (inclusive) and `until` (exclusive) bound the first column of the order. */
export interface PageOf { limit: number; after?: string | null; from?: Scalar; until?: Scalar }
export interface Listed<T> { items: readonly T[]; next: string | null }

export type KindOf<R extends ReadName> = (typeof READS)[R]['kind']
export type EqualOf<R extends ReadName> = Record<(typeof READS)[R]['equal'][number], Scalar>

/** A word matches a term that equals it, or begins with it where `prefix` (≥ 3 characters). */
export interface Word { word: string; prefix: boolean }

/**
 * One record is the unit of atomicity: there are no transactions over several. Every write is durable when its promise resolves.
 * A write given a `writeId` that this record was written with already (its last 8 named ones are remembered, while it is
 * there) is answered as the first time and changes nothing, so an unknown reply is settled by asking again.
 * Throws `StoreUnavailable` where nothing was or will be written.
 */
export interface Store {
  /** A new record; its version becomes 1. */
  insert<K extends Kind>(kind: K, record: Records[K], writeId?: string): Promise<Written>
  /** Each on its own: one duplicate does not stop the others. Results in order. */
  insertMany<K extends Kind>(kind: K, records: readonly Records[K][]): Promise<readonly Written[]>
  /** Compare-and-swap: only if the stored version is `record.version`; the stored one becomes one higher. */
  replace<K extends Kind>(kind: K, record: Records[K], writeId?: string): Promise<Written>
  replaceMany<K extends Kind>(kind: K, records: readonly Records[K][]): Promise<readonly Written[]>
  /** Compare-and-swap to nothing. A tenant's kind needs its merchant, a global kind null. */
  remove(kind: Kind, merchantId: MerchantId | null, id: string, version: number): Promise<Written>
  get<K extends Kind>(kind: K, merchantId: MerchantId | null, id: string): Promise<Stored<K> | null>
  /** In the order of `ids`; null where there is none. */
  getMany<K extends Kind>(kind: K, merchantId: MerchantId | null, ids: readonly string[]): Promise<readonly (Stored<K> | null)[]>
  list<R extends ReadName>(read: R, equal: EqualOf<R>, page: PageOf): Promise<Listed<Stored<KindOf<R>>>>
  /** Counted up to 10,000, then `capped`. */
  count<R extends ReadName>(read: R, equal: EqualOf<R>): Promise<{ value: number; capped: boolean }>
  /** Records with every word, newest first. */
  search<K extends Kind>(kind: K, merchantId: MerchantId, words: readonly Word[], page: PageOf): Promise<Listed<Stored<K>>>
  close(): Promise<void>
}

/** Nothing was written and nothing will be: the disk is full, the log too long, the store closed. Answer 503 and try later. */
export class StoreUnavailable extends Error {
  readonly code: 'disk_full' | 'log_too_long' | 'closed' | 'busy' | 'failed'
  constructor(code: StoreUnavailable['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StoreUnavailable'
    this.code = code
  }
}

/** A cursor that this read did not make. */
export class BadCursor extends Error {
  constructor(message = 'This cursor was not made by this list: start again without it.') {
    super(message)
    this.name = 'BadCursor'
  }
}
