import { type RunningShopifyEmulator, startShopifyEmulator, type StartOptions } from '../../../connectors/shopify/emulator/index.ts'
import { type Client, clientOf } from '../../../sandbox/client.ts'
import type { Given } from '../../../server/schema.ts'
import { installHub, type TestedHub } from './hub.ts'
import { type StandIn, standInOf } from './judge/stand-in.ts'
import { type Method, openOffice } from './office.ts'
import { openPlace, type Place } from './time.ts'

/** One thing that the shop sells, with what the store shows of it and what lies on the shelves of each center. */
export interface Item { readonly sku: string | null; readonly title?: string; readonly available?: Readonly<Record<string, number>>; readonly shelves?: Readonly<Record<string, number>> }

export interface StageOptions {
  readonly speed: number
  readonly seed?: number
  readonly hub?: 'here' | 'process'
  readonly items: readonly Item[]
  readonly locations?: readonly string[]
  /** Those of them that a fulfillment service of another app runs. */
  readonly services?: readonly string[]
  /** Centers in order of preference, each with the store's location that it stands behind; null: behind none. */
  readonly centers?: Readonly<Record<string, string | null>>
  readonly methods?: readonly Method[]
  readonly scopes?: readonly string[]
  /** The shop's plan: how many points a second its API gives. Absent: plus, so that a test waits for the hub and not for the vendor. */
  readonly plan?: 'standard' | 'plus'
  readonly roles?: readonly ('orders' | 'tracking' | 'inventory')[]
  /** How the merchant signs in: with a token given once and for all, or with the client id of an app that gets tokens of a day. Absent: token. */
  readonly signsIn?: 'token' | 'client'
  /** What comes before the hub's command, where it is a process of its own. */
  readonly under?: readonly string[]
  /** What the hub writes down, where it is a process of its own. Absent: warnings. */
  readonly log?: 'info'
  /** How webhooks leave the stand-in; absent: over sockets. */
  readonly deliver?: StartOptions['deliver']
  /** More fields of the new connection. */
  readonly connection?: Partial<Given<'createConnection', 'body'>>
  /** What happens at the store before it is connected. */
  readonly before?: (shopify: RunningShopifyEmulator) => void
  /** Whether the merchant confirms the stock comparison at once. */
  readonly confirm?: boolean
}

export interface Stage {
  readonly place: Place
  readonly clock: Place['clock']
  readonly shopify: RunningShopifyEmulator
  /** The stand-in as anybody outside sees it. */
  readonly store: StandIn
  readonly hub: TestedHub
  readonly admin: Client
  readonly owner: Client
  readonly floorClient: Client
  readonly carriers: Client
  readonly merchantId: string
  readonly connectionId: string
  /** Name → id. */
  readonly centers: ReadonlyMap<string, string>
  readonly shipOptions: ReadonlyMap<string, string>
  close(): Promise<void>
}

export const SHOP = 'northwind.myshopify.com'
export const CREDENTIALS = { accessToken: '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', clientSecret: 'ffeeddccbbaa99887766554433221100' }

export const CLIENT_ID = '0123456789abcdef0123456789abcdef'
export const CLIENT = { clientId: CLIENT_ID, clientSecret: CREDENTIALS.clientSecret }

/** Hub, stand-in, 3PL and one merchant, connected: everything over real sockets, on a fresh store, with one fast clock. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const place = openPlace(options.speed)
  const { locations = ['East'], centers = { Allentown: 'East' }, items, seed = 1 } = options
  const shopify = await startShopifyEmulator({
    shops: [{ shop: SHOP, ...CREDENTIALS, clientId: CLIENT_ID, locations: locations.map((name) => ({ name, isService: options.services?.includes(name) ?? false })), plan: options.plan ?? 'plus', ...(options.scopes && { scopes: options.scopes }) }],
    clock: place.clock, seed, ...(options.deliver && { deliver: options.deliver }),
  })
  shopify.addProducts({ items: items.map(({ sku, title, available }) => ({ sku, ...(title && { title }), available: available ?? Object.fromEntries(locations.map((name) => [name, 0])) })) })
  options.before?.(shopify)
  const hub = await installHub({
    folder: place.folder, as: options.hub ?? 'here', ...pick(options, ['under']),
    variables: {
      CROSSDOCK_ALLOW_VENDOR_OVERRIDE: '1', CROSSDOCK_VENDOR_URL_SHOPIFY: shopify.url, CROSSDOCK_DEMO_CLOCK: place.clockFile, CROSSDOCK_LOG_LEVEL: process.env.CROSSDOCK_TEST_LOG ?? (options.hub === 'process' ? (options.log ?? 'warn') : 'silent'),
    },
  })
  await hub.start()
  const admin = clientOf(hub.url, hub.adminToken)
  const office = await openOffice({ admin, hubUrl: hub.url, shop: SHOP, credentials: options.signsIn === 'client' ? CLIENT : CREDENTIALS, centers, ...pick(options, ['methods', 'roles', 'connection']) })
  const counted = items.flatMap(({ sku, shelves = {} }) => (sku === null ? [] : Object.entries(shelves).map(([center, quantity]) => ({ sku, centerId: office.centers.get(center) ?? center, quantity }))))
  const floorClient = clientOf(hub.url, office.floorToken)
  for (let from = 0; from < counted.length; from += 1_000) {
    await floorClient.call('putSnapshot', { body: { merchantId: office.merchantId, asOf: new Date(place.clock.now()).toISOString(), rows: counted.slice(from, from + 1_000) } })
  }
  const owner = clientOf(hub.url, office.ownerToken)
  if (options.confirm ?? true) {
    await owner.call('compareStock', { params: { id: office.connectionId }, query: {} })
    await owner.call('confirmStock', { params: { id: office.connectionId }, body: {} })
  }
  const close = async (): Promise<void> => {
    await hub.stop()
    await shopify.close()
    place.clear()
  }
  return {
    place, clock: place.clock, shopify, store: standInOf({ url: shopify.url, sandbox: shopify.sandboxUrl, token: CREDENTIALS.accessToken }), hub, admin, owner, floorClient,
    carriers: clientOf(hub.url, office.carriersToken), merchantId: office.merchantId, connectionId: office.connectionId, centers: office.centers, shipOptions: office.shipOptions, close,
  }
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): { [N in K]?: Exclude<T[N], undefined> } {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]])) as { [N in K]?: Exclude<T[N], undefined> }
}
