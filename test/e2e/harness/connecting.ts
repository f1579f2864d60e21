import { type RunningShopifyEmulator, startShopifyEmulator, type StartOptions } from '../../../connectors/shopify/emulator/index.ts'
import { type Client, clientOf } from '../../../sandbox/client.ts'
import type { Answer } from '../../../server/schema.ts'
import { installHub, type TestedHub } from './hub.ts'
import { openPlace, type Place } from './time.ts'
import { until } from './until.ts'

export type Setup = Answer<'getSetup'>
export type StepNamed<N extends Setup['steps'][number]['step']> = Extract<Setup['steps'][number], { step: N }>
export type ShopWish = Omit<StartOptions['shops'][number], 'shop' | 'accessToken' | 'clientSecret'> & { name: string }

/** A fresh hub with one merchant and two centers, and stores that nobody has connected yet. */
export interface Connecting {
  readonly place: Place
  readonly shopify: RunningShopifyEmulator
  readonly hub: TestedHub
  readonly admin: Client
  readonly owner: Client
  readonly ownerToken: string
  readonly merchantId: string
  readonly centers: readonly string[]
  /** Connected as a person does first: no role, observing. */
  connect(name: string, more?: Record<string, unknown>): Promise<string>
  setup(id: string): Promise<Setup>
  step<N extends Setup['steps'][number]['step']>(id: string, name: N): Promise<StepNamed<N>>
  itemsRead(id: string): Promise<StepNamed<'items'>>
  /** Writes that the store has seen, of any kind. */
  written(name: string): string[]
  /** What the report has to say, counted from the store's own state. */
  counted(name: string, products: ReadonlySet<string>): Omit<StepNamed<'items'>['found'], 'countedAt' | 'readAt'>
  /** Ends the hub (a process of its own: by SIGKILL), and starts it on what is on the disk. */
  again(): Promise<void>
  close(): Promise<void>
}

const domain = (name: string): string => `${name}.myshopify.com`

export async function openConnecting(as: 'here' | 'process', wishes: readonly ShopWish[]): Promise<Connecting> {
  const place = openPlace(30)
  const secrets = new Map(wishes.map(({ name }, at) => [name, { accessToken: `shpat_${String(at).padStart(32, '0')}`, clientSecret: `secret-${String(at).padStart(24, '0')}` }]))
  const shopify = await startShopifyEmulator({ clock: place.clock, seed: 7, shops: wishes.map(({ name, ...wish }) => ({ ...wish, plan: 'plus', shop: domain(name), ...secrets.get(name)! })) })
  const hub = await installHub({ folder: place.folder, as, variables: { CROSSDOCK_ALLOW_VENDOR_OVERRIDE: '1', CROSSDOCK_VENDOR_URL_SHOPIFY: shopify.url, CROSSDOCK_DEMO_CLOCK: place.clockFile, CROSSDOCK_LOG_LEVEL: as === 'process' ? 'warn' : 'silent' } })
  await hub.start()
  const admin = clientOf(hub.url, hub.adminToken)
  const centers: string[] = []
  for (const name of ['Allentown', 'Reno']) centers.push((await admin.call('createCenter', { body: { name, country: 'US' } })).id)
  const merchant = await admin.call('createMerchant', { body: { name: 'Northwind', currency: 'USD' } })
  const ownerToken = (await admin.call('createToken', { body: { merchantId: merchant.id, name: 'the owner', role: 'owner' } })).token
  const owner = clientOf(hub.url, ownerToken)
  const setup = async (id: string): Promise<Setup> => owner.call('getSetup', { params: { id }, query: {} })
  const step = async <N extends Setup['steps'][number]['step']>(id: string, name: N): Promise<StepNamed<N>> => (await setup(id)).steps.find((one) => one.step === name) as StepNamed<N>
  return {
    place, shopify, hub, admin, owner, ownerToken, merchantId: merchant.id, centers, setup, step,
    connect: async (name, more = {}) => (await owner.call('createConnection', { body: { connector: 'shopify', name, credentials: secrets.get(name)!, settings: { shop: domain(name) }, ...more } })).id,
    itemsRead: async (id) => until(async () => { const one = await step(id, 'items'); return one.state === 'done' && one }, { for: 'items read', every: 250, stands: async () => step(id, 'items') }),
    written: (name) => shopify.state({ shop: domain(name) }).log.filter(({ kind }) => kind === 'write').map(({ operation }) => operation),
    counted: (name, products) => countedFrom(new Map(shopify.state({ shop: domain(name) }).levels.map(({ itemId, sku, tracked }) => [itemId, { sku, tracked }])), products),
    again: async () => {
      await (as === 'process' ? hub.kill() : hub.stop())
      await hub.start()
    },
    close: async () => {
      await hub.stop()
      await shopify.close()
      place.clear()
    },
  }
}

function countedFrom(items: ReadonlyMap<string, { sku: string | null; tracked: boolean }>, products: ReadonlySet<string>): ReturnType<Connecting['counted']> {
  const uses = Map.groupBy([...items.values()], ({ sku }) => sku)
  const of = { total: items.size, matched: 0, unknown: 0, twice: 0, withoutSku: 0, untracked: 0 }
  for (const { sku, tracked } of items.values()) {
    if (sku === null) of.withoutSku += 1
    else if ((uses.get(sku)?.length ?? 0) > 1) of.twice += 1
    else if (!products.has(sku)) of.unknown += 1
    else {
      of.matched += 1
      if (!tracked) of.untracked += 1
    }
  }
  return of
}
