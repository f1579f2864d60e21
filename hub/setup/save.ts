import type { MerchantId } from '../../core/model/ids.ts'
import { KINDS, type Records } from '../../core/ports/records.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { missing, type Refused, refuse } from '../refused.ts'

/** Kinds that people write as they are: set-up, not aggregates. */
export type SetupKind = 'merchants' | 'centers' | 'shipOptions' | 'products' | 'connections' | 'methods' | 'locations' | 'items' | 'ruleSets'
export type Saved<K extends SetupKind> = { is: 'saved'; record: Stored<K> } | Refused

const TRIES = 20

/** A new record; one that is there under the same id is that one, so that a repeated request makes nothing twice. */
export async function make<K extends SetupKind>(hub: Hub, kind: K, merchantId: MerchantId | null, record: Records[K]): Promise<Saved<K>> {
  const written = await hub.store.insert(kind, record)
  if (written.is === 'done') return { is: 'saved', record: { ...record, version: written.version, writeId: written.writeId } as unknown as Stored<K> }
  const there = written.is === 'duplicate' && written.key === 'id' ? await hub.store.get(kind, scopeOf(kind, merchantId), record.id) : null
  return there ? { is: 'saved', record: there } : refuse('duplicate', 'This name is taken.')
}

/** Changes what is there; `ifVersion` refuses where somebody was faster, without it the change is decided again on what won. */
export async function amend<K extends SetupKind>(hub: Hub, kind: K, merchantId: MerchantId | null, id: string, ifVersion: number | null, change: (record: Stored<K>) => Records[K] | Refused): Promise<Saved<K>> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await hub.store.get(kind, scopeOf(kind, merchantId), id)
    if (!before || !isOf(before, merchantId)) return missing()
    if (ifVersion !== null && before.version !== ifVersion) return refuse('stale_version', `It was changed meanwhile: it is at version ${before.version} now.`, { detail: { current: before.version } })
    const changed = change(before)
    if ('is' in changed) return changed
    const next = { ...changed, updatedAt: Math.max(hub.clock.now(), before.updatedAt) }
    const written = await hub.store.replace(kind, next)
    if (written.is === 'done') return { is: 'saved', record: { ...next, version: written.version, writeId: written.writeId } as unknown as Stored<K> }
    if (written.is === 'duplicate') return refuse('duplicate', 'This name is taken.')
  }
  return refuse('contended', 'It was changed by others again and again: try once more.')
}

const scopeOf = (kind: SetupKind, merchantId: MerchantId | null): MerchantId | null => (KINDS[kind].scope === 'tenant' ? merchantId : null)

/** A global record that names a merchant is that merchant's alone. */
const isOf = (record: object, merchantId: MerchantId | null): boolean => !('merchantId' in record) || merchantId === null || record.merchantId === merchantId
