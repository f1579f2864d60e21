import type { EmulatorClock } from '../../connectors/kit/emulator/clock.ts'
import { sleepBy } from '../../connectors/kit/emulator/clock.ts'
import { type ShopifyEmulator, shopifyEmulator, type ShopifyState } from '../../connectors/shopify/emulator/index.ts'
import type { WireRequest } from '../../core/ports/transport.ts'
import type { FarOrder } from './judge/orders.ts'
import { numberOf } from './judge/requests.ts'
import type { Catalog } from './judge/writes.ts'
import type { FarEnd } from './mortal-transport.ts'
import type { Timeline } from './timeline.ts'

export const SHOP = 'world.myshopify.com'
export const CREDENTIALS = { accessToken: 'shpat_world', clientSecret: 'world secret' }

export type Deliver = (url: string, headers: Record<string, string>, body: string) => Promise<{ status: number }>

/** The shop behind the far end: a real emulator, its time virtual, its webhooks handed to `deliver`. */
export function openShop(timeline: Timeline, seed: number, deliver: Deliver): ShopifyEmulator {
  return shopifyEmulator({
    shops: [{ shop: SHOP, ...CREDENTIALS, locations: [{ name: 'Main' }], plan: 'plus' }],
    clock: clockOf(timeline), seed, deliver,
  })
}

function clockOf(timeline: Timeline): EmulatorClock {
  return {
    now: () => Math.floor(timeline.now()),
    after: (ms, run) => timeline.after(ms, run),
    sleep: (ms, signal) => sleepBy((wait, run) => timeline.after(wait, run), ms, signal),
  }
}

export const farEndOf = (shop: ShopifyEmulator): FarEnd => (request) => shop.handle(request)

/** `query OrderWork`, `mutation Fulfill` … of the request's document. */
export function nameOf({ body }: WireRequest): string {
  return /\b(?:query|mutation) \w+/.exec(body ?? '')?.[0] ?? 'request'
}

/** What the shop shows of its orders, by SKU. */
export function farOrders(state: ShopifyState): FarOrder[] {
  return state.orders.map(({ id, name, fulfillments }) => ({
    id: numberOf(id), name,
    fulfillments: fulfillments.map(({ tracking, lines }) => ({
      numbers: tracking.flatMap(({ number }) => number ?? []),
      units: Object.fromEntries(lines.map(({ sku, quantity }) => [sku ?? '', quantity])),
    })),
  }))
}

export function catalogOf(state: ShopifyState): Catalog {
  return {
    skuOf: new Map(state.levels.map(({ itemId, sku }) => [numberOf(itemId), sku ?? ''])),
    orderOf: new Map(state.orders.flatMap(({ id, fulfillmentOrders }) => fulfillmentOrders.map((work) => [numberOf(work.id), numberOf(id)] as const))),
  }
}
