import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../connectors/kit/emulator/random.ts'
import { figure } from '../support/effort.ts'
import { type Kept, recordAnswered } from './harness/answered.ts'
import { floorOf } from './harness/floor.ts'
import { judgeOrders } from './harness/judge/orders.ts'
import { judgeRepeats } from './harness/judge/writes.ts'
import { type Bill, shoppersOf } from './harness/shoppers.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { until } from './harness/until.ts'

const KILLS = figure({ short: 10, bounded: 20, full: 150 })
const PATIENCE = figure({ short: 180_000, bounded: 300_000, full: 900_000 })
const SKUS = ['TENT', 'BAG', 'MAT', 'STOVE']
const STOCK = 10_000

let stage: Stage | null = null
afterAll(async () => stage?.close())

describe('kill -9 of the hub, under load', () => {
  it(`I9 I17 I19 I20: at ${KILLS} moments loses no event that was answered, fulfils nothing twice and holds nothing for a cancelled order`, async () => {
    const answered = recordAnswered()
    stage = await openStage({ speed: 20, hub: 'process', deliver: answered.deliver, items: SKUS.map((sku) => ({ sku, available: { East: STOCK }, shelves: { Allentown: STOCK } })) })
    const { hub, shopify, clock, owner, store, floorClient } = stage
    shopify.setFaults({ duplicateWebhooks: 0.2, dropReply: 0.05, dropReplyOn: ['fulfillmentCreate', 'inventorySetQuantities'] })
    const random = seededRandom('kill')
    const shoppers = shoppersOf(shopify, clock)
    /** Bought to be cancelled: the floor never begins them, so every one of them is cancelled before pick. */
    const regretted = new Set<string>()
    const floor = floorOf({ client: floorClient, clock, dwell: { pick: 5_000, picked: 3_000, label: 3_000, handOver: 3_000 }, may: ({ number }) => !regretted.has(number) })
    const working = floor.work()
    let isOpen = true
    const shop = async (): Promise<void> => {
      const waiting: Bill[] = []
      while (isOpen) {
        const bill = shoppers.buy({ lines: [{ sku: random.pick(SKUS as [string, ...string[]]), quantity: random.integer(1, 3) }] })
        if (random.chance(0.15)) { regretted.add(bill.name); waiting.push(bill) }
        if (waiting.length > 3) shoppers.cancel(waiting.shift()!)
        await wait(random.integer(40, 160))
      }
      for (const bill of waiting) shoppers.cancel(bill)
    }
    const shopping = shop()

    const kept: Kept[] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      await wait(random.integer(50, 900))
      await hub.kill()
      // What was answered by now is on disk, whatever the process still had in hand.
      answered.shut()
      await hub.start()
      kept.push(await answered.check(owner))
      answered.open()
    }
    isOpen = false
    await shopping
    expect(kept.filter(({ lost, merged }) => lost.length > 0 || merged > 0)).toEqual([])
    expect(kept.reduce((sum, { asked }) => sum + asked, 0)).toBeGreaterThan(KILLS * 5)
    shopify.setFaults({})

    const bills = [...shoppers.bills.values()]
    const fulfilled = async (): Promise<number> => (await store.truth()).orders.filter(({ cancelledAt, fulfillmentOrders }) => cancelledAt === null && fulfillmentOrders.every(({ status }) => status === 'CLOSED')).length
    const wanted = bills.filter(({ end }) => end === 'shipped').length
    await until(async () => (await fulfilled()) === wanted && (await owner.call('listInventory', { query: {} })).data.every(({ held }) => held === 0), {
      for: `${wanted} orders fulfilled and nothing held`, within: PATIENCE, every: 300,
      stands: async () => ({ fulfilled: await fulfilled(), floor: floor.counts(), rows: (await owner.call('listInventory', { query: {} })).data, orders: await owner.call('countOrders', { query: {} }), said: hub.said().slice(-2_000) }),
    })
    await working.stop()
    const truth = await store.truth()
    expect(judgeOrders(await store.orders(), bills, floor.labels())).toEqual([])
    expect(judgeRepeats(truth)).toEqual([])
    const sold = (sku: string): number => bills.reduce((sum, { wanted: units }) => sum + (units.get(sku) ?? 0), 0)
    expect(Object.fromEntries((await owner.call('listInventory', { query: {} })).data.map(({ sku, onHand }) => [sku, onHand]))).toEqual(Object.fromEntries(SKUS.map((sku) => [sku, STOCK - sold(sku)])))
    expect(hub.said().split('\n').filter((line) => line.includes('"level":"error"'))).toEqual([])
    expect(await hub.stop()).toBe(0)
    const database = new DatabaseSync(hub.storeFile, { readOnly: true })
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    database.close()
  }, PATIENCE + KILLS * 15_000)
})
