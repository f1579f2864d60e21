import type { Context } from './context.ts'
import { badRequest, invalidId } from './failures.ts'
import { gid, levelGid, numberOf } from './gid.ts'
import type { Item, Level, Location } from './model.ts'
import { type PageArguments, pageOfList } from './pages.ts'
import { quantityOf } from './stock.ts'
import { iso } from './world.ts'

type Fields<T, A = PageArguments> = Readonly<Record<string, (source: T, args: A, context: Context) => unknown>>

const item: Fields<Item, PageArguments & { readonly locationId: string }> = {
  id: ({ id }) => gid('InventoryItem', id),
  legacyResourceId: ({ id }) => String(id),
  createdAt: ({ createdAt }) => iso(createdAt),
  updatedAt: ({ updatedAt }) => iso(updatedAt),
  duplicateSkuCount: ({ sku }, _, { shop }) => (sku === null ? 0 : (shop.bySku.get(sku)?.length ?? 1) - 1),
  variant: (source) => source,
  // null is "not stocked there", which is not the same as 0.
  inventoryLevel: ({ levels }, { locationId }) => {
    const id = numberOf(locationId, 'Location')
    if (id === null) throw invalidId()
    return levels.get(id)
  },
  inventoryLevels: ({ levels }, args) => {
    const stocked = [...levels.values()].map((level) => ({ id: level.location.id, level })).toSorted((a, b) => a.id - b.id)
    const { edges, nodes, pageInfo } = pageOfList(stocked, args)
    return { edges: edges.map(({ cursor, node }) => ({ cursor, node: node.level })), nodes: nodes.map(({ level }) => level), pageInfo }
  },
}

const level: Fields<Level, { readonly names: readonly string[] }> = {
  id: ({ item: { id }, location }) => levelGid(location.id, id),
  isActive: () => true,
  createdAt: ({ createdAt }) => iso(createdAt),
  updatedAt: ({ updatedAt }) => iso(updatedAt),
  quantities: (source, { names }) => names.map((name) => {
    const quantity = quantityOf(source, name)
    if (quantity === null) throw badRequest(`The specified quantity name '${name}' is invalid.`)
    return { id: `${levelGid(source.location.id, source.item.id).replace('Level', 'Quantity')}&name=${name}`, name, quantity, updatedAt: iso(source.updatedAt) }
  }),
}

/** An item of ours is InventoryItem and ProductVariant of theirs: one for one. */
const variant: Fields<Item> = {
  id: ({ variant: id }) => gid('ProductVariant', id),
  legacyResourceId: ({ variant: id }) => String(id),
  title: () => 'Default Title',
  displayName: ({ title }) => title,
  inventoryQuantity: ({ levels }) => [...levels.values()].reduce((sum, { available }) => sum + available, 0),
  inventoryItem: (source) => source,
  product: ({ product, title }) => ({ id: gid('Product', product), title }),
}

const location: Fields<Location> = {
  id: ({ id }) => gid('Location', id),
  legacyResourceId: ({ id }) => String(id),
  isActive: () => true,
  fulfillsOnlineOrders: () => true,
  shipsInventory: () => true,
  isFulfillmentService: ({ isService }) => isService,
}

export const INVENTORY_FIELDS = { InventoryItem: item, InventoryLevel: level, ProductVariant: variant, Location: location }
