import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../connectors/kit/emulator/random.ts'
import { figure } from '../support/effort.ts'
import { floorOf } from './harness/floor.ts'
import { holdsOf, orderIds } from './harness/journal.ts'
import { type Entry, judgeLevelWrites, type Scene } from './harness/judge/levels.ts'
import { judgeOrders, partsOf } from './harness/judge/orders.ts'
import { published } from './harness/judge/publish.ts'
import type { Truth } from './harness/judge/stand-in.ts'
import { judgeRepeats, levelsIn } from './harness/judge/writes.ts'
import { shoppersOf } from './harness/shoppers.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { SECOND } from './harness/time.ts'
import { until } from './harness/until.ts'

const ORDERS = figure({ short: 240, bounded: 240, full: 1_500 })
const PATIENCE = figure({ short: 240_000, bounded: 300_000, full: 900_000 })
const SKUS = Array.from({ length: 40 }, (_, at) => `SKU-${String(at).padStart(2, '0')}`)
const SCARCE = new Set(SKUS.slice(0, 20))
const BEHIND = { Allentown: 'East', Bethlehem: 'East', Reno: 'West' }
const CENTERS = Object.keys(BEHIND)

let stage: Stage | null = null
afterAll(async () => stage?.close())

/** What lies where, by the test's own count. */
class Shelves {
  readonly #units = new Map<string, number>()
  add(sku: string, center: string, units: number): void { this.#units.set(`${sku} ${center}`, this.of(sku, center) + units) }
  of(sku: string, center: string): number { return this.#units.get(`${sku} ${center}`) ?? 0 }
}

describe('stock at the store, over 3 centers, 2 locations and 40 SKUs of which half run out', () => {
  it('S2.16 S2.17 S2.18 S2.19: its levels are what the test works out, and none was ever set above what was free', async () => {
    const random = seededRandom('levels')
    const shelves = new Shelves()
    const items = SKUS.map((sku) => {
      const units = CENTERS.map((center) => [center, SCARCE.has(sku) ? random.integer(0, 5) : random.integer(60, 90)] as const)
      for (const [center, count] of units) shelves.add(sku, center, count)
      return { sku, shelves: Object.fromEntries(units), available: { East: random.integer(0, 30), West: random.integer(0, 30) } }
    })
    stage = await openStage({ speed: 12, locations: ['East', 'West'], centers: BEHIND, items })
    const { shopify, clock, store, centers, floorClient, merchantId } = stage
    shopify.setFaults({ duplicateWebhooks: 0.2, reorderWebhooks: 0.2, dropWebhooks: 0.2, dropReply: 0.1, dropReplyOn: ['inventorySetQuantities', 'fulfillmentCreate'], lateApply: 0.05, lateApplyOn: ['inventorySetQuantities'], slow: 0.05, slowMs: 600, drift: 0.2 })
    const shoppers = shoppersOf(shopify, clock)
    const floor = floorOf({ client: floorClient, clock })
    const working = floor.work()

    // Units on shelves, by those who bring, break and hand them over: what lay there before anything was told, then each when it was told or answered.
    const moves: Entry[] = [{ at: 0, facts: SKUS.flatMap((sku) => CENTERS.map((center) => ({ is: 'counted' as const, sku, centerId: centers.get(center)!, onHand: shelves.of(sku, center) }))) }]
    const handedOver = (): Entry[] => [...floor.works.values()].flatMap(({ handedOverAt, orderId, centerId, lines }) => (handedOverAt === null ? [] : [{ at: handedOverAt, facts: [{ is: 'shipped' as const, orderId, lines: lines.map((line) => ({ ...line, centerId })) }] }]))

    const shown = (sku: string): number => shopify.state().levels.filter((level) => level.sku === sku).reduce((sum, { available }) => sum + available, 0)
    // The slower the machine, the more changes go into one write: there are to be enough of them.
    for (let n = 0; n < ORDERS || (n < 4 * ORDERS && await written() < 150); n += 1) {
      const wanted = new Map(Array.from({ length: random.integer(1, 2) }, () => [SKUS[random.chance(0.6) ? random.integer(0, 19) : random.integer(20, 39)]!, random.integer(1, 2)]))
      // A storefront sells what it shows; now and then somebody in the shop sells what is not there.
      const lines = [...wanted].map(([sku, quantity]) => ({ sku, quantity })).filter(({ sku, quantity }) => random.chance(0.1) || shown(sku) >= quantity)
      if (lines.length > 0) {
        const bill = shoppers.buy({ lines, ...(random.chance(0.05) && { financial: 'PENDING' }) })
        if (random.chance(0.05)) clock.after(random.between(0, 20) * SECOND, () => shoppers.cancel(bill))
      }
      if (n % 15 === 10) await truckComes(n)
      if (n % 4 === 3) await clock.sleep(2 * SECOND)
    }
    async function written(): Promise<number> { return (await store.truth()).log.filter(({ outcome }) => outcome === 'ok').flatMap(levelsIn).length }
    /** Units come, at whatever center; of what there is plenty of, some break. */
    async function truckComes(n: number): Promise<void> {
      const rows = SKUS.filter(() => random.chance(0.15)).map((sku) => ({ sku, center: CENTERS[random.integer(0, 2)]!, units: SCARCE.has(sku) ? random.integer(1, 4) : -random.integer(1, 3) }))
      for (const { sku, center, units } of rows) shelves.add(sku, center, units)
      const [come, broken] = [rows.filter(({ units }) => units > 0), rows.filter(({ units }) => units < 0)]
      const row = ({ sku, center }: { sku: string; center: string }) => ({ cause: `truck ${n} ${sku}`, sku, centerId: centers.get(center)! })
      const moved = (of: typeof rows): void => { moves.push({ at: clock.now(), facts: of.map(({ sku, center, units }) => ({ is: 'moved', sku, centerId: centers.get(center)!, delta: units })) }) }
      moved(come)
      if (come.length > 0) await floorClient.call('receive', { body: { merchantId, rows: come.map((each) => ({ ...row(each), quantity: each.units })) } })
      if (broken.length > 0) await floorClient.call('adjust', { body: { merchantId, rows: broken.map((each) => ({ ...row(each), delta: each.units })) } })
      moved(broken)
    }

    const expected = (truth: Truth): Record<string, number> => {
      const left = new Shelves()
      const names = new Map([...centers].map(([name, id]) => [id, name]))
      for (const work of floor.works.values()) if (work.handedOverAt !== null) for (const { sku, quantity } of work.lines) left.add(sku, names.get(work.centerId)!, quantity)
      return Object.fromEntries(SKUS.flatMap((sku) => {
        const open = truth.orders.filter(({ cancelledAt }) => cancelledAt === null).flatMap(({ fulfillmentOrders }) => fulfillmentOrders).filter(({ status }) => status !== 'CLOSED')
          .flatMap(({ location, lines }) => lines.filter((line) => line.sku === sku && line.remaining > 0).map(({ remaining }) => ({ units: remaining, location })))
        const numbers = published({ centers: Object.fromEntries(CENTERS.map((center) => [center, [shelves.of(sku, center) - left.of(sku, center), 0]])), locations: { East: ['Allentown', 'Bethlehem'], West: ['Reno'] }, open })
        return [...numbers].map(([location, units]) => [`${sku} ${location}`, units])
      }))
    }
    const levels = (truth: Truth): Record<string, number> => Object.fromEntries(truth.levels.map(({ sku, location, available }) => [`${sku} ${location}`, available]))
    const differing = (truth: Truth): unknown[] => Object.entries(expected(truth)).filter(([key, units]) => levels(truth)[key] !== units).map(([key, units]) => [key, 'store', levels(truth)[key], 'expected', units])

    // Nobody moves numbers by hand any more; what was moved is seen by the next tick at the latest.
    shopify.setFaults({})
    clock.advance(16)
    // The floor has shipped what can be shipped, and every number is what it should be.
    await until(async () => [...floor.works.values()].every(({ next }) => next === null) && differing(await store.truth()).length === 0, {
      for: 'a store that shows what there is', within: PATIENCE, every: 400, stands: async () => ({ differing: differing(await store.truth()), floor: floor.counts(), hub: await stage!.owner.call('countOrders', { query: {} }) }),
    })
    // And the next tick, which reads and compares everything, finds nothing to say.
    const before = await store.truth()
    const lastSeq = before.log.at(-1)?.seq ?? 0
    clock.advance(16)
    await until(async () => (await store.truth(lastSeq)).log.some(({ name }) => name === 'LevelsOf'), { for: 'the tick of 15 minutes' })
    await until(async () => (await stage!.owner.call('listPushes', { query: { connectionId: stage!.connectionId, limit: 250 } })).data.every(({ state }) => state === 'settled'), { for: 'every number settled', within: 60_000 })
    const truth = await store.truth()
    expect(differing(truth)).toEqual([])
    await working.stop()

    const ids = await orderIds(stage)
    const locationIds = new Map(truth.levels.map(({ location, locationId }) => [location, locationId]))
    const works = new Map(truth.orders.map(({ id, fulfillmentOrders }) => [id, fulfillmentOrders]))
    const scene: Scene = {
      slack: 200, entries: [...moves, ...handedOver(), ...await holdsOf(stage)].toSorted((one, other) => one.at - other.at), skuOf: new Map(truth.levels.map(({ itemId, sku }) => [itemId, sku ?? ''])),
      locations: Object.fromEntries([...locationIds].map(([name, id]) => [id, CENTERS.filter((center) => BEHIND[center as keyof typeof BEHIND] === name).map((center) => centers.get(center)!)])),
      orders: [...shoppers.bills.values()].map(({ id, history }) => ({
        orderId: ids.get(id) ?? null, history, location: (sku) => locationIds.get(works.get(id)?.find(({ lines }) => lines.some((line) => line.sku === sku))?.location ?? ''),
      })),
    }
    const { judged, faults } = judgeLevelWrites(truth, scene)
    expect(faults).toEqual([])
    expect(judged).toBeGreaterThan(100)
    expect(judgeRepeats(truth)).toEqual([])
    // What was shipped was shipped right: the rest waits for goods, or was never paid.
    const shipped = (await store.orders()).filter(({ fulfillments }) => fulfillments.length > 0)
    const shippedIds = new Set(shipped.map(({ id }) => id))
    expect(judgeOrders(shipped, [...shoppers.bills.values()].filter(({ id }) => shippedIds.has(id)), floor.labels(), partsOf(truth))).toEqual([])
    const rows = (await stage.owner.call('listInventory', { query: { limit: 250 } })).data
    expect(rows.filter(({ held }) => held !== 0)).toEqual([])
  }, PATIENCE + 60_000)
})
