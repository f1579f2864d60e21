import type { App } from './app.ts'
import type { Bucket } from './bucket.ts'
import type { Bulk } from './bulk.ts'
import type { OrderIndexes } from './order-indexes.ts'
import type { Upload } from './uploads.ts'

/** A stand-in shop and everything in it. Times are ms, whole seconds: Shopify shows no smaller ones. */
export interface Shop {
  readonly domain: string
  readonly id: number
  readonly app: App
  /** Where the app wants the privacy topics; set in the app, not by the API. */
  privacyUrl: string | null
  readonly scopes: ReadonlySet<string>
  /** Protected fields that this app was not granted, as `MailingAddress.name`: refused one by one. */
  readonly hidden: ReadonlySet<string>
  readonly plan: PlanName
  readonly currency: string
  readonly bucket: Bucket
  readonly locations: Map<number, Location>
  readonly items: Map<number, Item>
  readonly bySku: Map<string, Item[]>
  readonly byVariant: Map<number, Item>
  readonly orders: Map<number, Order>
  readonly indexes: OrderIndexes
  readonly fulfillmentOrders: Map<number, FulfillmentOrder>
  readonly fulfillments: Map<number, Fulfillment>
  readonly subscriptions: Map<number, Subscription>
  /** Idempotency keys with what was answered. */
  readonly keys: Map<string, Remembered>
  readonly uploads: Map<string, Upload>
  readonly bulks: Map<number, Bulk>
  /** Levels that somebody moved by hand or by the fault `drift`. */
  readonly drifted: Drifted[]
  nextOrder: number
  /** Counted apart, so that what is subscribed moves no other thing's id. */
  nextSubscription: number
}

export type PlanName = 'standard' | 'advanced' | 'plus' | 'enterprise'

export interface Location {
  readonly id: number
  readonly name: string
  /** Run by a fulfillment service, not by the merchant: other scopes cover it. */
  readonly isService: boolean
}

/** One variant with its inventory item. */
export interface Item {
  readonly id: number
  readonly variant: number
  readonly product: number
  sku: string | null
  readonly title: string
  /** Minor units. */
  readonly price: number
  tracked: boolean
  /** Made of other items, as a bundle: its number is worked out, and cannot be set. */
  isBundle: boolean
  readonly requiresShipping: boolean
  readonly isGiftCard: boolean
  readonly createdAt: number
  updatedAt: number
  readonly levels: Map<number, Level>
}

/** On hand = available + committed + reserved (set aside for draft orders). `start` is what the reset goes back to. */
export interface Level {
  readonly item: Item
  readonly location: Location
  available: number
  committed: number
  reserved: number
  updatedAt: number
  readonly createdAt: number
  readonly start: number
}

export interface Drifted { readonly at: string; readonly item: number; readonly location: number; readonly delta: number; readonly by: 'hand' | 'fault' }

export type Financial = 'AUTHORIZED' | 'EXPIRED' | 'PAID' | 'PARTIALLY_PAID' | 'PARTIALLY_REFUNDED' | 'PENDING' | 'REFUNDED' | 'VOIDED'
export type CancelReason = 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF'

export interface Order {
  readonly id: number
  readonly number: number
  readonly createdAt: number
  updatedAt: number
  /** What search knows as its updated_at; null while it does not know the order. */
  indexedAt: number | null
  cancelledAt: number | null
  cancelReason: CancelReason | null
  closedAt: number | null
  financial: Financial
  edited: boolean
  note: string | null
  email: string | null
  readonly phone: string | null
  readonly tags: readonly string[]
  readonly attributes: readonly { readonly key: string; readonly value: string }[]
  readonly test: boolean
  risk: 'ACCEPT' | 'CANCEL' | 'INVESTIGATE' | 'NONE'
  readonly sourceName: string
  address: Address | null
  readonly shippingLines: readonly ShippingLine[]
  readonly lines: Line[]
  readonly fulfillmentOrders: FulfillmentOrder[]
  readonly fulfillments: Fulfillment[]
}

export interface Address {
  readonly firstName: string | null
  readonly lastName: string | null
  readonly company: string | null
  readonly address1: string | null
  readonly address2: string | null
  readonly city: string | null
  readonly province: string | null
  readonly provinceCode: string | null
  readonly zip: string | null
  readonly country: string | null
  readonly countryCode: string | null
  readonly phone: string | null
}

export interface ShippingLine { readonly id: number; readonly code: string | null; readonly title: string; readonly price: number; readonly isRemoved: boolean }

export interface Line {
  readonly id: number
  readonly order: Order
  readonly item: Item | null
  readonly sku: string | null
  readonly title: string
  readonly price: number
  readonly requiresShipping: boolean
  readonly isGiftCard: boolean
  /** Ordered, removals included; what is left of it is `current`. */
  quantity: number
  current: number
}

export type FulfillmentOrderStatus = 'CANCELLED' | 'CLOSED' | 'INCOMPLETE' | 'IN_PROGRESS' | 'ON_HOLD' | 'OPEN' | 'SCHEDULED'

export type RequestStatus = 'ACCEPTED' | 'CANCELLATION_ACCEPTED' | 'CANCELLATION_REJECTED' | 'CANCELLATION_REQUESTED' | 'CLOSED' | 'REJECTED' | 'SUBMITTED' | 'UNSUBMITTED'

export interface FulfillmentOrder {
  readonly id: number
  readonly order: Order
  location: Location
  readonly method: 'SHIPPING' | 'NONE' | 'PICK_UP' | 'LOCAL' | 'PICKUP_POINT' | 'RETAIL'
  /** What the buyer chose for it at the checkout; works of one order may differ. */
  readonly presentedName: string | null
  readonly createdAt: number
  updatedAt: number
  status: FulfillmentOrderStatus
  /** When it is to be done, where that is later. */
  fulfillAt: number | null
  /** What store and fulfillment service say to each other; elsewhere UNSUBMITTED for ever. */
  request: RequestStatus
  holds: Hold[]
  readonly lines: FulfillmentOrderLine[]
}

/** `committed`: the units that stand in the location's committed number because of this line. */
export interface FulfillmentOrderLine { readonly id: number; readonly line: Line; total: number; remaining: number; committed: number }

export interface Hold { readonly id: number; readonly reason: string; readonly notes: string | null }

export interface Tracking { readonly company: string | null; readonly number: string | null; readonly url: string | null }

export interface Fulfillment {
  readonly id: number
  readonly order: Order
  readonly location: Location
  readonly number: number
  readonly createdAt: number
  updatedAt: number
  /** Cancelled ones stay in the order's list. */
  status: 'SUCCESS' | 'CANCELLED'
  tracking: readonly Tracking[]
  /** In the order of their making. */
  readonly events: FulfillmentEvent[]
  readonly lines: readonly { readonly id: number; readonly line: Line; readonly quantity: number }[]
  readonly fulfillmentOrders: readonly FulfillmentOrder[]
}

export interface FulfillmentEvent {
  readonly id: number
  readonly status: string
  readonly happenedAt: number
  readonly createdAt: number
  readonly message: string | null
}

export interface Subscription {
  readonly id: number
  readonly topic: string
  readonly uri: string
  readonly name: string | null
  readonly filter: string | null
  readonly includeFields: readonly string[]
  readonly createdAt: number
}

export interface Remembered { readonly params: string; readonly answer: unknown; readonly failed: boolean }

/** As every mutation answers for what it does not do. `code` only where the vendor's type has one. */
export interface UserError { readonly field: readonly string[] | null; readonly message: string; readonly code?: string | null }
