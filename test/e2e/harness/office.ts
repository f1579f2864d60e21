import { type Client, clientOf } from '../../../sandbox/client.ts'
import type { Given } from '../../../server/schema.ts'

/** A method of the store and the ship option that it means; null: nobody has mapped it yet. */
export interface Method { readonly title: string; readonly option: string | null }

export const METHODS: readonly Method[] = [{ title: 'Standard', option: 'Standard' }, { title: 'Express', option: '2-Day Express' }]
const OPTIONS = [{ name: 'Standard', carrier: 'usps', service: 'ground_advantage' }, { name: '2-Day Express', carrier: 'ups', service: '2nd_day_air' }]

interface Wanted {
  admin: Client
  hubUrl: string
  shop: string
  credentials: Readonly<Record<string, string>>
  centers: Readonly<Record<string, string | null>>
  methods?: readonly Method[]
  roles?: readonly ('orders' | 'tracking' | 'inventory')[]
  connection?: Partial<Given<'createConnection', 'body'>>
}

export interface Office {
  merchantId: string
  connectionId: string
  ownerToken: string
  floorToken: string
  carriersToken: string
  centers: Map<string, string>
  shipOptions: Map<string, string>
}

/** What the 3PL and its merchant set up once, all through the API: centers, options, tokens, the connection and its mappings. */
export async function openOffice({ admin, hubUrl, shop, credentials, centers, methods = METHODS, roles = ['orders', 'tracking', 'inventory'], connection = {} }: Wanted): Promise<Office> {
  const made = new Map<string, string>()
  for (const [at, name] of Object.keys(centers).entries()) made.set(name, (await admin.call('createCenter', { body: { name, country: 'US', priority: at + 1 } })).id)
  const shipOptions = new Map<string, string>()
  for (const option of OPTIONS) shipOptions.set(option.name, (await admin.call('createShipOption', { body: option })).id)
  const floor = await admin.call('createToken', { body: { name: 'floor', role: 'warehouse', centers: [...made.values()] } })
  const carriers = await admin.call('createToken', { body: { name: 'carriers', role: 'administrator', scopes: ['tracking'] } })
  const merchant = await admin.call('createMerchant', { body: { name: 'Northwind', currency: 'USD' } })
  const token = await admin.call('createToken', { body: { merchantId: merchant.id, name: 'owner', role: 'owner' } })
  const owner = clientOf(hubUrl, token.token)
  const { id: connectionId } = await owner.call('createConnection', { body: { connector: 'shopify', name: 'northwind', roles: [...roles], mode: 'live', credentials: { ...credentials }, settings: { shop }, ...connection } })
  const mapped = methods.filter(({ option }) => option !== null)
  await owner.call('putMethods', { params: { id: connectionId }, body: { data: mapped.map(({ title, option }) => ({ method: title, shipOptionId: shipOptions.get(option ?? '') ?? null, active: true })) } })
  const { data: locations } = await owner.call('listLocations', { params: { id: connectionId }, query: {} })
  const behind = locations.map(({ location, name }) => ({ location, name, centerIds: Object.entries(centers).flatMap(([center, at]) => (at === name ? [made.get(center) ?? ''] : [])) }))
  await owner.call('putLocations', { params: { id: connectionId }, body: { data: behind } })
  return { merchantId: merchant.id, connectionId, ownerToken: token.token, floorToken: floor.token, carriersToken: carriers.token, centers: made, shipOptions }
}
