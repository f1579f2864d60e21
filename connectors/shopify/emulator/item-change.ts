import type { Body } from '../../kit/emulator/sandbox.ts'
import { gid } from './gid.ts'
import { itemFrom } from './reading.ts'
import { iso, secondOf, shopOf, type World } from './world.ts'

/** `POST /_sandbox/items`: `{ shop?, sku | item, tracked?, bundle?, deleted? }`: the merchant changes an item in the admin, or deletes its variant. */
export function changeItem(world: World, body: Body): { id: string } {
  const shop = shopOf(world, body['shop'])
  const item = itemFrom(shop, body)
  const id = gid('InventoryItem', item.id)
  item.updatedAt = Math.max(secondOf(world.clock), item.updatedAt + 1000)
  if (body['deleted'] === true) {
    shop.items.delete(item.id)
    shop.byVariant.delete(item.variant)
    shop.bySku.set(item.sku ?? '', (shop.bySku.get(item.sku ?? '') ?? []).filter((other) => other !== item))
    world.emit(shop, 'INVENTORY_ITEMS_DELETE', () => ({ id: item.id, admin_graphql_api_id: id }))
    return { id }
  }
  if (typeof body['tracked'] === 'boolean') item.tracked = body['tracked']
  if (typeof body['bundle'] === 'boolean') item.isBundle = body['bundle']
  world.emit(shop, 'INVENTORY_ITEMS_UPDATE', () => ({
    id: item.id, sku: item.sku, tracked: item.tracked, created_at: iso(item.createdAt), updated_at: iso(item.updatedAt), admin_graphql_api_id: id,
  }))
  return { id }
}
