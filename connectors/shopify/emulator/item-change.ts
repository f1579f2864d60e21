import type { Body } from '../../kit/emulator/sandbox.ts'
import { gid } from './gid.ts'
import type { Item, Location, Shop } from './model.ts'
import { itemFrom, textOf } from './reading.ts'
import { levelPayload } from './stock.ts'
import { iso, secondOf, shopOf, type World } from './world.ts'

/** `{ shop?, sku | item, to: { sku?, tracked? } }`: the merchant gives a variant another SKU, or has it counted or not. */
export function changeItem(world: World, body: Body): { id: string } {
  const shop = shopOf(world, body['shop'])
  const item = itemFrom(shop, body)
  const to = (body['to'] ?? {}) as Body
  if (to['sku'] !== undefined) rename(shop, item, textOf(to['sku'], 'to.sku'))
  if (typeof to['tracked'] === 'boolean') item.tracked = to['tracked']
  item.updatedAt = Math.max(secondOf(world.clock), item.updatedAt + 1000)
  world.emit(shop, 'INVENTORY_ITEMS_UPDATE', () => ({ id: item.id, sku: item.sku, tracked: item.tracked, created_at: iso(item.createdAt), updated_at: iso(item.updatedAt), admin_graphql_api_id: gid('InventoryItem', item.id) }))
  return { id: gid('InventoryItem', item.id) }
}

function rename(shop: Shop, item: Item, sku: string | null): void {
  const [from, to] = [item.sku ?? '', sku ?? '']
  shop.bySku.set(from, (shop.bySku.get(from) ?? []).filter((other) => other !== item))
  shop.bySku.set(to, [...(shop.bySku.get(to) ?? []), item])
  item.sku = sku
}

/** The item is not stocked there any more. */
export function disconnect(world: World, shop: Shop, item: Item, location: Location): void {
  const level = item.levels.get(location.id)
  if (!level) return
  item.levels.delete(location.id)
  world.emit(shop, 'INVENTORY_LEVELS_DISCONNECT', () => {
    const { available: _available, ...where } = levelPayload(level)
    return where
  })
}
