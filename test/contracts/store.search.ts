import { expect, it } from 'vitest'
import type { Word } from '../../core/ports/store.ts'
import type { Handles } from './store.ts'
import { any, keyOf, newMerchant } from './store.handle.ts'
import { type Sample, sample } from './store.samples.ts'

const is = (word: string): Word => ({ word, prefix: false })
const begins = (word: string): Word => ({ word, prefix: true })

/** Records by their words. */
export function searchCases(handles: Handles): void {
  const stores = () => ({ a: any(handles().a), b: any(handles().b) })
  const order = (merchantId: string, n: number, more: object = {}): Sample => ({ ...sample('orders', n, { merchantId, id: `o${String(n).padStart(4, '0')}` }), links: [], shortOf: [], number: `#${1_000 + n}`, importedAt: n >> 1, ...more }) as Sample
  const find = async (merchantId: string, words: readonly Word[], limit = 50): Promise<string[]> => (await stores().b.search('orders', merchantId, words, { limit })).items.map(({ id }) => id)

  it('finds by a whole word, by a beginning of three characters or more, and by all words at once, newest first', async () => {
    const merchantId = newMerchant()
    await stores().a.insertMany('orders', Array.from({ length: 40 }, (_, n) => order(merchantId, n)))
    expect(await find(merchantId, [is('#1007')])).toEqual(['o0007'])
    expect(await find(merchantId, [is('1007')])).toEqual(['o0007'])
    expect(await find(merchantId, [is('#100')])).toEqual([])
    expect(await find(merchantId, [begins('#100')])).toEqual(['o0009', 'o0008', 'o0007', 'o0006', 'o0005', 'o0004', 'o0003', 'o0002', 'o0001', 'o0000'])
    expect(await find(merchantId, [begins('#1007')])).toEqual(['o0007'])
    expect(await find(merchantId, [begins('sku')])).toHaveLength(40)
    expect(await find(merchantId, [begins('#10')], 3)).toEqual(['o0039', 'o0038', 'o0037'])
    expect(await find(merchantId, [is('sku-3'), begins('#100')])).toEqual(['o0003'])
    expect(await find(merchantId, [begins('#10'), is('sku-3')])).toEqual(['o0038', 'o0031', 'o0024', 'o0017', 'o0010', 'o0003'])
    expect(await find(merchantId, [is('sku-3'), is('sku-4')])).toEqual([])
    expect(await find(merchantId, [begins('#100'), is('none')])).toEqual([])
    expect(await find(merchantId, [])).toEqual([])
  })

  it('answers a record once, however many of its words begin so', async () => {
    const merchantId = newMerchant()
    const lines = ['MUG-71', 'MUG-72', 'MUG-7'].map((sku, n) => ({ id: `l${n}`, externalId: null, sku, name: '', quantity: 1, location: null }))
    await stores().a.insertMany('orders', [order(merchantId, 1, { lines }), order(merchantId, 2, { lines })])
    for (const prefix of ['mug', 'mug-7', 'mug-71']) expect(await find(merchantId, [begins(prefix)])).toEqual(['o0002', 'o0001'])
    expect(await find(merchantId, [begins('mug-7'), begins('mug-72'), is('mug-7')])).toEqual(['o0002', 'o0001'])
  })

  it('takes a beginning of less than three characters for a whole word', async () => {
    const merchantId = newMerchant()
    await stores().a.insertMany('orders', [order(merchantId, 1, { number: 'ab' }), order(merchantId, 2, { number: 'abc' }), order(merchantId, 3, { number: '☕☕☕ now' })])
    expect(await find(merchantId, [begins('ab')])).toEqual(['o0001'])
    expect(await find(merchantId, [begins('abc')])).toEqual(['o0002'])
    expect(await find(merchantId, [begins('☕☕')])).toEqual([])
    expect(await find(merchantId, [begins('☕☕☕')])).toEqual(['o0003'])
  })

  it('goes through all finds page by page, within bounds', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    await a.insertMany('orders', Array.from({ length: 600 }, (_, n) => order(merchantId, n)))
    for (const words of [[begins('#1')], [begins('#10')], [begins('#100')], [is('sku-2')], [is('sku-2'), begins('#11')]]) {
      const whole = (await b.search('orders', merchantId, words, { limit: 1_000 })).items.map(({ id }) => id)
      const paged: string[] = []
      for (let after: string | null = null; ;) {
        const { items, next }: Awaited<ReturnType<typeof b.search>> = await b.search('orders', merchantId, words, { limit: 7, after })
        paged.push(...items.map(({ id }) => id))
        if (next === null) break
        expect(paged.length).toBeLessThanOrEqual(whole.length)
        after = next
      }
      expect(paged).toEqual(whole)
      expect(whole).toEqual(whole.toSorted().toReversed())
      const within = (await b.search('orders', merchantId, words, { limit: 1_000, from: 20, until: 60 })).items.map(({ id }) => id)
      expect(within).toEqual(whole.filter((id) => id >= 'o0040' && id < 'o0120'))
    }
  })

  it('follows what the record says now', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const first = order(merchantId, 1, { number: 'before', shortOf: [{ sku: 'MUG', quantity: 1 }] })
    await a.insertMany('orders', [first, order(merchantId, 2, { number: 'before' })])
    expect(await find(merchantId, [is('short:mug'), is('short:MUG')])).toEqual([])
    expect(await find(merchantId, [is('short:MUG')])).toEqual(['o0001'])
    await b.replace('orders', { ...first, number: 'after', shortOf: [] } as Sample)
    expect(await find(merchantId, [is('before')])).toEqual(['o0002'])
    expect(await find(merchantId, [begins('aft')])).toEqual(['o0001'])
    expect(await find(merchantId, [is('short:MUG')])).toEqual([])
    // Newest by the column, not by the write.
    await b.replace('orders', { ...first, number: 'after', shortOf: [], importedAt: 9_999, version: 2 } as Sample)
    expect(await find(merchantId, [is('sku-1')])).toEqual(['o0001'])
    expect(await find(merchantId, [begins('sku')])).toEqual(['o0001', 'o0002'])
    await a.remove('orders', ...keyOf('orders', first), 3)
    expect(await find(merchantId, [begins('aft')])).toEqual([])
  })

  it('finds one merchant’s records only, each kind on its own', async () => {
    const { a, b } = stores()
    const [mine, theirs] = [newMerchant(), newMerchant()]
    await a.insertMany('orders', [order(mine, 1), order(theirs, 1), order(theirs, 2)])
    await a.insert('holds', { ...sample('holds', 1, { merchantId: mine }), lines: [{ sku: 'SKU-1', centerId: 'c', quantity: 1 }] } as unknown as Sample)
    expect(await find(mine, [begins('#10')])).toEqual(['o0001'])
    expect((await b.search('holds', mine, [is('sku:SKU-1')], { limit: 5 })).items.map(({ id }) => id)).toEqual(['holds-1'])
    const { next } = await b.search('orders', theirs, [begins('#10')], { limit: 1 })
    await expect(b.search('orders', mine, [begins('#10')], { limit: 1, after: next })).rejects.toThrow('cursor')
  })
}
