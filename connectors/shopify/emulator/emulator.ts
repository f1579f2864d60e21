import type { EmulatorClock } from '../../kit/emulator/clock.ts'
import { type Deliver, deliveryQueue } from '../../kit/emulator/deliveries.ts'
import { type EmulatorReply, type EmulatorRequest, lowerCased } from '../../kit/emulator/exchange.ts'
import { faultBoard, type Faults, parseFaults } from '../../kit/emulator/faults.ts'
import { postWithin } from '../../kit/emulator/post.ts'
import { seededRandom } from '../../kit/emulator/random.ts'
import { requestLog } from '../../kit/emulator/request-log.ts'
import { answerSandbox, type Body, isSandbox, type SandboxTarget } from '../../kit/emulator/sandbox.ts'
import { addLocation, appCommands } from './app-life.ts'
import { addProducts, type OrderCommand, orderCommands, placeOrders, setLevel } from './commands.ts'
import { shopCommands } from './shop-commands.ts'
import { numberOf } from './gid.ts'
import { changeItem } from './item-change.ts'
import { serve, type Service } from './serve.ts'
import { openShop, resetShop, type ShopOptions } from './shop.ts'
import { type ShopifyState, type StateQuery, stateOf } from './state.ts'
import { DELIVERY_TIMEOUT, emitter, poster, RETRIES } from './webhooks.ts'
import type { World } from './world.ts'

export interface ShopifyEmulatorOptions {
  readonly shops: readonly ShopOptions[]
  readonly clock: EmulatorClock
  readonly seed: number | string
  /** How webhooks leave; absent: over real sockets, with real time-outs. */
  readonly deliver?: Deliver
  /** Moves the clock, for `POST /_sandbox/advance`; absent: 501. */
  readonly advance?: (minutes: number) => void | Promise<void>
}

/** A stand-in for shops. In process: `handle`. Everything else mirrors the sandbox's routes. */
export interface ShopifyEmulator {
  /** The same code as behind the socket. Rejects with `ConnectionLost` (code ECONNRESET) where a socket would be destroyed. */
  readonly handle: (request: EmulatorRequest) => Promise<EmulatorReply>
  readonly state: (query?: StateQuery) => ShopifyState
  readonly placeOrders: (body: Body) => { ids: string[] }
  readonly addProducts: (body: Body) => { items: { id: string; variantId: string; sku: string | null }[] }
  readonly setLevel: (body: Body) => { available: number | null }
  /** Renames an item, tracks it or no longer, makes it a bundle, deletes it. */
  readonly changeItem: (body: Body) => void
  /** What can be done to an order below `/_sandbox`, by the same names. */
  readonly order: (id: string, command: OrderCommand, body?: Body) => void
  /** Whatever else the sandbox takes: app · uninstall · install · privacy · items · locations. */
  readonly command: (name: 'app' | 'uninstall' | 'install' | 'privacy' | 'items' | 'locations', body?: Body) => unknown
  /** rotate · revoke, as a merchant would in the Dev Dashboard and in the shop's admin. */
  readonly app: (shop: string, command: 'rotate' | 'revoke', body?: Body) => Readonly<Record<string, unknown>>
  /** Partial: what is not named is off. For one shop, or for all. */
  readonly setFaults: (faults: Partial<Faults>, shop?: string) => void
  readonly faults: (shop?: string) => Readonly<Faults>
  readonly reset: (body?: Body) => void
  /** Stops what is on its way. */
  readonly stop: () => void
}

/** Ids past 32 bits, as Shopify's are. */
const FIRST_ID = 6_100_000_000_001

/** A stand-in in process, without a socket. */
export function shopifyEmulator(options: ShopifyEmulatorOptions): ShopifyEmulator {
  const { clock, seed, deliver } = options
  const random = seededRandom(seed)
  const board = faultBoard()
  const log = requestLog()
  let lastId = FIRST_ID
  const nextId = (): number => (lastId += 1)
  const shops = new Map(options.shops.map((each) => [each.shop, openShop(each, nextId)]))
  const queue = deliveryQueue({
    clock,
    random: random.fork('deliveries'),
    faults: (account) => board.of(account),
    deliver: deliver ?? postWithin(DELIVERY_TIMEOUT),
    retries: RETRIES,
    timeout: deliver ? DELIVERY_TIMEOUT : null,
    // "A subscription made through the API is deleted" (A6).
    gaveUp: ({ account, subscription }) => {
      const made = numberOf(subscription, 'WebhookSubscription')
      // What stands in the app's own configuration stays.
      if (made === null) return
      shops.get(account)?.subscriptions.delete(made)
      queue.forget(subscription)
    },
  })
  const events = random.fork('events')
  const post = poster(queue, clock, events)
  const world: World = { clock, random: random.fork('data'), faults: board, shops, id: nextId, post, emit: emitter(post, events) }
  const service: Service = { world, log, random: random.fork('faults'), secrets: random.fork('secrets') }
  const ofOrders = orderCommands(world)
  const target: SandboxTarget = {
    faults: board,
    state: (query) => stateOf({ world, log, queue }, { shop: query.get('shop') ?? undefined, after: Number(query.get('after') ?? 0) }),
    commands: {
      orders: (body) => placeOrders(world, body), products: (body) => addProducts(world, body), levels: (body) => setLevel(world, body),
      items: (body) => changeItem(world, body), locations: (body) => addLocation(world, body), ...appCommands(world),
    },
    orderCommands: ofOrders,
    shopCommands: shopCommands(world, random.fork('dashboard')),
    reset: (body) => {
      for (const shop of shops.values()) resetShop(shop, { products: body['products'] === true, subscriptions: body['subscriptions'] === true })
      for (const part of [queue, board, log]) part.clear()
    },
    advance: options.advance,
  }
  return {
    handle: (request) => {
      const read = { ...request, headers: lowerCased(request.headers) }
      return isSandbox(new URL(request.url, 'http://emulator').pathname) ? answerSandbox(target, read) : serve(service, read)
    },
    state: (query) => stateOf({ world, log, queue }, query),
    placeOrders: (body) => placeOrders(world, body),
    addProducts: (body) => addProducts(world, body),
    setLevel: (body) => setLevel(world, body),
    changeItem: (body) => void changeItem(world, body),
    order: (id, command, body = {}) => void ofOrders[command](id, body),
    command: (name, body = {}) => target.commands[name]?.(body),
    app: (shop, command, body = {}) => target.shopCommands?.[command]?.(shop, body) ?? {},
    setFaults: (faults, shop) => board.set(parseFaults(faults), shop),
    faults: (shop) => board.of(shop),
    reset: (body = {}) => target.reset(body),
    stop: () => queue.forget(),
  }
}
