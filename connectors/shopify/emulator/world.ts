import type { EmulatorClock } from '../../kit/emulator/clock.ts'
import type { FaultBoard } from '../../kit/emulator/faults.ts'
import type { EmulatorRandom } from '../../kit/emulator/random.ts'
import { Refusal } from '../../kit/emulator/refusal.ts'
import type { FulfillmentOrder, Order, Shop } from './model.ts'
import type { Post } from './webhooks.ts'

/** Everything that the emulator's rules work on. */
export interface World {
  readonly clock: EmulatorClock
  /** For the shops' own data: addresses, lags, drift. */
  readonly random: EmulatorRandom
  readonly faults: FaultBoard
  readonly shops: ReadonlyMap<string, Shop>
  /** A new number, unique over all kinds of things: Shopify's ids are past 32 bits, and so are these. */
  id(): number
  /** Tells the shop's subscribers of that topic; the payload is made only where there is one. */
  emit(shop: Shop, topic: string, payload: () => Record<string, unknown>): void
  /** Sends one message to one address, subscribed or not. */
  readonly post: Post
}

/** Now, in whole seconds as Shopify shows times. */
export function secondOf(clock: EmulatorClock): number {
  return Math.floor(clock.now() / 1000) * 1000
}

/** `2026-11-20T10:00:00Z` */
export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** The order changed: its updatedAt moves on, strictly, and search learns of it. */
export function touch(world: World, shop: Shop, order: Order, ...changed: FulfillmentOrder[]): void {
  order.updatedAt = Math.max(secondOf(world.clock), order.updatedAt + 1000)
  for (const fulfillmentOrder of changed) fulfillmentOrder.updatedAt = order.updatedAt
  tellSearch(world, shop, order)
}

/** Search learns of the order as it is now, at once or by `searchLag`. */
export function tellSearch(world: World, shop: Shop, order: Order): void {
  const lag = world.faults.of(shop.domain).searchLag
  const now = world.clock.now()
  shop.indexes.learn(order, lag > 0 ? now + lag * world.random.between(0.5, 1.5) : now, now)
}

/** The shop of that domain, the only or first one where none is named. */
export function shopOf(world: World, name: unknown): Shop {
  const found = name === undefined || name === null ? world.shops.values().next().value : typeof name === 'string' ? world.shops.get(name) : undefined
  if (!found) throw new Refusal(404, `there is no shop ${JSON.stringify(name)}`)
  return found
}
