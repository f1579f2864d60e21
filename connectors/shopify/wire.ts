import { z } from 'zod'

// Only what we read. Unknown keys pass, enum values stay strings (a new one is 'unknown' in codes.ts, not a fault),
// and what the schema lets be null may be absent too: protected fields come back that way.
const text = z.string().nullish().transform((value) => value ?? null)
const gid = z.string().min(1)

const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: text })
export interface Connection<T> { pageInfo: z.infer<typeof PageInfo>; nodes: T[] }
export const connection = <T extends z.ZodType>(node: T) => z.object({ pageInfo: PageInfo, nodes: z.array(node) })

const Address = z.object({
  name: text, company: text, address1: text, address2: text, city: text, provinceCode: text, province: text, zip: text, countryCodeV2: text, phone: text,
})

export const Line = z.object({ id: gid, sku: text, name: z.string().catch(''), currentQuantity: z.int(), requiresShipping: z.boolean(), isGiftCard: z.boolean().catch(false) })

export const FulfillmentLine = z.object({ quantity: z.int().nullish(), lineItem: z.object({ id: gid }) })
export const Fulfillment = z.object({
  id: gid, status: z.string(), trackingInfo: z.array(z.object({ number: text, url: text })), fulfillmentLineItems: connection(FulfillmentLine),
})

export const WorkLine = z.object({ id: gid, remainingQuantity: z.int(), lineItem: z.object({ id: gid }) })
export const FulfillmentOrder = z.object({
  id: gid, status: z.string(), fulfillAt: text,
  assignedLocation: z.object({ location: z.object({ id: gid, isFulfillmentService: z.boolean().nullish() }).nullish() }).nullish(),
  deliveryMethod: z.object({ methodType: z.string(), presentedName: text.optional() }).nullish(),
  fulfillmentHolds: z.array(z.object({ reason: z.string(), reasonNotes: text })),
  lineItems: connection(WorkLine),
})

/** What is left to do of an order, and what was done: no personal field. */
export const Work = z.object({
  id: gid, cancelledAt: text, fulfillments: z.array(Fulfillment), fulfillmentOrders: connection(FulfillmentOrder),
})

/** The same, looked at for a telling: how many units each line still owes. */
export const LookedAt = Work.extend({
  edited: z.boolean().catch(false), displayFinancialStatus: text,
  lineItems: z.object({ nodes: z.array(z.object({ id: gid, unfulfilledQuantity: z.int() })) }).nullish(),
})

export const Order = Work.extend({
  name: z.string(), createdAt: z.string(), updatedAt: z.string(), cancelReason: text,
  displayFinancialStatus: text, displayFulfillmentStatus: text, test: z.boolean().catch(false), note: text, tags: z.array(z.string()).catch([]),
  email: text, phone: text, currencyCode: text, sourceName: text, risk: z.object({ recommendation: text }).nullish(),
  currentTotalPriceSet: z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) }).nullish(),
  shippingAddress: Address.nullish(),
  shippingLines: z.object({ nodes: z.array(z.object({ title: text, code: text, isRemoved: z.boolean().catch(false) })) }).nullish(),
  lineItems: connection(Line),
})

export const Quantities = z.array(z.object({ name: z.string(), quantity: z.int() }))
export const Level = z.object({ item: z.object({ id: gid }), location: z.object({ id: gid }), quantities: Quantities })

export const Variant = z.object({
  id: text, displayName: text, inventoryItem: z.object({ id: gid, sku: text, tracked: z.boolean(), updatedAt: text }),
})

export const Location = z.object({ id: gid, name: z.string(), isActive: z.boolean(), isFulfillmentService: z.boolean().catch(false) })
export const Subscription = z.object({ id: gid, topic: z.string(), uri: z.string() })

/** `field` is a path, its parts as strings; plain UserError has no `code`, and to select one is a schema error. */
export const UserErrors = z.array(z.object({ field: z.array(z.coerce.string()).nullish(), message: z.string(), code: text }))

export type Line = z.infer<typeof Line>
export type Order = z.infer<typeof Order>
export type Work = z.infer<typeof Work>
export type LookedAt = z.infer<typeof LookedAt>
export type FulfillmentOrder = z.infer<typeof FulfillmentOrder>
export type Fulfillment = z.infer<typeof Fulfillment>
export type UserErrors = z.infer<typeof UserErrors>
