import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Connecting, openConnecting } from './harness/connecting.ts'
import { until } from './harness/until.ts'

const SIZES = [0, 1, 250, 251, 5_000]
const nameOf = (size: number): string => `items-${size}`

let at: Connecting
beforeAll(async () => {
  at = await openConnecting('process', SIZES.map((size) => ({ name: nameOf(size), locations: [{ name: 'Only' }] })))
  for (const size of SIZES) if (size > 0) at.shopify.addProducts({ shop: `${nameOf(size)}.myshopify.com`, items: Array.from({ length: size }, (_, each) => ({ sku: `S${size}-${each}` })) })
}, 120_000)
afterAll(async () => at?.close())

describe('the size of a store', () => {
  it.each(SIZES)('with %d items: as many are matched as it has, whoever dies in between, and nothing is written there', async (size) => {
    const id = await at.connect(nameOf(size))
    if (size === 5_000) {
      await until(async () => (await at.step(id, 'items')).found.total > 0, { for: 'a first page', every: 100 })
      await at.again()
    }
    const { found, says } = await at.itemsRead(id)
    // A merchant without products of their own knows every SKU.
    expect(found).toMatchObject(at.counted(nameOf(size), new Set(at.shopify.state({ shop: `${nameOf(size)}.myshopify.com` }).levels.map(({ sku }) => sku ?? ''))))
    expect(says).toBe(`${size} of ${size} matched, 0 unknown, 0 twice, 0 without SKU.`)
    expect(await at.step(id, 'locations')).toMatchObject({ state: 'waiting', found: { total: 1, ours: 1, mapped: 0, unmapped: [{ name: 'Only' }] } })
    expect(at.written(nameOf(size))).toEqual([])
  }, 180_000)
})
