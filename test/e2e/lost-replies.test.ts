import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../connectors/kit/emulator/random.ts'
import type { Answer } from '../../server/schema.ts'
import { figure } from '../support/effort.ts'
import { floorOf } from './harness/floor.ts'
import { judgeOrders } from './harness/judge/orders.ts'
import { published } from './harness/judge/publish.ts'
import type { Truth } from './harness/judge/stand-in.ts'
import { fulfilledIn, judgeRepeats, levelsIn } from './harness/judge/writes.ts'
import { type Bill, shoppersOf } from './harness/shoppers.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { until } from './harness/until.ts'

const ORDERS = figure({ short: 200, bounded: 1_000, full: 1_000 })
const PATIENCE = figure({ short: 240_000, bounded: 300_000, full: 900_000 })
const SKUS = Array.from({ length: 12 }, (_, at) => `SKU-${at}`)
const STOCK = 5_000

type Order = Answer<'listOrders'>['data'][number]
/** What happens at the store once the floor has it in hand, and how its telling ends: the call's code, null where the store takes it. */
const MEANWHILE = {
  'nothing': null,
  'cancelled': 'order_cancelled',
  'fulfilled by hand': 'fulfilled_elsewhere',
  'edited away': 'edited_away',
  'held': 'upstream_hold',
} as const
type Meanwhile = keyof typeof MEANWHILE
/** Of every 40 orders: 5 % are cancelled or fulfilled by hand, and 5 % more lose what was sold in another way. */
const TURNS: Readonly<Record<number, Meanwhile>> = { 7: 'cancelled', 27: 'fulfilled by hand', 13: 'edited away', 33: 'held' }

let stage: Stage | null = null
afterAll(async () => stage?.close())

