import type { EmulatorClock } from '../connectors/kit/emulator/clock.ts'
import type { EmulatorRandom } from '../connectors/kit/emulator/random.ts'
import type { RunningShopifyEmulator } from '../connectors/shopify/emulator/index.ts'
import { carriersOf } from './carriers.ts'
import { clientOf } from './client.ts'
import { mendHeld } from './merchant.ts'
import type { DemoOptions } from './options.ts'
import { restockOf } from './restock.ts'
import { CENTERS } from './catalog.ts'
import type { DemoMerchant, Tokens } from './setup.ts'
import { shoppersOf } from './shoppers.ts'
import { storyOf } from './story.ts'
import { warehouseOf } from './warehouse.ts'

export interface WorldOptions {
  clock: EmulatorClock
  random: EmulatorRandom
  shopify: RunningShopifyEmulator
  hub: { url: string; adminToken: string }
  merchant: DemoMerchant
  tokens: Tokens
  options: DemoOptions
  say: (line: string) => void
}

const MINUTE = 60_000
const TURN = 5_000
const REPORT_EVERY = 15_000
const LOOK_EVERY = 1_000

/** Shoppers, floor, carriers and the merchant, each in a loop of its own until `stop`. A turn that fails is taken again: the hub may be down. */
export function runWorld(world: WorldOptions): { stop(): Promise<void> } {
  const { clock, random, hub, merchant, tokens, options, say } = world
  const stopping = new AbortController()
  const own = clientOf(hub.url, merchant.apiToken)
  const floor = clientOf(hub.url, tokens.warehouse)
  const carriers = carriersOf(clientOf(hub.url, tokens.carriers), clock, random.fork('carriers'))
  const warehouse = warehouseOf(floor, clock, random.fork('floor'), parcel => carriers.take(parcel))
  const restock = restockOf(own, floor, merchant, clock, options.ordersPerMinute)
  const shoppers = shoppersOf(merchant.shop.shop, sandboxOf(world.shopify.sandboxUrl), clock, random.fork('shoppers'))
  const centers = new Map(merchant.centers.map((id, index) => [id, CENTERS[index]?.name ?? id]))
  const story = storyOf({ own, shopify: world.shopify, shop: merchant.shop.shop, centers, say })
  const counts = { orders: 0, mended: 0 }

  const loop = async (every: () => number, turn: () => Promise<unknown>): Promise<void> => {
    while (!stopping.signal.aborted) {
      await turn().catch(() => {})
      await clock.sleep(every(), stopping.signal).catch(() => {})
    }
  }
  const shop = async (): Promise<void> => {
    if (options.orders !== null && counts.orders >= options.orders) return
    const placed = await shoppers.place()
    counts.orders += 1
    story.placed(placed)
  }
  const loops = [
    loop(() => MINUTE / options.ordersPerMinute, shop),
    loop(() => TURN, () => warehouse.turn()),
    loop(() => MINUTE, () => carriers.turn()),
    loop(() => MINUTE, () => restock.turn()),
    // Looked at in real time, however fast the demo's runs: a person reads it.
    loop(() => LOOK_EVERY * options.speed, () => story.turn()),
    loop(() => MINUTE, async () => { counts.mended += await mendHeld(own, merchant, clock) }),
  ]
  let isOver = false
  const tell = async (): Promise<void> => {
    const { orders } = world.shopify.state({ shop: merchant.shop.shop })
    const fulfilled = orders.filter(order => order.fulfillments.length > 0).length
    const cancelled = orders.filter(order => order.cancelledAt !== null).length
    const held = await own.call('countOrders', { query: {} }).then(({ action_required: { value } }) => String(value), () => '?')
    const told = [`${counts.orders} orders placed`, `${fulfilled} fulfilled at the store`, `${cancelled} cancelled`, `${warehouse.counts()['open'] ?? 0} on the floor`, `${held} held`, `${counts.mended} mended`, `${restock.trucks()} ${restock.trucks() === 1 ? 'truck' : 'trucks'}`, `${carriers.delivered()} delivered`]
    if (isOver) return
    say(`${new Date(clock.now()).toISOString().slice(11, 19)}  ${told.filter(part => !part.startsWith('0 ')).join(' · ')}`)
    isOver = counts.orders === options.orders && fulfilled + cancelled >= counts.orders
    if (isOver) say('All orders came to their end. Hub and store go on answering; Ctrl-C ends the demo.')
  }
  const report = setInterval(() => { void tell() }, REPORT_EVERY)
  return {
    async stop() {
      clearInterval(report)
      stopping.abort(new Error('the demo ends'))
      await Promise.all(loops)
    },
  }
}

/** The stand-in's own sandbox, by its route. */
function sandboxOf(url: string): (path: string, body: unknown) => Promise<unknown> {
  return async (path, body) => {
    const answer = await fetch(`${url}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}
