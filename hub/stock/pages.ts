import type { ReadName } from '../../core/ports/reads.ts'
import type { Kind } from '../../core/ports/records.ts'
import type { EqualOf, KindOf, Listed, PageOf, Store, Stored } from '../../core/ports/store.ts'
import type { MerchantId } from '../../core/model/ids.ts'

const PAGE = 1_000

/** Every record of a read, page by page, or as many as `most`. */
export async function listAll<R extends ReadName>(store: Store, read: R, equal: EqualOf<R>, bounds: Pick<PageOf, 'from' | 'until'> = {}, most = Number.POSITIVE_INFINITY): Promise<Stored<KindOf<R>>[]> {
  return collect(async (after, limit) => store.list(read, equal, { ...bounds, limit, after }), most)
}

/** Every record with this word. */
export async function findAll<K extends Kind>(store: Store, kind: K, merchantId: MerchantId, word: string): Promise<Stored<K>[]> {
  return collect(async (after, limit) => store.search(kind, merchantId, [{ word, prefix: false }], { limit, after }), Number.POSITIVE_INFINITY)
}

/** Those of `ids` that are there. */
export async function getAll<K extends Kind>(store: Store, kind: K, merchantId: MerchantId | null, ids: readonly string[]): Promise<Stored<K>[]> {
  const found: Stored<K>[] = []
  for (let at = 0; at < ids.length; at += PAGE) {
    for (const record of await store.getMany(kind, merchantId, ids.slice(at, at + PAGE))) if (record) found.push(record)
  }
  return found
}

async function collect<T>(page: (after: string | null, limit: number) => Promise<Listed<T>>, most: number): Promise<T[]> {
  const items: T[] = []
  for (let after: string | null = null; items.length < most;) {
    const next: Listed<T> = await page(after, Math.min(PAGE, most - items.length))
    items.push(...next.items)
    if (next.next === null) break
    after = next.next
  }
  return items
}
