import { gid, levelGid } from './gid.ts'
import type { FulfillmentOrderLine, Item, Level, Location, Shop } from './model.ts'
import { iso, secondOf, type World } from './world.ts'

/** Stocks an item at a location. The answer is its level, as it was where it is stocked already. */
export function stockAt(world: World, item: Item, location: Location, available: number): Level {
  const found = item.levels.get(location.id)
  if (found) return found
  const now = secondOf(world.clock)
  const level: Level = { item, location, available, committed: 0, reserved: 0, createdAt: now, updatedAt: now, start: available }
  item.levels.set(location.id, level)
  return level
}

/** Moves `available` to a number. On hand follows by the same delta, since the others stand still. */
export function setAvailable(world: World, shop: Shop, level: Level, available: number): number {
  const delta = available - level.available
  level.available = available
  level.updatedAt = secondOf(world.clock)
  world.emit(shop, 'INVENTORY_LEVELS_UPDATE', () => levelPayload(level))
  return delta
}

/** As the level topics carry it. */
export function levelPayload({ item, location, available, updatedAt }: Level): Record<string, unknown> {
  return { inventory_item_id: item.id, location_id: location.id, available, updated_at: iso(updatedAt), admin_graphql_api_id: levelGid(location.id, item.id) }
}

/** Sold: `units` go from available to committed. Available may go below 0; what is not stocked or tracked has no numbers. */
export function commit(world: World, shop: Shop, line: FulfillmentOrderLine, location: Location, units: number): void {
  const level = levelFor(line, location)
  if (!level || units === 0) return
  line.committed += units
  level.committed += units
  setAvailable(world, shop, level, level.available - units)
}

/** A draft order sets units aside, or gives them back: `reserved` is what is set aside then, and available moves by the difference. */
export function reserve(world: World, shop: Shop, level: Level, reserved: number): void {
  const more = reserved - level.reserved
  level.reserved = reserved
  setAvailable(world, shop, level, level.available - more)
}

/** Not sold after all: `units` go back to available. */
export function restock(world: World, shop: Shop, line: FulfillmentOrderLine, location: Location, units: number): void {
  const level = levelFor(line, location)
  const back = Math.min(units, line.committed)
  if (!level || back === 0) return
  line.committed -= back
  level.committed -= back
  setAvailable(world, shop, level, level.available + back)
}

/** Shipped: `units` leave committed, and so on hand falls. Available stays. */
export function ship(line: FulfillmentOrderLine, location: Location, units: number): void {
  const level = levelFor(line, location)
  const gone = Math.min(units, line.committed)
  if (!level) return
  line.committed -= gone
  level.committed -= gone
}

function levelFor({ line }: FulfillmentOrderLine, location: Location): Level | undefined {
  return line.item?.tracked ? line.item.levels.get(location.id) : undefined
}

/** The quantities that a level can be asked for by name, and those names that this stand-in never moves. */
export function quantityOf(level: Level, name: string): number | null {
  switch (name) {
    case 'available': return level.available
    case 'committed': return level.committed
    case 'on_hand': return level.available + level.committed + level.reserved
    case 'reserved': return level.reserved
    case 'incoming':
    case 'damaged':
    case 'safety_stock':
    case 'quality_control': return 0
    default: return null
  }
}

/** A new variant of a product of its own. */
export function addItem(world: World, shop: Shop, wish: Pick<Item, 'sku' | 'title' | 'price' | 'tracked' | 'isBundle' | 'requiresShipping' | 'isGiftCard'>): Item {
  const now = secondOf(world.clock)
  const item: Item = { ...wish, id: world.id(), variant: world.id(), product: world.id(), createdAt: now, updatedAt: now, levels: new Map() }
  shop.items.set(item.id, item)
  shop.byVariant.set(item.variant, item)
  const key = item.sku ?? ''
  shop.bySku.set(key, [...(shop.bySku.get(key) ?? []), item])
  world.emit(shop, 'INVENTORY_ITEMS_CREATE', () => ({
    id: item.id, sku: item.sku, tracked: item.tracked, created_at: iso(now), updated_at: iso(now), admin_graphql_api_id: gid('InventoryItem', item.id),
  }))
  return item
}
