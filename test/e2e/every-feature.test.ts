import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../connectors/kit/emulator/random.ts'
import { figure } from '../support/effort.ts'
import { floorOf } from './harness/floor.ts'
import { drawn, HAND, OVER } from './harness/features.ts'
import { type Expected, levelFaults, orderFaults } from './harness/judge/features.ts'
import { mendingMerchant } from './harness/merchant.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { SECOND } from './harness/time.ts'
import { until } from './harness/until.ts'

const ORDERS = figure({ short: 88, bounded: 220, full: 2_000 })
const PATIENCE = figure({ short: 240_000, bounded: 300_000, full: 1_500_000 })
const SKUS = ['MUG', 'LAMP', 'ROPE', 'STOVE', 'MAT']
const BEHIND = { Allentown: 'East', Reno: 'West' } as const
const SHELVES = 100_000
const OTHERS = 'Other 3PL'

const unitsOf = (lines: readonly { sku: string | null; quantity: number }[]): Record<string, number> => {
  const units: Record<string, number> = {}
  for (const { sku, quantity } of lines) if (quantity > 0) units[sku ?? ''] = (units[sku ?? ''] ?? 0) + quantity
  return units
}
type Truth = ReturnType<Stage['shopify']['state']>['orders'][number]
/** By the store's own truth: what stands to be sent in a parcel from places that are no other app's. */
const openOf = ({ fulfillmentOrders }: Truth): Record<string, number> => unitsOf(fulfillmentOrders
  .filter(({ status, method, location }) => !['CLOSED', 'CANCELLED'].includes(status) && method === 'SHIPPING' && location !== OTHERS)
  .flatMap(({ lines }) => lines.map(({ sku, remaining }) => ({ sku, quantity: remaining }))))
const byHandOf = ({ fulfillments }: Truth): Record<string, number> => unitsOf(fulfillments.filter(({ status, tracking }) => status === 'SUCCESS' && tracking.some(({ number }) => number === HAND)).flatMap(({ lines }) => lines))

let stage: Stage | null = null
afterAll(async () => stage?.close())

