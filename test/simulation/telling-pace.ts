import { type ShopifyEmulator, shopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import { shopify } from '../../connectors/shopify/index.ts'
import { laneWork } from '../../app/lane-work.ts'
import type { OrderDraft } from '../../core/model/drafts.ts'
import { OrderId, type ShipmentId } from '../../core/model/ids.ts'
import type { ConnectionRole } from '../../core/model/setup.ts'
import type { Transport } from '../../core/ports/transport.ts'
import { received } from '../../core/orders/receive.ts'
import { label } from '../../core/shipping/label.ts'
import { openConnection } from '../../hub/calls/open.ts'
import { create } from '../../hub/change.ts'
import { claim, linkNames } from '../../hub/receive/names.ts'
import { startWorker } from '../../jobs/worker.ts'
import { breather } from '../support/breathe.ts'
import { VirtualClock } from '../support/clock.ts'
import { addMerchant, testHub, type TestHub } from '../support/hub.ts'
import { after, by, intake, person, processing, ROAD, SHOP as SHOP_ID } from '../support/orders.ts'
import { addConnection } from '../support/vendor.ts'
import { CREDENTIALS, SHOP } from './shop.ts'
import { sealCredentials } from '../../hub/calls/open.ts'

/** What the vendor was asked from the first telling to the last fulfillment, by its own count. */
export interface Pace {
  readonly fulfillments: number
  /** Points that were really taken (actualQueryCost) until the last fulfillment, reads and asks included. */
  readonly points: number
  /** The same, with what the polls of the next quarter of an hour read of what was told. */
  readonly pointsInAll: number
  /** By operation. */
  readonly requests: Readonly<Record<string, number>>
  readonly throttled: number
  /** Until the last fulfillment stood. */
  readonly seconds: number
}

export interface PaceOptions { readonly count: number; readonly roles: readonly ConnectionRole[]; readonly seed?: number }

/** A vendor's answer comes after so many ms. */
const LATENCY = [80, 320] as const
/** What the Standard plan holds and restores (observed). */
export const BURST = 2_000
export const PER_SECOND = 100

const MINUTE = 60_000

/** `count` orders of one line, imported and packed, all labeled at one moment; then the real worker, on the Standard plan, until all are told. */
export async function tellAll({ count, roles, seed = 1 }: PaceOptions): Promise<Pace> {
  const time = new VirtualClock()
  const shop = shopifyEmulator({ shops: [{ shop: SHOP, ...CREDENTIALS, locations: [{ name: 'Main' }], plan: 'standard' }], clock: time, seed, deliver: async () => ({ status: 200 }) })
  shop.addProducts({ items: [{ sku: 'MUG', available: { Main: count * 2 } }] })
  for (let left = count; left > 0; left -= 1_000) shop.placeOrders({ count: Math.min(1_000, left), lines: [{ sku: 'MUG', quantity: 2 }], shipping: { title: 'Standard' } })
  const book = newBook()
  const hub = await openHub(time, shop, book, roles, seed)
  await pack(hub, await hub.time.settle(readAll(hub)))
  await time.advance(MINUTE)
  book.open(time.now())
  const worker = startWorker(hub, laneWork, { name: 'pace' })
  const breathe = breather()
  const isDone = await time.runUntil(async () => {
    await breathe()
    return book.fulfillments >= count
  }, 60 * MINUTE * Math.ceil(count / 1_000))
  await time.advance(15 * MINUTE)
  const pace = { ...book.pace(), fulfillments: shop.state().fulfillments.length }
  await time.settle(worker.stop())
  shop.stop()
  if (!isDone) throw new Error(`only ${pace.fulfillments} of ${count} were told: ${JSON.stringify(hub.lines.filter(({ level }) => level !== 'info').slice(-3))}`)
  return pace
}

interface Book {
  readonly fulfillments: number
  open(at: number): void
  note(request: string, answer: string, at: number): void
  pace(): Omit<Pace, 'fulfillments'>
}

function newBook(): Book {
  let begun = Number.POSITIVE_INFINITY
  let last = 0
  let fulfillments = 0
  let points = 0
  let pointsAtLast = 0
  let throttled = 0
  const requests: Record<string, number> = {}
  return {
    get fulfillments() { return fulfillments },
    open: (at) => { begun = at },
    note: (request, answer, at) => {
      if (at < begun) return
      const name = /\b(?:query|mutation) (\w+)/.exec(request)?.[1] ?? '?'
      requests[name] = (requests[name] ?? 0) + 1
      points += Number(/"actualQueryCost":(\d+)/.exec(answer)?.[1] ?? 0)
      if (answer.includes('"THROTTLED"')) throttled += 1
      if (!answer.includes('gid://shopify/Fulfillment/') || name !== 'Fulfill') return
      fulfillments += 1
      last = at
      pointsAtLast = points
    },
    pace: () => ({ points: pointsAtLast, pointsInAll: points, requests, throttled, seconds: (last - begun) / 1_000 }),
  }
}

async function openHub(time: VirtualClock, shop: ShopifyEmulator, book: Book, roles: readonly ConnectionRole[], seed: number): Promise<TestHub> {
  const chance = testHub({ seed, time }).seeded
  const latency = (): number => chance.between(...LATENCY) / 2
  const transport: Transport = async (request, signal) => {
    await time.sleep(latency(), signal)
    const answer = await shop.handle(request)
    book.note(request.body ?? '', answer.body, time.now())
    await time.sleep(latency(), signal)
    return answer
  }
  const hub = testHub({ seed, time, connectors: [shopify], transport })
  const merchant = await addMerchant(hub)
  await addConnection(hub, {
    merchantId: merchant.id, id: SHOP_ID, connector: 'shopify', account: `shopify:${SHOP}`, storeIdentity: `shopify:${SHOP}`, roles: [...roles], startAt: 0,
    settings: { shop: SHOP, notifyCustomer: true }, credentialsSealed: await sealCredentials(hub, merchant.id, SHOP_ID, CREDENTIALS),
  })
  return hub
}

/** The first import, and where it ended: the poll goes on from there. */
async function readAll(hub: TestHub): Promise<OrderDraft[]> {
  const connection = await hub.store.get('connections', null, SHOP_ID)
  const { can } = await openConnection(hub, connection!)
  const drafts: OrderDraft[] = []
  for (let cursor: string | null = null; ;) {
    const page = await can.orders!.page(cursor, 0, new AbortController().signal)
    drafts.push(...page.items)
    cursor = page.next
    if (!page.more) {
      const { merchantId } = connection!
      await hub.store.insert('cursors', { id: `${SHOP_ID}:orders`, merchantId, version: 0, connectionId: SHOP_ID, capability: 'orders', cursor, at: hub.clock.now(), fullPassAt: null })
      return drafts
    }
    await hub.clock.sleep(10_000)
  }
}

/** Each is imported, allocated and labeled by core's own functions, and stands with its telling queued. */
async function pack(hub: TestHub, drafts: readonly OrderDraft[]): Promise<void> {
  const connection = (await hub.store.get('connections', null, SHOP_ID))!
  for (const [at, draft] of drafts.entries()) {
    const orderId = OrderId.parse(`o${at}`)
    const imported = after(received(null, draft, intake({ orderId, now: hub.clock.now() })))
    const parcels = [{ carrier: 'UPS', trackingNumber: `1Z999AA1${String(at).padStart(10, '0')}` }]
    const labeled = after(label(processing(imported), `${orderId}-1` as ShipmentId, { parcels }, { by: 'Kim', at: hub.clock.now() }, { ...ROAD, channel: 'shopify' }, by(person('warehouse'), null, hub.clock.now())))
    const created = await create(hub, labeled.merchantId, { ...labeled, todo: labeled.todo.filter(({ is }) => is === 'call') }, null)
    for (const name of Object.values(linkNames(connection, draft))) await claim(hub, connection.merchantId, name, orderId)
    if (created.is !== 'created') throw new Error(`order ${orderId}: ${created.is}`)
  }
}
