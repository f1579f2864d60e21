import type { MerchantId } from '../../core/model/ids.ts'
import { type ReadName, READS, type ReadSpec } from '../../core/ports/reads.ts'
import { type Kind, KINDS, type Scalar } from '../../core/ports/records.ts'
import type { KindOf, Listed, PageOf, Store, Stored, Word } from '../../core/ports/store.ts'

/** Kinds whose records belong to one merchant and may be seen by it. Global kinds and keys are none, connections are. */
export type MerchantKind = 'orders' | 'links' | 'stockCommands' | 'journal' | 'rows' | 'holds' | 'heads' | 'published' | 'feed' | 'calls' | 'deliveries' | 'cursors' | 'methods' | 'locations' | 'items' | 'products' | 'privacyRequests' | 'connections'
/** Reads that are bound to a merchant by their first column. */
export type MerchantRead = { [R in ReadName]: (typeof READS)[R]['kind'] extends MerchantKind ? ('merchantId' extends (typeof READS)[R]['equal'][number] ? R : never) : never }[ReadName]
export type RestOf<R extends MerchantRead> = Record<Exclude<(typeof READS)[R]['equal'][number], 'merchantId'>, Scalar>

/**
 * The store as one merchant may read it, for routes: whatever id, filter or cursor comes in, nobody else's record comes out (I32).
 * A foreign id is answered as a missing one. It cannot write.
 */
export interface MerchantStore {
  readonly merchantId: MerchantId
  get<K extends MerchantKind>(kind: K, id: string): Promise<Stored<K> | null>
  getMany<K extends MerchantKind>(kind: K, ids: readonly string[]): Promise<readonly (Stored<K> | null)[]>
  list<R extends MerchantRead>(read: R, rest: RestOf<R>, page: PageOf): Promise<Listed<Stored<KindOf<R>>>>
  count<R extends MerchantRead>(read: R, rest: RestOf<R>): Promise<{ value: number; capped: boolean }>
  search<K extends MerchantKind>(kind: K, words: readonly Word[], page: PageOf): Promise<Listed<Stored<K>>>
}

/** What a route asked for is not for merchants: a mistake in the route, seen at its first use. */
export class NotForMerchants extends Error {
  constructor(what: string) {
    super(`${what} is not bound to a merchant`)
    this.name = 'NotForMerchants'
  }
}

export function merchantStore(store: Store, merchantId: MerchantId): MerchantStore {
  const mine = <K extends Kind>(record: Stored<K> | null): Stored<K> | null =>
    record && 'merchantId' in record && record.merchantId === merchantId ? record : null
  const scopeOf = (kind: Kind): MerchantId | null => {
    if (kind === 'connections') return null
    if (kind === 'sealedKeys' || kind === 'accessTokens' || KINDS[kind].scope !== 'tenant') throw new NotForMerchants(kind)
    return merchantId
  }
  const bound = (read: ReadName): void => {
    const spec: ReadSpec = READS[read]
    scopeOf(spec.kind)
    if (spec.equal[0] !== 'merchantId') throw new NotForMerchants(read)
  }
  return {
    merchantId,
    get: async (kind, id) => mine(await store.get(kind, scopeOf(kind), id)),
    getMany: async (kind, ids) => (await store.getMany(kind, scopeOf(kind), ids)).map((record) => mine(record)),
    list: async (read, rest, page) => {
      bound(read)
      // Last, so that nothing in `rest` can name another.
      return store.list(read, { ...rest, merchantId } as never, page)
    },
    count: async (read, rest) => {
      bound(read)
      return store.count(read, { ...rest, merchantId } as never)
    },
    search: async (kind, words, page) => {
      scopeOf(kind)
      return store.search(kind, merchantId, words, page)
    },
  }
}
