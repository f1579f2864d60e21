import { expect, it } from 'vitest'
import type { Handles } from './store.ts'
import { any, bare, keyOf, newMerchant } from './store.handle.ts'
import { ALL_KINDS, keyMerchant, type Sample, sample } from './store.samples.ts'

/** One record at a time, in bulk, and repeated. */
export function writeCases(handles: Handles): void {
  const stores = () => ({ a: any(handles().a), b: any(handles().b) })

  it.each(ALL_KINDS)('keeps, replaces and removes %s, seen by the other handle as it was written', async (kind) => {
    const { a, b } = stores()
    const record: Sample = sample(kind, 1, { merchantId: newMerchant(), id: `kept-${kind}` })
    const key = keyOf(kind, record)
    expect(await b.get(kind, ...key)).toBeNull()
    const first = await a.insert(kind, record)
    expect(first).toEqual({ is: 'done', version: 1, writeId: expect.any(String) })
    expect(await b.get(kind, ...key)).toEqual({ ...record, version: 1, writeId: first.is === 'done' && first.writeId })
    const second = await b.replace(kind, { ...record, version: 1 })
    expect(second).toMatchObject({ is: 'done', version: 2 })
    expect(await a.get(kind, ...key)).toEqual({ ...record, version: 2, writeId: second.is === 'done' && second.writeId })
    expect(await a.remove(kind, ...key, 1)).toEqual({ is: 'conflict' })
    expect(await a.remove(kind, ...key, 2)).toMatchObject({ is: 'done' })
    expect(await b.get(kind, ...key)).toBeNull()
    expect(await b.remove(kind, ...key, 2)).toEqual({ is: 'conflict' })
    expect(await b.replace(kind, { ...record, version: 2 })).toEqual({ is: 'conflict' })
    expect(await b.insert(kind, record)).toMatchObject({ is: 'done', version: 1 })
    await b.remove(kind, ...key, 1)
  })

  it('makes every new record version 1, whatever it says itself', async () => {
    const { a, b } = stores()
    const record = { ...sample('links', 1, { merchantId: newMerchant() }), version: 41 }
    expect(await a.insert('links', record)).toMatchObject({ is: 'done', version: 1 })
    expect(await b.get('links', ...keyOf('links', record))).toMatchObject({ version: 1 })
  })

  it('shares no object with its callers, neither what is given nor what is got', async () => {
    const { a, b } = stores()
    const record = sample('orders', 1, { merchantId: newMerchant() })
    const written = a.insert('orders', record)
    record.tags.push('after the call')
    await written
    const got = (await b.get('orders', ...keyOf('orders', record))) as Sample & { tags: string[] }
    expect(got.tags).toEqual(['gift', 't1'])
    got.tags.length = 0
    expect(await b.get('orders', ...keyOf('orders', record))).toMatchObject({ tags: ['gift', 't1'] })
  })

  it('answers a repeated writeId as the first time, from either handle, also after later writes', async () => {
    const { a, b } = stores()
    const record: Sample = sample('orders', 2, { merchantId: newMerchant() })
    const inserted = await a.insert('orders', record, 'write-1')
    expect(inserted).toEqual({ is: 'done', version: 1, writeId: 'write-1' })
    expect(await b.insert('orders', record, 'write-1')).toEqual(inserted)
    const replaced = await b.replace('orders', { ...record, version: 1 }, 'write-2')
    expect(replaced).toEqual({ is: 'done', version: 2, writeId: 'write-2' })
    expect(await a.replace('orders', { ...record, version: 1 }, 'write-2')).toEqual(replaced)
    for (let version = 2; version < 8; version++) await a.replace('orders', { ...record, version }, version % 2 ? `write-${version + 1}` : undefined)
    expect(await b.replace('orders', { ...record, version: 1 }, 'write-2')).toEqual(replaced)
    expect(await b.insert('orders', record, 'write-1')).toEqual(inserted)
    expect(await a.get('orders', ...keyOf('orders', record))).toMatchObject({ version: 8 })
    // Also where the version would fit: it is the same write, whatever it carries.
    expect(await a.replace('orders', { ...record, version: 8 }, 'write-2')).toEqual(replaced)
    expect(await b.get('orders', ...keyOf('orders', record))).toMatchObject({ version: 8 })
  })

  it('takes a writeId for its record alone, and another one for another write', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const [first, second]: Sample[] = [sample('links', 1, { merchantId }), sample('links', 2, { merchantId })]
    expect(await a.insert('links', first!, 'same')).toMatchObject({ is: 'done' })
    expect(await b.insert('links', second!, 'same')).toMatchObject({ is: 'done', version: 1 })
    expect(await b.insert('links', first!, 'other')).toEqual({ is: 'duplicate', key: 'id' })
    expect(await b.replace('links', { ...first!, version: 7 }, 'third')).toEqual({ is: 'conflict' })
  })

  it('answers each record of a bulk on its own, in order', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const made = (n: number): Sample => sample('feed', n, { merchantId })
    const taken = { ...made(5), id: 'another-id' } as Sample
    await a.insert('feed', made(2))
    const written = await b.insertMany('feed', [made(1), made(2), made(3), made(3), made(5), taken, made(6)])
    expect(written.map((one) => (one.is === 'duplicate' ? one.key : one.is))).toEqual(['done', 'id', 'done', 'id', 'done', 'subject', 'done'])
    const replaced = await a.replaceMany('feed', [made(1), { ...made(2), version: 9 }, made(4), made(3), made(3), { ...made(6), subjectVersion: 1, subject: 'order:1' } as unknown as Sample, made(5)])
    expect(replaced.map((one) => (one.is === 'duplicate' ? one.key : one.is))).toEqual(['done', 'conflict', 'conflict', 'done', 'conflict', 'subject', 'done'])
    const ids = ['feed-1', 'feed-2', 'feed-3', 'feed-4', 'feed-5', 'feed-6', 'another-id']
    const versions = (await b.getMany('feed', keyMerchant('feed', merchantId), ids)).map((one) => one?.version ?? null)
    expect(versions).toEqual([2, 1, 2, null, 2, 1, null])
    expect(await a.insertMany('feed', [])).toEqual([])
    expect(await a.replaceMany('feed', [])).toEqual([])
  })

  it('gets many in the order that was asked for, null where there is none', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const records = [3, 1, 2].map((n): Sample => sample('rows', n, { merchantId }))
    await a.insertMany('rows', records)
    const got = await b.getMany('rows', keyMerchant('rows', merchantId), ['rows-2', 'none', 'rows-3', 'rows-2', 'rows-1'])
    expect(got.map((one) => one?.id ?? null)).toEqual(['rows-2', null, 'rows-3', 'rows-2', 'rows-1'])
    expect(await b.getMany('rows', keyMerchant('rows', merchantId), [])).toEqual([])
  })

  it('keeps large records whole, alone and in bulk', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const text = 'Größe 42 – “ひとつ”, one of many. '.repeat(20_000)
    const large = [1, 2, 3, 4].map((n): Sample => ({ ...sample('deliveries', n, { merchantId }), sealed: `${n} ${text}` }))
    expect(JSON.stringify(large[0]).length).toBeGreaterThan(512_000)
    expect((await a.insertMany('deliveries', large)).every((one) => one.is === 'done')).toBe(true)
    const got = await b.getMany('deliveries', keyMerchant('deliveries', merchantId), large.map(({ id }) => id))
    expect(got.map((one) => bare(one!))).toEqual(large)
  })

  it('needs the merchant of a tenant’s record', async () => {
    const { a } = stores()
    await expect(a.get('orders', null, 'any')).rejects.toThrow(TypeError)
    await expect(a.insert('orders', { ...sample('orders', 1), merchantId: '' } as Sample)).rejects.toThrow(TypeError)
  })

  it('finds everything again in a handle opened later', async (ctx) => {
    const reopen = handles().reopen ?? ctx.skip('what is in memory is gone with its last handle')
    const record: Sample = sample('orders', 3, { merchantId: newMerchant() })
    await stores().a.insert('orders', record)
    const again = await reopen()
    expect(bare((await any(again.b).get('orders', ...keyOf('orders', record)))!)).toEqual(record)
    await again.close()
  })
}
