import { expect, it } from 'vitest'
import { type ReadName, READS, type ReadSpec } from '../../core/ports/reads.ts'
import type { Kind, Scalar } from '../../core/ports/records.ts'
import { BadCursor } from '../../core/ports/store.ts'
import type { Handles } from './store.ts'
import { allPages, any, keyOf, newMerchant } from './store.handle.ts'
import { ALL_KINDS, column, expected, isTenants, type Sample, sample } from './store.samples.ts'

const READ_NAMES = Object.keys(READS) as ReadName[]
const ids = (records: readonly Sample[]): string[] => records.map((record) => `${record.merchantId ?? ''}/${record.id}`)

/** Named reads: what they hold, in which order, page by page, while others write. */
export function listCases(handles: Handles): void {
  const stores = () => ({ a: any(handles().a), b: any(handles().b) })
  const everything = new Map<Kind, Sample[]>()

  // The same ids and times under two merchants: what a read over all merchants must tell apart.
  const fill = async (kind: Kind): Promise<Sample[]> => {
    const known = everything.get(kind)
    if (known) return known
    const merchants = isTenants(kind) ? ['list-1', 'list-2'] : ['list-1']
    const records = merchants.flatMap((merchantId) => Array.from({ length: 40 }, (_, n): Sample => sample(kind, n, { merchantId })))
    const written = await stores().a.insertMany(kind, records.toSorted((x, y) => (x.id < y.id ? 1 : -1)))
    expect(written.every(({ is }) => is === 'done')).toBe(true)
    everything.set(kind, records)
    return records
  }

  it.each(READ_NAMES)('%s has what its declaration says, in its order, page by page, and counts it', async (read) => {
    const spec: ReadSpec = READS[read]
    const records = await fill(spec.kind)
    const combinations = new Map(records.map((record) => equalOf(spec, record)).filter((equal) => equal !== null).map((equal) => [JSON.stringify(equal), equal]))
    expect(combinations.size).toBeGreaterThan(0)
    for (const equal of combinations.values()) {
      const wanted = ids(expected(read, records, equal))
      expect(ids((await stores().b.list(read, equal, { limit: 1_000 })).items)).toEqual(wanted)
      for (const limit of [1, 7]) expect(ids(await allPages(stores().b, read, equal, { limit }))).toEqual(wanted)
      expect(await stores().b.count(read, equal)).toEqual({ value: wanted.length, capped: false })
    }
  })

  it.each(READ_NAMES)('%s keeps to its bounds, from inclusive, until exclusive, on every page', async (read) => {
    const spec: ReadSpec = READS[read]
    const records = await fill(spec.kind)
    const equal = equalOf(spec, expected(read, records, records.map((record) => equalOf(spec, record)).find((one) => one !== null) ?? {})[0]!)!
    const all = expected(read, records, equal)
    const at = (record: Sample): Scalar => column(spec.kind, record, spec.order[0]!)!
    const values = all.map(at)
    const [low, high] = spec.direction === 'asc' ? [values[Math.floor(values.length / 4)]!, values[Math.ceil(values.length / 2)]!] : [values[Math.ceil(values.length / 2)]!, values[Math.floor(values.length / 4)]!]
    const isFrom = (record: Sample): boolean => compare(at(record), low) >= 0
    const isUntil = (record: Sample): boolean => compare(at(record), high) < 0
    for (const limit of [3, 1_000]) {
      expect(ids(await allPages(stores().a, read, equal, { limit, from: low }))).toEqual(ids(all.filter(isFrom)))
      expect(ids(await allPages(stores().a, read, equal, { limit, until: high }))).toEqual(ids(all.filter(isUntil)))
      expect(ids(await allPages(stores().a, read, equal, { limit, from: low, until: high }))).toEqual(ids(all.filter((record) => isFrom(record) && isUntil(record))))
    }
    // A cursor and a bound together: the nearer one holds.
    const { items, next } = await stores().a.list(read, equal, { limit: 1 })
    if (next === null) return
    const rest = all.slice(items.length)
    expect(ids((await stores().b.list(read, equal, { limit: 1_000, after: next, from: low })).items)).toEqual(ids(rest.filter(isFrom)))
    expect(ids((await stores().b.list(read, equal, { limit: 1_000, after: next, until: high })).items)).toEqual(ids(rest.filter(isUntil)))
  })

  it.each(['ordersNewest', 'ordersUpdated', 'everyOrderWithTodo'] as const)('%s misses and repeats nothing that stays, while others insert, remove and change', async (read) => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    // Ties in the first column, and a value that this case alone selects by where the read is over all merchants.
    const made = (n: number, minute: number): Sample => ({ ...sample('orders', 1, { merchantId, id: `order-${String(n).padStart(3, '0')}` }), importedAt: minute >> 1, updatedAt: minute >> 1 }) as Sample
    const staying = Array.from({ length: 30 }, (_, n) => made(n, 1_000 + n))
    await a.insertMany('orders', [...staying, ...Array.from({ length: 30 }, (_, n) => made(100 + n, 1_000 + n))])
    const equal: Record<string, Scalar> = read === 'everyOrderWithTodo' ? { hasTodo: 1 } : { merchantId }
    const seen = await allPages(b, read, equal, { limit: 5, from: 0, until: 1_000_000 }, async (page) => {
      await a.insertMany('orders', [made(200 + page, 1), made(300 + page, 1_015), made(400 + page, 9_000)])
      for (const gone of [100 + page, 129 - page]) await a.remove('orders', ...keyOf('orders', made(gone, 0)), 1)
      await a.replace('orders', { ...staying[page % 30]!, version: (await a.get('orders', ...keyOf('orders', staying[page % 30]!)))!.version, number: `#${page}` } as Sample)
    })
    const mine = seen.filter((record) => record.merchantId === merchantId).map(({ id }) => id)
    expect(new Set(mine).size).toBe(mine.length)
    expect(mine).toEqual(expect.arrayContaining(staying.map(({ id }) => id)))
    await Promise.all(mine.map(async (id) => { await a.remove('orders', keyOf('orders', staying[0]!)[0], id, (await a.get('orders', keyOf('orders', staying[0]!)[0], id))?.version ?? 0) }))
  })

  it('moves a record to where its columns say after a replacement', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const order: Sample = { ...sample('orders', 1, { merchantId }), status: 'processing' }
    await a.insert('orders', order)
    expect(await b.count('ordersWithTodo', { merchantId, hasTodo: 1 })).toEqual({ value: 1, capped: false })
    await a.replace('orders', { ...order, status: 'shipped', todo: [] } as Sample)
    expect(await b.count('ordersWithTodo', { merchantId, hasTodo: 1 })).toEqual({ value: 0, capped: false })
    expect((await b.list('ordersByStatus', { merchantId, status: 'processing' }, { limit: 5 })).items).toEqual([])
    expect((await b.list('ordersByStatus', { merchantId, status: 'shipped' }, { limit: 5 })).items).toMatchObject([{ id: order.id, version: 2 }])
  })

  it('takes a page of 1 to 1,000 and no other', async () => {
    for (const limit of [0, 1_001, 1.5, -1, Number.NaN]) await expect(stores().a.list('ordersNewest', { merchantId: 'x' }, { limit })).rejects.toThrow(RangeError)
  })

  it('refuses a cursor that this list did not give', async () => {
    const { a, b } = stores()
    await fill('orders')
    const mine = { merchantId: 'list-1' }
    const { next } = await a.list('ordersNewest', mine, { limit: 2 })
    expect(next).toMatch(/^[\w-]+$/)
    expect((await b.list('ordersNewest', mine, { limit: 2, after: next })).items).toHaveLength(2)
    const foreign = ['', 'x', 'garbage!', '%00', `${next}x`, next!.slice(2), Buffer.from('[]').toString('base64url'), Buffer.from('{"a":1}').toString('base64url'), Buffer.from('null').toString('base64url')]
    for (const after of foreign) await expect(b.list('ordersNewest', mine, { limit: 2, after })).rejects.toThrow(BadCursor)
    await expect(b.list('ordersUpdated', mine, { limit: 2, after: next })).rejects.toThrow(BadCursor)
    await expect(b.list('ordersNewest', { merchantId: 'list-2' }, { limit: 2, after: next })).rejects.toThrow(BadCursor)
    await expect(b.search('orders', 'list-1', [{ word: 'sku-1', prefix: false }], { limit: 2, after: next })).rejects.toThrow(BadCursor)
  })

  it('counts up to 10,000 and then says that there is more', async () => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const link = (n: number): Sample => ({ ...sample('links', n, { merchantId }), orderId: 'many' }) as Sample
    for (let n = 0; n < 10_000; n += 1_000) await a.insertMany('links', Array.from({ length: 1_000 }, (_, index) => link(n + index)))
    expect(await b.count('linksOfOrder', { merchantId, orderId: 'many' })).toEqual({ value: 10_000, capped: false })
    await a.insert('links', link(10_000))
    expect(await b.count('linksOfOrder', { merchantId, orderId: 'many' })).toEqual({ value: 10_000, capped: true })
    expect(await b.count('linksOfOrder', { merchantId, orderId: 'none' })).toEqual({ value: 0, capped: false })
  })

  it.each(ALL_KINDS.filter(isTenants))('never answers a record of B’s %s under A’s key', async (kind) => {
    const { a, b } = stores()
    const [mine, theirs] = [newMerchant(), newMerchant()]
    const record: Sample = sample(kind, 1, { merchantId: theirs, id: 'one-id' })
    await a.insert(kind, record)
    const under = { ...record, merchantId: mine } as Sample
    expect(await b.get(kind, ...keyOf(kind, under))).toBeNull()
    expect(await b.getMany(kind, keyOf(kind, under)[0], ['one-id'])).toEqual([null])
    expect(await b.replace(kind, under)).toEqual({ is: 'conflict' })
    expect(await b.remove(kind, ...keyOf(kind, under), 1)).toEqual({ is: 'conflict' })
    for (const read of READ_NAMES.filter((name) => READS[name].kind === kind && (READS[name].equal as readonly string[]).includes('merchantId'))) {
      const equal = equalOf(READS[read], record)
      if (equal === null) continue
      expect((await b.list(read, { ...equal, merchantId: mine }, { limit: 10 })).items).toEqual([])
      expect(await b.count(read, { ...equal, merchantId: mine })).toEqual({ value: 0, capped: false })
    }
    expect(await b.insert(kind, under)).toMatchObject({ is: 'done', version: 1 })
    expect(await a.remove(kind, ...keyOf(kind, under), 1)).toMatchObject({ is: 'done' })
    expect(await a.get(kind, ...keyOf(kind, record))).toMatchObject({ id: 'one-id', merchantId: theirs })
    await a.remove(kind, ...keyOf(kind, record), 1)
  })
}

function equalOf(spec: ReadSpec, record: Sample): Record<string, Scalar> | null {
  const values = spec.equal.map((name) => [name, column(spec.kind, record, name)] as const)
  return values.some(([, value]) => value === null) ? null : (Object.fromEntries(values) as Record<string, Scalar>)
}

const compare = (a: Scalar, b: Scalar): number => (typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))))
