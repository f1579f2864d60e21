import type { Body } from '../../kit/emulator/sandbox.ts'
import { gid } from './gid.ts'
import type { Item, Location, Shop } from './model.ts'
import { itemFrom, textOf } from './reading.ts'
import { levelPayload } from './stock.ts'
import { iso, secondOf, shopOf, type World } from './world.ts'

/** `POST /_sandbox/items`: `{ shop?, sku | item, to?: { sku?, tracked? }, tracked?, bundle?, deleted? }`: the merchant changes an item in the admin, or deletes its variant. */
export function changeItem(world: World, body: Body): { id: string } {
  const shop = shopOf(world, body['shop'])
  const item = itemFrom(shop, body)
  const id = gid('InventoryItem', item.id)
  const to = (body['to'] ?? {}) as Body
  item.updatedAt = Math.max(secondOf(world.clock), item.updatedAt + 1000)
  if (body['deleted'] === true) {
    shop.items.delete(item.id)
    shop.byVariant.delete(item.variant)
    forget(shop, item)
    world.emit(shop, 'INVENTORY_ITEMS_DELETE', () => ({ id: item.id, admin_graphql_api_id: id }))
    return { id }
  }
  if (to['sku'] !== undefined) rename(shop, item, textOf(to['sku'], 'to.sku'))
  for (const tracked of [to['tracked'], body['tracked']]) if (typeof tracked === 'boolean') item.tracked = tracked
  if (typeof body['bundle'] === 'boolean') item.isBundle = body['bundle']
  world.emit(shop, 'INVENTORY_ITEMS_UPDATE', () => ({ id: item.id, sku: item.sku, tracked: item.tracked, created_at: iso(item.createdAt), updated_at: iso(item.updatedAt), admin_graphql_api_id: id }))
  return { id }
}

function rename(shop: Shop, item: Item, sku: string | null): void {
  forget(shop, item)
  shop.bySku.set(sku ?? '', [...(shop.bySku.get(sku ?? '') ?? []), item])
  item.sku = sku
}

const forget = (shop: Shop, item: Item): void => void shop.bySku.set(item.sku ?? '', (shop.bySku.get(item.sku ?? '') ?? []).filter((other) => other !== item))

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
