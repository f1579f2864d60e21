import type { MerchantId, Sku } from '../../core/model/ids.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import type { Hub, Scope } from '../hub.ts'
import { reevaluateSkus } from '../mappings/reevaluate.ts'
import { noted } from './noted.ts'
import { amend, make, type Saved } from './save.ts'

export interface ProductRow { sku: Sku; name?: string; active?: boolean }

/** Made or changed, each on its own; orders that waited for one of them go on. The SKU is the id: a product is there once. */
export async function upsertProducts(hub: Hub, scope: Scope, rows: readonly ProductRow[]): Promise<readonly Saved<'products'>[]> {
  const saved: Saved<'products'>[] = []
  for (const row of rows) {
    const one = await upsert(hub, scope.merchantId, row)
    saved.push(one)
    if (one.is === 'saved') await noted(hub, scope, `product:${row.sku}`, 'product.saved', Object.keys(row).filter(name => name !== 'sku'))
  }
  await reevaluateSkus(hub, scope, new Set(rows.map(({ sku }) => sku)))
  return saved
}

async function upsert(hub: Hub, merchantId: MerchantId, { sku, name, active }: ProductRow): Promise<Saved<'products'>> {
  const now = hub.clock.now()
  const made = await make(hub, 'products', merchantId, { id: sku, merchantId, version: 0, createdAt: now, updatedAt: now, sku, name: name ?? '', active: active ?? true })
  const isOther = made.is === 'saved' && ((name !== undefined && made.record.name !== name) || (active !== undefined && made.record.active !== active))
  if (!isOther) return made
  return amend(hub, 'products', merchantId, sku, null, product => ({ ...product, name: name ?? product.name, active: active ?? product.active }))
}

export const listProducts = async (hub: Hub, merchantId: MerchantId, page: PageOf): Promise<Listed<Stored<'products'>>> => hub.store.list('productsBySku', { merchantId }, page)
