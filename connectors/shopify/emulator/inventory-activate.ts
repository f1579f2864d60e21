import type { Context } from './context.ts'
import { invalidId } from './failures.ts'
import { numberOf } from './gid.ts'
import type { Payload } from './once.ts'
import { levelPayload, stockAt } from './stock.ts'

export interface ActivateArguments { readonly inventoryItemId: string; readonly locationId: string; readonly available?: number | null; readonly onHand?: number | null }

const BILLION = 1_000_000_000

/** Stocks an item at a location. Texts: observed-errors-and-costs.json, inventoryActivate. */
export function activate(context: Context, args: ActivateArguments): Payload {
  const { world, shop } = context
  const [itemId, locationId] = [numberOf(args.inventoryItemId, 'InventoryItem'), numberOf(args.locationId, 'Location')]
  if (itemId === null || locationId === null) throw invalidId()
  const [item, location] = [shop.items.get(itemId), shop.locations.get(locationId)]
  const available = args.available ?? null
  const onHand = args.onHand ?? null
  if (!location) return refused('locationId', "The product couldn't be stocked because the location wasn't found.")
  const because = (field: string, why: string): Payload => refused(field, `The product couldn't be stocked at ${location.name} because ${why}.`)
  if (!item) return because('inventoryItemId', 'the product was deleted')
  if (item.levels.has(location.id)) {
    if (available !== null) return refused('available', 'Not allowed to set available quantity when the item is already active at the location.')
    if (onHand !== null) return refused('onHand', 'Not allowed to set an on_hand quantity when the item is already active at the location.')
  }
  if (available !== null && onHand !== null) return because('available', 'not allowed to set available and on_hand quantities at the same time')
  const units = available ?? onHand ?? 0
  if (Math.abs(units) > BILLION) return because(onHand === null ? 'available' : 'onHand', 'the quantity needs to be between -1 billion and 1 billion')
  const isNew = !item.levels.has(location.id)
  const level = stockAt(world, item, location, units)
  if (isNew) world.emit(shop, 'INVENTORY_LEVELS_CONNECT', () => levelPayload(level))
  return { inventoryLevel: level, userErrors: [] }
}

const refused = (field: string, message: string): Payload => ({ inventoryLevel: null, userErrors: [{ field: [field], message }] })
