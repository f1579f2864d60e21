import type { Actor } from '../../core/model/actor.ts'
import { MerchantId } from '../../core/model/ids.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { notedOf3pl } from './noted.ts'
import { make, type Saved } from './save.ts'

/** Takes a merchant on, with a key of its own that everything of its is sealed under. */
export async function createMerchant(hub: Hub, input: { id: string; name: string; currency?: string | null }, by: Actor | null = null): Promise<Saved<'merchants'>> {
  const id = MerchantId.parse(input.id)
  const now = hub.clock.now()
  const saved = await make(hub, 'merchants', null, { id, version: 0, createdAt: now, updatedAt: now, name: input.name, currency: input.currency ?? null, keySealed: hub.vault.newMerchantKey(id) })
  if (saved.is === 'saved') await notedOf3pl(hub, by, `merchant:${id}`, 'merchant.created', [])
  return saved
}

/** `boundTo`: a merchant's own token sees itself alone. */
export async function getMerchant(hub: Hub, boundTo: MerchantId | null, id: MerchantId): Promise<Stored<'merchants'> | null> {
  return boundTo !== null && boundTo !== id ? null : hub.store.get('merchants', null, id)
}

export async function listMerchants(hub: Hub, boundTo: MerchantId | null, page: PageOf): Promise<Listed<Stored<'merchants'>>> {
  if (boundTo === null) return hub.store.list('everyMerchant', {}, page)
  const own = await hub.store.get('merchants', null, boundTo)
  return { items: own ? [own] : [], next: null }
}
