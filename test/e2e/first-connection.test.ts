import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStage, type Stage } from './harness/stage.ts'
import { MINUTE } from './harness/time.ts'
import { until } from './harness/until.ts'

const SKUS = Array.from({ length: 1_000 }, (_, at) => `SKU-${String(at).padStart(4, '0')}`)
/** Open orders from before the connection: five units each of the first 300 SKUs. */
const OLDER = 300
const STOCKED = 7
const DAY = 24 * 60 * MINUTE

let stage: Stage
beforeAll(async () => {
  stage = await openStage({
    speed: 30, confirm: false, items: SKUS.map((sku) => ({ sku, available: { East: STOCKED } })),
    before: (shopify) => { for (const sku of SKUS.slice(0, OLDER)) shopify.placeOrders({ lines: [{ sku, quantity: 5 }], createdAt: Date.now() - 3 * DAY, shipping: { title: 'Standard' } }) },
  })
}, 180_000)
afterAll(async () => stage?.close())

const compare = async () => stage.owner.call('compareStock', { params: { id: stage.connectionId }, query: {} })
const writes = async (): Promise<number> => (await stage.store.truth()).calls['inventorySetQuantities'] ?? 0
const shown = async (): Promise<Map<string, number>> => new Map((await stage.store.truth()).levels.map(({ sku, available }) => [sku ?? '', available]))
const pushes = async (state?: 'held' | 'due' | 'sent'): Promise<{ sku: string; reason: string | null }[]> => {
  const all: { sku: string; reason: string | null }[] = []
  for (let cursor: string | undefined; ;) {
    const { data, nextCursor } = await stage.owner.call('listPushes', { query: { connectionId: stage.connectionId, limit: 250, ...(state && { state }), ...(cursor && { cursor }) } })
    all.push(...data)
    if (nextCursor === null) return all
    cursor = nextCursor
  }
}
/** Passes a tick of 15 minutes; over when the hub has asked the store for something since. */
async function tick(): Promise<void> {
  const seq = (await stage.store.truth()).log.at(-1)?.seq ?? 0
  stage.clock.advance(16)
  await until(async () => (await stage.store.truth(seq)).log.some(({ operation }) => operation === 'orders'), { for: 'a hub that looks at the store again' })
}

describe('a store of 1,000 stocked SKUs, connected to an empty hub', () => {
  it('S2.16: shows what the hub knows of each, and changes no level', async () => {
    await until(async () => (await compare()).counts.neverCounted === SKUS.length, { for: 'all items read', every: 200, stands: async () => (await compare()).counts })
    const before = await shown()
    await tick()
    await tick()
    const { rows, counts, confirmedAt } = await compare()
    expect({ rows: rows.length, becomeZero: counts.becomeZero, confirmedAt }).toEqual({ rows: 0, becomeZero: 0, confirmedAt: null })
    expect(await writes()).toBe(0)
    expect(await shown()).toEqual(before)
  }, 180_000)

  it('S4.1: imports none of 300 open orders older than startAt, and shows their number', async () => {
    expect((await stage.owner.call('getConnection', { params: { id: stage.connectionId }, query: {} })).olderOpenOrders).toBe(OLDER)
    expect((await stage.owner.call('checkConnection', { params: { id: stage.connectionId }, body: {} })).olderOpenOrders).toBe(OLDER)
    expect((await stage.owner.call('countOrders', { query: {} })).all.value).toBe(0)
  })

  it('S2.17: compares what was counted, says what would become 0, and still sends nothing', async () => {
    const counted = [...SKUS.slice(0, 600).map((sku) => ({ sku, quantity: 5 })), ...SKUS.slice(600, 700).map((sku) => ({ sku, quantity: 0 }))]
    await stage.floorClient.call('putSnapshot', { body: { merchantId: stage.merchantId, asOf: new Date(stage.clock.now()).toISOString(), rows: counted.map((row) => ({ ...row, centerId: stage.centers.get('Allentown')! })) } })
    await tick()
    const { rows, counts } = await compare()
    // 100 were counted as 0; 300 have all their units sold in orders that only the store knows.
    expect(counts).toMatchObject({ compared: 700, becomeZero: 400, neverCounted: 300 })
    const of = (sku: string) => rows.find((row) => row.sku === sku)
    expect(of('SKU-0000')).toMatchObject({ store: 2, hub: 0, difference: -2, becomesZero: true })
    expect(of('SKU-0400')).toMatchObject({ store: STOCKED, hub: 5, difference: -2, becomesZero: false })
    expect(of('SKU-0650')).toMatchObject({ store: STOCKED, hub: 0, difference: -STOCKED, becomesZero: true })
    expect(await writes()).toBe(0)
  }, 180_000)

  it('S2.18 S2.19: once confirmed it tells what was counted, never the rest, and keeps zeros back that nothing explains', async () => {
    await stage.owner.call('confirmStock', { params: { id: stage.connectionId }, body: {} })
    await until(async () => (await shown()).get('SKU-0699') === 0 && (await pushes('due')).length + (await pushes('sent')).length === 0 && (await pushes()).length === 700, { for: 'a first pass over everything', every: 200, stands: async () => ({ writes: await writes(), pushes: (await pushes()).length }) })
    const now = await shown()
    const range = (from: number, to: number): number[] => [...new Set(SKUS.slice(from, to).map((sku) => now.get(sku) ?? -1))]
    expect({ sold: range(0, 300), counted: range(300, 600), none: range(600, 700), never: range(700, 1_000) }).toEqual({ sold: [2], counted: [5], none: [0], never: [STOCKED] })
    const held = await pushes('held')
    expect(held.map(({ sku }) => sku).toSorted()).toEqual(SKUS.slice(0, 300))
    expect(new Set(held.map(({ reason }) => reason))).toEqual(new Set(['many_zeros']))
    await tick()
    expect(await pushes('held')).toHaveLength(300)
  }, 180_000)

  it('S2.18: tells them when a person says that they are meant', async () => {
    await stage.owner.call('confirmStock', { params: { id: stage.connectionId }, body: {} })
    await until(async () => (await pushes('held')).length === 0 && [...(await shown())].filter(([sku, units]) => sku < 'SKU-0300' && units !== 0).length === 0, { for: '300 zeros', every: 200 })
    const now = await shown()
    expect(new Set(SKUS.slice(700).map((sku) => now.get(sku)))).toEqual(new Set([STOCKED]))
    expect((await stage.owner.call('countOrders', { query: {} })).all.value).toBe(0)
  }, 180_000)
})
