import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../connectors/kit/emulator/random.ts'
import { figure } from '../support/effort.ts'
import { floorOf } from './harness/floor.ts'
import { judgeOrders } from './harness/judge/orders.ts'
import { judgeRepeats } from './harness/judge/writes.ts'
import { mendingMerchant } from './harness/merchant.ts'
import { type Bill, shoppersOf, type Wish } from './harness/shoppers.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { SECOND } from './harness/time.ts'
import { until } from './harness/until.ts'

const ORDERS = figure({ short: 500, bounded: 500, full: 2_000 })
const PATIENCE = figure({ short: 240_000, bounded: 300_000, full: 900_000 })
const SKUS = ['TENT', 'BAG', 'MAT', 'STOVE', 'MUG', 'LAMP', 'ROPE', 'KNIFE']
const NO_SKU = 'Patch, sewn on by hand'

let stage: Stage | null = null
afterAll(async () => stage?.close())

describe('many orders, under webhooks that come twice, late or never', () => {
  it('S0.1 S0.6 S5.10 C4: every paid order that was not cancelled is fulfilled once at the store, with its quantities and its number', async () => {
    const plenty = { East: 100_000, West: 0 }
    stage = await openStage({
      speed: 12, locations: ['East', 'West'], centers: { Allentown: 'East', Reno: 'West' },
      items: [...SKUS.map((sku) => ({ sku, available: plenty, shelves: { Allentown: 100_000, Reno: 100 } })), { sku: null, title: NO_SKU, available: plenty }],
    })
    const { shopify, clock, owner, connectionId, store } = stage
    shopify.setFaults({ duplicateWebhooks: 0.3, reorderWebhooks: 0.3, dropWebhooks: 0.2, slow: 0.03, slowMs: 2_000, throttle: 0.03, searchLag: 5_000, badSignature: 0.05, down: 0.02, dropReply: 0.05, dropRequest: 0.02, lateApply: 0.02, serverErrorAfterWrite: 0.03, truncated: 0.02, loginPage: 0.01 })
    const random = seededRandom('orders')
    const shoppers = shoppersOf(shopify, clock)
    const regretted = new Set<string>()
    const wishes = new Map<string, Bill>()
    const floor = floorOf({
      client: stage.floorClient, clock,
      // Cancels and edits come before pick: nobody picks what is going to be cancelled, or by a list that is going to change.
      may: ({ number, lines }, step) => step !== 'pick' || (!regretted.has(number) && isAsWished(lines, wishes.get(number))),
    })
    const working = floor.work()
    const merchant = mendingMerchant(owner, clock, {
      unmapped_ship_option: async (order) => owner.call('putMethods', { params: { id: connectionId }, body: { data: [{ method: order.method ?? '', shipOptionId: stage!.shipOptions.get('Standard') ?? null, active: true }] } }),
      invalid_address: async ({ id }) => owner.call('patchOrder', { params: { id }, body: { recipient: { address1: '1 Mended Way', city: 'Portland', region: 'OR', postalCode: '97201', country: 'US' } } }),
      missing_sku: async ({ id, lines }) => owner.call('patchOrder', { params: { id }, body: { lines: lines.filter(({ sku }) => sku === null).map((line) => ({ id: line.id, sku: 'MUG' })) } }),
    })

    const kinds = { straight: 0, edited: 0, cancelled: 0, held: 0 }
    for (let n = 0; n < ORDERS; n += 1) {
      const draw = random.next()
      const lines = [...new Set(Array.from({ length: random.integer(1, 3) }, () => random.integer(0, SKUS.length - 1)))].map((at) => ({ sku: SKUS[at]!, quantity: random.integer(1, 3) }))
      if (draw < 0.05) {
        const bill = shoppers.buy({ lines })
        wishes.set(bill.name, { ...bill, wanted: new Map([...bill.wanted, ...changeOf(n, lines).map(({ sku, quantity }) => [sku, quantity] as const)]) })
        kinds.edited += 1
        clock.after(random.between(0.2, 60) * SECOND, () => shoppers.edit(bill, changeOf(n, lines)))
      } else if (draw < 0.1) {
        const bill = shoppers.buy({ lines })
        regretted.add(bill.name)
        kinds.cancelled += 1
        clock.after(random.between(0.2, 60) * SECOND, () => shoppers.cancel(bill))
      } else if (draw < 0.2) {
        kinds.held += 1
        shoppers.buy(heldWish(n, lines))
      } else {
        kinds.straight += 1
        shoppers.buy({ lines, shipping: { title: random.pick(['Standard', 'Express'] as const) } })
      }
      if (n % 10 === 9) await clock.sleep(3 * SECOND)
    }
    // The last change of a shopper, and then the poll, which finds what no webhook told.
    await clock.sleep(61 * SECOND)
    clock.advance(6)
    const wanted = ORDERS - kinds.cancelled
    await until(async () => (await store.truth()).orders.filter((order) => order.cancelledAt === null && order.fulfillmentOrders.every(({ status }) => status === 'CLOSED')).length >= wanted, {
      for: `${wanted} orders fulfilled at the store`, within: PATIENCE, every: 500, stands: async () => ({ calls: (await store.truth()).calls, kinds, floor: floor.counts(), hub: await owner.call('countOrders', { query: {} }), seen: [...merchant.seen].map(([code, orders]) => [code, orders.size]) }),
    })
    await until(async () => (await owner.call('listCalls', { query: { state: 'queued' } })).data.length === 0, { for: 'no call that waits' })
    await working.stop()
    await merchant.stop()
    shopify.setFaults({})
    const truth = await store.truth()
    expect(judgeOrders(await store.orders(), [...shoppers.bills.values()], floor.labels())).toEqual([])
    expect(judgeRepeats(truth)).toEqual([])
    expect([...merchant.seen.keys()].toSorted()).toEqual(['invalid_address', 'missing_sku', 'unmapped_ship_option'])
  }, PATIENCE + 60_000)
})

type Lines = { sku: string; quantity: number }[]

function isAsWished(lines: Lines, wish: Bill | undefined): boolean {
  if (!wish) return true
  const listed = new Map(lines.map(({ sku, quantity }) => [sku, quantity]))
  return [...wish.wanted].every(([sku, quantity]) => (listed.get(sku) ?? 0) === quantity)
}

/** More of what was bought, something else besides, or less. */
function changeOf(n: number, lines: Lines): Lines {
  const [first, second] = lines
  if (n % 3 === 0) return [{ sku: SKUS.find((sku) => lines.every((line) => line.sku !== sku))!, quantity: 2 }]
  return [n % 3 === 1 && second ? { sku: second.sku, quantity: 0 } : { sku: first!.sku, quantity: first!.quantity + 1 }]
}

/** An order that is kept back until somebody mends something: the method, the address, or an item without SKU. */
function heldWish(n: number, lines: Lines): Wish {
  if (n % 3 === 0) return { lines, shipping: { title: `Courier ${n % 7}` } }
  if (n % 3 === 1) return { lines, address: { address1: null, city: null } }
  return { lines: [...lines, { sku: null, quantity: 1 }] }
}
