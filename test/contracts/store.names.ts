import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { needVectors } from '../support/need.ts'
import type { Handles } from './store.ts'
import { allPages, any, bare, keyOf, newMerchant } from './store.handle.ts'
import { compareValues, keyMerchant, type Sample, sample } from './store.samples.ts'

/** Names as vendors and attackers give them: separators, quotes, what another language would take for its own. */
const NAUGHTY = [
  '__proto__', 'constructor', 'prototype', 'toString', 'a:b', 'a:b:c', ':', '/', '..', '\\', 'a b', ' a', 'a ', '\t', '\n', '\r\n', '\0', 'a\0b', 'a\0', '"', "'", "';--", '`', '$where', '$ne', 'a.b', '%', '_', '*', '?',
  '{"a":1}', '[]', 'null', 'undefined', '0', '-0', '1e3', 'NaN', '\u00e9', 'e\u0301', 'ß', 'SS', 'İ', 'ı', 'I', 'i', '١', '日本語', 'مرحبا', '🦊', '👩\u200d🚀', '\uffff', '\ue000', '\ud7ff', '\u{10ffff}', '\u{1f600}', '\ufeff', '\u202e', '\u200b', 'x'.repeat(2_000),
]

/** What keys, columns and words may be made of. */
export function nameCases(handles: Handles): void {
  const stores = () => ({ a: any(handles().a), b: any(handles().b) })

  /** How many of these names it kept apart: all of them, or it fails. */
  const toldApart = async (names: readonly string[]): Promise<number> => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const unique = [...new Set(names)]
    const records = unique.map((id, n): Sample => ({ ...sample('rows', n, { merchantId, id }), sku: id }) as Sample)
    expect((await a.insertMany('rows', records)).map((one, n) => (one.is === 'done' ? '' : unique[n])).filter(Boolean)).toEqual([])
    expect((await b.insertMany('rows', records)).every((one) => one.is === 'duplicate')).toBe(true)
    expect((await b.getMany('rows', keyMerchant('rows', merchantId), unique)).map((one) => bare(one!))).toEqual(records)
    const sorted = unique.toSorted(compareValues)
    expect((await allPages(b, 'rowsBySku', { merchantId }, { limit: 7 })).map(({ id }) => id)).toEqual(sorted)
    for (const sku of unique) expect((await b.list('rowsOfSku', { merchantId, sku }, { limit: 3 })).items.map(({ id }) => id)).toEqual([sku])
    const [middle, last] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!]
    expect((await b.list('rowsBySku', { merchantId }, { limit: 1_000, from: middle, until: last })).items.map(({ id }) => id)).toEqual(sorted.slice(sorted.indexOf(middle), -1))
    return unique.length
  }

  it('tells names apart by their characters alone, and orders them by code points', async () => {
    expect(await toldApart(NAUGHTY)).toBe(new Set(NAUGHTY).size)
  })

  it('tells the collected naughty strings apart', async (ctx) => {
    const strings = JSON.parse(readFileSync(join(needVectors(ctx), 'blns.json'), 'utf8')) as string[]
    expect(await toldApart(strings.filter((text) => text !== '' && text.isWellFormed()))).toBeGreaterThan(400)
  })

  it('never mixes up a merchant and an id', async () => {
    const { a, b } = stores()
    const pairs = [['m', 'a:b'], ['m:a', 'b'], ['m:', 'a:b'], ['m\0', 'b'], ['m', '\0b'], ['m,', 'b'], ['m"', 'b'], ['__proto__', 'b'], ['M', 'b']] as const
    for (const [n, [merchantId, id]] of pairs.entries()) expect(await a.insert('rows', { ...sample('rows', n, { merchantId, id }), onHand: n } as Sample)).toMatchObject({ is: 'done' })
    for (const [n, [merchantId, id]] of pairs.entries()) expect(await b.get('rows', keyMerchant('rows', merchantId), id)).toMatchObject({ onHand: n, merchantId })
  })

  it('finds again what is named by half a character', async () => {
    const { a, b } = stores()
    const record: Sample = { ...sample('orders', 1, { merchantId: newMerchant(), id: 'half \ud83d' }), number: 'half\udc00word' } as Sample
    expect(await a.insert('orders', record)).toMatchObject({ is: 'done' })
    expect(await b.insert('orders', record)).toEqual({ is: 'duplicate', key: 'id' })
    expect(bare((await b.get('orders', ...keyOf('orders', record)))!)).toEqual(record)
    expect((await b.search('orders', record.merchantId!, [{ word: 'half\udc00w', prefix: true }], { limit: 5 })).items).toHaveLength(1)
    expect(await b.replace('orders', record)).toMatchObject({ is: 'done', version: 2 })
    expect(await b.remove('orders', ...keyOf('orders', record), 2)).toMatchObject({ is: 'done' })
  })

  it('finds words made of anything', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const words = NAUGHTY.map((word) => `${word}${word}${word}`.toLowerCase())
    const unique = [...new Set(words)]
    await a.insertMany('orders', unique.map((number, n): Sample => ({ ...sample('orders', n, { merchantId }), number, links: [], lines: [], shortOf: [] }) as Sample))
    for (const word of unique) {
      const found = (await b.search('orders', merchantId, [{ word, prefix: false }], { limit: 10 })).items as (Sample & { number: string })[]
      expect(found.map(({ number }) => number)).toContain(word)
      const begun = (await b.search('orders', merchantId, [{ word, prefix: true }], { limit: 10 })).items as (Sample & { number: string })[]
      expect(begun.map(({ number }) => number)).toContain(word)
    }
  })

  it('keeps text, numbers and properties of any name as they are', async () => {
    const { a, b } = stores()
    const settings = JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"a.b":2,"$set":{"x":1},"":0,"\\u0000":"nul","deep":[[[{"n":null}]]],"n":[0.1,1e21,-1,9007199254740991,5e-324]}') as Record<string, unknown>
    const record = { ...sample('connections', 1, { id: newMerchant() }), settings }
    await a.insert('connections', record)
    const got = await b.get('connections', null, record.id)
    expect(JSON.stringify(got)).toContain(JSON.stringify(settings))
    expect(bare(got!)).toEqual(record)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
}
