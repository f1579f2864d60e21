import { CENTERS, ITEMS, METHODS, SHIP_OPTIONS } from './catalog.ts'
import { type Client, clientOf } from './client.ts'

/** The shop as the demo's merchant knows it. With `clientId` in the place of the token it can be connected too. */
export interface ShopAccess { shop: string; accessToken: string; clientSecret: string; clientId: string }
export interface DemoMerchant { id: string; name: string; road: 'shopify'; apiToken: string; connectionId: string; shop: ShopAccess; centers: string[]; options: Map<string, string> }
export interface Tokens { warehouse: string; carriers: string }

/** What the 3PL does once: centers, ship options, and tokens for its floor and its carriers. */
export async function openThe3pl(admin: Client): Promise<{ centers: string[]; options: Map<string, string>; tokens: Tokens }> {
  const centers: string[] = []
  for (const center of CENTERS) centers.push((await admin.call('createCenter', { body: { ...center } })).id)
  const options = new Map<string, string>()
  for (const option of SHIP_OPTIONS) options.set(option.name, (await admin.call('createShipOption', { body: { ...option } })).id)
  const warehouse = await admin.call('createToken', { body: { name: 'Floor of both centers', role: 'warehouse', centers } })
  const carriers = await admin.call('createToken', { body: { name: 'Carriers', role: 'administrator', scopes: ['tracking'] } })
  return { centers, options, tokens: { warehouse: warehouse.token, carriers: carriers.token } }
}

/** A merchant connects its shop: roles on, methods and locations mapped; stock is still off. */
export async function connectMerchant(hubUrl: string, admin: Client, shop: ShopAccess, centers: string[], options: Map<string, string>): Promise<DemoMerchant> {
  const name = 'Northwind Outdoor'
  const merchant = await admin.call('createMerchant', { body: { name, currency: 'USD' } })
  const token = await admin.call('createToken', { body: { merchantId: merchant.id, name: 'Owner', role: 'owner' } })
  const own = clientOf(hubUrl, token.token)
  const { id: connectionId } = await own.call('createConnection', {
    body: {
      connector: 'shopify', name: 'northwind', roles: ['orders', 'tracking', 'inventory'], mode: 'live',
      credentials: { accessToken: shop.accessToken, clientSecret: shop.clientSecret }, settings: { shop: shop.shop },
    },
  })
  await own.call('putMethods', { params: { id: connectionId }, body: { data: METHODS.filter(({ mapped }) => mapped).map(({ title, shipOption }) => ({ method: title, shipOptionId: options.get(shipOption) ?? null, active: true })) } })
  const locations = await own.call('listLocations', { params: { id: connectionId }, query: {} })
  const data = locations.data.map(({ location, name: at }) => ({ location, name: at, centerIds: centers.filter((_, index) => CENTERS[index]?.name === at) }))
  await own.call('putLocations', { params: { id: connectionId }, body: { data } })
  return { id: merchant.id, name, road: 'shopify', apiToken: token.token, connectionId, shop, centers, options }
}

/** The warehouse's first absolute count of everything on its shelves. */
export async function countShelves(warehouse: Client, merchant: DemoMerchant, now: number): Promise<void> {
  const rows = ITEMS.flatMap(({ sku, stock }) => merchant.centers.map((centerId, index) => ({ sku, centerId, quantity: stock[index] ?? 0 })))
  await warehouse.call('putSnapshot', { body: { merchantId: merchant.id, asOf: new Date(now).toISOString(), rows } })
}
