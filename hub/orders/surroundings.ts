import { createHash } from 'node:crypto'
import type { ConnectionId, MerchantId, ShipOptionId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import type { Surroundings } from '../../core/orders/judge.ts'
import { methodKey } from '../../core/orders/mapping.ts'
import type { Hub } from '../hub.ts'

/** What is asked about: the method and SKUs of one order, on the connection that owns it. */
export interface About { connectionId: ConnectionId | null; method: string | null; shipOptionId: ShipOptionId | null; skus: readonly string[]; /** Ship options that rules may set. */ more?: readonly ShipOptionId[] }

/** Names that a store chose can be of any length and letters: their digest is the id. */
export const namedId = (connectionId: ConnectionId, name: string): string => `${connectionId}:${createHash('sha256').update(name).digest('base64url').slice(0, 32)}`

/** What lies outside an order and decides whether it can be fulfilled, as it is now. */
export async function surroundingsOf(hub: Hub, merchantId: MerchantId, about: About): Promise<Surroundings> {
  const { connectionId, method } = about
  const mapping = connectionId === null ? null : await hub.store.get('methods', merchantId, namedId(connectionId, methodKey(method)))
  const options = [...new Set([mapping?.shipOptionId, about.shipOptionId, ...about.more ?? []].filter(id => id !== null && id !== undefined))]
  const found = await hub.store.getMany('shipOptions', null, options)
  const skus = [...new Set(about.skus)]
  return {
    options: {
      methods: new Map(mapping ? [[methodKey(method), { shipOptionId: mapping.shipOptionId, active: mapping.active }]] : []),
      activeOptions: new Set(found.flatMap(option => (option?.active ? [option.id] : []))),
    },
    products: await productsOf(hub, merchantId, skus),
    twice: connectionId === null ? new Set() : await twiceIn(hub, merchantId, connectionId, skus),
  }
}

export const aboutOrder = (order: Order): About =>
  ({ connectionId: order.connectionId, method: order.method, shipOptionId: order.shipOptionId, skus: order.lines.flatMap(({ sku }) => (sku === null ? [] : [sku])) })

/** Null where the merchant keeps no products at all. */
async function productsOf(hub: Hub, merchantId: MerchantId, skus: readonly string[]): Promise<ReadonlyMap<string, boolean> | null> {
  const any = await hub.store.list('productsBySku', { merchantId }, { limit: 1 })
  if (any.items.length === 0) return null
  const products = await hub.store.getMany('products', merchantId, skus)
  return new Map(products.flatMap(product => (product ? [[product.sku, product.active] as const] : [])))
}

async function twiceIn(hub: Hub, merchantId: MerchantId, connectionId: ConnectionId, skus: readonly string[]): Promise<ReadonlySet<string>> {
  const twice = new Set<string>()
  for (const sku of skus) {
    const page = await hub.store.list('itemsOfSku', { merchantId, connectionId, sku }, { limit: 2 })
    if (page.items.length > 1) twice.add(sku)
  }
  return twice
}
