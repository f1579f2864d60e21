import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../server/schema.ts'
import { type Connecting, openConnecting } from './harness/connecting.ts'
import { inProcessing, isHeldFor, orderWhen } from './harness/one-order.ts'
import { shoppersOf } from './harness/shoppers.ts'
import { openStage, SHOP as STAGED, type Stage } from './harness/stage.ts'
import { MINUTE } from './harness/time.ts'
import { until } from './harness/until.ts'

const DAY = 24 * 60 * MINUTE
const SHOP = 'northwind.myshopify.com'
const PRODUCTS = new Set(['TENT', 'MUG', 'ROPE'])

describe('items that were deleted at a store that only polls', () => {
  let at: Connecting
  let id = ''
  const itemsOf = (sku: string | null) => [...new Set(at.shopify.state({ shop: SHOP }).levels.filter((level) => level.sku === sku).map(({ itemId }) => itemId))]
  const says = async () => (await at.step(id, 'items')).says

  beforeAll(async () => {
    at = await openConnecting('here', [{ name: 'northwind', locations: [{ name: 'East' }] }])
    at.shopify.addProducts({ shop: SHOP, items: [{ sku: 'TENT' }, { sku: 'MUG', variantCount: 2 }, { sku: 'ROPE' }, { sku: 'THEIRS' }, { sku: null }] })
    for (const sku of PRODUCTS) await at.owner.call('createProduct', { body: { sku } })
    id = await at.connect('northwind')
    await at.itemsRead(id)
  }, 120_000)
  afterAll(async () => at?.close())

  it('are out of the report after the next full pass, whoever dies meanwhile, and the SKU that one shared is matched', async () => {
    expect(await says()).toBe('2 of 3 matched, 1 unknown, 2 twice, 1 without SKU.')
    const [gone] = itemsOf('MUG')
    for (const item of [gone, itemsOf('THEIRS')[0], itemsOf(null)[0]]) at.shopify.command('items', { shop: SHOP, item, deleted: true })
    at.place.skip(6 * MINUTE)
    await at.again()
    // What changed is read every five minutes, and what is gone is not among it.
    expect(await says()).toBe('2 of 3 matched, 1 unknown, 2 twice, 1 without SKU.')
    at.place.skip(DAY)
    await until(async () => (await at.step(id, 'items')).found.total === 3, { for: 'a full pass of the items', every: 250, stands: says })
    expect(await says()).toBe('3 of 3 matched, 0 unknown, 0 twice, 0 without SKU.')
    expect((await at.step(id, 'items')).found).toMatchObject(at.counted('northwind', PRODUCTS))
    expect((await at.owner.call('listItems', { params: { id }, query: {} })).data.map(({ item }) => item)).not.toContain(gone)
    expect(at.written('northwind')).toEqual([])
  }, 120_000)

  it('do not count against those that come later under the same SKU', async () => {
    at.shopify.addProducts({ shop: SHOP, items: [{ sku: 'THEIRS' }] })
    at.place.skip(6 * MINUTE)
    await until(async () => (await at.step(id, 'items')).found.total === 4, { for: 'a poll of the items', every: 250, stands: says })
    expect(await says()).toBe('3 of 4 matched, 1 unknown, 0 twice, 0 without SKU.')
    expect((await at.step(id, 'items')).found).toMatchObject(at.counted('northwind', PRODUCTS))
  }, 120_000)
})

describe('an item that was deleted at a store that tells of it', () => {
  let stage: Stage
  const items = async (): Promise<Answer<'listItems'>['data']> => (await stage.owner.call('listItems', { params: { id: stage.connectionId }, query: {} })).data

  beforeAll(async () => {
    stage = await openStage({ speed: 60, items: [{ sku: 'MUG', available: { East: 20 }, shelves: { Allentown: 20 } }, { sku: 'MUG' }] })
  }, 120_000)
  afterAll(async () => stage?.close())

  it('holds no order any more, long before the next full pass', async () => {
    await until(async () => (await items()).filter(({ twice }) => twice).length === 2, { for: 'a SKU that stands on two items', stands: items })
    await until(() => stage.shopify.state({ shop: STAGED }).subscriptions.some(({ topic }) => topic === 'INVENTORY_ITEMS_DELETE'), { for: 'a subscription to deleted items' })
    const bill = shoppersOf(stage.shopify, stage.clock).buy({ lines: [{ sku: 'MUG', quantity: 1 }] })
    await orderWhen(stage, bill, isHeldFor('duplicate_sku'), 'held')
    const other = stage.shopify.state({ shop: STAGED }).levels.find(({ available }) => available === 0)!.itemId
    stage.shopify.command('items', { shop: STAGED, item: other, deleted: true })
    await orderWhen(stage, bill, inProcessing, 'in processing')
    expect(await items()).toMatchObject([{ sku: 'MUG', twice: false }])
  }, 120_000)
})
