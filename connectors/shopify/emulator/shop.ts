import { USUAL_SCOPES } from './access.ts'
import { appOf } from './app.ts'
import { bucketOf } from './bucket.ts'
import type { PlanName, Shop } from './model.ts'
import { orderIndexes } from './order-indexes.ts'

/** A shop as the starter describes it. */
export interface ShopOptions {
  /** Its domain: `demo.myshopify.com`. */
  readonly shop: string
  /** One for ever, as apps had that were made in the shop's admin. */
  readonly accessToken?: string | undefined
  readonly clientSecret: string
  /** Of the Dev Dashboard: with it and the secret tokens of a day are granted. */
  readonly clientId?: string | undefined
  /** What the token may do; absent: what this hub's app usually has. */
  readonly scopes?: readonly string[]
  /** Protected customer fields that it was not granted, as `Order.email`, `MailingAddress.name`. */
  readonly hidden?: readonly string[]
  /** In order of the merchant's preference. `isService`: run by a fulfillment service. */
  readonly locations: readonly { readonly name: string; readonly isService?: boolean }[]
  readonly plan?: PlanName
  readonly currency?: string
}

/** An empty shop. */
export function openShop(options: ShopOptions, nextId: () => number): Shop {
  const { shop: domain, scopes = USUAL_SCOPES, hidden = [], plan = 'standard', currency = 'USD' } = options
  const locations = options.locations.map(({ name, isService = false }) => ({ id: nextId(), name, isService }))
  return {
    domain, id: nextId(), app: appOf(options), privacyUrl: null, scopes: new Set(scopes), hidden: new Set(hidden), plan, currency, bucket: bucketOf(plan),
    locations: new Map(locations.map((location) => [location.id, location])),
    items: new Map(), bySku: new Map(), byVariant: new Map(), orders: new Map(), indexes: orderIndexes(), fulfillmentOrders: new Map(),
    fulfillments: new Map(), subscriptions: new Map(), keys: new Map(), uploads: new Map(), bulks: new Map(), drifted: [], nextOrder: 1001, nextSubscription: 1_408_000_000_001,
  }
}

/** Back to how it was set up: no orders, levels as they were made. Subscriptions stay, products too unless asked. */
export function resetShop(shop: Shop, what: { readonly products: boolean; readonly subscriptions: boolean }): void {
  for (const part of [shop.orders, shop.indexes, shop.fulfillmentOrders, shop.fulfillments, shop.keys, shop.uploads, shop.bulks]) part.clear()
  if (what.products) for (const part of [shop.items, shop.bySku, shop.byVariant]) part.clear()
  if (what.subscriptions) shop.subscriptions.clear()
  for (const { levels } of shop.items.values()) {
    for (const level of levels.values()) Object.assign(level, { available: level.start, committed: 0, reserved: 0 })
  }
  shop.drifted.length = 0
  shop.nextOrder = 1001
  shop.bucket.fill()
}
