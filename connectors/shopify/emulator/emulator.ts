import type { EmulatorClock } from '../../kit/emulator/clock.ts'
import { type Deliver, deliveryQueue } from '../../kit/emulator/deliveries.ts'
import { type EmulatorReply, type EmulatorRequest, lowerCased } from '../../kit/emulator/exchange.ts'
import { faultBoard, type Faults, parseFaults } from '../../kit/emulator/faults.ts'
import { postWithin } from '../../kit/emulator/post.ts'
import { seededRandom } from '../../kit/emulator/random.ts'
import { requestLog } from '../../kit/emulator/request-log.ts'
import { answerSandbox, type Body, isSandbox, type SandboxTarget } from '../../kit/emulator/sandbox.ts'
import { addProducts, orderCommands, placeOrders, setLevel } from './commands.ts'
import { numberOf } from './gid.ts'
import { changeItem } from './item-change.ts'
import { serve, type Service } from './serve.ts'
import { openShop, resetShop, type ShopOptions } from './shop.ts'
import { type ShopifyState, type StateQuery, stateOf } from './state.ts'
import { DELIVERY_TIMEOUT, emitter, RETRIES } from './webhooks.ts'
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
  readonly setLevel: (body: Body) => { available: number }
  /** Tracks an item or no longer, makes it a bundle, deletes it. */
  readonly changeItem: (body: Body) => void
  /** edit · cancel · pay · hold · release · fulfill · move */
  readonly order: (id: string, command: 'edit' | 'cancel' | 'pay' | 'hold' | 'release' | 'fulfill' | 'move', body?: Body) => void
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
      shops.get(account)?.subscriptions.delete(numberOf(subscription, 'WebhookSubscription') ?? -1)
      queue.forget(subscription)
    },
  })
  const world: World = { clock, random: random.fork('data'), faults: board, shops, id: nextId, emit: emitter(queue, clock, random.fork('events')) }
  const service: Service = { world, byToken: new Map([...shops.values()].map((shop) => [shop.accessToken, shop])), log, random: random.fork('faults') }
  const target: SandboxTarget = {
    faults: board,
    state: (query) => stateOf({ world, log, queue }, { shop: query.get('shop') ?? undefined, after: Number(query.get('after') ?? 0) }),
    commands: { orders: (body) => placeOrders(world, body), products: (body) => addProducts(world, body), levels: (body) => setLevel(world, body), items: (body) => changeItem(world, body) },
    orderCommands: orderCommands(world),
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
    order: (id, command, body = {}) => void target.orderCommands[command]?.(id, body),
    setFaults: (faults, shop) => board.set(parseFaults(faults), shop),
    faults: (shop) => board.of(shop),
    reset: (body = {}) => target.reset(body),
    stop: () => queue.forget(),
  }
}
