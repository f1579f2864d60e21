import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../connectors/kit/emulator/random.ts'
import { figure } from '../support/effort.ts'
import { floorOf } from './harness/floor.ts'
import { type Expected, levelFaults, orderFaults, type Wanted } from './harness/judge/features.ts'
import { mendingMerchant } from './harness/merchant.ts'
import { openStage, type Stage } from './harness/stage.ts'
import { SECOND } from './harness/time.ts'
import { until } from './harness/until.ts'

const ORDERS = figure({ short: 88, bounded: 220, full: 2_000 })
const PATIENCE = figure({ short: 240_000, bounded: 300_000, full: 1_500_000 })
const SKUS = ['MUG', 'LAMP', 'ROPE', 'STOVE', 'MAT']
const BEHIND = { Allentown: 'East', Reno: 'West' } as const
const SHELVES = 100_000
const HAND = 'HAND-1'

interface Told { id: string; lines: { sku: string; quantity: number }[] }
/** `with`: lines besides, of which nothing is shipped. `second`: of the second line, how it was sold. `later` is done some time after the order was placed; it answers what is then wanted. `settles`: the floor waits for the hub to know of it. */
interface Feature { buy?: object; second?: object; with?: readonly object[]; later?: (told: Told, at: Stage) => Partial<Wanted>; wanted?: Partial<Wanted>; settles?: boolean }

const NOBODY: Partial<Wanted> = { by: 'nobody' }
const order = (at: Stage, told: Told, command: Parameters<Stage['shopify']['order']>[1], body: object = {}): Partial<Wanted> => { at.shopify.order(told.id, command, body as never); return {} }
const unitsOf = (lines: Told['lines']): Record<string, number> => Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity]))

/** Every feature of a Shopify order that the hub has to live with. */
const FEATURES: Readonly<Record<string, Feature>> = {
  straight: {},
  held: { later: (told, at) => { order(at, told, 'hold', { reason: 'OTHER' }); at.clock.after(40 * SECOND, () => { order(at, told, 'release') }); return {} } },
  scheduled: { later: (told, at) => order(at, told, 'schedule', { at: new Date(at.clock.now() + 100 * SECOND).toISOString() }) },
  split: { later: (told, at) => order(at, told, 'split', { lines: [{ sku: told.lines[0]!.sku, quantity: 1 }] }) },
  merged: { later: (told, at) => { order(at, told, 'split', { lines: [{ sku: told.lines[0]!.sku, quantity: 1 }] }); return order(at, told, 'merge') } },
  moved: { later: (told, at) => order(at, told, 'move', { to: 'West' }) },
  edited: { settles: true, later: (told, at) => { const lines = [{ sku: told.lines[0]!.sku, quantity: 4 }]; order(at, told, 'edit', { lines }); return { units: { ...unitsOf(told.lines), ...unitsOf(lines) } } } },
  'line removed': { settles: true, later: (told, at) => { const gone = told.lines[1]!.sku; order(at, told, 'edit', { lines: [{ sku: gone, quantity: 0 }] }); return { units: unitsOf(told.lines.filter(({ sku }) => sku !== gone)) } } },
  refunded: { settles: true, later: (told, at) => { const { sku, quantity } = told.lines[0]!; order(at, told, 'refund', { lines: [{ sku, quantity: 1 }], restock: true }); return { units: { ...unitsOf(told.lines), [sku]: quantity - 1 } } } },
  cancelled: { settles: true, wanted: NOBODY, later: (told, at) => order(at, told, 'cancel') },
  'shipped by hand': { settles: true, wanted: { by: 'hand' }, later: (told, at) => order(at, told, 'fulfill', { tracking: { company: 'Other', number: HAND } }) },
  pickup: { buy: { method: 'PICK_UP' }, wanted: NOBODY },
  'local delivery': { buy: { method: 'LOCAL' }, wanted: NOBODY },
  'test order': { buy: { test: true }, wanted: NOBODY },
  'not paid': { buy: { financial: 'PENDING' }, wanted: NOBODY },
  risky: { buy: { risk: 'CANCEL' } },
  'two locations': { second: { location: 'West' } },
  'two parcels': { wanted: { numbers: 2 } },
  'a tip beside': { with: [{ custom: true, title: 'Tip', quantity: 1, requiresShipping: false }] },
  'a gift card beside': { with: [{ sku: 'GIFT', quantity: 1 }] },
  'a line that is fetched': { with: [{ sku: 'MAT', quantity: 1, method: 'PICK_UP' }] },
  'left out by a rule': { buy: { tags: ['not-ours'] }, wanted: NOBODY },
}

