import type { MerchantId } from '../../core/model/ids.ts'
import type { ReadName } from '../../core/ports/reads.ts'
import type { Kind, Scalar } from '../../core/ports/records.ts'
import type { Listed, PageOf, Store, Word, Written } from '../../core/ports/store.ts'
import { isTenants, keyMerchant, type Sample } from './store.samples.ts'

/** The port as it is for one kind at a time is typed; the cases are the same for all kinds, so they see it like this. */
export interface AnyStore {
  insert(kind: Kind, record: Sample, writeId?: string): Promise<Written>
  insertMany(kind: Kind, records: readonly Sample[]): Promise<readonly Written[]>
  replace(kind: Kind, record: Sample, writeId?: string): Promise<Written>
  replaceMany(kind: Kind, records: readonly Sample[]): Promise<readonly Written[]>
  remove(kind: Kind, merchantId: MerchantId | null, id: string, version: number): Promise<Written>
  get(kind: Kind, merchantId: MerchantId | null, id: string): Promise<Sample | null>
  getMany(kind: Kind, merchantId: MerchantId | null, ids: readonly string[]): Promise<readonly (Sample | null)[]>
  list(read: ReadName, equal: Readonly<Record<string, Scalar>>, page: PageOf): Promise<Listed<Sample>>
  count(read: ReadName, equal: Readonly<Record<string, Scalar>>): Promise<{ value: number; capped: boolean }>
  search(kind: Kind, merchantId: string, words: readonly Word[], page: PageOf): Promise<Listed<Sample>>
}

export const any = (store: Store): AnyStore => store as unknown as AnyStore

/** A record's key in the form that reads and removals take. */
export const keyOf = (kind: Kind, record: Sample): [MerchantId | null, string] => [isTenants(kind) ? (record.merchantId as MerchantId) : keyMerchant(kind, ''), record.id]

/** All pages of a list, with something between them where a case wants that. */
export async function allPages(store: AnyStore, read: ReadName, equal: Readonly<Record<string, Scalar>>, page: PageOf, between: (page: number) => Promise<void> = async () => undefined): Promise<Sample[]> {
  const found: Sample[] = []
  let after: string | null = null
  let pages = 0
  do {
    const { items, next }: Listed<Sample> = await store.list(read, equal, { ...page, after })
    found.push(...items)
    after = next
    pages += 1
    if (pages > 10_000) throw new RangeError('these pages never end')
    await between(pages)
  } while (after !== null)
  return found
}

/** Without what the store adds, to be compared with what was written. */
export function bare(stored: Sample): Sample {
  const record = { ...stored }
  delete record.writeId
  return record
}

let merchants = 0
/** A merchant that no other case knows. */
export const newMerchant = (): string => `merchant-of-case-${(merchants += 1)}`
