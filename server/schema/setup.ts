import { z } from 'zod'
import { ROLES } from '../../core/model/actor.ts'
import { body, ById, Id, Moment, NoQuery, ofThe3pl, own, page, paging, query, route, Sku, Time } from './edge.ts'

const Role = z.enum(ROLES)
const name = z.string().trim().min(1).max(200)

/** The token itself is never shown again; `token` stands only in the answer that made it. */
export const Token = z.object({
  ...ofThe3pl, merchantId: Id.nullable(), name: z.string(), role: Role, centers: z.array(Id).nullable(), scopes: z.array(z.string()),
  expiresAt: Time.nullable(), revokedAt: Time.nullable(), lastUsedAt: Time.nullable(),
}).meta({ id: 'Token' })
export const SCOPES = ['orders', 'inventory', 'warehouse', 'tracking', 'connections', 'setup', 'access', 'operations', 'events'] as const
const NewToken = body({ name, role: Role, centers: z.array(Id).min(1).max(100).optional(), scopes: z.array(z.enum(SCOPES)).max(SCOPES.length).default([]), expiresAt: Moment.optional() })

const Session = z.object({
  token: z.object({ id: Id, name: z.string(), role: Role, scopes: z.array(z.string()), centers: z.array(Id).nullable() }),
  merchantId: Id.nullable(), hub: z.object({ version: z.string(), publicUrl: z.string().nullable() }),
})

export const Merchant = z.object({ ...ofThe3pl, name: z.string(), currency: z.string().nullable() }).meta({ id: 'Merchant' })
const NewMerchant = z.strictObject({ name, currency: z.string().regex(/^[A-Z]{3}$/, 'Write a currency as USD').optional() })

export const Center = z.object({ ...ofThe3pl, name: z.string(), country: z.string(), priority: z.int(), active: z.boolean() }).meta({ id: 'Center' })
const NewCenter = z.strictObject({ name, country: z.string().regex(/^[A-Z]{2}$/, 'Write a country as US'), priority: z.int().min(0).max(1_000).default(0) })

export const ShipOption = z.object({ ...ofThe3pl, name: z.string(), carrier: z.string().nullable(), service: z.string().nullable(), active: z.boolean() }).meta({ id: 'ShipOption' })
const NewShipOption = z.strictObject({ name, carrier: z.string().max(100).nullable().default(null), service: z.string().max(100).nullable().default(null) })

export const Product = z.object({ ...own, sku: z.string(), name: z.string(), active: z.boolean() }).meta({ id: 'Product' })
const NewProduct = body({ sku: Sku, name: z.string().trim().max(500).optional(), active: z.boolean().optional() })
const PatchCenter = z.strictObject({ name: name.optional(), priority: z.int().min(0).max(1_000).optional(), active: z.boolean().optional() })
const PatchShipOption = z.strictObject({ name: name.optional(), carrier: z.string().max(100).nullable().optional(), service: z.string().max(100).nullable().optional(), active: z.boolean().optional() })

const global = z.strictObject(paging)

export const setupRoutes = {
  getSession: route({ method: 'GET', path: '/v1/session', tag: 'access', summary: 'Whose token this is and what it may do', query: NoQuery, answer: Session }),
  listTokens: route({ method: 'GET', path: '/v1/tokens', tag: 'access', summary: 'API tokens, without their secrets', query: query(paging), answer: page(Token) }),
  createToken: route({ method: 'POST', path: '/v1/tokens', tag: 'access', summary: 'Make a token; it is shown once', body: NewToken, answer: Token.extend({ token: z.string() }) }),
  revokeToken: route({ method: 'DELETE', path: '/v1/tokens/{id}', tag: 'access', summary: 'Revoke a token at once', params: ById, query: query({}), answer: Token }),
  listMerchants: route({ method: 'GET', path: '/v1/merchants', tag: 'set-up', summary: 'Merchants that this token may see', query: global, answer: page(Merchant) }),
  createMerchant: route({ method: 'POST', path: '/v1/merchants', tag: 'set-up', summary: 'Take on a merchant', body: NewMerchant, answer: Merchant }),
  getMerchant: route({ method: 'GET', path: '/v1/merchants/{id}', tag: 'set-up', summary: 'One merchant', params: ById, query: NoQuery, answer: Merchant }),
  listCenters: route({ method: 'GET', path: '/v1/centers', tag: 'set-up', summary: 'Fulfillment centers', query: global, answer: page(Center) }),
  createCenter: route({ method: 'POST', path: '/v1/centers', tag: 'set-up', summary: 'Open a center', body: NewCenter, answer: Center }),
  patchCenter: route({ method: 'PATCH', path: '/v1/centers/{id}', tag: 'set-up', summary: 'Change a center; one that is not active is given no more orders', params: ById, body: PatchCenter, answer: Center, replaces: true }),
  listShipOptions: route({ method: 'GET', path: '/v1/ship-options', tag: 'set-up', summary: 'What the 3PL sells', query: global, answer: page(ShipOption) }),
  createShipOption: route({ method: 'POST', path: '/v1/ship-options', tag: 'set-up', summary: 'Add a ship option', body: NewShipOption, answer: ShipOption }),
  patchShipOption: route({ method: 'PATCH', path: '/v1/ship-options/{id}', tag: 'set-up', summary: 'Change a ship option', params: ById, body: PatchShipOption, answer: ShipOption, replaces: true }),
  listProducts: route({ method: 'GET', path: '/v1/products', tag: 'set-up', summary: 'A merchant\'s products by SKU', query: query(paging), answer: page(Product) }),
  createProduct: route({ method: 'POST', path: '/v1/products', tag: 'set-up', summary: 'Add or change a product, by its SKU', body: NewProduct, answer: Product }),
}