let stage: Stage | null = null
afterAll(async () => stage?.close())

describe('every feature of a Shopify order, with webhooks and replies that get lost', () => {
  it('S5.9 S5.10 S1.15a: the Admin API alone shows each order as its feature wants it, shipped once or not at all', async () => {
    const [shown, shelves] = [{ East: SHELVES, West: SHELVES }, { Allentown: SHELVES, Reno: SHELVES }]
    stage = await openStage({
      speed: 12, locations: ['East', 'West'], centers: BEHIND, items: SKUS.map((sku) => ({ sku, available: shown, shelves })),
      before: (shopify) => { shopify.addProducts({ items: [{ sku: 'GIFT', requiresShipping: false, tracked: false, giftCard: true }] }) },
    })
    const at = stage
    const { version } = await at.owner.call('getAutomation', { query: {} })
    await at.owner.call('putAutomation', { version, body: { rules: [{ name: 'not ours', active: true, when: { tags: ['not-ours'] }, does: { ignore: true } }] } })
    at.shopify.setFaults({ duplicateWebhooks: 0.3, reorderWebhooks: 0.3, dropWebhooks: 0.2, searchLag: 5_000, badSignature: 0.05, down: 0.02, dropReply: 0.05, dropRequest: 0.02, lateApply: 0.02, serverErrorAfterWrite: 0.03, truncated: 0.02, throttle: 0.02 })
    const random = seededRandom('every feature')
    const wanted = new Map<string, Expected>()
    const byName = new Map<string, string>()
    const places = new Map([...at.centers].map(([name, id]) => [id, name as keyof typeof BEHIND]))
    const unsettled = new Set<string>()
    const floor = floorOf({
      client: at.floorClient, clock: at.clock, parcels: ({ number }) => wanted.get(byName.get(number) ?? '')?.numbers ?? 1,
      // Edits, refunds and cancels come before pick: nobody picks by a list that is about to change.
      may: ({ number, lines }, step) => {
        const one = wanted.get(byName.get(number) ?? '')
        if (step !== 'pick' || !one) return true
        return !unsettled.has(number) && one.by === 'us' && JSON.stringify(unitsOf(lines)) !== '{}' && lines.every(({ sku, quantity }) => one.units[sku] === quantity)
      },
    })
    const working = floor.work()
    const merchant = mendingMerchant(at.owner, at.clock, { fraud_risk: async ({ id }) => at.owner.call('releaseOrder', { params: { id }, body: {} }) })

    const names = Object.keys(FEATURES)
    for (let n = 0; n < ORDERS; n += 1) {
      const feature = names[n % names.length]!
      const { buy = {}, second: how = {}, with: besides = [], later, wanted: end = {}, settles = false } = FEATURES[feature]!
      const [first, second] = [random.integer(0, 1), random.integer(2, 4)]
      const lines = [{ sku: SKUS[first]!, quantity: random.integer(2, 3) }, { sku: SKUS[second]!, quantity: random.integer(1, 2) }]
      const id = at.shopify.placeOrders({ lines: [lines[0]!, { ...lines[1]!, ...how }, ...besides], shipping: { title: 'Standard' }, location: 'East', ...buy }).ids[0]!
      const name = at.shopify.state().orders.find((one) => one.id === id)!.name
      wanted.set(id, { units: unitsOf(lines), by: 'us', ...end, name, feature })
      byName.set(name, id)
      if (later) {
        if (settles) unsettled.add(name)
        at.clock.after(random.between(0.5, 25) * SECOND, () => {
          wanted.set(id, { ...wanted.get(id)!, ...later({ id, lines }, at) })
          unsettled.delete(name)
        })
      }
      if (n % 8 === 7) await at.clock.sleep(3 * SECOND)
    }
    await at.clock.sleep(30 * SECOND)
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
    const levels = async (): Promise<string[]> => levelFaults((await at.store.levels()).filter(({ sku }) => sku !== 'GIFT'), lies)
    await until(async () => (await levels()).length === 0, { for: 'levels that are what lies on the shelves', within: PATIENCE, every: 1_000, stands: levels })
    expect((await at.store.levels()).filter(({ sku }) => sku !== 'GIFT')).toHaveLength(2 * SKUS.length)
    await at.clock.sleep(20 * SECOND)
    await working.stop()
    await merchant.stop()
    expect([...await wrong(), ...await levels()]).toEqual([])
    expect(await at.store.orders()).toHaveLength(ORDERS)
  }, PATIENCE + 120_000)
})