describe('replies that never come', () => {
  it(`S0.6 I15 I17: half of all over ${ORDERS} orders, and each fulfillment and each number has one effect, each telling its own end`, async () => {
    stage = await openStage({ speed: 20, items: SKUS.map((sku) => ({ sku, available: { East: STOCK }, shelves: { Allentown: STOCK } })) })
    const { shopify, clock, owner, store, floorClient, merchantId, centers } = stage
    shopify.setFaults({ dropReply: 0.5, dropReplyOn: ['fulfillmentCreate', 'inventorySetQuantities'], lateApply: 0.1, lateApplyOn: ['fulfillmentCreate', 'inventorySetQuantities'] })
    const random = seededRandom('lost')
    const shoppers = shoppersOf(shopify, clock)
    const plans = new Map<string, { bill: Bill; meanwhile: Meanwhile; isDone: boolean }>()
    const floor = floorOf({
      client: floorClient, clock, dwell: { pick: 5_000, picked: 5_000, label: 5_000, handOver: 5_000 },
      // What happens at the store happens when the units are in a box and before the label is printed.
      may: ({ number }, step) => {
        const plan = plans.get(number)
        if (plan && step === 'label' && !plan.isDone) atTheStore(plan)
        return true
      },
    })
    function atTheStore(plan: { bill: Bill; meanwhile: Meanwhile; isDone: boolean }): void {
      plan.isDone = true
      if (plan.meanwhile === 'cancelled') shoppers.cancel(plan.bill)
      if (plan.meanwhile === 'fulfilled by hand') shoppers.fulfilByHand(plan.bill)
      if (plan.meanwhile === 'edited away') shoppers.edit(plan.bill, [...plan.bill.wanted.keys()].map((sku) => ({ sku, quantity: 0 })))
      if (plan.meanwhile === 'held') shopify.order(plan.bill.id, 'hold', { reason: 'OTHER' })
    }
    const working = floor.work()
    // Units break all the while, so that there are numbers to tell.
    const broken = new Map<string, number>()
    let isBreaking = true
    const breaking = (async () => {
      for (let n = 0; isBreaking; n += 1) {
        const sku = SKUS[random.integer(0, SKUS.length - 1)]!
        const row = { cause: `broken ${n}`, sku, centerId: centers.get('Allentown')!, delta: -random.integer(1, 2) }
        await floorClient.call('adjust', { body: { merchantId, rows: [row] } })
        broken.set(sku, (broken.get(sku) ?? 0) - row.delta)
        await clock.sleep(3_000)
      }
    })()

    for (let n = 0; n < ORDERS; n += 1) {
      const bill = shoppers.buy({ lines: [{ sku: SKUS[random.integer(0, SKUS.length - 1)]!, quantity: random.integer(1, 3) }] })
      plans.set(bill.name, { bill, meanwhile: TURNS[n % 40] ?? 'nothing', isDone: false })
      if (n % 10 === 9) await clock.sleep(2_000)
    }

    const told = async (): Promise<Order[]> => {
      const all: Order[] = []
      for (let cursor: string | undefined; ;) {
        const { data, nextCursor } = await owner.call('listOrders', { query: { limit: 250, ...(cursor && { cursor }) } })
        all.push(...data.filter(({ shipments }) => shipments.every(({ status, pushes }) => status === 'shipped' && pushes.length > 0 && pushes.every(({ state }) => ['confirmed', 'refused', 'failed'].includes(state)))))
        if (nextCursor === null) return all
        cursor = nextCursor
      }
    }
    await until(async () => floor.counts()['handOver'] === ORDERS && (await told()).length === ORDERS, {
      for: `${ORDERS} tellings with an end`, within: PATIENCE, every: 500, stands: async () => ({ floor: floor.counts(), told: (await told()).length, calls: (await store.truth()).calls }),
    })
    await working.stop()
    isBreaking = false
    await breaking
    const pushes = async () => (await owner.call('listPushes', { query: { connectionId: stage!.connectionId, limit: 250 } })).data
    const left = (sku: string): number => [...floor.works.values()].flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0)
    const differing = (truth: Truth): unknown[] => truth.levels.map(({ sku, available }) => {
      const open = truth.orders.flatMap(({ fulfillmentOrders }) => fulfillmentOrders).filter(({ status }) => status !== 'CLOSED').flatMap(({ lines }) => lines).filter((line) => line.sku === sku).map(({ remaining }) => ({ units: remaining, location: 'East' }))
      const expected = published({ centers: { Allentown: [STOCK - (broken.get(sku ?? '') ?? 0) - left(sku ?? ''), 0] }, locations: { East: ['Allentown'] }, open }).get('East')
      return { sku, available, expected }
    }).filter(({ available, expected }) => available !== expected)
    await until(async () => (await pushes()).every(({ state }) => state === 'settled') && differing(await store.truth()).length === 0, { for: 'every number settled', within: 90_000, every: 300, stands: async () => ({ differing: differing(await store.truth()), pushes: await pushes() }) })

    const truth = await store.truth()
    expect(judgeRepeats(truth)).toEqual([])
    // One effect each, whatever was lost; and much was.
    const lost = truth.log.filter(({ dropped }) => dropped)
    expect(lost.filter((request) => fulfilledIn(request).length > 0).length).toBeGreaterThan(ORDERS / 4)
    expect(lost.filter((request) => levelsIn(request).length > 0).length).toBeGreaterThan(5)
    const shipped = [...shoppers.bills.values()].filter(({ name }) => !['edited away', 'held'].includes(plans.get(name)!.meanwhile))
    const ids = new Set(shipped.map(({ id }) => id))
    expect(judgeOrders((await store.orders()).filter(({ id }) => ids.has(id)), shipped, floor.labels())).toEqual([])
    expect((await store.orders()).filter(({ id, fulfillments }) => !ids.has(id) && fulfillments.length > 0)).toEqual([])

    // Every telling ended in its own state and with its own reason.
    const calls = await callCodes(owner)
    const ends = (await told()).map((order) => {
      const { meanwhile } = plans.get(order.number)!
      const [push] = order.shipments[0]!.pushes
      return { number: order.number, meanwhile, state: push?.state, code: calls.get(order.shipments[0]!.id) ?? null, says: push?.reason !== null }
    })
    const expected = [...plans].map(([number, { meanwhile }]) => ({ number, meanwhile, state: meanwhile === 'nothing' ? 'confirmed' : 'refused', code: MEANWHILE[meanwhile], says: meanwhile !== 'nothing' }))
    expect(ends.toSorted(byNumber)).toEqual(expected.toSorted(byNumber))
  }, PATIENCE + 60_000)
})

const byNumber = (a: { number: string }, b: { number: string }): number => (a.number < b.number ? -1 : 1)

/** The code with which the telling of each shipment ended. */
async function callCodes(owner: Stage['owner']): Promise<Map<string, string | null>> {
  const codes = new Map<string, string | null>()
  for (let cursor: string | undefined; ;) {
    const { data, nextCursor } = await owner.call('listCalls', { query: { limit: 250, ...(cursor && { cursor }) } })
    for (const { shipmentId, code, state } of data) if (shipmentId !== null) codes.set(shipmentId, state === 'done' ? null : code)
    if (nextCursor === null) return codes
    cursor = nextCursor
  }
}