describe('every feature of a Shopify order, with webhooks and replies that get lost', () => {
  it('S5.9 S5.10 S1.15a: the Admin API alone shows each order as its features want it, one to four of them at random, shipped once or not at all', async () => {
    const [shown, shelves] = [{ East: SHELVES, West: SHELVES, [OTHERS]: SHELVES }, { Allentown: SHELVES, Reno: SHELVES }]
    stage = await openStage({
      speed: 12, locations: ['East', 'West', OTHERS], services: [OTHERS], centers: BEHIND, items: SKUS.map((sku) => ({ sku, available: shown, shelves })),
      before: (shopify) => { shopify.addProducts({ items: [{ sku: 'GIFT', requiresShipping: false, tracked: false, giftCard: true }] }) },
    })
    const at = stage
    const { version } = await at.owner.call('getAutomation', { query: {} })
    await at.owner.call('putAutomation', { version, body: { rules: [{ name: 'not ours', active: true, when: { tags: ['not-ours'] }, does: { ignore: true } }, { name: 'look', active: true, when: { tags: ['look'] }, does: { hold: true } }] } })
    at.shopify.setFaults({ duplicateWebhooks: 0.3, reorderWebhooks: 0.3, dropWebhooks: 0.2, searchLag: 5_000, badSignature: 0.05, down: 0.02, dropReply: 0.05, dropRequest: 0.02, lateApply: 0.02, serverErrorAfterWrite: 0.03, truncated: 0.02, throttle: 0.02 })
    const random = seededRandom('every feature')
    const wanted = new Map<string, Expected>()
    const byName = new Map<string, string>()
    const unsettled = new Set<string>()
    const places = new Map([...at.centers].map(([name, id]) => [id, name as keyof typeof BEHIND]))
    const floor = floorOf({
      client: at.floorClient, clock: at.clock, parcels: ({ number }) => wanted.get(byName.get(number) ?? '')?.numbers ?? 1,
      // Edits, refunds and cancels come before pick: nobody picks by a list that is about to change.
      may: ({ number, lines }, step) => {
        const one = wanted.get(byName.get(number) ?? '')
        if (step !== 'pick' || !one) return true
        const [listed, wants] = [unitsOf(lines), one.units]
        return Object.keys(wants).length > 0 && Object.keys({ ...listed, ...wants }).every((sku) => listed[sku] === wants[sku])
      },
    })
    const working = floor.work()
    const release = async ({ id }: { id: string }): Promise<unknown> => at.owner.call('releaseOrder', { params: { id }, body: {} })
    const merchant = mendingMerchant(at.owner, at.clock, { fraud_risk: release, special_requirement: release })

    const truthOf = (id: string): Truth => at.shopify.state().orders.find((one) => one.id === id)!
    /** Nothing changes what is to be shipped from now on: the store's own truth says what that is. */
    const settled = (id: string, nobody: boolean): void => {
      unsettled.delete(id)
      const truth = truthOf(id)
      wanted.set(id, { ...wanted.get(id)!, units: nobody ? {} : openOf(truth), byHand: byHandOf(truth) })
    }
    for (let n = 0; n < ORDERS; n += 1) {
      const { names, features } = drawn(n, random)
      const [first, second] = [random.integer(0, 1), random.integer(2, 4)]
      const lines = [{ sku: SKUS[first]!, quantity: random.integer(2, 3) }, { sku: SKUS[second]!, quantity: random.integer(1, 2) }]
      const how = Object.assign({}, ...features.map((one) => one.second ?? {})) as object
      const id = at.shopify.placeOrders({ lines: [lines[0]!, { ...lines[1]!, ...how }, ...features.flatMap((one) => one.with ?? [])], shipping: { title: 'Standard' }, location: 'East', ...Object.assign({}, ...features.map(({ buy }) => buy ?? {})) }).ids[0]!
      const { name } = truthOf(id)
      const numbers = features.find((one) => one.numbers !== undefined)?.numbers
      wanted.set(id, { units: {}, name, feature: names.join(', '), ...(numbers !== undefined && { numbers }) })
      byName.set(name, id)
      const [nobody, waits] = [features.some((one) => one.nobody), features.some((one) => one.settles)]
      let after = 0
      for (const { later, last } of features) {
        after += random.between(0.5, 12) * SECOND + (last ? OVER : 0)
        if (later) at.clock.after(after, () => { later({ id, lines }, at) })
      }
      if (waits) unsettled.add(id)
      if (waits) at.clock.after(after + OVER, () => { settled(id, nobody) })
      else settled(id, nobody)
      if (n % 8 === 7) await at.clock.sleep(3 * SECOND)
    }
    await until(() => unsettled.size === 0, { for: 'the store to have changed what it will' })
    at.clock.advance(6)

    const wrong = async (): Promise<string[]> => (await at.store.orders()).flatMap((one) => orderFaults(one, wanted.get(one.id)))
    await until(async () => (await wrong()).length === 0, {
      for: 'every order as its feature wants it', within: PATIENCE, every: 1_000, stands: async () => ({ wrong: (await wrong()).slice(0, 12), floor: floor.counts(), hub: await at.owner.call('countOrders', { query: {} }), seen: [...merchant.seen].map(([code, orders]) => [code, orders.size]) }),
    })
    // What stands right must stay right: polls, repeats and late replies have their time, and the levels the next tick.
    at.shopify.setFaults({})
    at.clock.advance(16)
    const lies = (sku: string, location: string): number => {
      const gone = [...floor.works.values()].filter(({ centerId, handedOverAt }) => handedOverAt !== null && BEHIND[places.get(centerId) ?? 'Reno'] === location)
      return SHELVES - gone.flatMap(({ lines }) => lines).filter((line) => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0)
    }
    const shownLevels = async () => (await at.store.levels()).filter(({ sku, location }) => sku !== 'GIFT' && location !== OTHERS)
    const levels = async (): Promise<string[]> => levelFaults(await shownLevels(), lies)
    await until(async () => (await levels()).length === 0, { for: 'levels that are what lies on the shelves', within: PATIENCE, every: 1_000, stands: levels })
    expect(await shownLevels()).toHaveLength(2 * SKUS.length)
    await at.clock.sleep(20 * SECOND)
    await working.stop()
    await merchant.stop()
    expect([...await wrong(), ...await levels()]).toEqual([])
    expect(await at.store.orders()).toHaveLength(ORDERS)
  }, PATIENCE + 120_000)
})
